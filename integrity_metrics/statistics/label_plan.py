"""What a number of labels will buy, told before they are bought."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from integrity_metrics.statistics.allocation import Allocation, allocate
from integrity_metrics.statistics.fay_feuer_gamma import fay_feuer_gamma
from integrity_metrics.statistics.minimum_detectable_change import minimum_detectable_rise


@dataclass(frozen=True, slots=True, eq=False)
class LabelPlan:
    """Labels per stratum and what they are expected to show.

    Parameters
    ----------
    allocation
        Labels per stratum with the expected share and its SE.
    probability_no_positives
        Chance that not one label is positive, so that only an upper bound can be shown.
    expected_positives
        Number of positive labels to expect.
    expected_low, expected_high
        Gamma limits at the expected positives; their distance is the interval width to expect.
    minimum_detectable_rise
        Smallest rise between two such periods that would be seen; infinite if none would.
    level
        Two-sided confidence level.
    """

    allocation: Allocation
    probability_no_positives: float
    expected_positives: float
    expected_low: float
    expected_high: float
    minimum_detectable_rise: float
    level: float

    @property
    def expected_width(self) -> float:
        """Width of the interval to expect."""
        return self.expected_high - self.expected_low


def plan_labels(
    populations: ArrayLike,
    expected_rates: ArrayLike,
    labels: int,
    floor: int = 30,
    level: float = 0.95,
    power: float = 0.8,
    content_design_effect: float = 1.0,
) -> LabelPlan:
    """Plan a period's labels: Neyman allocation with a floor per stratum, and what the sample will be able to say.

    Parameters
    ----------
    populations
        Impressions per stratum, shape (strata,).
    expected_rates
        Expected share of violating impressions per stratum, for example from last quarter, shape (strata,).
    labels
        Labels to spread.
    floor
        Labels every stratum gets at least.
    level, power
        Of the interval and of the detection of a rise.
    content_design_effect
        How much repeated content inflates the variance of a change (1: every impression is another content).

    Returns
    -------
    LabelPlan
        The rise uses the design effect of the allocation times that of the content.

    References
    ----------
    Cochran (1977), Sampling Techniques, 3rd edition, section 5.5.

    Examples
    --------
    >>> plan = plan_labels([80000, 10000, 5000, 1000, 4000], [0.0005, 0.005, 0.01, 0.05, 0.0025], 4000)
    >>> round(plan.expected_positives, 1), plan.probability_no_positives < 1e-9, round(plan.expected_width, 4)
    (24.4, True, 0.0028)
    """
    allocation = allocate(populations, expected_rates, labels, floor)
    rates = np.asarray(expected_rates, dtype=np.float64)
    expected = allocation.labels * rates
    with_labels = allocation.labels > 0
    none = np.prod((1 - rates[with_labels]) ** allocation.labels[with_labels])
    size = np.asarray(populations, dtype=np.float64)
    gamma = fay_feuer_gamma(expected[with_labels], allocation.labels[with_labels], size[with_labels], level)
    return LabelPlan(
        allocation,
        float(none),
        float(expected.sum()),
        float(gamma.low),
        min(1.0, float(gamma.high)),
        _detectable_rise(allocation, labels, 1 - level, power, content_design_effect),
        level,
    )


def _detectable_rise(plan: Allocation, labels: int, alpha: float, power: float, content_effect: float) -> float:
    prevalence, error, simple = plan.expected_prevalence, plan.expected_standard_error, plan.simple_standard_error
    if prevalence is None or not error or not simple:
        return float("inf")
    effect = content_effect * (error / simple) ** 2
    return float(minimum_detectable_rise(prevalence, labels, alpha, power, effect))
