"""Pooled z test of equal shares in two independent simple samples."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from integrity_metrics.statistics.checks import FloatArray
from integrity_metrics.statistics.two_samples import two_samples


def pooled_z_p_value(
    positives_before: ArrayLike, labels_before: ArrayLike, positives_after: ArrayLike, labels_after: ArrayLike
) -> FloatArray:
    """Two-sided p-value of the pooled z (chi-squared) test, for large samples; use Fisher's where counts are small.

    Parameters
    ----------
    positives_before, labels_before, positives_after, labels_after
        Counts, any shapes that broadcast; one p-value per segment.

    Returns
    -------
    FloatArray
        2 P(Z > |p2-p1| / sqrt(p(1-p)(1/n1+1/n2))), p pooled. NaN where the test does not exist: a sample without
        labels, or no positive (or no negative) in either.

    References
    ----------
    Pearson (1900), Philosophical Magazine 50, 157-175.

    Examples
    --------
    >>> round(float(pooled_z_p_value(12, 4000, 25, 4200)), 4)
    0.0462
    """
    pair = two_samples(positives_before, labels_before, positives_after, labels_after)
    n1, n2 = np.maximum(pair.before.labels, 1), np.maximum(pair.after.labels, 1)
    pooled = (pair.before.positives + pair.after.positives) / (n1 + n2)
    variance = pooled * (1 - pooled) * (1 / n1 + 1 / n2)
    z = np.abs(pair.difference) / np.sqrt(np.where(variance > 0, variance, np.nan))
    return np.asarray(2 * special.ndtr(-z), dtype=np.float64)
