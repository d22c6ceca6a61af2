"""Series in, events out: the detector the product calls."""

from __future__ import annotations

import numpy as np

from integrity_metrics.detection.baseline import LEAST_HISTORY, Baseline, Judged, advance
from integrity_metrics.detection.describe import events_of
from integrity_metrics.detection.event import Reason, Scan
from integrity_metrics.detection.series import FloatMatrix, SeriesSet

# One false alarm per series and year.
ONCE_A_YEAR = 0.0
# Fewer events a day than this are not judged: a day without any would be no news.
LEAST_MEAN = 1.0


def detect(series: SeriesSet, *, last_days: int | None = None, threshold: float = ONCE_A_YEAR) -> Scan:
    """Return what is abnormal in `series`, each day judged by the days before it only.

    Parameters
    ----------
    series
        Daily counts or rates with their history.
    last_days
        Report events that touch the last so many days; None reports all.
    threshold
        Score from which a day is an alarm: minus the decimal logarithm of the false alarms per series and year.
    """
    baseline, judged = advance(None, series)
    first = 0 if last_days is None else max(len(series.days) - last_days, 0)
    return _scan(series, baseline, judged, first, threshold)


def score_day(baseline: Baseline, day: SeriesSet, *, threshold: float = ONCE_A_YEAR) -> tuple[Baseline, Scan]:
    """Judge one new day (or a few) of the series a baseline was fitted on; return the baseline after it, and the scan.

    Events begin on the new days at the earliest, because a baseline keeps no scores.
    """
    after, judged = advance(baseline, day)
    return after, _scan(day, after, judged, 0, threshold)


def _scan(series: SeriesSet, baseline: Baseline, judged: Judged, first: int, threshold: float) -> Scan:
    histories = (row for block in baseline.blocks for row in block.observed)
    reasons = tuple(_reason(row, value) for row, value in zip(histories, judged.score[:, first:], strict=True))
    for row, reason in enumerate(reasons):
        if reason is not None:
            for matrix in (judged.expected, judged.low, judged.high, judged.score):
                matrix[row] = np.nan
    whole = ~series.is_rate[:, None]
    low, high = np.where(whole, np.ceil(judged.low), judged.low), np.where(whole, np.floor(judged.high), judged.high)
    events = events_of(series, judged, first, threshold)
    insufficient = np.array([reason is not None for reason in reasons], dtype=bool)
    return Scan(judged.expected, low, high, judged.score, events, insufficient, reasons)


def _reason(observed: FloatMatrix, score: FloatMatrix) -> Reason | None:
    """Return why a series was not judged on the reported days, or None if it was."""
    known = observed[np.isfinite(observed)]
    if len(known) == 0:
        return Reason.EMPTY
    if not known.any():
        return Reason.ZERO
    if len(known) < LEAST_HISTORY or np.isnan(score).all():
        return Reason.SHORT
    return Reason.SMALL if known.mean() < LEAST_MEAN else None
