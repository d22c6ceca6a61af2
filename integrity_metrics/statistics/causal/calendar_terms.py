"""Regressors a calendar explains: weekdays, yearly or other seasons, known holidays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from integrity_metrics.statistics.checks import FloatArray

Days = NDArray[np.datetime64]


def weekday_terms(days: Days) -> FloatArray:
    """Six columns, Tuesday to Sunday against Monday; none when the days do not cover every weekday.

    Examples
    --------
    >>> days = np.arange("2026-01-05", "2026-01-12", dtype="datetime64[D]")
    >>> weekday_terms(days).sum(axis=0).tolist()
    [1.0, 1.0, 1.0, 1.0, 1.0, 1.0]
    """
    # 1970-01-01 was a Thursday, so day 4 of the epoch is a Monday.
    weekday = (days.astype("datetime64[D]").astype(int) - 4) % 7
    columns: FloatArray = (weekday[:, None] == np.arange(1, 7)).astype(float)
    return columns if len(np.unique(weekday)) == 7 else columns[:, :0]


def season_terms(periods: int, length: float, harmonics: int) -> FloatArray:
    """Sine and cosine pairs of a season of `length` periods, the first `harmonics` of them.

    Examples
    --------
    >>> season_terms(4, length=4, harmonics=1).round(6).tolist()
    [[0.0, 1.0], [1.0, 0.0], [0.0, -1.0], [-1.0, -0.0]]
    """
    if length <= 1 or not 1 <= harmonics <= length / 2:
        raise ValueError(f"harmonics is {harmonics} for a season of {length:g} periods; it must lie in [1, length / 2]")
    angle = 2 * np.pi * np.arange(periods)[:, None] * np.arange(1, harmonics + 1) / length
    pairs = np.stack([np.sin(angle), np.cos(angle)], axis=2).reshape(periods, -1)
    # At half the season's length the sine is zero everywhere.
    kept: FloatArray = pairs[:, np.ptp(pairs, axis=0) > 1e-9]
    return kept


def holiday_terms(days: Days, holidays: Sequence[date | np.datetime64]) -> FloatArray:
    """One column that is 1 on the holidays given, or no column when none falls on the days."""
    marked = np.isin(days.astype("datetime64[D]"), np.array(list(holidays), dtype="datetime64[D]"))
    column: FloatArray = marked.astype(float)[:, None]
    return column if marked.any() else column[:, :0]
