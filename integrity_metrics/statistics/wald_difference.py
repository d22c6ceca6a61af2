"""Wald interval of a difference of shares: shown only as what other tools print, never used to decide."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from integrity_metrics.statistics.checks import check_level
from integrity_metrics.statistics.interval import Interval, IntervalMethod
from integrity_metrics.statistics.two_samples import two_samples


def wald_difference(
    positives_before: ArrayLike,
    labels_before: ArrayLike,
    positives_after: ArrayLike,
    labels_after: ArrayLike,
    level: float = 0.95,
) -> Interval:
    """D -+ z sqrt(p1(1-p1)/n1 + p2(1-p2)/n2) for d = after - before, cut to [-1, 1]; for comparison with other tools.

    Parameters
    ----------
    positives_before, labels_before, positives_after, labels_after
        Counts, any shapes that broadcast; one result per segment.
    level
        Two-sided confidence level (its coverage is far lower at rare rates).

    References
    ----------
    Newcombe (1998), Statistics in Medicine 17, 873-890, method 1.

    Examples
    --------
    >>> interval = wald_difference(48, 80, 56, 70)
    >>> round(float(interval.low), 4), round(float(interval.high), 4)
    (0.0575, 0.3425)
    """
    level = check_level(level)
    pair = two_samples(positives_before, labels_before, positives_after, labels_after)
    p1, p2 = pair.before.rate, pair.after.rate
    n1, n2 = np.maximum(pair.before.labels, 1), np.maximum(pair.after.labels, 1)
    half_width = float(special.ndtri((1 + level) / 2)) * np.sqrt(p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2)
    low = np.maximum(pair.difference - half_width, -1.0)
    high = np.minimum(pair.difference + half_width, 1.0)
    return Interval(pair.difference, low, high, level, IntervalMethod.WALD, pair.status)
