"""Clopper-Pearson interval: the one that guarantees its coverage in a simple random sample."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from integrity_metrics.statistics.checks import FloatArray, check_level
from integrity_metrics.statistics.counts import binomial_counts
from integrity_metrics.statistics.interval import Interval, IntervalMethod


def clopper_pearson(positives: ArrayLike, labels: ArrayLike, level: float = 0.95) -> Interval:
    """Exact binomial limits of positives / labels, for claims that need a guarantee.

    Parameters
    ----------
    positives, labels
        Counts, any shapes that broadcast; one result per segment.
    level
        Two-sided confidence level; each tail holds at most (1 - level) / 2.

    Returns
    -------
    Interval
        Quantiles of Beta(k, n-k+1) and Beta(k+1, n-k); low is 0 at k = 0 and high is 1 at k = n; `undefined` where
        labels is 0, `upper_bound_only` where positives is 0.

    References
    ----------
    Clopper and Pearson (1934), Biometrika 26, 404-413.

    Examples
    --------
    >>> interval = clopper_pearson(0, 4000)
    >>> float(interval.low), round(float(interval.high), 6), str(interval.status)
    (0.0, 0.000922, 'upper_bound_only')
    """
    level = check_level(level)
    counts = binomial_counts(positives, labels)
    n = np.where(counts.labels > 0, counts.labels, np.nan)
    low, high = exact_limits(counts.positives, n, np.asarray((1 - level) / 2))
    return Interval(counts.rate, low, high, level, IntervalMethod.CLOPPER_PEARSON, counts.status)


def exact_limits(positives: FloatArray, size: FloatArray, tail: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Beta-quantile limits of positives of size, both possibly effective (not whole) numbers."""
    negatives = np.maximum(size - positives, 0)
    none, every = positives <= 0, negatives <= 0
    known = ~np.isnan(size)
    low = np.asarray(special.betaincinv(np.where(none, 1.0, positives), negatives + 1, tail), dtype=np.float64)
    high = np.asarray(special.betaincinv(positives + 1, np.where(every, 1.0, negatives), 1 - tail), dtype=np.float64)
    return np.where(none & known, 0.0, low), np.where(every & known, 1.0, high)
