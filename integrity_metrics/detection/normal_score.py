"""A skewed standardised residual as a normal score, and back: the cube-root law of Wilson and Hilferty (1931).

A count with few events is skewed: of 8 expected, 18 or more are seen once in 600 days, not once in 5,000. A Pearson
type III law with the skewness g of the negative binomial is made normal by z = 6/g ((1 + g x / 2)^(1/3) - 1) + g/6, for
x in standard deviations; both directions are closed forms, so that the band drawn and the score agree.
"""

from __future__ import annotations

import numpy as np

from integrity_metrics.detection.series import FloatMatrix

# Below this skewness the law is normal to four digits, and the formula would divide by next to nothing.
LEAST_SKEW = 1e-3


def skewness(sampling: FloatMatrix, variance: FloatMatrix, share: FloatMatrix) -> FloatMatrix:
    """Return the skewness of a negative binomial; of a binomial-like rate, its mirror image above a share of one half.

    Parameters
    ----------
    sampling, variance
        Variance on the link's scale: from counting alone, and in all.
    share
        The expected rate; 0 for counts.

    Examples
    --------
    >>> round(float(skewness(np.array([0.25]), np.array([0.25]), np.array([0.0]))[0]), 6)
    0.5
    """
    beyond = np.maximum(variance - sampling, 0.0)
    third = sampling**2 + 3 * beyond * sampling + 2 * beyond**2
    skew = (1 - 2 * share) * third / variance**1.5
    return np.where(np.abs(skew) < LEAST_SKEW, LEAST_SKEW, skew)


def to_normal(x: FloatMatrix, skew: FloatMatrix) -> FloatMatrix:
    """Return the normal score of a residual in standard deviations.

    Examples
    --------
    >>> round(float(to_normal(np.array([3.5]), np.array([0.354]))[0]), 2)
    3.01
    """
    z: FloatMatrix = 6 / skew * (np.cbrt(np.maximum(1 + skew * x / 2, 0.0)) - 1) + skew / 6
    return z


def from_normal(z: float, skew: FloatMatrix) -> FloatMatrix:
    """Return the residual in standard deviations that has normal score `z`."""
    x: FloatMatrix = 2 / skew * (np.maximum(1 + skew * (z - skew / 6) / 6, 0.0) ** 3 - 1)
    return x
