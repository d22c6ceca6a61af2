"""Whether a segment moved as one: below a cause all cells move by the same ratio (the ripple effect)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from integrity_metrics.detection.explain.candidate import BoolArray, Candidate, better, cells_of
from integrity_metrics.detection.explain.cuboids import group_sums
from integrity_metrics.detection.explain.evidence import Evidence, effective_weight
from integrity_metrics.detection.explain.gain import PSEUDO, split_gain
from integrity_metrics.detection.explain.noise import relative_noise
from integrity_metrics.statistics.checks import FloatArray

# An exception is a part that moved less than the rest of its segment; with more of them it did not move as one.
MOST_EXCEPTIONS = 6
LEAST_SHARE_AS_ONE = 0.5
# A part moved as its segment did unless its departure, or that of the rest without it, differs by this share of the
# segment's: with many counts, or next to none, a difference can be certain and still mean nothing.
LEAST_DIFFERENCE = 0.15


def refine(evidence: Evidence, best: Candidate, covered: BoolArray, least_gain: float) -> tuple[Candidate, BoolArray]:
    """Walk from a segment to the part of it that drives it, and return that part with the cells it accounts for.

    A part that moved further than the rest replaces the segment. A part that moved less is an exception: it is left for
    another segment to explain, unless exceptions make up most of the segment.
    """
    while True:
        whole = cells_of(evidence.cuboids[best.cuboid], best.key) & ~covered
        kept, driver = _peel(evidence, best, whole, least_gain)
        if driver is None:
            return best, kept
        best = Candidate(driver.cuboid, driver.key, driver.gain, best.direction)


def moved_alike(evidence: Evidence, one: BoolArray, other: BoolArray, cost: float) -> bool:
    """Return whether two groups of cells share a ratio: two ratios gain less than the `cost` of the second."""
    index = np.flatnonzero(one | other)
    observed, expected, ratio = _effective_within(evidence, index)
    part = one[index]
    parts = (
        np.array([observed[part].sum(), observed[~part].sum()]),
        np.array([expected[part].sum(), expected[~part].sum()]),
    )
    departures = _departure(parts[0] * ratio, parts[1])
    if abs(departures[0] - departures[1]) < LEAST_DIFFERENCE * np.abs(departures).max():
        return True
    return float(split_gain(*parts, float(observed.sum()), float(expected.sum()))[0]) < cost


def _peel(
    evidence: Evidence, segment: Candidate, whole: BoolArray, least_gain: float
) -> tuple[BoolArray, Candidate | None]:
    kept = whole.copy()
    size = float(evidence.effective_expected[whole].sum())
    for _ in range(MOST_EXCEPTIONS):
        part = _most_different(evidence, segment, kept)
        if part is None or part.gain < least_gain:
            break
        if part.direction == segment.direction:
            return kept, part
        remaining = kept & ~cells_of(evidence.cuboids[part.cuboid], part.key)
        if float(evidence.effective_expected[remaining].sum()) < LEAST_SHARE_AS_ONE * size:
            break
        kept = remaining
    return kept, None


def _most_different(evidence: Evidence, segment: Candidate, cells: BoolArray) -> Candidate | None:
    """Return the part of `cells`, one attribute or more finer than the segment, whose ratio differs most."""
    index = np.flatnonzero(cells)
    if len(index) < 2:
        return None
    observed, expected, ratio = _effective_within(evidence, index)
    total = (float(observed.sum()), float(expected.sum()))
    whole = _departure(np.array([total[0] * ratio]), np.array([total[1]]))
    columns = set(evidence.cuboids[segment.cuboid].columns)
    best = Candidate(0, 0, -np.inf, 0)
    for position, cuboid in enumerate(evidence.cuboids):
        if not columns < set(cuboid.columns):
            continue
        key = cuboid.key[index]
        inside_observed = group_sums(key, observed, cuboid.size)
        inside_expected = group_sums(key, expected, cuboid.size)
        if np.count_nonzero(inside_observed + inside_expected) > 1:
            part = _departure(inside_observed * ratio, inside_expected)
            rest = _departure((total[0] - inside_observed) * ratio, total[1] - inside_expected)
            difference = np.maximum(np.abs(part - whole), np.abs(rest - whole))
            matters = difference >= LEAST_DIFFERENCE * np.abs(whole)
            inside_observed, inside_expected = inside_observed * matters, inside_expected * matters
            best = better(evidence, position, inside_observed, inside_expected, total, best)
    return best if best.gain > -np.inf else None


def _departure(observed: FloatArray, expected: FloatArray) -> FloatArray:
    """2 (o - e) / (o + e): from -2 where nothing is left over 0 to 2 where nothing was expected."""
    observed, expected = np.maximum(observed, 0.0), np.maximum(expected, 0.0)
    both = observed + expected
    return np.divide(2 * (observed - expected), both, out=np.zeros(len(both)), where=both > 0)


def _effective_within(evidence: Evidence, index: NDArray[np.int64]) -> tuple[FloatArray, FloatArray, float]:
    """Effective counts of a segment against its own ratio, with its own noise where that is larger, and the ratio."""
    observed, expected = evidence.observed[index], evidence.expected[index]
    dispersion, extra = evidence.dispersion[index], evidence.extra[index]
    relative, ratio = evidence.relative, 1.0
    for _ in range(2):
        for _ in range(2):
            weight = effective_weight(observed, expected * ratio, dispersion, extra + relative**2)
            ratio = (float(weight @ observed) + PSEUDO) / (float(weight @ expected) + PSEUDO)
        relative = max(evidence.relative, relative_noise(observed, expected * ratio, dispersion))
    weight = effective_weight(observed, expected * ratio, dispersion, extra + relative**2)
    return observed * weight, expected * ratio * weight, ratio
