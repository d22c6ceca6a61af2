"""What is left after the fit, split in two: noise that is new each day, and noise that lasts into the next days.

The residual of day t is a(t) + e(t): a is autoregressive, a(t) = phi a(t-1) + innovation, with stationary variance
rho * variance; e is white. The likelihood of each series over a grid of (rho, phi) is weighted by how common each pair
is among all series, which expectation-maximisation finds (empirical Bayes: Laird 1978), and the pairs are averaged.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from integrity_metrics.detection.history_fit import HistoryFit
from integrity_metrics.detection.series import FloatMatrix

SHARES = (0.35, 0.7, 1.0)
PERSISTENCES = (0.2, 0.4, 0.6, 0.8, 0.95)
# All pairs, and first the one in which nothing lasts; shape (pair, 2).
PAIRS = np.array([(0.0, 0.0), *((share, persistence) for share in SHARES for persistence in PERSISTENCES)])
ROUNDS = 30
# Part of the weight that stays spread evenly over the pairs, so that a few series cannot rule any out.
EVEN = 0.1
CLIP = 3.0
LONGEST_HISTORY = 365


@dataclass(frozen=True, slots=True)
class Noise:
    """Noise of each series on the link's scale, all of shape ``(series,)``.

    Parameters
    ----------
    white
        Variance, beyond counting, that is new each day.
    lasting
        Stationary variance of the autoregressive part.
    persistence
        Its correlation from one day to the next.
    """

    white: FloatMatrix
    lasting: FloatMatrix
    persistence: FloatMatrix


def estimate_noise(fit: HistoryFit) -> Noise:
    """Return the noise of each series from the residuals of its history."""
    likelihood = _log_likelihood(fit)
    relative = np.exp(likelihood - likelihood.max(axis=0))
    common = np.full(len(PAIRS), 1.0 / len(PAIRS))
    for _ in range(ROUNDS):
        posterior = relative * common[:, None]
        posterior /= posterior.sum(axis=0)
        common = (1 - EVEN) * posterior.mean(axis=1) + EVEN / len(PAIRS)
    share, carried = PAIRS[:, 0] @ posterior, PAIRS.prod(axis=1) @ posterior
    persistence = np.where(share > 0, carried / np.maximum(share, 1e-9), 0.0)
    return Noise((1 - share) * fit.variance, share * fit.variance, persistence)


def _log_likelihood(fit: HistoryFit) -> FloatMatrix:
    """Return the Gaussian log-likelihood, shape ``(pair, series)``, by a scalar Kalman filter."""
    recent = slice(-LONGEST_HISTORY, None)
    sampling, known = fit.sampling[:, recent], fit.known[:, recent]
    limit = CLIP * np.sqrt(sampling + fit.variance[:, None])
    residual = np.clip(fit.residual[:, recent], -limit, limit)
    share, phi = PAIRS[:, :1], PAIRS[:, 1:]
    stationary = share * fit.variance
    white = (1 - share) * fit.variance
    mean, variance = np.zeros_like(stationary), stationary.copy()
    total = np.zeros_like(stationary)
    for day in range(residual.shape[1]):
        spread = variance + sampling[:, day] + white
        miss = residual[:, day] - mean
        total -= np.where(known[:, day], 0.5 * (np.log(spread) + miss**2 / spread), 0.0)
        gain = np.where(known[:, day], variance / spread, 0.0)
        mean = phi * (mean + gain * miss)
        variance = phi**2 * variance * (1 - gain) + stationary * (1 - phi**2)
    return total
