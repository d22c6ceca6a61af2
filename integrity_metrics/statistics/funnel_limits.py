"""Funnel limits with over-dispersion: which sites or reviewers differ beyond chance and beyond ordinary spread."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from integrity_metrics.statistics.checks import FloatArray, as_probabilities, check_level
from integrity_metrics.statistics.counts import binomial_counts
from integrity_metrics.statistics.interval import StatusArray, status_where
from integrity_metrics.statistics.status import Status

# Fewest units whose spread is estimated; below that the limits are the binomial ones.
FEWEST_UNITS = 10


@dataclass(frozen=True, slots=True, eq=False)
class FunnelLimits:
    """Limits around a target, one per unit; arrays of shape (units,).

    Parameters
    ----------
    rate, low, high
        Rate of the unit (NaN without labels) and the limits it would lie within, given its size.
    z
        (rate - target) over the standard deviation with over-dispersion; NaN without labels.
    is_outside
        Whether the unit lies outside.
    target
        Rate everybody is held against.
    dispersion
        phi, mean squared winsorised z: 1 is chance alone.
    between_variance
        tau^2, variance between units beyond chance (0 where phi is within chance, or with too few units).
    status
        `undefined` without labels, `upper_bound_only` without positives, else `ok`.
    """

    rate: FloatArray
    low: FloatArray
    high: FloatArray
    z: FloatArray
    is_outside: NDArray[np.bool_]
    target: float
    dispersion: float
    between_variance: float
    status: StatusArray


def funnel_limits(
    positives: ArrayLike,
    labels: ArrayLike,
    target: float | None = None,
    level: float = 0.998,
    winsorised_share: float = 0.1,
) -> FunnelLimits:
    """Limits for comparing many units (markets, sites, reviewers) that allow for ordinary spread between them.

    Parameters
    ----------
    positives, labels
        Counts per unit, shape (units,).
    target
        Rate to compare with, in (0, 1); None takes the pooled rate.
    level
        Two-sided level of the limits; 0.998 is the customary "three sigma".
    winsorised_share
        Share of z-scores pulled in at each end before the spread is measured, so that true outliers do not widen the
        limits they should fall outside of.

    Returns
    -------
    FunnelLimits
        target -+ z sqrt(s_i^2 + tau^2), s_i^2 = target (1-target) / n_i, cut to [0, 1]; tau^2 by moments from phi
        where I phi exceeds I - 1. `undefined` everywhere if the pooled rate is 0 or 1.

    References
    ----------
    Spiegelhalter (2005), Statistics in Medicine 24, 1185-1202.

    Examples
    --------
    >>> limits = funnel_limits([5, 9, 30], [100, 100, 100], target=0.1)
    >>> limits.is_outside.tolist(), limits.high.round(3).tolist()
    ([False, False, True], [0.193, 0.193, 0.193])
    """
    level = check_level(level)
    counts = binomial_counts(positives, labels)
    if counts.rate.ndim != 1:
        raise ValueError(f"positives has shape {counts.rate.shape}; it must be one row of units")
    if not 0 <= winsorised_share < 0.5:
        raise ValueError(f"winsorised_share is {winsorised_share}; it must lie in [0, 0.5)")
    centre = _target(counts.positives, counts.labels, target)
    if centre in (0.0, 1.0):
        blank = np.full(counts.rate.shape, np.nan)
        undefined = np.full(counts.rate.shape, Status.UNDEFINED.value)
        inside = np.zeros(counts.rate.shape, dtype=bool)
        return FunnelLimits(counts.rate, blank, blank, blank, inside, centre, 1.0, 0.0, undefined)
    n = np.where(counts.labels > 0, counts.labels, np.nan)
    variance = centre * (1 - centre) / n
    has_labels = counts.labels > 0
    phi, tau2 = _spread((counts.rate - centre)[has_labels], variance[has_labels], winsorised_share)
    deviation = np.sqrt(variance + tau2)
    z = (counts.rate - centre) / deviation
    quantile = float(special.ndtri((1 + level) / 2))
    return FunnelLimits(
        counts.rate,
        np.maximum(centre - quantile * deviation, 0.0),
        np.minimum(centre + quantile * deviation, 1.0),
        z,
        np.abs(z) > quantile,
        centre,
        phi,
        tau2,
        status_where(~has_labels, Status.UNDEFINED, counts.status),
    )


def _target(positives: FloatArray, labels: FloatArray, target: float | None) -> float:
    if target is not None:
        as_probabilities("target", target)
        if target in (0, 1):
            raise ValueError(f"target is {target}; it must lie in (0, 1)")
        return float(target)
    if labels.sum() == 0:
        raise ValueError("labels sum to 0; at least one unit needs labels")
    return float(positives.sum() / labels.sum())


def _spread(distance: FloatArray, variance: FloatArray, winsorised_share: float) -> tuple[float, float]:
    """Over-dispersion phi and between-unit variance tau^2, by the method of moments."""
    units = len(distance)
    if units < FEWEST_UNITS:
        return 1.0, 0.0
    z = distance / np.sqrt(variance)
    ends = np.quantile(z, [winsorised_share, 1 - winsorised_share])
    phi = float(np.mean(np.clip(z, ends[0], ends[1]) ** 2))
    weight = 1 / variance
    room = float(weight.sum() - np.sum(weight**2) / weight.sum())
    return phi, max(0.0, (units * phi - (units - 1)) / room)
