"""Change of a weighted share between two periods that share content."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from integrity_metrics.statistics.checks import (
    FloatArray,
    as_non_negative,
    as_probabilities,
    check_level,
    check_same_length,
    refuse,
)
from integrity_metrics.statistics.clustered_variance import clustered_variance, encode
from integrity_metrics.statistics.groups import IntArray, as_codes
from integrity_metrics.statistics.interval import StatusArray, status_where
from integrity_metrics.statistics.status import Status
from integrity_metrics.statistics.student import student_quantile


@dataclass(frozen=True, slots=True, eq=False)
class ClusteredChange:
    """Change after - before per segment; every array has shape (segments,).

    Parameters
    ----------
    before, after
        Shares of the two periods.
    standard_error_before, standard_error_after, covariance
        Of the two shares; the covariance comes from content seen in both periods.
    difference, standard_error, low, high
        The change with its Student t interval.
    degrees_of_freedom
        Distinct contents of both periods less 1.
    level
        Two-sided confidence level.
    status
        `undefined` where a period has no weight, `interval_only` without a standard error, else `ok`.
    """

    before: FloatArray
    after: FloatArray
    standard_error_before: FloatArray
    standard_error_after: FloatArray
    covariance: FloatArray
    difference: FloatArray
    standard_error: FloatArray
    low: FloatArray
    high: FloatArray
    degrees_of_freedom: FloatArray
    level: float
    status: StatusArray


def clustered_change(
    is_after: ArrayLike,
    is_violating: ArrayLike,
    weights: ArrayLike,
    contents: ArrayLike | None = None,
    segments: ArrayLike | None = None,
    level: float = 0.95,
) -> ClusteredChange:
    """Week-over-week change of sum w y / sum w, for "is it different": content seen in both weeks is one cluster.

    Ignoring clusters makes 17-56% of alarms false where views are concentrated on few contents; ignoring the
    covariance of shared content overstates the standard error.

    Parameters
    ----------
    is_after
        0 for the period before, 1 for the period after, shape (rows,).
    is_violating, weights
        As in `clustered_hajek`, shape (rows,).
    contents
        Content id of each row; None treats every row as its own cluster.
    segments
        Segment codes 0, 1, 2 ... of each row; None is one segment.
    level
        Two-sided confidence level.

    References
    ----------
    Kish and Frankel (1974), Journal of the Royal Statistical Society B 36, 1-37.

    Examples
    --------
    >>> change = clustered_change(
    ...     [0, 0, 0, 0, 1, 1, 1, 1], [0, 0, 0, 1, 0, 1, 1, 1], [1] * 8, ["a", "b", "c", "d", "a", "d", "d", "e"])
    >>> change.difference.tolist(), change.standard_error.round(4).tolist()
    ([0.5], [0.1976])
    """
    y, w = as_probabilities("is_violating", is_violating), as_non_negative("weights", weights)
    later = as_non_negative("is_after", is_after)
    if y.ndim != 1 or not len(y):
        raise ValueError(f"is_violating has shape {y.shape}; it must be one row of at least one value")
    check_same_length(is_violating=y, weights=w, is_after=later)
    refuse("is_after", later, (later != 0) & (later != 1), "it must be 0 (before) or 1 (after)")
    codes = as_codes("segments", segments, len(y))
    cluster = encode("contents", contents, len(y))
    count = int(codes.max()) + 1
    shares, influences = [], []
    for period in (0, 1):
        inside = w * (later == period)
        total = np.bincount(codes, inside, minlength=count)
        part = np.divide(inside, total[codes], out=np.zeros_like(w), where=total[codes] > 0)
        share = np.bincount(codes, part * y, minlength=count)
        shares.append(np.where(total > 0, share, np.nan))
        influences.append(part * (y - share[codes]))
    return change_of_shares((shares[0], shares[1]), (influences[0], influences[1]), cluster, codes, w > 0, level)


def change_of_shares(
    shares: tuple[FloatArray, FloatArray],
    influences: tuple[FloatArray, FloatArray],
    clusters: IntArray,
    segments: IntArray,
    has_weight: np.ndarray[tuple[int, ...], np.dtype[np.bool_]],
    level: float,
) -> ClusteredChange:
    """Change of any two linearised shares, from each row's influence on the one and on the other.

    Parameters
    ----------
    shares
        Before and after, shape (segments,) each; NaN where a period has no data.
    influences
        Influence of each row on either share (0 for rows of the other period), shape (rows,) each.
    clusters, segments, has_weight
        As in `clustered_variance`.
    level
        Two-sided confidence level.
    """
    level = check_level(level)
    before, after = shares
    count = len(before)
    measures = np.array([influences[0], influences[1], influences[1] - influences[0]])
    parts = clustered_variance(measures, clusters, np.zeros_like(segments), segments, count, has_weight)
    freedom = parts.clusters - 1
    difference = after - before
    unknown = np.isnan(difference) | (freedom < 1)
    variance_before, variance_after, variance = np.where(unknown, np.nan, parts.variance)
    half_width = student_quantile(freedom, level) * np.sqrt(variance)
    status = status_where(unknown, Status.INTERVAL_ONLY, Status.OK)
    return ClusteredChange(
        before,
        after,
        np.sqrt(variance_before),
        np.sqrt(variance_after),
        (variance_before + variance_after - variance) / 2,
        difference,
        np.sqrt(variance),
        difference - half_width,
        difference + half_width,
        freedom,
        level,
        status_where(np.isnan(difference), Status.UNDEFINED, status),
    )
