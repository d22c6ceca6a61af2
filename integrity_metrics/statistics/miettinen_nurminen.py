"""Miettinen-Nurminen score interval for the change between two independent simple samples."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from integrity_metrics.statistics.checks import FloatArray, check_level
from integrity_metrics.statistics.interval import Interval, IntervalMethod, blank_where
from integrity_metrics.statistics.two_samples import TwoSamples, two_samples

# 54 halvings of a bracket no wider than 2 end at 1e-16, the precision of a difference of shares.
HALVINGS = 54


def miettinen_nurminen(
    positives_before: ArrayLike,
    labels_before: ArrayLike,
    positives_after: ArrayLike,
    labels_after: ArrayLike,
    level: float = 0.95,
) -> Interval:
    """Score limits of the difference after - before, for independent simple samples; the best choice at rare rates.

    All differences D are kept for which (d - D)^2 / (V(D) N/(N-1)) is within the chi-squared quantile, where V(D) is
    the variance at the maximum likelihood shares restricted to differ by D and N counts both samples. Written out
    here because statsmodels 0.15.0 gets it wrong (its issue 10269).

    Parameters
    ----------
    positives_before, labels_before, positives_after, labels_after
        Counts, any shapes that broadcast; one result per segment.
    level
        Two-sided confidence level.

    Returns
    -------
    Interval
        `undefined` where a sample has no labels.

    References
    ----------
    Miettinen and Nurminen (1985), Statistics in Medicine 4, 213-226.

    Examples
    --------
    >>> interval = miettinen_nurminen(48, 80, 56, 70)
    >>> round(float(interval.low), 4), round(float(interval.high), 4)
    (0.0528, 0.3382)
    """
    level = check_level(level)
    pair = two_samples(positives_before, labels_before, positives_after, labels_after)
    quantile = float(special.ndtri((1 + level) / 2))
    undefined = np.isnan(pair.difference)
    start = np.where(undefined, 0.0, pair.difference)
    low = _limit(pair, start, np.full(start.shape, -1.0), quantile)
    high = _limit(pair, start, np.full(start.shape, 1.0), quantile)
    return Interval(
        pair.difference,
        blank_where(undefined, low),
        blank_where(undefined, high),
        level,
        IntervalMethod.MIETTINEN_NURMINEN,
        pair.status,
    )


def _limit(pair: TwoSamples, inside: FloatArray, outside: FloatArray, quantile: float) -> FloatArray:
    """Halve the way from the estimate (kept) to the end of the scale (rejected, unless even it is kept)."""
    end_kept = _kept(pair, outside, quantile)
    end = outside
    for _ in range(HALVINGS):
        middle = (inside + outside) / 2
        kept = _kept(pair, middle, quantile)
        inside, outside = np.where(kept, middle, inside), np.where(kept, outside, middle)
    return np.where(end_kept, end, inside)


def _kept(pair: TwoSamples, difference: FloatArray, quantile: float) -> FloatArray:
    n1, n2 = np.maximum(pair.before.labels, 1), np.maximum(pair.after.labels, 1)
    p1 = _restricted_share(pair.before.positives, n1, pair.after.positives, n2, difference)
    p2 = np.clip(p1 + difference, 0, 1)
    variance = p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2
    total = n1 + n2
    distance = pair.after.positives / n2 - pair.before.positives / n1 - difference
    return np.asarray(distance**2 <= quantile**2 * variance * total / (total - 1))


def _restricted_share(
    k1: FloatArray, n1: FloatArray, k2: FloatArray, n2: FloatArray, difference: FloatArray
) -> FloatArray:
    """Maximum likelihood share before, given that the share after is larger by `difference` (root of a cubic)."""
    total = n1 + n2
    c2 = ((2 * n1 + n2) * difference - total - k1 - k2) / total
    c1 = (n1 * difference**2 - (total + 2 * k1) * difference + k1 + k2) / total
    c0 = k1 * difference * (1 - difference) / total
    half = (c2 / 3) ** 3 - c1 * c2 / 6 + c0 / 2
    spread = np.copysign(np.sqrt(np.maximum((c2 / 3) ** 2 - c1 / 3, 0)), half)
    cube = np.where(spread == 0, 1.0, spread**3)
    angle = (np.pi + np.arccos(np.clip(half / cube, -1, 1))) / 3
    low, high = np.maximum(0, -difference), np.minimum(1, 1 - difference)
    root = np.clip(2 * spread * np.cos(angle) - c2 / 3, low, high)
    # The cosine form loses digits where two roots nearly meet (no positives on one side); two Newton steps bring
    # them back.
    for _ in range(2):
        slope = (3 * root + 2 * c2) * root + c1
        value = ((root + c2) * root + c1) * root + c0
        root = np.clip(root - np.divide(value, slope, out=np.zeros_like(root), where=slope != 0), low, high)
    return root
