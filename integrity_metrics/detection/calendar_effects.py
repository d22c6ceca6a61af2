"""The calendar as regressors: weekdays as contrasts that sum to zero, the annual wave, and the days beside holidays."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from integrity_metrics.detection.series import BoolMatrix, Days, FloatMatrix

WEEK = 7
YEAR = 365.2425


def _contrasts() -> FloatMatrix:
    """Helmert contrasts, orthonormal: equal prior variance on them is equal on all weekdays."""
    helmert = np.array([[1.0 if i <= j else -(j + 1.0) if i == j + 1 else 0.0 for j in range(6)] for i in range(WEEK)])
    return np.asarray(helmert / np.linalg.norm(helmert, axis=0))


# Shape (weekday, contrast); a row is the regressors of a weekday.
CONTRASTS = _contrasts()


def weekdays(days: Days) -> NDArray[np.int64]:
    """Return the weekday of each day, Monday 0.

    Examples
    --------
    >>> weekdays(np.array(["2025-11-12"], dtype="datetime64[D]"))
    array([2])
    """
    # 1970-01-01 was a Thursday.
    return np.asarray((days.astype("datetime64[D]").astype(np.int64) + 3) % WEEK)


def recurring(days: Days) -> FloatMatrix:
    """Return what comes back every week and every year, shape ``(days, 8)``: six weekday contrasts, cosine and sine.

    Examples
    --------
    >>> recurring(np.array(["1970-01-01", "1970-07-02"], dtype="datetime64[D]"))[:, 6:].round(2)
    array([[ 1.  ,  0.  ],
           [-1.  ,  0.01]])
    """
    angle = days.astype("datetime64[D]").astype(np.int64) * (2 * np.pi / YEAR)
    return np.column_stack([CONTRASTS[weekdays(days)], np.cos(angle), np.sin(angle)])


def shoulders(holiday: BoolMatrix) -> BoolMatrix:
    """Return which days are beside a holiday without being one.

    Examples
    --------
    >>> shoulders(np.array([[False, False, True, True, False]])).astype(int)
    array([[0, 1, 0, 0, 1]])
    """
    beside = np.zeros_like(holiday)
    beside[:, :-1] |= holiday[:, 1:]
    beside[:, 1:] |= holiday[:, :-1]
    return np.asarray(beside & ~holiday)
