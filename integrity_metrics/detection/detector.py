"""Series in, events out: the detector the product calls. This first version joins days outside a robust band."""

from __future__ import annotations

import numpy as np

from integrity_metrics.detection.robust_baseline import expect
from integrity_metrics.detection.series import Event, EventType, FloatMatrix, Scan, SeriesSet

# Robust standard deviations outside which a day is strange. Daily filings are heavier-tailed than a normal law; four
# keeps the list readable. It is a threshold on size, not a false-alarm probability.
STRANGE = 4.0
# Two strange days with at most this many ordinary days between them are one event.
LARGEST_GAP_DAYS = 1
SUSTAINED_DAYS = 4


def detect(series: SeriesSet, *, last_days: int | None = None, strange: float = STRANGE) -> Scan:
    """Return what is abnormal in `series`, each day judged by the days before it only.

    Parameters
    ----------
    series
        Daily counts with history before the days of interest.
    last_days
        Report events that touch the last so many days; None reports all.
    strange
        Threshold in robust standard deviations.

    Returns
    -------
    Scan
        Band, scores and events, the largest absolute excess first.
    """
    mean, sd = expect(series.observed)
    expected = np.maximum(np.expm1(mean), 0.0)
    low = np.maximum(np.expm1(mean - strange * sd), 0.0)
    high = np.expm1(mean + strange * sd)
    score = (np.log1p(series.observed) - mean) / sd
    first = 0 if last_days is None else len(series.days) - last_days
    events: list[Event] = []
    for row in range(len(series.keys)):
        outside = np.flatnonzero(np.nan_to_num(np.abs(score[row])) >= strange)
        events += [
            _event(row, days, series.observed[row], expected[row], low[row], high[row], score[row])
            for days in _runs(outside, score[row])
            if days[-1] >= first
        ]
    events.sort(key=lambda e: -abs(e.excess))
    insufficient = np.asarray(np.isnan(mean[:, first:]).all(axis=1))
    return Scan(expected, low, high, score, tuple(events), insufficient)


def _runs(outside: np.ndarray, score: np.ndarray) -> list[np.ndarray]:
    """Split strange days into events: a gap longer than allowed, or a change of direction, begins a new one."""
    if len(outside) == 0:
        return []
    direction = np.sign(score[outside])
    begins = (np.diff(outside) > LARGEST_GAP_DAYS + 1) | (np.diff(direction) != 0)
    return np.split(outside, np.flatnonzero(begins) + 1)


def _event(
    row: int,
    strange_days: np.ndarray,
    observed: FloatMatrix,
    expected: FloatMatrix,
    low: FloatMatrix,
    high: FloatMatrix,
    score: FloatMatrix,
) -> Event:
    start, end = int(strange_days[0]), int(strange_days[-1])
    span = np.arange(start, end + 1)
    known = span[np.isfinite(observed[span]) & np.isfinite(expected[span])]
    peak = int(strange_days[np.argmax(np.abs(score[strange_days]))])
    total = float(observed[known].sum())
    return Event(
        series=row,
        start=start,
        peak=peak,
        end=end,
        type=_type(len(known), score[peak], total),
        observed=total,
        expected=float(expected[known].sum()),
        excess=total - float(expected[known].sum()),
        excess_low=total - float(high[known].sum()),
        excess_high=total - float(low[known].sum()),
        score=float(score[peak]),
    )


def _type(days: int, score: float, total: float) -> EventType:
    if total == 0:
        return EventType.SILENCE
    if score > 0:
        return EventType.RISE if days >= SUSTAINED_DAYS else EventType.SPIKE
    return EventType.FALL if days >= SUSTAINED_DAYS else EventType.DROP
