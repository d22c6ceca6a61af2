"""Variance of a linearised estimate from its influence values, summed per cluster inside strata, per segment."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from integrity_metrics.statistics.checks import FloatArray
from integrity_metrics.statistics.group_sums import group_counts, group_sums
from integrity_metrics.statistics.groups import IntArray


@dataclass(frozen=True, slots=True, eq=False)
class ClusteredVariance:
    """Variances per measure and segment; the counts have shape (segments,).

    Parameters
    ----------
    variance
        Shape (measures, segments); NaN where a stratum the segment draws on holds one cluster only.
    clusters, strata
        Distinct clusters and strata of the segment, over the rows with weight.
    """

    variance: FloatArray
    clusters: FloatArray
    strata: FloatArray

    @property
    def degrees_of_freedom(self) -> FloatArray:
        """Clusters less strata."""
        return self.clusters - self.strata


def clustered_variance(
    influence: FloatArray,
    clusters: IntArray,
    strata: IntArray,
    segments: IntArray,
    segment_count: int,
    has_weight: NDArray[np.bool_],
) -> ClusteredVariance:
    """Sum over strata of H/(H-1) sum over clusters of (t_c - mean t)^2, t_c being the influence summed per cluster.

    A cluster found in several strata (a viral content moves between them) has its centred totals added before
    squaring, so its covariance counts; where clusters lie inside strata this is the textbook formula. A segment is a
    domain of one sample: clusters of the stratum without a row in the segment count with total zero.

    Parameters
    ----------
    influence
        Influence value of each row on the estimate of its segment, for one or several measures at once; shape (rows,)
        or (measures, rows).
    clusters, strata, segments
        Codes 0, 1, 2 ... of each row, shape (rows,).
    segment_count
        Number of segments.
    has_weight
        Whether the row counts towards degrees of freedom, shape (rows,).

    References
    ----------
    Binder (1983), International Statistical Review 51, 279-292.

    Examples
    --------
    >>> one = np.zeros(4, dtype=np.intp)
    >>> u = np.array([0.1, 0.1, -0.1, -0.1])
    >>> result = clustered_variance(u, np.array([0, 0, 1, 1]), one, one, 1, np.ones(4, dtype=bool))
    >>> result.variance.round(4).tolist(), result.degrees_of_freedom.tolist()
    ([[0.16]], [1.0])
    """
    strata_count, cluster_count = _count(strata), _count(clusters)
    stratum_cell = segments * strata_count + strata
    cells, cell_of_row = np.unique(stratum_cell * cluster_count + clusters, return_inverse=True)
    home, cluster = cells // cluster_count, cells % cluster_count
    stratum, segment = home % strata_count, home // strata_count
    clusters_of_stratum = group_counts(np.unique(stratum * cluster_count + cluster) // cluster_count, strata_count)
    correction = clusters_of_stratum / np.maximum(clusters_of_stratum - 1, 1)
    pairs, pair_of_cell = np.unique(segment * cluster_count + cluster, return_inverse=True)
    home_count = segment_count * strata_count
    everywhere = np.tile(clusters_of_stratum, segment_count)
    absent = np.tile(correction, segment_count) * (everywhere - group_counts(home, home_count))

    def variance_of(values: FloatArray) -> FloatArray:
        total = group_sums(cell_of_row, values, len(cells))
        mean = group_sums(home, total, home_count) / everywhere
        centred = np.sqrt(correction[stratum]) * (total - mean[home])
        squares = group_sums(pair_of_cell, centred, len(pairs)) ** 2
        outside = (absent * mean**2).reshape(segment_count, strata_count).sum(axis=1)
        return np.asarray(group_sums(pairs // cluster_count, squares, segment_count) + outside)

    variance = np.array([variance_of(values) for values in np.atleast_2d(influence)])
    counted = group_sums(cell_of_row, has_weight, len(cells)) > 0
    weighted_homes = np.unique(home[counted])
    variance[:, np.unique(weighted_homes[clusters_of_stratum[weighted_homes % strata_count] < 2] // strata_count)] = (
        np.nan
    )
    weighted_pairs = np.flatnonzero(group_sums(pair_of_cell, counted, len(pairs)) > 0)
    return ClusteredVariance(
        variance,
        group_counts(pairs[weighted_pairs] // cluster_count, segment_count),
        group_counts(weighted_homes // strata_count, segment_count),
    )


def encode(name: str, values: ArrayLike | None, length: int) -> IntArray:
    """Turn ids (text or numbers) into codes 0, 1, 2 ...; None means every row is its own.

    Examples
    --------
    >>> encode("contents", ["c2", "c1", "c2"], 3).tolist()
    [1, 0, 1]
    """
    if values is None:
        return np.arange(length, dtype=np.intp)
    codes: IntArray = np.unique(clean_ids(name, values, length), return_inverse=True)[1].astype(np.intp)
    return codes


def clean_ids(name: str, values: ArrayLike, length: int) -> NDArray[np.generic]:
    """Return ids as an array that sorts, refusing missing ones by position."""
    ids = np.asarray(values)
    if ids.shape != (length,):
        raise ValueError(f"{name} has {ids.size} values but there are {length} rows; they must have the same length")
    missing = np.array([value is None for value in ids]) if ids.dtype == object else np.zeros(length, dtype=bool)
    missing |= np.asarray(ids != ids, dtype=bool)
    if missing.any():
        raise ValueError(f"{name}[{int(np.argmax(missing))}] is missing; every row needs an id")
    return ids.astype(str) if ids.dtype == object else ids


def _count(codes: IntArray) -> int:
    return int(codes.max(initial=0)) + 1
