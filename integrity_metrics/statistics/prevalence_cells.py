"""Labels summed per segment and stratum: all that the level of prevalence needs, however many labels there are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from integrity_metrics.statistics.checks import FloatArray, as_non_negative, refuse

# Weights within this relative distance count as equal: they come out of divisions.
EQUAL = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class WeighedCells:
    """Weighed labels per cell (segment x stratum), with the sums the interval of each segment is made of.

    Parameters
    ----------
    labels, positives, shares
        Shape (segments, strata); shares of the segment's impressions, they sum to 1 over its strata.
    has_equal_weights
        Whether all labels of a cell weigh the same, shape (segments, strata).
    estimate
        Weighted share per segment, counting what was not sampled as benign; shape (segments,), like all below.
    poisson_variance
        Sum of the squared weights of the positives.
    largest_weight
        Largest share of the impressions one label stands for.
    spread
        Variance with labels as independent draws in their strata, without regard to lonely labels.
    n_eff
        Kish's effective number of labels.
    """

    labels: FloatArray
    positives: FloatArray
    shares: FloatArray
    has_equal_weights: NDArray[np.bool_]
    estimate: FloatArray
    poisson_variance: FloatArray
    largest_weight: FloatArray
    spread: FloatArray
    n_eff: FloatArray

    @property
    def unsampled_share(self) -> FloatArray:
        """Share of the segment's impressions in strata without a label, shape (segments,)."""
        return np.asarray(np.sum(self.shares * (self.labels == 0), axis=1))

    @property
    def cells_with_population(self) -> FloatArray:
        """Number of sampled strata that hold population, shape (segments,)."""
        return np.asarray(np.sum((self.shares > 0) & (self.labels > 0), axis=1), dtype=np.float64)

    @property
    def design_variance(self) -> FloatArray:
        """Variance with labels as independent draws in their strata, shape (segments,).

        NaN where a sampled stratum with impressions holds one label only, or there is no label.
        """
        lonely = np.any((self.shares > 0) & (self.labels == 1), axis=1)
        return np.where(lonely | (self.labels.sum(axis=1) == 0), np.nan, self.spread)


@dataclass(frozen=True, slots=True, eq=False)
class LabelSums:
    """Sufficient statistics of labels, as a warehouse adds them up; every array has shape (segments, strata).

    Parameters
    ----------
    labels, positives
        Counts.
    weight, weight_squared, largest_weight
        Sum, sum of squares and largest of 1 / inclusion probability over the labels.
    positive_weight, positive_weight_squared
        The same sums over the positive labels.
    """

    labels: ArrayLike
    positives: ArrayLike
    weight: ArrayLike
    weight_squared: ArrayLike
    largest_weight: ArrayLike
    positive_weight: ArrayLike
    positive_weight_squared: ArrayLike


def weigh_sums(sums: LabelSums, populations: ArrayLike) -> WeighedCells:
    """Spread each stratum's known impressions over its labels, from sums; equal to `weigh(...).cells()` on the rows.

    Parameters
    ----------
    sums
        Of the labels.
    populations
        Impressions, shape (segments, strata).

    Raises
    ------
    ValueError
        Shapes that differ, negative numbers, a segment without population, labels in a cell without population.

    Examples
    --------
    >>> cells = weigh_sums(LabelSums([[300, 700]], [[12, 0]], [[300, 700]], [[300, 700]], [[1, 1]], [[12, 0]],
    ...                              [[12, 0]]), [[1e6, 9e6]])
    >>> cells.estimate.round(4).tolist(), np.sqrt(cells.design_variance).round(5).tolist()
    ([0.004], [0.00113])
    """
    names = ("labels", "positives", "weight", "weight_squared", "largest_weight")
    size = as_non_negative("populations", populations)
    n, k, w, w2, top = (as_non_negative(name, getattr(sums, name)) for name in names)
    wy = as_non_negative("positive_weight", sums.positive_weight)
    w2y = as_non_negative("positive_weight_squared", sums.positive_weight_squared)
    for name, array in (*zip(names, (n, k, w, w2, top), strict=True), ("positive_weight", wy)):
        if array.shape != size.shape or array.ndim != 2:
            raise ValueError(f"{name} has shape {array.shape} but populations {size.shape}; both are segments x strata")
    total = size.sum(axis=1, keepdims=True)
    refuse("populations", total[:, 0], total[:, 0] == 0, "a segment needs a population above zero; leave it out")
    refuse("labels", n, (n > 0) & (size == 0), "its stratum has no population in the frame; check the frame")
    shares = size / total
    scale = np.divide(shares, w, out=np.zeros_like(w), where=w > 0)
    rate = np.divide(wy, w, out=np.zeros_like(w), where=w > 0)
    # Weighted squares about the rate of the cell: sum w^2 (y - r)^2 = sum w^2 y (1 - 2r) + r^2 sum w^2.
    squares = scale**2 * (w2y * (1 - 2 * rate) + rate**2 * w2) * n / np.maximum(n - 1, 1)
    weight = np.sum(scale * w, axis=1)
    weight_squared = np.sum(scale**2 * w2, axis=1)
    return WeighedCells(
        n,
        k,
        shares,
        top * n <= w * (1 + EQUAL),
        np.asarray(np.sum(scale * wy, axis=1)),
        np.asarray(np.sum(scale**2 * w2y, axis=1)),
        np.asarray(np.max(scale * top, axis=1)),
        np.asarray(np.sum(np.maximum(squares, 0.0), axis=1)),
        np.divide(weight**2, weight_squared, out=np.zeros_like(weight), where=weight_squared > 0),
    )
