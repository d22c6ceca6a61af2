"""Whether the same policy is applied alike everywhere: spread beyond chance, and ratios at like scores, worst first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from integrity_metrics.errors import ScopeError
from integrity_metrics.estimates import Executed
from integrity_metrics.metrics.consistency_counts import (
    MEASURES,
    BandCounts,
    ConsistencyQuestion,
    Measure,
    consistency_counts,
)
from integrity_metrics.metrics.labels import name_of, name_of_dimension
from integrity_metrics.metrics.memory import remembered
from integrity_metrics.statistics.benjamini_hochberg import benjamini_hochberg
from integrity_metrics.statistics.funnel_limits import FEWEST_UNITS, FunnelLimits, funnel_limits
from integrity_metrics.statistics.mantel_haenszel import matched_ratios
from integrity_metrics.statistics.status import Reason, ReasonCode, Status
from integrity_metrics.statistics.wilson import wilson
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse

# The smallest segment that is shown.
SMALLEST_CELL = 10
# Share of the segments called different that may be so by chance.
FALSE_DISCOVERY_RATE = 0.05
LIMIT_LEVEL = 0.998
COLUMNS = (
    "segment", "n", "found", "rate", "low", "high", "ratio", "ratio_low", "ratio_high", "p_value", "adjusted_p_value",
    "differs", "is_outside", "status", "reason",
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Consistency:
    """How alike a policy is applied.

    Parameters
    ----------
    question, measure
        What was asked.
    frame
        One row a segment, `COLUMNS`, worst first: the surest departure from the others on top. ``rate`` with Wilson
        limits as it is; ``ratio`` to all the others, within score bands where the measure is matched; ``differs`` with
        the false discovery rate kept; ``is_outside`` of the funnel. Suppressed rows hold no number.
    limits
        The funnel's centre and spread; None where there is nothing to compare.
    bands
        Score bands matched on.
    sentence
        What may be said.
    executed
        The statement.
    """

    question: ConsistencyQuestion
    measure: Measure
    frame: pd.DataFrame
    limits: FunnelLimits | None
    bands: tuple[float, ...]
    sentence: str
    executed: tuple[Executed, ...]

    @property
    def scope(self) -> str:
        """What was asked, in words."""
        asked = self.question
        return f"{asked.period} (UTC days), by {asked.dimension.replace('_', ' ')}, only policy {asked.policy}"


def consistency(warehouse: Warehouse, question: ConsistencyQuestion, heartbeat: Heartbeat | None = None) -> Consistency:
    """Return how alike a policy is applied over a dimension.

    Raises
    ------
    ScopeError
        When the measure cannot be compared so, or there are fewer than two segments that may be shown.
    """
    return remembered(
        ("consistency", warehouse.version, question),
        lambda: compared(question, consistency_counts(warehouse, question, heartbeat)),
    )


def compared(question: ConsistencyQuestion, counts: BandCounts) -> Consistency:
    """Compare counts; small segments are suppressed but stay among the others they are compared with."""
    measure = MEASURES[question.measure]
    items, found = counts.items.sum(axis=1), counts.found.sum(axis=1)
    shown = items >= SMALLEST_CELL
    if shown.sum() < 2:
        raise ScopeError(
            f"Too few {measure.noun}s of {name_of(question.policy)} to compare: fewer than two of the "
            f"{name_of_dimension(question.dimension).lower()}s have {SMALLEST_CELL}. Choose a longer period or another "
            "measure."
        )
    ratios = matched_ratios(counts.found, counts.items)
    interval = wilson(found[shown], items[shown])
    limits = funnel_limits(found[shown], items[shown], level=LIMIT_LEVEL)
    tested = shown & ~np.isnan(ratios.p_value)
    adjusted = np.full(len(items), np.nan)
    if tested.any():
        adjusted[tested] = benjamini_hochberg(ratios.p_value[tested], FALSE_DISCOVERY_RATE).adjusted
    hidden = np.where(shown, 1.0, np.nan)
    frame = pd.DataFrame(
        {
            "segment": counts.segments,
            "n": items * hidden,
            "found": found * hidden,
            "rate": _spread_out(interval.estimate, shown),
            "low": _spread_out(interval.low, shown),
            "high": _spread_out(interval.high, shown),
            "ratio": ratios.ratio * hidden,
            "ratio_low": ratios.low * hidden,
            "ratio_high": ratios.high * hidden,
            "p_value": ratios.p_value * hidden,
            "adjusted_p_value": adjusted,
            "differs": np.nan_to_num(adjusted, nan=1.0) <= FALSE_DISCOVERY_RATE,
            "is_outside": _spread_out(limits.is_outside.astype(float), shown) == 1.0,
            "status": np.where(shown, ratios.status, Status.SUPPRESSED.value),
            "reason": [
                _reason(bool(s), str(r), n, measure) for s, r, n in zip(shown, ratios.status, items, strict=True)
            ],
        }
    )[list(COLUMNS)]
    ordered = frame.iloc[np.argsort(-_sureness(frame), kind="stable")].reset_index(drop=True)
    sentence = _sentence(question, measure, ordered, limits, int((~shown).sum()))
    return Consistency(question, measure, ordered, limits, counts.bands, sentence, counts.executed)


def _spread_out(values: np.ndarray, shown: np.ndarray) -> np.ndarray:
    full = np.full(len(shown), np.nan)
    full[shown] = values
    return full


def _reason(is_shown: bool, status: str, items: float, measure: Measure) -> str:
    if not is_shown:
        return f"{Reason(ReasonCode.SMALL_CELL).sentence} {SMALLEST_CELL} {measure.noun}s are needed."
    if status == Status.UNDEFINED:
        return "No ratio: the others have nothing like it, or nothing was found on one side."
    return ""


def _sureness(frame: pd.DataFrame) -> np.ndarray:
    """Return how far from 1 the nearer limit of each ratio lies on the log scale; below 0 where 1 is inside."""
    low, high = (np.log(frame[name].to_numpy(dtype=float)) for name in ("ratio_low", "ratio_high"))
    return np.asarray(np.nan_to_num(np.maximum(low, -high), nan=-np.inf))


def _sentence(
    question: ConsistencyQuestion, measure: Measure, frame: pd.DataFrame, limits: FunnelLimits, suppressed: int
) -> str:
    shown = frame[frame["status"] != Status.SUPPRESSED.value]
    noun = f"{name_of_dimension(question.dimension).lower()}s"
    differing = shown[shown["differs"]]
    if len(differing):
        worst = differing.iloc[0]
        verb = "differs" if len(differing) == 1 else "differ"
        said = (
            f"{len(differing)} of {len(shown)} {noun} {verb} from the others beyond chance; surest is "
            f"{name_of(str(worst['segment']))}: {worst['ratio']:.2f} times as often as elsewhere "
            f"({worst['ratio_low']:.2f} to {worst['ratio_high']:.2f})."
        )
    else:
        said = f"None of {len(shown)} {noun} differs from the others beyond chance."
    spread = ""
    if len(shown) >= FEWEST_UNITS:
        is_more = limits.between_variance > 0
        spread = " Rates spread " + (f"{limits.dispersion:.1f} times as much as" if is_more else "no more than")
        spread += " chance alone."
    left = f" {suppressed} suppressed: fewer than {SMALLEST_CELL} {measure.noun}s." if suppressed else ""
    return f"{measure.title}: {said}{spread}{left}"
