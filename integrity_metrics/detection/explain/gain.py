"""The log-likelihood gained by letting one part of the cells have its own ratio of observed to expected."""

from __future__ import annotations

import numpy as np
from scipy.special import xlogy

from integrity_metrics.statistics.checks import FloatArray

# Half a count on both sides: a new segment (nothing expected) and a silent one (nothing observed) have finite gains.
PSEUDO = 0.5


def split_gain(
    part_observed: FloatArray,
    part_expected: FloatArray,
    observed: float,
    expected: float,
    proportional: FloatArray | float = 0.0,
) -> FloatArray:
    """Return the gain of two ratios, one inside and one outside, over one ratio for all.

    Parameters
    ----------
    part_observed, part_expected
        Effective counts inside each candidate.
    observed, expected
        Effective counts of all.
    proportional
        Share of each candidate's variance that is noise in proportion to size rather than counting noise.

    Returns
    -------
    FloatArray
        For counting noise, with f(o, e) = o log(o / e): f(inside) + f(outside) - f(all), at half a count more on both
        sides. For proportional noise, whose tails are no heavier than normal: half the squared departure over its
        variance. In between, the average.

    References
    ----------
    Kulldorff (1997), Communications in Statistics: Theory and Methods 26, 1481-1496.

    Examples
    --------
    >>> split_gain(np.array([30.0, 10.0]), np.array([10.0, 10.0]), 120.0, 100.0).round(2)
    array([10.66,  0.2 ])
    """
    part_observed, part_expected = part_observed + PSEUDO, part_expected + PSEUDO
    outside_observed = np.maximum(observed - part_observed, 0.0) + 2 * PSEUDO
    outside_expected = np.maximum(expected - part_expected, 0.0) + 2 * PSEUDO
    all_observed, all_expected = part_observed + outside_observed, part_expected + outside_expected
    counting = (
        xlogy(part_observed, part_observed / part_expected)
        + xlogy(outside_observed, outside_observed / outside_expected)
        - xlogy(all_observed, all_observed / all_expected)
    )
    usual = part_expected * outside_observed / outside_expected
    outside_share = outside_expected / all_expected
    normal = 0.5 * outside_share * (part_observed - usual) ** 2 / np.maximum(part_observed, usual)
    return np.asarray(counting + proportional * (np.minimum(normal, counting) - counting))
