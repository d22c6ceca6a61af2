"""Confidence sequence: an interval for a rate that stays valid however often it is looked at.

A daily 95% interval leaves out a constant truth at least once in 30 days in 27% of runs. Alerts and stopping rules
use this; reports, which are read once, use Wilson or gamma.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaln, xlog1py

from integrity_metrics.statistics.checks import FloatArray, as_floats, check_level, refuse
from integrity_metrics.statistics.counts import binomial_counts

BISECTIONS = 80
SMALLEST_LOG_SHARE = -740.0  # the logarithm of about the smallest positive float


@dataclass(frozen=True, slots=True, eq=False)
class ConfidenceSequence:
    """Limits at each look, shape of the looks; [0, 1] before the first label."""

    positives: FloatArray
    labels: FloatArray
    low: FloatArray
    high: FloatArray
    level: float


def prior_posterior_ratio(
    positives: ArrayLike, labels: ArrayLike, level: float = 0.95, prior: tuple[float, float] = (0.5, 0.5)
) -> ConfidenceSequence:
    """Limits of a rate from counts so far, valid at all looks at once, for any shapes.

    With a Beta(a, b) prior, the rates p with
    ``B(a + k, b + n - k) / B(a, b) / (p^k (1 - p)^(n - k)) < 1 / (1 - level)``:
    those the posterior has not made ``1 / (1 - level)`` times less likely than the prior did.

    Parameters
    ----------
    positives, labels
        Counts so far, at any looks of any streams.
    prior
        Prior counts, fixed before the first label; the default is Jeffreys'.

    References
    ----------
    Waudby-Smith and Ramdas (2020), Confidence sequences for sampling without replacement, NeurIPS 33.

    Examples
    --------
    >>> looks = prior_posterior_ratio([1, 14], [10, 400])
    >>> looks.low.round(4).tolist(), looks.high.round(4).tolist()
    ([0.0005, 0.0116], [0.544, 0.0773])
    """
    a, b = prior
    if not (a > 0 and b > 0):
        raise ValueError(f"prior is {prior}; both prior counts must be above 0, for example (0.5, 0.5)")
    counts = binomial_counts(positives, labels)
    k, n = counts.positives, counts.labels
    log_marginal = betaln(a + k, b + n - k) - betaln(a, b)
    threshold = -np.log1p(-check_level(level))

    def evidence(successes: FloatArray) -> Callable[[FloatArray], FloatArray]:
        failures = n - successes
        return lambda log_rate: log_marginal - successes * log_rate - xlog1py(failures, -np.exp(log_rate))

    return ConfidenceSequence(
        positives=k,
        labels=n,
        low=lower_root(k, n, evidence(k), threshold),
        # The upper limit of a rate is one minus the lower limit of its complement.
        high=1 - lower_root(n - k, n, evidence(n - k), threshold),
        level=level,
    )


def confidence_sequence(outcomes: ArrayLike, looks: ArrayLike, level: float = 0.95) -> ConfidenceSequence:
    """Follow one stream of labels: limits of the rate at each look, the first 1, 2 ... labels in arrival order.

    Parameters
    ----------
    outcomes
        0 or 1 in arrival order, shape (labels,).
    looks
        Numbers of labels at which to look, each at most the number of outcomes.

    Examples
    --------
    >>> confidence_sequence([0, 1, 0, 0], looks=[0, 4]).high.round(4).tolist()
    [1.0, 0.869]
    """
    outcome, look = as_floats("outcomes", outcomes), as_floats("looks", looks)
    refuse("outcomes", outcome, (outcome != 0) & (outcome != 1), "outcomes are 0 or 1")
    refuse("looks", look, (look < 0) | (look != np.floor(look)), "a look is a whole number of labels")
    refuse("looks", look, look > len(outcome), f"there are only {len(outcome)} outcomes")
    so_far = np.concatenate([[0.0], np.cumsum(outcome)])
    return prior_posterior_ratio(so_far[look.astype(np.intp)], look, level)


def lower_root(
    k: FloatArray, n: FloatArray, log_evidence: Callable[[FloatArray], FloatArray], threshold: float
) -> FloatArray:
    """Smallest rate not yet ruled out, by bisection in its logarithm (0 where k is 0).

    `log_evidence` gives the log evidence against a rate from the logarithm of the rate; it falls towards k / n.
    """
    rate = np.divide(k, n, out=np.ones_like(k), where=n > 0)
    inside = np.log(np.where(k > 0, rate, 1.0))
    outside = np.full(k.shape, SMALLEST_LOG_SHARE)
    for _ in range(BISECTIONS):
        middle = (inside + outside) / 2
        is_inside = log_evidence(middle) < threshold
        inside, outside = np.where(is_inside, middle, inside), np.where(is_inside, outside, middle)
    return np.where(k > 0, np.exp(inside), 0.0)
