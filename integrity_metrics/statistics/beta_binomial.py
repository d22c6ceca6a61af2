"""Beta-binomial empirical Bayes: shrink the rates of many thin segments towards what they have in common."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaincinv, betaln, digamma, polygamma

from integrity_metrics.statistics.checks import FloatArray, check_level
from integrity_metrics.statistics.counts import binomial_counts
from integrity_metrics.statistics.status import Reason, ReasonCode, Status

# Prior sizes beyond these are limits, not estimates: segments alike, or every segment all or nothing.
SMALLEST_PRIOR, LARGEST_PRIOR = 1e-3, 1e7
MOST_STEPS = 200


@dataclass(frozen=True, slots=True, eq=False)
class BetaBinomial:
    """Shrunk rates of segments; show the direct rate and `shrinkage` beside each.

    Attributes
    ----------
    alpha, beta
        Prior counts; None where the data do not determine them (see `status` and `reasons`).
    mean
        Prior mean, the common rate.
    direct
        positives / labels; NaN for a segment without labels.
    value, low, high
        Posterior mean and equal-tailed limits, shape (segments,). They leave out the uncertainty of the prior itself.
    shrinkage
        Weight of the direct rate in each value (0..1).
    """

    alpha: float | None
    beta: float | None
    mean: float | None
    direct: FloatArray
    value: FloatArray
    low: FloatArray
    high: FloatArray
    level: float
    shrinkage: FloatArray
    status: Status
    reasons: tuple[Reason, ...]


def beta_binomial(positives: ArrayLike, labels: ArrayLike, level: float = 0.95) -> BetaBinomial:
    """Fit a beta prior to the rates of many segments by maximum likelihood, and shrink each towards it.

    ``k_i ~ BetaBinomial(n_i, alpha, beta)``, then ``rate_i ~ Beta(alpha + k_i, beta + n_i - k_i)``. Where the segments
    differ no more than chance allows, each is given the common rate with its pooled interval (reason `fully_pooled`);
    where every segment is all or nothing, the prior is not determined and the direct rates stand (`not_converged`).

    Parameters
    ----------
    positives, labels
        Counts per segment, shape (segments,). A segment without labels gets the prior.

    References
    ----------
    Skellam (1948), JRSS B 10:257; Griffiths (1973), Biometrics 29:637; Tarone (1979), Biometrika 66:585 for the test
    of "no more than chance".

    Examples
    --------
    >>> fit = beta_binomial([11, 50, 8, 4, 2, 3], [311, 760, 356, 369, 359, 261])
    >>> f"{fit.mean:.4f}", fit.value.round(4).tolist()
    ('0.0260', [0.0336, 0.0624, 0.0231, 0.0133, 0.0089, 0.0146])
    """
    counts = binomial_counts(positives, labels)
    k, n = np.atleast_1d(counts.positives), np.atleast_1d(counts.labels)
    direct = np.atleast_1d(counts.rate)
    tail = (1 - check_level(level)) / 2
    total, seen = float(k.sum()), float(n.sum())
    if seen == 0:
        blank = np.full(k.shape, np.nan)
        return BetaBinomial(
            None, None, None, direct, blank, blank, blank, level, blank, Status.UNDEFINED, (Reason(ReasonCode.NO_DATA),)
        )
    pooled = total / seen
    spread = _spread(k, n, pooled)
    if spread <= 0:
        return _pooled(k, direct, total, seen, level)
    a, b = _fit(k, n, pooled, spread)
    if a + b > LARGEST_PRIOR:
        return _pooled(k, direct, total, seen, level)
    if a + b < SMALLEST_PRIOR:
        low, high = _limits(k + 0.5, n - k + 0.5, tail)
        reasons = (Reason(ReasonCode.NOT_CONVERGED),)
        return BetaBinomial(
            None, None, pooled, direct, direct, low, high, level, np.ones(k.shape), Status.INTERVAL_ONLY, reasons
        )
    low, high = _limits(a + k, b + n - k, tail)
    return BetaBinomial(
        alpha=a,
        beta=b,
        mean=a / (a + b),
        direct=direct,
        value=(a + k) / (a + b + n),
        low=low,
        high=high,
        level=level,
        shrinkage=n / (a + b + n),
        status=Status.OK,
        reasons=(),
    )


def _pooled(k: FloatArray, direct: FloatArray, total: float, seen: float, level: float) -> BetaBinomial:
    """Give every segment the common rate, with the Jeffreys interval of the pooled counts."""
    tail = (1 - level) / 2
    low, high = _limits(np.full(k.shape, total + 0.5), np.full(k.shape, seen - total + 0.5), tail)
    reasons: tuple[Reason, ...] = (Reason(ReasonCode.FULLY_POOLED),)
    if total == 0:
        reasons = (Reason(ReasonCode.ZERO_POSITIVES), *reasons)
    return BetaBinomial(
        alpha=None,
        beta=None,
        mean=total / seen,
        direct=direct,
        value=np.full(k.shape, total / seen),
        low=np.zeros(k.shape) if total == 0 else low,
        high=np.ones(k.shape) if total == seen else high,
        level=level,
        shrinkage=np.zeros(k.shape),
        status=Status.UPPER_BOUND_ONLY if total == 0 else Status.INTERVAL_ONLY,
        reasons=reasons,
    )


def _spread(k: FloatArray, n: FloatArray, rate: float) -> float:
    """Moment estimate of the correlation of labels within a segment; not above 0 means no more than chance."""
    pairs = float((n * (n - 1)).sum())
    if rate in (0.0, 1.0) or pairs == 0:
        return 0.0
    alike = float((k * (k - 1) / rate + (n - k) * (n - k - 1) / (1 - rate)).sum())
    spread = alike / pairs - 1
    return spread if spread > 1e-12 else 0.0


def _limits(a: FloatArray, b: FloatArray, tail: float) -> tuple[FloatArray, FloatArray]:
    """Equal-tailed limits of beta distributions."""
    return np.asarray(betaincinv(a, b, tail)), np.asarray(betaincinv(a, b, 1 - tail))


def _fit(k: FloatArray, n: FloatArray, rate: float, spread: float) -> tuple[float, float]:
    """Find the maximum-likelihood prior counts by damped Newton steps in their logs, from the moment estimate.

    Stops early when the prior size leaves [SMALLEST_PRIOR, LARGEST_PRIOR]: the maximum then lies at the limit.
    """
    size = float(np.clip(1 / spread - 1, 0.05, LARGEST_PRIOR / 10))
    point = np.log([rate * size, (1 - rate) * size])
    height = _log_likelihood(k, n, point)
    for _ in range(MOST_STEPS):
        step = _newton_step(k, n, *np.exp(point))
        while (higher := _log_likelihood(k, n, point + step)) < height and np.abs(step).max() > 1e-12:
            step = step / 2
        if higher < height:
            break
        point, height = point + step, higher
        if np.abs(step).max() < 1e-11 or not SMALLEST_PRIOR < np.exp(point).sum() < LARGEST_PRIOR:
            break
    a, b = np.exp(point)
    return float(a), float(b)


def _log_likelihood(k: FloatArray, n: FloatArray, point: FloatArray) -> float:
    """Log-likelihood at the logs of the prior counts, up to a constant."""
    a, b = np.exp(point)
    return float((betaln(a + k, b + n - k) - betaln(a, b)).sum())


def _newton_step(k: FloatArray, n: FloatArray, a: float, b: float) -> FloatArray:
    """One step uphill in the logs of the prior counts: Newton's on a hill, else the steepest way; at most 2."""
    slope_a, slope_b = _slopes(k, n, a, b)
    shared = float((polygamma(1, a + b) - polygamma(1, a + b + n)).sum())
    bend_a = float((polygamma(1, a + k) - polygamma(1, a)).sum()) + shared
    bend_b = float((polygamma(1, b + n - k) - polygamma(1, b)).sum()) + shared
    gradient = np.array([slope_a * a, slope_b * b])
    cross = shared * a * b
    hessian = np.array([[bend_a * a * a + gradient[0], cross], [cross, bend_b * b * b + gradient[1]]])
    is_hill = hessian[0, 0] < 0 and np.linalg.det(hessian) > 0
    step = -np.linalg.solve(hessian, gradient) if is_hill else gradient / max(float(np.abs(gradient).max()), 1e-300)
    return np.asarray(step / max(1.0, float(np.abs(step).max()) / 2))


def _slopes(k: FloatArray, n: FloatArray, a: float, b: float) -> tuple[float, float]:
    """Slopes of the log-likelihood in the two prior counts."""
    shared = digamma(a + b) - digamma(a + b + n)
    slope_a = float((digamma(a + k) - digamma(a) + shared).sum())
    slope_b = float((digamma(b + n - k) - digamma(b) + shared).sum())
    return slope_a, slope_b
