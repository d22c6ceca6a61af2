"""The best single segment of some cells: every segment of every group-by is scored."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from integrity_metrics.detection.explain.cuboids import Cuboid, group_sums
from integrity_metrics.detection.explain.evidence import Evidence
from integrity_metrics.detection.explain.gain import PSEUDO, split_gain
from integrity_metrics.statistics.checks import FloatArray

BoolArray = NDArray[np.bool_]
# Effective counts observed and expected in each segment of each group-by.
Totals = tuple[tuple[FloatArray, FloatArray], ...]

# Between a segment and its complement, the one that moved more is the cause; one nat settles what is nearly a tie.
SMALLER_MOVE = 1.0
# What taking covered cells off a sum may leave by rounding.
LEAST_EFFECTIVE = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """One segment.

    Parameters
    ----------
    cuboid
        Position of its group-by.
    key
        Its key there.
    gain
        Log-likelihood gained, less the cost of naming it.
    direction
        Whether its ratio lies above (1), below (-1) or at (0) that of the other cells.
    """

    cuboid: int
    key: int
    gain: float
    direction: int


def best_segment(evidence: Evidence, covered: BoolArray, totals: Totals) -> Candidate:
    """Return the segment whose own ratio explains most of the cells that are not covered.

    Parameters
    ----------
    evidence
        All cells.
    covered
        Cells that other segments explain already.
    totals
        Sums of effective counts in each group-by over all cells (`sums_of`); covered cells are taken off them here,
        which is faster than adding up the rest each time.
    """
    taken = np.flatnonzero(covered)
    taken_observed, taken_expected = evidence.effective_observed[taken], evidence.effective_expected[taken]
    observed = float(evidence.effective_observed.sum() - taken_observed.sum())
    expected = float(evidence.effective_expected.sum() - taken_expected.sum())
    best = Candidate(0, 0, -np.inf, 0)
    for position, (cuboid, sums) in enumerate(zip(evidence.cuboids, totals, strict=True)):
        key = cuboid.key[taken]
        inside_observed = sums[0] - group_sums(key, taken_observed, cuboid.size)
        inside_expected = sums[1] - group_sums(key, taken_expected, cuboid.size)
        best = better(evidence, position, inside_observed, inside_expected, (observed, expected), best)
    return best


def sums_of(evidence: Evidence) -> Totals:
    """Add up effective counts in every group-by."""
    return tuple(
        (
            group_sums(cuboid.key, evidence.effective_observed, cuboid.size),
            group_sums(cuboid.key, evidence.effective_expected, cuboid.size),
        )
        for cuboid in evidence.cuboids
    )


def better(
    evidence: Evidence,
    position: int,
    inside_observed: FloatArray,
    inside_expected: FloatArray,
    total: tuple[float, float],
    best: Candidate,
) -> Candidate:
    """Return the best segment of a group-by if it beats `best`, else `best`."""
    observed, expected = total
    inside_observed, inside_expected = np.maximum(inside_observed, 0.0), np.maximum(inside_expected, 0.0)
    size = np.maximum(inside_observed, inside_expected)
    gain = split_gain(inside_observed, inside_expected, observed, expected, evidence.proportional[position])
    inside = np.log((inside_observed + PSEUDO) / (inside_expected + PSEUDO))
    outside = np.log(
        (np.maximum(observed - inside_observed, 0.0) + PSEUDO) / (np.maximum(expected - inside_expected, 0.0) + PSEUDO)
    )
    # Segments that vary by themselves: with lognormal spread s a ratio r gains log(r)^2 / (2 s^2) at most; inverse
    # gains add, as variances do.
    most = np.maximum((inside - outside) ** 2, 1e-12)
    gain = gain / (1 + gain * 2 * evidence.spread[position] ** 2 / most)
    gain = np.where(size > LEAST_EFFECTIVE, gain - evidence.cost[position], -np.inf)
    gain = np.where(np.abs(inside) < np.abs(outside), gain - SMALLER_MOVE, gain)
    top = int(np.argmax(gain))
    if not gain[top] > best.gain:
        return best
    direction = inside_observed[top] * expected - observed * inside_expected[top]
    return Candidate(position, top, float(gain[top]), int(np.sign(direction)))


def cells_of(cuboid: Cuboid, key: int) -> BoolArray:
    """Return which cells lie in a segment."""
    return np.asarray(cuboid.key == key)
