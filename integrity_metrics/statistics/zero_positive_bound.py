"""Exact upper bound of a stratified share when no label was positive."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from integrity_metrics.statistics.checks import check_level
from integrity_metrics.statistics.counts import strata_counts
from integrity_metrics.statistics.interval import Interval, IntervalMethod, status_where
from integrity_metrics.statistics.status import Status


def zero_positive_bound(labels: ArrayLike, populations: ArrayLike, level: float = 0.95) -> Interval:
    """Upper bound of a share none of whose labels was positive: what a dashboard shows instead of 0%.

    The largest sum W_h p_h for which seeing no positive still has probability (1 - level) / 2, that is
    prod (1-p_h)^{n_h} >= (1 - level) / 2. Solved by 1 - p_h = min(1, mu n_h / W_h); mu is exact, because the log
    probability at a given mu is the smallest over prefixes of the strata ordered by n_h / W_h. About
    3.69 max(W_h / n_h) at 95%.

    Parameters
    ----------
    labels
        Counts, shape (..., strata). A stratum without labels counts as wholly positive.
    populations
        Impressions or shares per stratum, shape (..., strata) or (strata,).
    level
        Two-sided confidence level, so that the bound fits beside two-sided intervals.

    Returns
    -------
    Interval
        Shape (...): estimate 0, low 0, high the bound; `upper_bound_only`, or `undefined` (high 1) without any label.

    References
    ----------
    Boyd and Vandenberghe (2004), Convex Optimization, example 5.2 (water-filling).

    Examples
    --------
    >>> round(float(zero_positive_bound([1200, 500, 300], [0.9, 0.08, 0.02]).high), 6)
    0.002762
    """
    level = check_level(level)
    counts = strata_counts(0.0, labels, populations)
    n, shares = counts.labels, counts.shares
    # Strata without population go last: they never take part. Strata without labels go first and cost no probability.
    density = np.divide(n, shares, out=np.full_like(n, np.inf), where=shares > 0)
    order = np.argsort(density, axis=-1)
    n, shares, density = (np.take_along_axis(array, order, axis=-1) for array in (n, shares, density))
    useful = (n > 0) & (shares > 0)
    log_density = np.log(np.where(useful, density, 1.0))
    taken = np.cumsum(np.where(useful, n, 0.0), axis=-1)
    spent = np.cumsum(np.where(useful, n * log_density, 0.0), axis=-1)
    log_mu = np.divide(np.log((1 - level) / 2) - spent, taken, out=np.full_like(taken, -np.inf), where=taken > 0)
    log_mu = log_mu.max(axis=-1, keepdims=True)
    log_mu = np.where(np.isfinite(log_mu), log_mu, 0.0)
    rates = np.where(useful, -np.expm1(np.minimum(0.0, log_mu + log_density)), 1.0)
    high = np.sum(shares * rates, axis=-1)
    zero = np.zeros_like(high)
    status = status_where(np.asarray(~useful.any(axis=-1)), Status.UNDEFINED, Status.UPPER_BOUND_ONLY)
    return Interval(zero, zero, high, level, IntervalMethod.ZERO_POSITIVE_BOUND, status)
