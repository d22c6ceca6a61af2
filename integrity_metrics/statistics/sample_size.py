"""How many labels a period needs before a change of a given size can be seen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from integrity_metrics.statistics.checks import FloatArray, as_floats, as_probabilities, refuse


@dataclass(frozen=True, slots=True, eq=False)
class SampleSize:
    """Labels per period, infinite where the two shares are equal (no change to see).

    Parameters
    ----------
    exact
        Before rounding, for a simple random sample.
    labels
        Rounded up.
    labels_with_design_effect
        `exact` times the design effect, rounded up: what to order.
    arcsine
        The same by Cohen's h, as a cross-check.
    """

    exact: FloatArray
    labels: FloatArray
    labels_with_design_effect: FloatArray
    arcsine: FloatArray


def sample_size(
    share_before: ArrayLike,
    share_after: ArrayLike,
    alpha: float = 0.05,
    power: float = 0.8,
    design_effect: ArrayLike = 1.0,
) -> SampleSize:
    """Labels each of two periods needs so that a change between two shares is found with the stated power.

    Parameters
    ----------
    share_before, share_after
        Expected shares, shapes that broadcast; one result per segment.
    alpha
        Two-sided false alarm rate.
    power
        Chance to detect the change when it is real.
    design_effect
        Variance against a simple random sample of the same size.

    Returns
    -------
    SampleSize
        n = ((z_a sqrt(2 p q) + z_b sqrt(p1 q1 + p2 q2)) / (p1 - p2))^2, p the mean of the two.

    References
    ----------
    Fleiss, Levin and Paik (2003), Statistical Methods for Rates and Proportions, 3rd edition, section 4.2.

    Examples
    --------
    >>> int(sample_size(0.002, 0.003).labels)
    39146
    """
    p1, p2 = as_probabilities("share_before", share_before), as_probabilities("share_after", share_after)
    effect = as_floats("design_effect", design_effect)
    refuse("design_effect", effect, effect <= 0, "it must be above zero")
    z_alpha, z_power = power_quantiles(alpha, power)
    gap = np.abs(p1 - p2)
    mean = (p1 + p2) / 2
    needed = (z_alpha * np.sqrt(2 * mean * (1 - mean)) + z_power * np.sqrt(p1 * (1 - p1) + p2 * (1 - p2))) ** 2
    exact = np.divide(needed, gap**2, out=np.full(np.shape(gap), np.inf), where=gap > 0)
    h = 2 * np.abs(np.arcsin(np.sqrt(p1)) - np.arcsin(np.sqrt(p2)))
    arcsine = np.divide(2 * (z_alpha + z_power) ** 2, h**2, out=np.full(np.shape(h), np.inf), where=gap > 0)
    return SampleSize(exact, np.ceil(exact), np.ceil(exact * effect), arcsine)


def power_quantiles(alpha: float, power: float) -> tuple[float, float]:
    """Return the normal quantiles of a two-sided false alarm rate and of a power, refusing values outside (0, 1)."""
    for name, value in (("alpha", alpha), ("power", power)):
        if not 0 < value < 1:
            raise ValueError(f"{name} is {value}; it must lie in (0, 1)")
    return float(special.ndtri(1 - alpha / 2)), float(special.ndtri(power))
