"""Quantiles of binned durations with order-statistic intervals: for times the warehouse has reduced to counts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from integrity_metrics.statistics.checks import as_floats, as_non_negative, check_level, check_same_length


@dataclass(frozen=True, slots=True)
class BinnedQuantile:
    """A quantile of binned values with its distribution-free interval; all in the unit of the bins."""

    estimate: float
    low: float
    high: float
    n: int


def binned_quantile(
    values: ArrayLike, counts: ArrayLike, *, share: float = 0.5, level: float = 0.95, width: ArrayLike = 0.0
) -> BinnedQuantile:
    """Return the quantile of durations given as counts per distinct value, for median times to action.

    The interval takes the order statistics whose ranks bracket ``n * share`` with binomial probability at least
    `level` (Conover, Practical Nonparametric Statistics, 1999, section 3.2). No distribution is assumed.

    Parameters
    ----------
    values
        Distinct values, shape ``(k,)``, in any order, for example whole hours.
    counts
        How many records have each, shape ``(k,)``. Effective counts (divided by an over-dispersion) need not be whole.
    share
        Which quantile, in (0, 1); 0.5 is the median.
    level
        Confidence level.
    width
        Width of a bin that starts at its value, one for all or one each, shape ``(k,)``: its records are taken as
        evenly spread over it, the r-th of c at (r - 1/2) / c. With 0 they all have the bin's value, and a median
        moves in whole bins. Which bin a quantile and its limits lie in is exact, whatever the widths; where in it is
        not known, so that each is off by less than the width of its own bin (Heitjan 1989, Statistical Science 4,
        164-179, on what can be said from counts in groups).

    Examples
    --------
    >>> binned_quantile([0, 1, 2, 50], [10, 30, 40, 20])
    BinnedQuantile(estimate=2.0, low=1.0, high=2.0, n=100)
    >>> round(binned_quantile([0, 1, 2, 50], [10, 30, 40, 20], width=1).estimate, 2)
    2.24
    >>> round(binned_quantile([0, 90, 100], [10, 30, 60], width=[1, 1, 10]).estimate, 2)
    101.58
    """
    value, count = as_floats("values", values), as_non_negative("counts", counts)
    spread = as_non_negative("width", width)
    spread = np.full(value.shape, spread) if spread.ndim == 0 else spread
    check_same_length(values=value, counts=count, width=spread)
    check_level(level)
    if not 0 < share < 1:
        raise ValueError(f"share is {share}; it must lie in (0, 1), for example 0.5 for the median")
    n = int(count.sum())
    if n == 0:
        raise ValueError("counts sum to 0; a quantile needs at least one record")
    order = np.argsort(value, kind="stable")
    value, count, spread = value[order], count[order], spread[order]
    cumulative = np.cumsum(count)

    def at_rank(rank: float) -> float:
        rank = float(np.clip(rank, 1, n))
        found = np.searchsorted(cumulative, rank)
        place = (rank - 0.5 - (cumulative[found] - count[found])) / count[found]
        return float(value[found] + spread[found] * np.clip(place, 0, 1))

    tail = (1 - level) / 2
    low_rank = _binomial_quantile(tail, n, share)
    high_rank = _binomial_quantile(1 - tail, n, share) + 1
    return BinnedQuantile(at_rank(np.ceil(n * share)), at_rank(low_rank), at_rank(high_rank), n)


def _binomial_quantile(probability: float, n: int, share: float) -> int:
    """Return the smallest count whose binomial distribution function reaches `probability`."""
    above = int(np.ceil(special.bdtrik(probability, n, share)))
    below = max(above - 1, 0)
    # The inverse is a real number found by iteration: settle the last count by the distribution function itself.
    return below if special.bdtr(below, n, share) >= probability else above
