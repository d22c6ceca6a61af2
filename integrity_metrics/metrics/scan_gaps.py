"""Lost days: a day on which a whole table has no row, though there are rows before it and after it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from integrity_metrics.detection.event import Direction, Event, EventType
from integrity_metrics.metrics.scan_judging import Judged

# What a run of lost days is called: a detector of numbers knows silence, not that rows are missing.
GAP = "gap"
# Its score: as strange as can be.
CERTAIN = 12.0


def gaps(judged: Judged) -> Iterator[Event]:
    """Yield each run of lost days of the totals that are counts; rates only lose their denominator with them.

    Days missing at the end are rows still to come, and no event. A lost day is certain, so it has the highest score.
    """
    series = judged.series
    for row in np.flatnonzero(~series.is_rate):
        if judged.families[judged.family[row]].dimensions:
            continue
        known = np.flatnonzero(np.isfinite(series.observed[row]))
        if not len(known):
            continue
        lost = np.flatnonzero(np.isnan(series.observed[row]) & np.isfinite(judged.scan.expected[row]))
        inside = lost[(lost > known[0]) & (lost < known[-1])]
        for run in np.split(inside, np.flatnonzero(np.diff(inside) > 1) + 1):
            if len(run):
                yield _gap(judged, int(row), int(run[0]), int(run[-1]))


def _gap(judged: Judged, row: int, first: int, last: int) -> Event:
    days = slice(first, last + 1)
    expected, low, high = (float(getattr(judged.scan, name)[row, days].sum()) for name in ("expected", "low", "high"))
    return Event(
        series=row,
        start=first,
        peak=first,
        end=last,
        type=EventType.SILENCE,
        direction=Direction.DOWN,
        observed=0.0,
        expected=expected,
        excess=-expected,
        excess_low=-high,
        excess_high=-low,
        score=CERTAIN,
    )
