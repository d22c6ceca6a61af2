"""Newcombe's hybrid score interval for the change between two independent simple samples."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from integrity_metrics.statistics.checks import check_level
from integrity_metrics.statistics.interval import Interval, IntervalMethod
from integrity_metrics.statistics.two_samples import two_samples
from integrity_metrics.statistics.wilson import wilson_limits


def newcombe(
    positives_before: ArrayLike,
    labels_before: ArrayLike,
    positives_after: ArrayLike,
    labels_after: ArrayLike,
    level: float = 0.95,
) -> Interval:
    """Limits of the difference after - before, for weeks labelled as independent simple random samples.

    Parameters
    ----------
    positives_before, labels_before, positives_after, labels_after
        Counts, any shapes that broadcast; one result per segment.
    level
        Two-sided confidence level.

    Returns
    -------
    Interval
        With Wilson limits (l, u) of each share: d - sqrt((p2-l2)^2 + (u1-p1)^2) and d + sqrt((u2-p2)^2 + (p1-l1)^2);
        `undefined` where a sample has no labels.

    References
    ----------
    Newcombe (1998), Statistics in Medicine 17, 873-890, method 10.

    Examples
    --------
    >>> interval = newcombe(48, 80, 56, 70)
    >>> round(float(interval.low), 4), round(float(interval.high), 4)
    (0.0524, 0.3339)
    """
    level = check_level(level)
    pair = two_samples(positives_before, labels_before, positives_after, labels_after)
    quantile = np.asarray(special.ndtri((1 + level) / 2))
    p1, p2 = pair.before.rate, pair.after.rate
    low1, high1 = wilson_limits(p1, np.where(np.isnan(p1), np.nan, pair.before.labels), quantile)
    low2, high2 = wilson_limits(p2, np.where(np.isnan(p2), np.nan, pair.after.labels), quantile)
    low = pair.difference - np.hypot(p2 - low2, high1 - p1)
    high = pair.difference + np.hypot(high2 - p2, p1 - low1)
    return Interval(pair.difference, low, high, level, IntervalMethod.NEWCOMBE, pair.status)
