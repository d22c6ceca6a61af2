"""Label counts, checked once: positives of labels, in one sample or per stratum of a population."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from integrity_metrics.statistics.checks import FloatArray, as_non_negative, broadcast_named, refuse
from integrity_metrics.statistics.interval import StatusArray, status_where
from integrity_metrics.statistics.status import Status


@dataclass(frozen=True, slots=True, eq=False)
class BinomialCounts:
    """Positives and labels of simple random samples, one per segment (same shape).

    `rate` is NaN where there are no labels.
    """

    positives: FloatArray
    labels: FloatArray
    rate: FloatArray

    @property
    def status(self) -> StatusArray:
        """`undefined` without labels, `upper_bound_only` without positives, else `ok`."""
        found = status_where(self.positives == 0, Status.UPPER_BOUND_ONLY, Status.OK)
        return status_where(self.labels == 0, Status.UNDEFINED, found)


@dataclass(frozen=True, slots=True, eq=False)
class StrataCounts:
    """Positives, labels and population shares per stratum; shape (..., strata), shares sum to 1 over strata."""

    positives: FloatArray
    labels: FloatArray
    shares: FloatArray

    @property
    def unsampled(self) -> NDArray[np.bool_]:
        """Whether some stratum that holds population has no label; shape (...)."""
        return np.asarray(np.any((self.labels == 0) & (self.shares > 0), axis=-1))

    @property
    def row_weights(self) -> FloatArray:
        """Population share one label of the stratum stands for, share / labels (0 where there are no labels)."""
        return np.asarray(self.shares / np.where(self.labels > 0, self.labels, np.inf))

    @property
    def rates(self) -> FloatArray:
        """Positives per label of each stratum (0 where there are no labels)."""
        return np.asarray(self.positives / np.where(self.labels > 0, self.labels, np.inf))


def binomial_counts(
    positives: ArrayLike,
    labels: ArrayLike,
    positives_name: str = "positives",
    labels_name: str = "labels",
) -> BinomialCounts:
    """Check counts of simple random samples; shapes must broadcast.

    Examples
    --------
    >>> binomial_counts([3, 9], [100, 5])
    Traceback (most recent call last):
    ...
    ValueError: positives[1] is 9; it must not exceed labels (5)
    """
    k, n = broadcast_named(
        **{
            positives_name: as_non_negative(positives_name, positives),
            labels_name: as_non_negative(labels_name, labels),
        }
    )
    _refuse_excess(positives_name, k, labels_name, n)
    rate = np.divide(k, n, out=np.full(k.shape, np.nan), where=n > 0)
    return BinomialCounts(k, n, rate)


def strata_counts(positives: ArrayLike, labels: ArrayLike, populations: ArrayLike) -> StrataCounts:
    """Check counts of a stratified sample and turn populations into shares.

    Parameters
    ----------
    positives, labels
        Counts, shape (..., strata).
    populations
        Impressions (or shares) of each stratum, shape (..., strata) or (strata,); only the ratios matter.

    Raises
    ------
    ValueError
        Counts that are negative, not finite, more positives than labels, shapes that do not fit, or a segment whose
        population is zero.
    """
    k, n, size = broadcast_named(
        positives=as_non_negative("positives", positives),
        labels=as_non_negative("labels", labels),
        populations=as_non_negative("populations", populations),
    )
    if k.ndim == 0 or k.shape[-1] == 0:
        raise ValueError("positives has no stratum; the last axis must hold at least one stratum")
    _refuse_excess("positives", k, "labels", n)
    total = size.sum(axis=-1, keepdims=True)
    refuse("populations", total[..., 0], total[..., 0] == 0, "a segment needs a population above zero; leave it out")
    return StrataCounts(k, n, size / total)


def _refuse_excess(part_name: str, part: FloatArray, whole_name: str, whole: FloatArray) -> None:
    excess = part > whole
    if excess.any():
        first = np.argwhere(excess)[0]
        refuse(part_name, part, excess, f"it must not exceed {whole_name} ({whole[tuple(first)]:g})")
