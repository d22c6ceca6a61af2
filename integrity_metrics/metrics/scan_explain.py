"""Why an event: which segments account for it, and what happened around it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import pandas as pd

from integrity_metrics.detection.explain.counts import explain_counts
from integrity_metrics.detection.explain.cube import cube_from_frame
from integrity_metrics.detection.explain.explanation import Explanation, Outcome
from integrity_metrics.detection.explain.ratio import explain_ratio
from integrity_metrics.detection.market_holidays import market_holidays
from integrity_metrics.metrics.happenings import Happening, happenings
from integrity_metrics.metrics.industry import MULTI_VALUED
from integrity_metrics.metrics.memory import remembered
from integrity_metrics.metrics.scan_cubes import CUBES, Cells, cells_of
from integrity_metrics.metrics.scan_dsa import MARKETS
from integrity_metrics.metrics.scan_family import Segment
from integrity_metrics.scope import Period
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse

MAX_DEPTH = 3
# A segment takes the card from the whole when it accounts for so much of the event.
MOST_OF_IT = 0.5
# Happenings so long before an event may have to do with it.
DAYS_AROUND = 7
# A public holiday is told when it is one in the event's market, or in most of those the platform files for.
_HOLIDAY = "public holiday"


@dataclass(frozen=True, slots=True, eq=False)
class Explained:
    """An explanation with what it was made from."""

    explanation: Explanation
    cells: Cells

    @property
    def attributes(self) -> tuple[str, ...]:
        """What was looked along."""
        return self.explanation.cube.names


def can_explain(metric: str, segment: Mapping[str, str]) -> bool:
    """Return whether there are cells to look along: the DSA data hold one dimension at a time, so only totals."""
    recipe = CUBES.get(metric)
    if recipe is None:
        return False
    if recipe.query == "cube_dsa":
        return set(segment) == {"platform"}
    return bool(set(recipe.attributes) - set(segment))


def explained(
    warehouse: Warehouse,
    metric: str,
    segment: Mapping[str, str],
    period: tuple[date, date],
    expected: float | None = None,
    heartbeat: Heartbeat | None = None,
) -> Explained | None:
    """Return the explanation of an event; None when there are no cells, or no weeks before it.

    Parameters
    ----------
    warehouse
        Where the cells are.
    metric, segment
        Of the event.
    period
        First and last day.
    expected
        What the detector expected in all; the cells of the weeks before are brought to it, so that weekday, holiday
        and trend are the detector's. None: by the number of days.
    """
    if not can_explain(metric, segment):
        return None
    key = ("explained", warehouse.version, metric, tuple(sorted(segment.items())), period, expected)
    return remembered(key, lambda: _explained(warehouse, metric, segment, period, expected, heartbeat))


def named_segments_of(found: Explained | None) -> tuple[Segment, ...]:
    """Return the segments that account for most of an event, the largest part first."""
    if found is None:
        return ()
    large = [s for s in found.explanation.segments if s.share is not None and s.share >= MOST_OF_IT]
    return tuple(s.where for s in sorted(large, key=lambda s: -(s.share or 0.0)))


def around(warehouse: Warehouse, segment: Mapping[str, str], start: date, end: date) -> tuple[Happening, ...]:
    """Return what happened in the week before an event and during it: changes of policies and rules, holidays."""
    period = Period(start - timedelta(days=DAYS_AROUND), end + timedelta(days=1))
    policy, rule = segment.get("policy"), segment.get("rule")
    found = [h for h in happenings(warehouse, period) if _concerns(h, policy, rule)]
    days = np.arange(np.datetime64(start, "D"), np.datetime64(end, "D") + 1)
    market = segment.get("market")
    markets = (market,) if market else MARKETS
    where = market or "most markets"
    marked = days[market_holidays(markets, days)].astype(object)
    found += [Happening(day, _HOLIDAY, f"Public holiday in {where}") for day in marked]
    return tuple(sorted(found))


def _concerns(happening: Happening, policy: str | None, rule: str | None) -> bool:
    if rule is not None and happening.rule:
        return happening.rule == rule
    return policy is None or not happening.policy or happening.policy == policy


def _explained(
    warehouse: Warehouse,
    metric: str,
    segment: Mapping[str, str],
    period: tuple[date, date],
    expected: float | None,
    heartbeat: Heartbeat | None,
) -> Explained | None:
    cells = cells_of(warehouse, metric, segment, *period, heartbeat)
    if cells.frame.empty or not cells.frame["before"].any():
        return None
    days = (period[1] - period[0]).days + 1
    if CUBES[metric].query == "cube_dsa":
        return _one_dimension_each(cells, days, expected)
    return Explained(_answer(cells, cells.frame, cells.attributes, days, expected), cells)


def _one_dimension_each(cells: Cells, days: int, expected: float | None) -> Explained | None:
    """Explain along every dimension there is, and return the one that says most."""
    best: Explained | None = None
    for dimension, rows in cells.frame.groupby("dimension"):
        # Where a statement may carry several values, the cells overlap: they do not add up to the event.
        if dimension == "all" or dimension in MULTI_VALUED or len(rows) < 2:
            continue
        told = rows.rename(columns={"value": str(dimension)}).reset_index(drop=True)
        answer = _answer(replace(cells, frame=told), told, (str(dimension),), days, expected)
        if best is None or _gain(answer) > _gain(best.explanation):
            best = Explained(answer, replace(cells, frame=told, attributes=(str(dimension),)))
    return best


def _gain(answer: Explanation) -> float:
    return float(sum(segment.gain for segment in answer.segments)) if answer.outcome is Outcome.SEGMENTS else 0.0


def _answer(
    cells: Cells, frame: pd.DataFrame, attributes: tuple[str, ...], days: int, expected: float | None
) -> Explanation:
    cube = cube_from_frame(frame, list(attributes))
    observed, before = frame["observed"].to_numpy(), frame["before"].to_numpy()
    if cells.is_rate:
        return explain_ratio(
            cube,
            observed,
            frame["out_of"].to_numpy(),
            before,
            frame["out_of_before"].to_numpy(),
            dispersion=cells.dispersion or 1.0,
            max_depth=MAX_DEPTH,
        )
    total = float(before.sum())
    scale = expected / total if expected and total > 0 else days / cells.days_before
    return explain_counts(
        cube, observed, before * scale, expected_periods=cells.days_before / days, max_depth=MAX_DEPTH
    )
