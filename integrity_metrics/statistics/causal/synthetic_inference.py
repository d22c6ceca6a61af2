"""Intervals and p values for synthetic controls, by placebo units or by blocks of history."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from integrity_metrics.statistics.causal.simplex import simplex_weights
from integrity_metrics.statistics.checks import FloatArray

BLOCKS = 3
"""Blocks of history in the t test; its authors' recommendation."""


@dataclass(frozen=True, slots=True)
class SyntheticInterval:
    """Average effect with limits, p value and the degrees of freedom its width stands for."""

    estimate: float
    low: float
    high: float
    p_value: float
    degrees: float


def placebo_rank(statistic: float, placebos: FloatArray) -> float:
    """Return (1 + placebos at least as large) / (1 + placebos).

    Examples
    --------
    >>> placebo_rank(3.0, np.array([1.0, 2.0, 5.0]))
    0.5
    """
    return float((1 + np.sum(placebos >= statistic)) / (1 + len(placebos)))


def placebo_interval(gap: FloatArray, placebo_gaps: FloatArray, change: int, level: float) -> SyntheticInterval | None:
    """Invert the placebo test of |mean gap after| / (root mean squared gap before); None with too few donors.

    All constant effects that the test does not reject at 1 - level (Firpo and Possebom 2018):
    estimate +- c rmse, c the k-th largest placebo statistic, k = floor((1 - level) (donors + 1)).

    Parameters
    ----------
    gap : shape (periods,)
    placebo_gaps : shape (donors, periods)
    """
    rank = int(np.floor((1 - level) * (len(placebo_gaps) + 1) + 1e-9))
    before = np.sqrt(np.mean(placebo_gaps[:, :change] ** 2, axis=1))
    own_before = float(np.sqrt(np.mean(gap[:change] ** 2)))
    if rank < 1 or own_before == 0 or (before == 0).any():
        return None
    statistics = np.sort(np.abs(placebo_gaps[:, change:].mean(axis=1)) / before)[::-1]
    estimate = float(gap[change:].mean())
    margin = float(statistics[rank - 1]) * own_before
    p_value = placebo_rank(abs(estimate) / own_before, statistics)
    return SyntheticInterval(estimate, estimate - margin, estimate + margin, p_value, float(len(placebo_gaps)))


def block_t_test(own: FloatArray, donors: FloatArray, change: int, level: float) -> SyntheticInterval:
    """Debiased synthetic control with a t test over three blocks of history (Chernozhukov, Wüthrich and Zhu 2024).

    For each block B of min(before // 3, after) periods the weights are fitted without it, and
    effect_B = mean gap after - mean gap in B. The estimate is their mean,
    its error sqrt((1 + 3 |B| / after) var(effect_B) / 3), with 2 degrees of freedom.

    Parameters
    ----------
    own : shape (periods,)
    donors : shape (donors, periods)
    """
    after = len(own) - change
    length = min(change // BLOCKS, after)
    first = change - BLOCKS * length
    effects = np.empty(BLOCKS)
    for number in range(BLOCKS):
        block = np.arange(first + number * length, first + (number + 1) * length)
        kept = np.setdiff1d(np.arange(change), block)
        gap = own - simplex_weights(donors[:, kept].T, own[kept]) @ donors
        effects[number] = gap[change:].mean() - gap[block].mean()
    degrees = BLOCKS - 1
    estimate = float(effects.mean())
    error = float(np.sqrt((1 + BLOCKS * length / after) * effects.var(ddof=1) / BLOCKS))
    margin = float(special.stdtrit(degrees, (1 + level) / 2)) * error
    p_value = float(2 * special.stdtr(degrees, -abs(estimate) / error)) if error > 0 else float(estimate == 0)
    return SyntheticInterval(estimate, estimate - margin, estimate + margin, p_value, degrees)
