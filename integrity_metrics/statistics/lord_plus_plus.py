"""LORD++: false discovery control for alerts that arrive one after another, without knowing how many will come."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from integrity_metrics.statistics.checks import FloatArray, as_probabilities, check_level

# C of the published weights gamma_j = C log(max(j, 2)) / (j exp(sqrt(log j))). They sum to 0.976: at most 1, as needed.
GAMMA_CONSTANT = 0.07720838


@dataclass(frozen=True, slots=True, eq=False)
class OnlineDecisions:
    """Decisions in order of arrival, shape (tests,).

    Parameters
    ----------
    rejected
        Whether the alert is raised.
    thresholds
        The level each p-value was held against; set before it was seen.
    rate
        False discovery rate kept at every moment.
    """

    rejected: NDArray[np.bool_]
    thresholds: FloatArray
    rate: float


def lord_plus_plus(p_values: ArrayLike, rate: float = 0.05, start_wealth: float | None = None) -> OnlineDecisions:
    """Decide on a stream of tests (daily alerts) so that at any time at most `rate` of the alerts are false.

    Parameters
    ----------
    p_values
        In order of arrival, shape (tests,); independent of each other.
    rate
        False discovery rate alpha to keep.
    start_wealth
        Level W spent before the first alert, in (0, rate]; half of `rate` if None.

    Returns
    -------
    OnlineDecisions
        threshold_t = W g_t + (alpha - W) g_{t - T1} + alpha sum over later alerts Tj of g_{t - Tj}, with the weights
        g of `GAMMA_CONSTANT`.

    References
    ----------
    Ramdas, Yang, Wainwright and Jordan (2017), Advances in Neural Information Processing Systems 30.

    Examples
    --------
    >>> decisions = lord_plus_plus([0.0001, 0.5, 0.002, 0.04])
    >>> decisions.rejected.tolist(), decisions.thresholds.round(5).tolist()
    ([True, False, False, False], [0.00134, 0.00163, 0.00054, 0.00045])
    """
    p = as_probabilities("p_values", p_values)
    if p.ndim != 1:
        raise ValueError(f"p_values has shape {p.shape}; it must be one row in order of arrival")
    rate = check_level(rate)
    wealth = rate / 2 if start_wealth is None else start_wealth
    if not 0 < wealth <= rate:
        raise ValueError(f"start_wealth is {wealth}; it must lie in (0, {rate}]")
    step = np.arange(1, len(p) + 1, dtype=np.float64)
    gamma = GAMMA_CONSTANT * np.log(np.maximum(step, 2)) / (step * np.exp(np.sqrt(np.log(step))))
    thresholds = wealth * gamma
    rejected = np.zeros(len(p), dtype=bool)
    # One pass in time: what may be spent after an alert depends on it.
    for t in range(len(p)):
        if p[t] > thresholds[t]:
            continue
        earned = rate if rejected.any() else rate - wealth
        rejected[t] = True
        thresholds[t + 1 :] += earned * gamma[: len(p) - t - 1]
    return OnlineDecisions(rejected, thresholds, rate)
