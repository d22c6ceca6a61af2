"""Jeffreys interval: a Bayesian reading of a share with close to nominal average coverage."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from integrity_metrics.statistics.checks import check_level
from integrity_metrics.statistics.counts import binomial_counts
from integrity_metrics.statistics.interval import Interval, IntervalMethod


def jeffreys(positives: ArrayLike, labels: ArrayLike, level: float = 0.95) -> Interval:
    """Equal-tailed limits of the posterior Beta(k + 1/2, n - k + 1/2), for average rather than worst-case coverage.

    Parameters
    ----------
    positives, labels
        Counts, any shapes that broadcast; one result per segment.
    level
        Two-sided level.

    Returns
    -------
    Interval
        The limits, with low set to 0 at k = 0 and high to 1 at k = n; `undefined` where labels is 0,
        `upper_bound_only` where positives is 0.

    References
    ----------
    Brown, Cai and DasGupta (2001), Statistical Science 16, 101-133.

    Examples
    --------
    >>> interval = jeffreys(3, 2500)
    >>> round(float(interval.low), 6), round(float(interval.high), 6)
    (0.000338, 0.003199)
    """
    level = check_level(level)
    counts = binomial_counts(positives, labels)
    k = counts.positives
    n = np.where(counts.labels > 0, counts.labels, np.nan)
    tail = (1 - level) / 2
    low = np.where(k == 0, 0 * n, special.betaincinv(k + 0.5, n - k + 0.5, tail))
    high = np.where(k == n, 1.0, special.betaincinv(k + 0.5, n - k + 0.5, 1 - tail))
    return Interval(counts.rate, low, high, level, IntervalMethod.JEFFREYS, counts.status)
