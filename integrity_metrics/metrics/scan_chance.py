"""Which days of a scan are more than chance gives over all its series, by day or as a stream."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from integrity_metrics.metrics.scan_choices import Procedure
from integrity_metrics.statistics.benjamini_hochberg import benjamini_hochberg
from integrity_metrics.statistics.lord_plus_plus import lord_plus_plus

FloatMatrix = NDArray[np.float64]
BoolMatrix = NDArray[np.bool_]
# Days within a week of an alarm are the same alarm, so a score is a statement about a week.
WEEKS_A_YEAR = 365.0 / 7.0


def p_values(score: FloatMatrix) -> FloatMatrix:
    """Return how probable a day at least as strange is by chance; NaN where a day was not judged.

    Parameters
    ----------
    score
        Minus the decimal logarithm of the false alarms per series and year.

    Examples
    --------
    >>> p_values(np.array([0.0, 2.0])).round(5).tolist()
    [0.019, 0.00019]
    """
    return np.asarray(-np.expm1(-(10.0**-score) / WEEKS_A_YEAR))


def discoveries(score: FloatMatrix, rate: float, procedure: Procedure = Procedure.DAILY) -> BoolMatrix:
    """Return which days of which series are found, with at most `rate` of the finds false on average.

    Parameters
    ----------
    score
        Shape ``(series, days)``.
    rate
        False discovery rate.
    procedure
        `DAILY`: Benjamini-Hochberg across the series of each day. `ONLINE`: LORD++ over the days, each day tested by
        its Simes p-value, and Benjamini-Hochberg across the series at the level the day was given.
    """
    p = p_values(score)
    found = np.zeros(score.shape, dtype=bool)
    judged = np.isfinite(p)
    if procedure is Procedure.DAILY:
        levels = np.full(score.shape[1], rate)
    else:
        simes = [float(benjamini_hochberg(p[k, day], 0.5).adjusted.min()) if k.any() else 1.0
                 for day, k in enumerate(judged.T)]  # fmt: skip
        levels = lord_plus_plus(simes, rate).thresholds
    for day in np.flatnonzero(judged.any(axis=0)):
        rows = np.flatnonzero(judged[:, day])
        if 0 < levels[day] < 1:
            found[rows, day] = benjamini_hochberg(p[rows, day], float(levels[day])).rejected
    return found


def threshold(score: FloatMatrix, found: BoolMatrix) -> float | None:
    """Return the lowest score among the finds; None without finds."""
    return float(score[found].min()) if found.any() else None
