"""Fay-Feuer gamma interval: the default for a weighted rare share."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from integrity_metrics.statistics.checks import FloatArray, check_level
from integrity_metrics.statistics.counts import strata_counts
from integrity_metrics.statistics.interval import Interval, IntervalMethod, blank_where, status_where
from integrity_metrics.statistics.status import Status


@dataclass(frozen=True, slots=True, eq=False)
class GammaInterval(Interval):
    """Gamma limits with what they were made of.

    Parameters
    ----------
    variance
        Poisson variance of the estimate, sum of squared weights of the positives.
    max_weight
        Largest weight a label carries: what one more positive could add.
    """

    variance: FloatArray
    max_weight: FloatArray


def fay_feuer_gamma(
    positives: ArrayLike, labels: ArrayLike, populations: ArrayLike, level: float = 0.95
) -> GammaInterval:
    """Limits of a stratified share that keep their coverage at rare rates and unequal weights.

    Parameters
    ----------
    positives, labels
        Counts, shape (..., strata).
    populations
        Impressions or shares per stratum, shape (..., strata) or (strata,); only ratios matter.
    level
        Two-sided confidence level.

    Returns
    -------
    GammaInterval
        Shape (...). With weights w_h = W_h / n_h, y = sum w_h k_h, v = sum w_h^2 k_h and m = max w_h: low is
        v/(2y) chi2(a/2; 2y^2/v), high is (v+m^2)/(2(y+m)) chi2(1-a/2; 2(y+m)^2/(v+m^2)). Built on the Poisson
        distribution: conservative where rates are not small, and high is not cut at 1. `undefined` where a stratum
        with population has no label, `upper_bound_only` where there is no positive.

    References
    ----------
    Fay and Feuer (1997), Statistics in Medicine 16, 791-801.

    Examples
    --------
    >>> interval = fay_feuer_gamma([3, 12, 7], [3000, 1500, 500], [0.95, 0.04, 0.01])
    >>> round(float(interval.low), 6), round(float(interval.high), 6)
    (0.000537, 0.003194)
    """
    level = check_level(level)
    counts = strata_counts(positives, labels, populations)
    weights = counts.row_weights
    found = weights * counts.positives
    estimate = np.sum(found, axis=-1)
    variance = np.asarray(np.vecdot(found, weights))
    max_weight = np.max(weights, axis=-1)
    low, high = gamma_limits(estimate, variance, max_weight, level)
    status = status_where(estimate == 0, Status.UPPER_BOUND_ONLY, Status.OK)
    gone = counts.unsampled
    return GammaInterval(
        blank_where(gone, estimate),
        blank_where(gone, low),
        blank_where(gone, high),
        level,
        IntervalMethod.GAMMA,
        status_where(gone, Status.UNDEFINED, status),
        blank_where(gone, variance),
        blank_where(gone, max_weight),
    )


def gamma_limits(
    estimate: FloatArray, variance: FloatArray, max_weight: FloatArray, level: float
) -> tuple[FloatArray, FloatArray]:
    """Gamma limits of a weighted sum of Poisson counts, given its Poisson variance and its largest weight.

    Arrays of one shape; low is 0 where the estimate is 0.
    """
    some = estimate > 0
    scale = np.divide(variance, estimate, out=np.ones_like(estimate), where=some)
    shape = np.divide(estimate, scale, out=np.ones_like(estimate), where=some)
    low = np.where(some, scale * special.gammaincinv(shape, (1 - level) / 2), 0.0)
    top = estimate + max_weight
    top_scale = np.divide(variance + max_weight**2, top, out=np.ones_like(top), where=top > 0)
    high = top_scale * special.gammaincinv(top / top_scale, (1 + level) / 2)
    return low, np.asarray(high, dtype=np.float64)
