"""Benjamini-Hochberg: which of many segments moved, with a bound on the share of false finds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from integrity_metrics.statistics.checks import FloatArray, as_probabilities, check_level


@dataclass(frozen=True, slots=True, eq=False)
class FalseDiscoveries:
    """Decisions of a multiple test; arrays as the p-values.

    Parameters
    ----------
    rejected
        Whether the change of the segment counts as found.
    adjusted
        Smallest false discovery rate at which it would be.
    rate
        False discovery rate asked for.
    """

    rejected: NDArray[np.bool_]
    adjusted: FloatArray
    rate: float


def benjamini_hochberg(p_values: ArrayLike, rate: float = 0.05) -> FalseDiscoveries:
    """Find changed segments among many so that at most `rate` of the finds are false on average.

    Parameters
    ----------
    p_values
        Shape (..., tests); independent or positively dependent within the last axis.
    rate
        False discovery rate to keep.

    Returns
    -------
    FalseDiscoveries
        adjusted p_(i) = min over j >= i of m p_(j) / j; rejected where it is at most `rate`.

    References
    ----------
    Benjamini and Hochberg (1995), Journal of the Royal Statistical Society B 57, 289-300.

    Examples
    --------
    >>> benjamini_hochberg([0.01, 0.04, 0.03, 0.005]).adjusted.round(3).tolist()
    [0.02, 0.04, 0.04, 0.02]
    """
    p = as_probabilities("p_values", p_values)
    if p.ndim == 0:
        raise ValueError("p_values is a single number; give the p-values of all tests together")
    rate = check_level(rate)
    count = p.shape[-1]
    order = np.argsort(p, axis=-1)
    scaled = np.take_along_axis(p, order, axis=-1) * count / np.arange(1, count + 1)
    running = np.minimum.accumulate(scaled[..., ::-1], axis=-1)[..., ::-1]
    adjusted = np.empty_like(p)
    np.put_along_axis(adjusted, order, np.minimum(running, 1.0), axis=-1)
    return FalseDiscoveries(adjusted <= rate, adjusted, rate)
