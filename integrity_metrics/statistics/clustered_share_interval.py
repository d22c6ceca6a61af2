"""Interval of a weighted share whose labels come in clusters: recall and precision among sampled views."""

from __future__ import annotations

import numpy as np

from integrity_metrics.statistics.checks import FloatArray, check_level
from integrity_metrics.statistics.clopper_pearson import exact_limits
from integrity_metrics.statistics.clustered_hajek import ClusteredShare
from integrity_metrics.statistics.interval import Interval, IntervalMethod, status_where
from integrity_metrics.statistics.status import Status

# Contents of equal size (Kish) below which the limits are read instead of the point.
FEWEST_EFFECTIVE = 10


def clustered_share_interval(share: ClusteredShare, effective_clusters: FloatArray, level: float = 0.95) -> Interval:
    """Exact binomial limits of a clustered share on its effective number of contents.

    Parameters
    ----------
    share
        From `clustered_hajek`, with contents as clusters.
    effective_clusters
        Kish's effective number of contents, (sum W)^2 / sum W^2 over their summed weights; shape (segments,).
    level
        Two-sided confidence level.

    Returns
    -------
    Interval
        Clopper-Pearson at p n_eff of n_eff. n_eff is p(1-p) / SE^2, but never more than the effective contents: a
        share near 0 or 1 by luck has an SE near 0, and one viral content hides the spread. `undefined` without
        labels, `upper_bound_only` at 0, `interval_only` below 10 effective contents.

    References
    ----------
    Korn and Graubard (1998), Survey Methodology 24, 193-201; Kish (1965), Survey Sampling.

    Examples
    --------
    >>> from integrity_metrics.statistics.clustered_hajek import clustered_hajek
    >>> share = clustered_hajek([1] * 12 + [0] * 28, np.ones(40), np.arange(40))
    >>> interval = clustered_share_interval(share, np.array([40.0]))
    >>> interval.low.round(3).tolist(), interval.high.round(3).tolist()
    ([0.164], [0.468])
    """
    tail = np.asarray((1 - check_level(level)) / 2)
    p = share.estimate
    square = share.standard_error**2
    spread = p * (1 - p)
    usable = (square > 0) & (spread > 0)
    size = np.divide(spread, square, out=np.full(p.shape, np.inf), where=usable)
    size = np.where(np.isnan(p), np.nan, np.minimum(size, effective_clusters))
    low, high = exact_limits(p * size, size, tail)
    status = status_where(size < FEWEST_EFFECTIVE, Status.INTERVAL_ONLY, Status.OK)
    status = status_where(p == 0, Status.UPPER_BOUND_ONLY, status)
    return Interval(
        p,
        low,
        high,
        level,
        IntervalMethod.KORN_GRAUBARD_TRUNCATED,
        status_where(np.isnan(p), Status.UNDEFINED, status),
    )
