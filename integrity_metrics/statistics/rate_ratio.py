"""Ratio of two rates of daily counts, allowing for counts that spread more than chance: hits a day before and after."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from integrity_metrics.statistics.checks import as_non_negative, check_level
from integrity_metrics.statistics.status import Status

FEWEST_DAYS = 7


@dataclass(frozen=True, slots=True)
class RateRatio:
    """after / before with limits; NaN where a side has no count. `dispersion` is at least 1, which is chance alone."""

    before: float
    after: float
    ratio: float
    low: float
    high: float
    p_value: float
    dispersion: float
    status: Status


def rate_ratio(before: ArrayLike, after: ArrayLike, level: float = 0.95) -> RateRatio:
    """Compare the mean of daily counts after a change with the mean before it (quasi-Poisson, log scale).

    SE(log ratio)^2 = phi (1/B + 1/A) with B and A the sums of counts and phi the pooled Pearson dispersion, at least 1;
    limits from Student's t with days - 2 degrees of freedom.

    Parameters
    ----------
    before, after
        Counts a day, shape (days,).

    References
    ----------
    McCullagh and Nelder (1989), Generalized Linear Models, section 6.2.

    Examples
    --------
    >>> result = rate_ratio([10, 12, 8, 11, 9, 10, 10], [15, 14, 16, 15, 13, 17, 15])
    >>> f"{result.ratio:.2f} [{result.low:.2f}, {result.high:.2f}]"
    '1.50 [1.07, 2.10]'
    """
    x, y = as_non_negative("before", before), as_non_negative("after", after)
    level = check_level(level)
    if x.size == 0 or y.size == 0 or x.sum() == 0 or y.sum() == 0:
        blank = float("nan")
        before_mean, after_mean = (float(v.mean()) if v.size else blank for v in (x, y))
        return RateRatio(before_mean, after_mean, blank, blank, blank, blank, 1.0, Status.UNDEFINED)
    m, k = float(x.mean()), float(y.mean())
    freedom = x.size + y.size - 2
    chi_square = float(((x - m) ** 2).sum() / m + ((y - k) ** 2).sum() / k)
    phi = max(1.0, chi_square / freedom) if freedom > 0 else 1.0
    error = float(np.sqrt(phi * (1 / x.sum() + 1 / y.sum())))
    log_ratio = float(np.log(k / m))
    reach = float(special.stdtrit(max(freedom, 1), (1 + level) / 2)) * error
    p_value = float(2 * special.stdtr(max(freedom, 1), -abs(log_ratio) / error))
    status = Status.OK if min(x.size, y.size) >= FEWEST_DAYS else Status.INTERVAL_ONLY
    low, high = float(np.exp(log_ratio - reach)), float(np.exp(log_ratio + reach))
    return RateRatio(m, k, k / m, low, high, p_value, phi, status)
