"""Why total prevalence moved: because segments got worse or better, or because views moved between them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy.special import ndtri

from integrity_metrics.errors import ScopeError
from integrity_metrics.estimates import Executed
from integrity_metrics.metrics.labels import name_of, name_of_dimension, per_10k
from integrity_metrics.metrics.prevalence_layout import PLACES, Cells
from integrity_metrics.metrics.prevalence_sums import fetch_cells, label_extent
from integrity_metrics.scope import Grain, Period, Scope
from integrity_metrics.statistics.mix_shift import mix_shift
from integrity_metrics.statistics.prevalence_cells import weigh_sums
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse

LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class MixAndRate:
    """A change of prevalence in two parts that add up to it.

    Parameters
    ----------
    frame
        One row a segment: the dimension, ``before``, ``after`` (prevalence), ``share_before``, ``share_after``,
        ``rate_part`` and ``mix_part``.
    before, after, change
        Totals.
    rate_part, rate_low, rate_high
        What the segments' own prevalence did, with its interval.
    mix_part, mix_low, mix_high
        What views moving between segments did, with its interval.
    sentence
        The verdict in words.
    executed
        The statements behind it.
    """

    frame: pd.DataFrame
    before: float
    after: float
    change: float
    rate_part: float
    rate_low: float
    rate_high: float
    mix_part: float
    mix_low: float
    mix_high: float
    sentence: str
    executed: tuple[Executed, ...]


def mix_and_rate(warehouse: Warehouse, scope: Scope, dimension: str, heartbeat: Heartbeat | None = None) -> MixAndRate:
    """Split the change of the scope's total prevalence against its comparison period over `dimension`.

    Impressions are known exactly, prevalence is estimated: the limits are those of the estimated rates at known
    shares (normal, `LEVEL`).

    Raises
    ------
    ScopeError
        Without a comparison period, for a dimension that is no place, or without data in one of the periods.
    """
    if scope.comparison is None:
        raise ScopeError("A change needs a period to compare with; choose one under “Compare with”.")
    if dimension not in PLACES:
        raise ScopeError(f"Views have no mix by {dimension}; choose one of {', '.join(PLACES)}.")
    data = label_extent(warehouse)
    if scope.comparison.since < data.since:
        raise ScopeError(
            f"There are no labels before {data.since}, so there is no change against {scope.comparison} to take apart. "
            "Choose a later start."
        )
    parts = [_rates(warehouse, scope, period, dimension, heartbeat) for period in (scope.comparison, scope.period)]
    before, after = (frame for frame, _ in parts)
    both = before.add_suffix("_before").join(after.add_suffix("_after"), how="outer").fillna(0.0)
    if both.empty or both["size_before"].sum() == 0 or both["size_after"].sum() == 0:
        raise ScopeError("One of the two periods has no labelled impressions, so there is no change to take apart.")
    split = mix_shift(
        both["rate_before"] * both["size_before"],
        both["size_before"],
        both["rate_after"] * both["size_after"],
        both["size_after"],
    )
    share_before, share_after = (both[f"size_{p}"] / both[f"size_{p}"].sum() for p in ("before", "after"))
    variance = both["variance_before"] + both["variance_after"]
    z = float(ndtri((1 + LEVEL) / 2))
    rate_half = z * float(np.sqrt((((share_before + share_after) / 2) ** 2 * variance).sum()))
    mix_half = z * float(np.sqrt((((share_after - share_before) / 2) ** 2 * variance).sum()))
    frame = pd.DataFrame(
        {
            dimension: both.index,
            "before": both["rate_before"].to_numpy(),
            "after": both["rate_after"].to_numpy(),
            "share_before": share_before.to_numpy(),
            "share_after": share_after.to_numpy(),
            "rate_part": split.within_by_segment,
            "mix_part": split.mix_by_segment,
        }
    )
    within, mix = float(split.within), float(split.mix)
    limits = (within - rate_half, within + rate_half, mix - mix_half, mix + mix_half)
    first = float((both["rate_before"] * share_before).sum())
    return MixAndRate(
        frame,
        first,
        first + float(split.change),
        float(split.change),
        within,
        limits[0],
        limits[1],
        mix,
        limits[2],
        limits[3],
        _sentence(frame, dimension, float(split.change), within, mix, limits),
        tuple(e for _, executed in parts for e in executed),
    )


def _rates(
    warehouse: Warehouse, scope: Scope, period: Period, dimension: str, heartbeat: Heartbeat | None
) -> tuple[pd.DataFrame, tuple[Executed, ...]]:
    whole = replace(scope, period=period, grain=Grain.TOTAL, by=(dimension,), comparison=None)
    cells: Cells = fetch_cells(warehouse, whole, heartbeat)
    columns = ["rate", "variance", "size"]
    if cells.index.empty:
        return pd.DataFrame(columns=columns, dtype=float), cells.executed
    size = np.asarray(cells.frame.populations, dtype=np.float64)
    weighed = weigh_sums(cells.sums, size)
    variance = np.nan_to_num(weighed.design_variance)
    frame = pd.DataFrame(
        {"rate": weighed.estimate, "variance": variance, "size": size.sum(axis=1)}, index=cells.index[dimension]
    )
    return frame, cells.executed


def _sentence(
    frame: pd.DataFrame,
    dimension: str,
    change: float,
    within: float,
    mix: float,
    limits: tuple[float, float, float, float],
) -> str:
    """Say which part made the change, in words that can be read out."""
    places = name_of_dimension(dimension).lower()
    rate_moves, mix_moves = limits[0] > 0 or limits[1] < 0, limits[2] > 0 or limits[3] < 0
    total = f"Prevalence went {'up' if change > 0 else 'down'} by {per_10k(abs(change))} of 10,000 views"
    moved = frame.iloc[int(np.argmax(np.abs(frame["share_after"] - frame["share_before"])))]
    where = (
        f"{name_of(str(moved[dimension]))} went from {moved['share_before']:.0%} to {moved['share_after']:.0%} of views"
    )
    parts = f"{_signed(mix)} from views moving between {places} values, {_signed(within)} inside them"
    if mix_moves and abs(mix) > abs(within) and not (rate_moves and within * mix > 0):
        return f"{total}: {parts}. This is mix: {where}."
    if mix_moves and rate_moves and within * mix < 0:
        return f"{total}: {parts}. The two pull in opposite directions: read them apart; {where}."
    if rate_moves and abs(within) >= abs(mix):
        return f"{total}: {parts}. This is inside the {places} values, not mix."
    return f"{total}: {parts}. Neither part is larger than chance."


def _signed(value: float) -> str:
    return f"{'+' if value >= 0 else '−'}{per_10k(abs(value))}"
