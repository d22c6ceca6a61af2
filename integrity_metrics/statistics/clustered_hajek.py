"""Weighted share with a standard error clustered by content: the answer to "did the process change"."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from integrity_metrics.statistics.checks import FloatArray, as_non_negative, as_probabilities, check_same_length
from integrity_metrics.statistics.clustered_variance import clustered_variance, encode
from integrity_metrics.statistics.design_share import DesignShare
from integrity_metrics.statistics.groups import as_codes
from integrity_metrics.statistics.interval import status_where
from integrity_metrics.statistics.kish import kish_effective_size
from integrity_metrics.statistics.status import Status


@dataclass(frozen=True, slots=True, eq=False)
class ClusteredShare(DesignShare):
    """A Hajek share per segment with the size measures shown beside it.

    Parameters
    ----------
    clusters
        Distinct contents among the rows.
    design_effect
        SE^2 over that of a simple random sample of as many rows; NaN where the estimate is 0 or 1.
    effective_labels
        Kish's effective sample size of the weights.
    """

    clusters: FloatArray
    design_effect: FloatArray
    effective_labels: FloatArray


def clustered_hajek(
    is_violating: ArrayLike,
    weights: ArrayLike,
    contents: ArrayLike | None = None,
    strata: ArrayLike | None = None,
    segments: ArrayLike | None = None,
) -> ClusteredShare:
    """Share of weight that violates, sum w y / sum w, with its linearised standard error per segment.

    Parameters
    ----------
    is_violating
        0 or 1 (or a share in between), one a sampled impression; shape (rows,). Repeats of a content stay rows.
    weights
        Impressions the row stands for, shape (rows,).
    contents
        Content id of each row: the cluster. None treats every row as drawn independently, which is right for "what
        was seen this week" and wrong for "is it different".
    strata
        Stratum of each row; None is one stratum.
    segments
        Segment codes 0, 1, 2 ... of each row; None is one segment.

    Returns
    -------
    ClusteredShare
        Shape (segments,). Influence u = w (y - p) / sum w, summed per cluster; see `clustered_variance`.

    References
    ----------
    Binder (1983), International Statistical Review 51, 279-292; Hajek (1971).

    Examples
    --------
    >>> share = clustered_hajek([1, 1, 0, 0, 0, 0], [1, 1, 1, 1, 1, 1], ["a", "a", "b", "c", "d", "d"])
    >>> share.estimate.round(4).tolist(), share.standard_error.round(4).tolist()
    ([0.3333], [0.3009])
    """
    y, w = as_probabilities("is_violating", is_violating), as_non_negative("weights", weights)
    if y.ndim != 1 or w.ndim != 1 or not len(y):
        raise ValueError(f"is_violating has shape {y.shape}; it must be one row of at least one value")
    check_same_length(is_violating=y, weights=w)
    codes = as_codes("segments", segments, len(y))
    stratum = np.zeros_like(codes) if strata is None else encode("strata", strata, len(y))
    cluster = encode("contents", contents, len(y))
    count = int(codes.max()) + 1

    total = np.bincount(codes, w, minlength=count)
    rows = np.bincount(codes, minlength=count).astype(np.float64)
    share_of_total = np.divide(w, total[codes], out=np.zeros_like(w), where=total[codes] > 0)
    p = np.bincount(codes, share_of_total * y, minlength=count)
    # Exactly 1 where everything violates: the weight shares add up to 1 only within rounding.
    p = np.where((total > 0) & (np.bincount(codes, share_of_total * (1 - y), minlength=count) == 0), 1.0, p)
    residual = y - p[codes]
    parts = clustered_variance(share_of_total * residual, cluster, stratum, codes, count, w > 0)
    empty = total == 0
    variance = np.where(empty | (parts.degrees_of_freedom < 1), np.nan, parts.variance[0])

    spread = np.bincount(codes, share_of_total * residual**2, minlength=count)
    simple = np.divide(spread, rows - 1, out=np.full(count, np.nan), where=(rows > 1) & (spread > 0))
    found = status_where(p == 0, Status.UPPER_BOUND_ONLY, Status.OK)
    # Without a negative the error comes out as 0, which is no certainty.
    status = status_where(np.isnan(variance) | (p == 1), Status.INTERVAL_ONLY, found)
    pairs = np.unique(codes * (int(cluster.max()) + 1) + cluster) // (int(cluster.max()) + 1)
    return ClusteredShare(
        np.where(empty, np.nan, p),
        np.sqrt(variance),
        rows,
        parts.degrees_of_freedom,
        status_where(empty, Status.UNDEFINED, status),
        np.bincount(pairs, minlength=count).astype(np.float64),
        variance / simple,
        kish_effective_size(w, codes),
    )
