"""Confidence sequence for the mean of any outcomes between 0 and 1, such as scores or shares, by betting."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from integrity_metrics.statistics.checks import FloatArray, as_floats, as_probabilities, check_level, refuse

LARGEST_BET = 0.5
BLOCK = 2048


@dataclass(frozen=True, slots=True, eq=False)
class BettingSequence:
    """Limits of a mean at each look (numbers of outcomes), on a grid and widened by one grid step each way."""

    looks: FloatArray
    low: FloatArray
    high: FloatArray
    level: float


def betting_sequence(outcomes: ArrayLike, looks: ArrayLike, level: float = 0.95, grid: int = 1000) -> BettingSequence:
    """Limits of the mean of a stream at each look, valid at all looks at once (hedged capital).

    For every candidate mean m on a grid, one gambler bets that the truth is above m and one that it is below, with
    ``bet_t = sqrt(2 log(2 / (1 - level)) / (t log(t + 1) s_(t-1)^2))`` capped at half of what could ruin them. A mean
    is ruled out where half of either fortune exceeds ``1 / (1 - level)``. Outcomes need not be 0 or 1: where they are,
    the closed form of `confidence_sequence` is exact and faster.

    Parameters
    ----------
    outcomes
        Values in [0, 1] in arrival order, shape (outcomes,).
    looks
        Numbers of outcomes at which to look.
    grid
        Number of steps of the grid; limits are no finer than 1 / grid.

    References
    ----------
    Waudby-Smith and Ramdas (2024), JRSS B 86:1-27.

    Examples
    --------
    >>> result = betting_sequence([0.2, 0.4, 0.3, 0.1] * 25, looks=[20, 100])
    >>> result.low.round(3).tolist(), result.high.round(3).tolist()
    ([0.162, 0.216], [0.47, 0.307])
    """
    outcome, look = as_probabilities("outcomes", outcomes), as_floats("looks", looks)
    refuse("looks", look, (look < 0) | (look != np.floor(look)), "a look is a whole number of outcomes")
    refuse("looks", look, look > len(outcome), f"there are only {len(outcome)} outcomes")
    if grid < 2:
        raise ValueError(f"grid is {grid}; it needs at least 2 steps, 1000 for tenths of a per cent")
    threshold = -np.log1p(-check_level(level))
    # Each gambler holds half of the money, so each has to reach twice the threshold.
    bets = _bets(outcome, float(threshold + np.log(2)))
    means = np.arange(grid + 1) / grid
    up, down = np.zeros(grid + 1), np.zeros(grid + 1)
    low, high = {0: 0.0}, {0: 1.0}
    stops = np.unique(np.concatenate([look.astype(np.intp), np.arange(0, len(outcome), BLOCK)]))
    for start, stop in pairwise(stops):
        distance = outcome[start:stop] - means[:, None]
        with np.errstate(divide="ignore"):
            above = np.minimum(bets[start:stop], (LARGEST_BET / means)[:, None])
            below = np.minimum(bets[start:stop], (LARGEST_BET / (1 - means))[:, None])
        up += np.log1p(above * distance).sum(axis=1)
        down += np.log1p(-below * distance).sum(axis=1)
        kept = means[np.maximum(up, down) + np.log(0.5) <= threshold]
        low[int(stop)] = max(0.0, kept[0] - 1 / grid) if len(kept) else 0.0
        high[int(stop)] = min(1.0, kept[-1] + 1 / grid) if len(kept) else 1.0
    return BettingSequence(
        looks=look,
        low=np.array([low[int(t)] for t in look]),
        high=np.array([high[int(t)] for t in look]),
        level=level,
    )


def _bets(outcome: FloatArray, threshold: float) -> FloatArray:
    """Bet of each step from the variance seen before it, starting from a mean of 1/2 and a variance of 1/4."""
    step = np.arange(1, len(outcome) + 1)
    mean = (0.5 + np.cumsum(outcome)) / (step + 1)
    variance = (0.25 + np.cumsum((outcome - mean) ** 2)) / (step + 1)
    before = np.concatenate([[0.25], variance[:-1]])[: len(outcome)]
    return np.asarray(np.sqrt(2 * threshold / (step * np.log1p(step) * before)))
