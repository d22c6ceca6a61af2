"""Two independent simple samples, before and after: the checked counts their comparisons share."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from integrity_metrics.statistics.checks import FloatArray
from integrity_metrics.statistics.counts import BinomialCounts, binomial_counts
from integrity_metrics.statistics.interval import StatusArray, status_where
from integrity_metrics.statistics.status import Status


@dataclass(frozen=True, slots=True, eq=False)
class TwoSamples:
    """Counts before and after, all arrays of one shape (segments)."""

    before: BinomialCounts
    after: BinomialCounts

    @property
    def difference(self) -> FloatArray:
        """Share after minus share before, NaN where a sample has no labels."""
        return np.asarray(self.after.rate - self.before.rate)

    @property
    def status(self) -> StatusArray:
        """`undefined` where a sample has no labels, else `ok`."""
        return status_where(np.isnan(self.difference), Status.UNDEFINED, Status.OK)


def two_samples(
    positives_before: ArrayLike, labels_before: ArrayLike, positives_after: ArrayLike, labels_after: ArrayLike
) -> TwoSamples:
    """Check the counts of both samples and bring them to one shape."""
    before = binomial_counts(positives_before, labels_before, "positives_before", "labels_before")
    after = binomial_counts(positives_after, labels_after, "positives_after", "labels_after")
    if before.rate.shape == after.rate.shape:
        return TwoSamples(before, after)
    try:
        shape = np.broadcast_shapes(before.rate.shape, after.rate.shape)
    except ValueError:
        raise ValueError(
            f"labels_after has shape {after.rate.shape} but labels_before {before.rate.shape}; "
            "they must be equal or broadcast"
        ) from None
    return TwoSamples(_stretch(before, shape), _stretch(after, shape))


def _stretch(counts: BinomialCounts, shape: tuple[int, ...]) -> BinomialCounts:
    return BinomialCounts(
        *(np.array(np.broadcast_to(array, shape)) for array in (counts.positives, counts.labels, counts.rate))
    )
