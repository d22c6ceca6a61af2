"""A simple robust baseline: the weekday's usual share of the recent level, from the eight weeks before each day.

On the scale of log(1 + count), the expectation of a day is the median level of the 28 days before it plus the median
departure of the same weekday in the 8 weeks before it; the spread is 1.4826 times the median absolute deviation
(Rousseeuw and Croux 1993), never below counting noise. It is causal: a day is judged by days before it only.
"""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from integrity_metrics.detection.series import FloatMatrix

HISTORY_DAYS = 56
LEVEL_DAYS = 28
WEEK = 7
MAD_TO_SD = 1.4826
# Day-to-day noise that even a large, calm series shows; keeps the band from closing on a flat history.
LEAST_RELATIVE_SD = 0.05
LEAST_MEDIAN_COUNT = 20.0
# Every day needs its own 56 days of history at once; so many series at a time keep that to a few megabytes.
SERIES_AT_ONCE = 128


def expect(observed: FloatMatrix) -> tuple[FloatMatrix, FloatMatrix]:
    """Return expectation and standard deviation of each day, both on the log(1 + count) scale.

    Parameters
    ----------
    observed
        Counts, shape ``(series, days)``; NaN is missing.

    Returns
    -------
    mean, sd
        Same shape; NaN for the first `HISTORY_DAYS` days and where half of the history is missing or counts are
        too small to judge (median under `LEAST_MEDIAN_COUNT`).

    Examples
    --------
    >>> mean, sd = expect(np.full((1, 57), 99.0))
    >>> round(float(np.expm1(mean[0, 56])), 6), bool(np.isnan(mean[0, 55]))
    (99.0, True)
    """
    mean, sd = np.full_like(observed, np.nan), np.full_like(observed, np.nan)
    if observed.shape[1] > HISTORY_DAYS:
        for first in range(0, len(observed), SERIES_AT_ONCE):
            block = slice(first, first + SERIES_AT_ONCE)
            mean[block, HISTORY_DAYS:], sd[block, HISTORY_DAYS:] = _expect(np.log1p(observed[block]))
    return mean, sd


def _expect(logged: FloatMatrix) -> tuple[FloatMatrix, FloatMatrix]:
    """Return expectation and standard deviation of the days after the first `HISTORY_DAYS`."""
    # history[s, i] holds the 56 days before day i + 56, oldest first.
    history = sliding_window_view(logged, HISTORY_DAYS, axis=1)[:, :-1]
    known = np.isfinite(history).sum(axis=2)
    level = _median(history[..., -LEVEL_DAYS:])
    weeks = history.reshape(*history.shape[:2], HISTORY_DAYS // WEEK, WEEK)
    week_level = _median(weeks)
    departures = weeks - week_level[..., None]
    # The day judged falls on the weekday of the oldest day of its history: 56 is a multiple of 7.
    usual = _median(np.moveaxis(departures, 2, 3))
    residual = (departures - usual[..., None, :]).reshape(history.shape)
    spread = MAD_TO_SD * _median(np.abs(residual))
    center = level + usual[..., 0]
    counting_noise = 1.0 / np.sqrt(np.expm1(np.maximum(center, 0)) + 1.0)
    judged = (known >= HISTORY_DAYS // 2) & (np.expm1(level) >= LEAST_MEDIAN_COUNT)
    noise = np.hypot(np.maximum(spread, LEAST_RELATIVE_SD), counting_noise)
    return np.where(judged, center, np.nan), np.where(judged, noise, np.nan)


def _median(values: FloatMatrix) -> FloatMatrix:
    """Median over the last axis, skipping NaN; NaN only where all are missing. np.nanmedian is 50 times slower."""
    ordered = np.sort(values, axis=-1)
    count = np.isfinite(ordered).sum(axis=-1)
    upper = np.clip(count // 2, 0, None)
    lower = np.clip((count - 1) // 2, 0, None)
    upper = np.minimum(upper, ordered.shape[-1] - 1)
    pick = np.stack([lower, upper], axis=-1)
    middle: FloatMatrix = np.take_along_axis(ordered, pick, axis=-1).mean(axis=-1)
    return middle
