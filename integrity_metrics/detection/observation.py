"""Counts and rates on one scale: what a linear predictor expects, and how far a day is from it in units of the link.

Counts have a log link, rates a logit link. With mean m = exp(eta), or m = n p and p = expit(eta), the working residual
v = (y - m) / (dm/deta) has variance s + d, where s = 1/m, or 1/(n p (1-p)), is counting noise and d the over-dispersion
of a negative-binomial count or a beta-binomial rate (McCullagh and Nelder 1989, sections 4.5 and 6.2).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit, logit

from integrity_metrics.detection.series import BoolMatrix, FloatMatrix

# exp(20) is half a billion events a day; beyond it the working residual loses its digits.
LARGEST_PREDICTOR = 20.0


@dataclass(frozen=True, slots=True)
class Working:
    """The working residual and what it is measured against, all of the shape of the predictor.

    Parameters
    ----------
    mean
        Expected count, or expected numerator.
    slope
        Derivative of the mean by the predictor.
    sampling
        Variance that counting alone gives the residual.
    residual
        Observed minus mean, on the link's scale; 0 where missing.
    pull
        The residual that may move the predictor: from 1 on it grows like a logarithm, as the link does.
    """

    mean: FloatMatrix
    slope: FloatMatrix
    sampling: FloatMatrix
    residual: FloatMatrix
    pull: FloatMatrix


def working(eta: FloatMatrix, observed: FloatMatrix, denominator: FloatMatrix, is_rate: BoolMatrix) -> Working:
    """Return residuals on the link's scale.

    Examples
    --------
    >>> count = working(np.log([100.0]), np.array([110.0]), np.array([np.nan]), np.array([False]))
    >>> round(float(count.residual[0]), 6), round(float(count.sampling[0]), 6)
    (0.1, 0.01)
    """
    eta = np.clip(eta, -LARGEST_PREDICTOR, LARGEST_PREDICTOR)
    size = np.where(np.isfinite(denominator) & (denominator > 0), denominator, 1.0)
    share = expit(eta)
    mean = np.where(is_rate, size * share, np.exp(eta))
    slope = np.where(is_rate, mean * (1 - share), mean)
    residual = np.where(np.isfinite(observed), (np.nan_to_num(observed) - mean) / slope, 0.0)
    # Beyond 1 the straight line of the working residual would throw the predictor far past the observation.
    pull = np.where(residual > 1.0, 1.0 + np.log(np.maximum(residual, 1.0)), residual)
    return Working(mean, slope, 1.0 / slope, residual, pull)


def link(observed: FloatMatrix, denominator: FloatMatrix, is_rate: BoolMatrix) -> FloatMatrix:
    """Return observations on the link's scale, half an event added so that zero has a place."""
    size = np.where(is_rate, denominator, 1.0)
    share = np.where(is_rate, (observed + 0.5) / (size + 1.0), 0.5)
    return np.where(is_rate, logit(share), np.log(observed + 0.5))
