"""Models of how errors hang together over time, each with a banded covariance so that fitting is linear in length."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from integrity_metrics.statistics.checks import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class ErrorModel:
    """Errors e whose filtered version z = filter(e) has a banded covariance (in units of the innovation variance).

    Parameters
    ----------
    lag_filter : shape (order + 1,)
        z_t = sum_k lag_filter[k] e_{t-k}, with e_0 = e_-1 = ... = 0; lag_filter[0] = 1, so the determinant is 1.
    bands : shape (bandwidth + 1, periods)
        Lower band form of cov(z), as `scipy.linalg.cholesky_banded(lower=True)` takes it.
    """

    lag_filter: FloatArray
    bands: FloatArray


def arma_errors(periods: int, phi: float, theta: float) -> ErrorModel:
    """Stationary ARMA(1,1): e_t = phi e_{t-1} + a_t + theta a_{t-1}, var(a) = 1.

    z_1 = e_1 has the stationary variance, z_t = e_t - phi e_{t-1} is a moving average, so cov(z) is tridiagonal.
    A latent AR(1) seen through sampling noise is an ARMA(1,1), which is what a sampled rate looks like.

    Examples
    --------
    >>> arma_errors(3, phi=0.5, theta=0.0).bands[0].round(4).tolist()
    [1.3333, 1.0, 1.0]
    """
    bands = np.zeros((2, periods))
    bands[0] = 1 + theta**2
    bands[1, :-1] = theta
    bands[0, 0] = (1 + theta**2 + 2 * phi * theta) / (1 - phi**2)
    return ErrorModel(np.array([1.0, -phi]), bands)


def local_level_errors(periods: int, level_ratio: float) -> ErrorModel:
    """Random walk plus noise: var(level step) / var(noise) = level_ratio; the first level belongs to the intercept.

    Differences are a moving average: var = 2 + ratio, lag one = -1 (Harvey 1989).
    """
    bands = np.zeros((2, periods))
    bands[0] = 2 + level_ratio
    bands[1, :-1] = -1
    bands[0, 0] = 1
    return ErrorModel(np.array([1.0, -1.0]), bands)


def local_trend_errors(periods: int, level_ratio: float, slope_ratio: float) -> ErrorModel:
    """Local linear trend: as `local_level_errors`, and the slope walks too with var / var(noise) = slope_ratio.

    Second differences are a moving average of order two (Harvey 1989); first level and slope belong to the design.
    """
    bands = np.zeros((3, periods))
    bands[0] = 6 + 2 * level_ratio + slope_ratio
    bands[1, :-1] = -4 - level_ratio
    bands[2, :-2] = 1
    bands[0, 0] = 1
    bands[0, 1] = 5 + level_ratio
    bands[1, 0] = -2
    return ErrorModel(np.array([1.0, -2.0, 1.0]), bands)
