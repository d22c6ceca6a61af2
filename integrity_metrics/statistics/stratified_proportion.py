"""Design-based share in a stratified sample: estimate, standard error, degrees of freedom."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from integrity_metrics.statistics.checks import FloatArray, as_non_negative, refuse
from integrity_metrics.statistics.counts import strata_counts
from integrity_metrics.statistics.design_share import DesignShare
from integrity_metrics.statistics.interval import blank_where, status_where
from integrity_metrics.statistics.status import Status


def stratified_proportion(
    positives: ArrayLike,
    labels: ArrayLike,
    populations: ArrayLike,
    finite_populations: ArrayLike | None = None,
) -> DesignShare:
    """Share of a population from independent simple samples of its strata, with its design standard error.

    Parameters
    ----------
    positives, labels
        Counts, shape (..., strata).
    populations
        Impressions or shares per stratum, shape (..., strata) or (strata,); only ratios matter.
    finite_populations
        Number of units N_h per stratum, when labels are drawn without replacement from so few that it matters;
        infinity for strata where it does not.

    Returns
    -------
    DesignShare
        Shape (...): p = sum W_h p_h, SE^2 = sum W_h^2 (1 - n_h/N_h) p_h (1-p_h) / (n_h - 1).

    References
    ----------
    Cochran (1977), Sampling Techniques, 3rd edition, section 5A.

    Examples
    --------
    >>> result = stratified_proportion([3, 12, 7], [3000, 1500, 500], [0.95, 0.04, 0.01])
    >>> round(float(result.estimate), 5), round(float(result.standard_error), 6)
    (0.00141, 0.000558)
    """
    counts = strata_counts(positives, labels, populations)
    n, shares, rates = counts.labels, counts.shares, counts.rates
    unsampled_part: FloatArray = np.asarray(1.0)
    if finite_populations is not None:
        unsampled_part = 1 - n / _finite(finite_populations, n)
    holds = shares > 0
    no_variance = np.any(holds & (n < 2) & (unsampled_part > 0), axis=-1)
    spread = shares * rates
    variance = np.asarray(np.vecdot(spread * shares * unsampled_part, (1 - rates) / np.maximum(n - 1, 1)))
    # Exactly 1 where every label is positive: the shares add up to 1 only within rounding.
    estimate = np.where(np.all((rates == 1) | ~holds, axis=-1), 1.0, np.sum(spread, axis=-1))
    found = status_where(np.sum(counts.positives * holds, axis=-1) == 0, Status.UPPER_BOUND_ONLY, Status.OK)
    # Without a negative the error comes out as 0, which is no certainty.
    status = status_where(no_variance | (estimate == 1), Status.INTERVAL_ONLY, found)
    return DesignShare(
        blank_where(counts.unsampled, estimate),
        blank_where(no_variance | counts.unsampled, np.sqrt(variance)),
        n.sum(axis=-1),
        np.sum((n - 1) * holds, axis=-1),
        status_where(counts.unsampled, Status.UNDEFINED, status),
    )


def _finite(populations: ArrayLike, labels: FloatArray) -> FloatArray:
    size = np.asarray(populations, dtype=np.float64)
    as_non_negative("finite_populations", np.where(np.isinf(size) & (size > 0), 1.0, size))
    try:
        size = np.array(np.broadcast_to(size, labels.shape))
    except ValueError:
        raise ValueError(
            f"finite_populations has shape {size.shape} but labels {labels.shape}; they must fit"
        ) from None
    refuse("finite_populations", size, size < labels, "it must not be below the labels drawn from it")
    return np.where(size == 0, np.inf, size)
