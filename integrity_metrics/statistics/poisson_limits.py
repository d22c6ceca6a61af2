"""Exact limits of an expected count, from the count that came: what another period like this one may average to."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from integrity_metrics.statistics.checks import FloatArray, as_non_negative, check_level


def poisson_limits(count: ArrayLike, level: float = 0.95) -> tuple[FloatArray, FloatArray]:
    """Return the lower and upper limit of a Poisson mean, shape of `count`; the lower one of 0 is 0.

    low = G^-1(alpha / 2; k), high = G^-1(1 - alpha / 2; k + 1), with G the gamma distribution function.

    Parameters
    ----------
    count
        What was counted, any shape.
    level
        Two-sided confidence level.

    References
    ----------
    Garwood (1936), Biometrika 28:437.

    Examples
    --------
    >>> low, high = poisson_limits([0, 10, 100])
    >>> low.round(2).tolist(), high.round(2).tolist()
    ([0.0, 4.8, 81.36], [3.69, 18.39, 121.63])
    """
    known = as_non_negative("count", count)
    tail = (1 - check_level(level)) / 2
    low = np.where(known > 0, special.gammaincinv(np.maximum(known, 1e-9), tail), 0.0)
    return np.asarray(low), np.asarray(special.gammaincinv(known + 1, 1 - tail))
