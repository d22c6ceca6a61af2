"""Wilson score interval: the one to read for a share in a simple random sample."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from integrity_metrics.statistics.checks import FloatArray, check_level
from integrity_metrics.statistics.counts import binomial_counts
from integrity_metrics.statistics.interval import Interval, IntervalMethod


def wilson(positives: ArrayLike, labels: ArrayLike, level: float = 0.95) -> Interval:
    """Wilson score limits of positives / labels, for screens (its worst coverage at 95% is about 91%).

    Parameters
    ----------
    positives, labels
        Counts, any shapes that broadcast; one result per segment.
    level
        Two-sided confidence level.

    Returns
    -------
    Interval
        (p + z^2/2n -+ z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n), without continuity correction; `undefined` where
        labels is 0, `upper_bound_only` where positives is 0.

    References
    ----------
    Wilson (1927), Journal of the American Statistical Association 22, 209-212.

    Examples
    --------
    >>> interval = wilson(8, 4000)
    >>> round(float(interval.low), 6), round(float(interval.high), 6)
    (0.001014, 0.003942)
    """
    level = check_level(level)
    counts = binomial_counts(positives, labels)
    n = np.where(counts.labels > 0, counts.labels, np.nan)
    low, high = wilson_limits(counts.rate, n, np.asarray(special.ndtri((1 + level) / 2)))
    return Interval(counts.rate, low, high, level, IntervalMethod.WILSON, counts.status)


def wilson_limits(rate: FloatArray, size: FloatArray, quantile: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Score limits of a rate on a (possibly effective, possibly infinite) sample size, inside [0, 1]."""
    square = quantile**2 / size
    half_width = np.sqrt(square * rate * (1 - rate) + (square / 2) ** 2)
    low = (rate + square / 2 - half_width) / (1 + square)
    high = (rate + square / 2 + half_width) / (1 + square)
    # At rate 0 and 1 the ends are exact; the formula leaves float noise there.
    low = np.where(rate == 0, 0.0, np.clip(low, 0, 1))
    high = np.where(rate == 1, 1.0, np.clip(high, 0, 1))
    return low, high
