"""The smallest change a number of labels can show: said beside every change."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from integrity_metrics.statistics.checks import FloatArray, as_floats, as_non_negative, as_probabilities, refuse
from integrity_metrics.statistics.sample_size import power_quantiles, sample_size

# 60 halvings of an interval inside [0, 1] end below 1e-18.
HALVINGS = 60


def minimum_detectable_rise(
    share_before: ArrayLike,
    labels: ArrayLike,
    alpha: float = 0.05,
    power: float = 0.8,
    design_effect: ArrayLike = 1.0,
) -> FloatArray:
    """Smallest rise of a share that `labels` a period detect with the stated power; for planning labels.

    Parameters
    ----------
    share_before
        Share before, shape of the segments.
    labels
        Labels in each of the two periods.
    alpha, power, design_effect
        As in `sample_size.sample_size`.

    Returns
    -------
    FloatArray
        Difference of shares; infinite where not even a rise to 1 would be seen.

    References
    ----------
    Fleiss, Levin and Paik (2003), Statistical Methods for Rates and Proportions, 3rd edition, section 4.4.

    Examples
    --------
    >>> round(float(minimum_detectable_rise(0.002, 4000)), 4)
    0.0039
    """
    p1 = as_probabilities("share_before", share_before)
    n = as_non_negative("labels", labels)
    effect = as_floats("design_effect", design_effect)
    refuse("design_effect", effect, effect <= 0, "it must be above zero")
    p1, enough = (np.array(array) for array in np.broadcast_arrays(p1, n / effect))
    low, high = p1, np.ones_like(p1)
    reachable = sample_size(p1, high, alpha, power).exact <= enough
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        seen = sample_size(p1, middle, alpha, power).exact <= enough
        low, high = np.where(seen, low, middle), np.where(seen, middle, high)
    return np.where(reachable & (p1 < 1), high - p1, np.inf)


def minimum_detectable_change(standard_error: ArrayLike, alpha: float = 0.05, power: float = 0.8) -> FloatArray:
    """Change that would be found with the stated power, given the standard error of the observed change.

    (z_{1-alpha/2} + z_power) SE: for the sentence "a change below x would not have been seen".

    Parameters
    ----------
    standard_error
        Of the change, any shape; NaN where it is unknown stays NaN.
    alpha, power
        As in `sample_size.sample_size`.

    References
    ----------
    Bloom (1995), Evaluation Review 19, 547-556.

    Examples
    --------
    >>> round(float(minimum_detectable_change(0.001)), 5)
    0.0028
    """
    error = np.asarray(standard_error, dtype=np.float64)
    as_non_negative("standard_error", np.where(np.isnan(error), 0.0, error))
    return np.asarray(sum(power_quantiles(alpha, power)) * error)
