"""What a search reads: effective counts of the cells, the group-bys, and how much each of them varies by itself."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from integrity_metrics.detection.explain.cuboids import Cuboid, group_sums
from integrity_metrics.detection.explain.noise import (
    USUAL_RANGE,
    large_cells,
    relative_noise,
    shared_ratio,
)
from integrity_metrics.statistics.checks import FloatArray

# A group-by with fewer segments of five effective counts says nothing about its own spread.
LEAST_SEGMENTS = 8


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """Cells as a search weighs them.

    Parameters
    ----------
    observed, expected
        Shape ``(cells,)``; `expected` is multiplied by the usual ratio already.
    dispersion, extra
        Variance of a cell of size m: dispersion * m + (relative^2 + extra) * m^2; `extra` is what a cell's own
        expectation errs.
    relative
        Relative noise of cells.
    effective_observed, effective_expected
        The same in effective counts (times size over variance).
    usual
        The commonest ratio of observed to expected.
    cuboids
        Group-bys.
    spread
        Relative noise of the segments of each group-by beyond what their cells explain; never below that of a coarser
        one, whose noise they share.
    proportional
        For each group-by, the share of each segment's variance that is in proportion to size.
    cost
        What a segment of each group-by costs, in log-likelihood: log(group-bys) + log(segments that are not empty).
    """

    observed: FloatArray
    expected: FloatArray
    dispersion: FloatArray
    extra: FloatArray
    relative: float
    effective_observed: FloatArray
    effective_expected: FloatArray
    usual: float
    cuboids: tuple[Cuboid, ...]
    spread: tuple[float, ...]
    proportional: tuple[FloatArray, ...]
    cost: tuple[float, ...]


def weigh(
    observed: FloatArray, expected: FloatArray, dispersion: FloatArray, extra: FloatArray, cuboids: tuple[Cuboid, ...]
) -> Evidence:
    """Estimate the noise and return the cells in effective counts."""
    usual = _usual_ratio(observed, expected, dispersion, cuboids)
    scaled = expected * usual
    relative = relative_noise(observed, scaled, dispersion)
    weight = effective_weight(observed, scaled, dispersion, extra + relative**2)
    effective_observed, effective_expected = observed * weight, scaled * weight
    counting = weight * dispersion * np.maximum(effective_observed, effective_expected)
    own: list[float | None] = []
    proportional: list[FloatArray] = []
    cost: list[float] = []
    for cuboid in cuboids:
        inside_observed = group_sums(cuboid.key, effective_observed, cuboid.size)
        inside_expected = group_sums(cuboid.key, effective_expected, cuboid.size)
        size = np.maximum(np.maximum(inside_observed, inside_expected), 1e-9)
        proportional.append(np.clip(1 - group_sums(cuboid.key, counting, cuboid.size) / size, 0.0, 1.0))
        own.append(_own_spread(inside_observed, inside_expected))
        cost.append(float(np.log(len(cuboids)) + np.log(np.count_nonzero(inside_observed + inside_expected) or 1)))
    return Evidence(
        observed,
        scaled,
        dispersion,
        extra,
        relative,
        effective_observed,
        effective_expected,
        usual,
        cuboids,
        _inherited(cuboids, own),
        tuple(proportional),
        tuple(cost),
    )


def effective_weight(
    observed: FloatArray, expected: FloatArray, dispersion: FloatArray, relative_square: FloatArray
) -> FloatArray:
    """Return what an event in a cell of this size counts: one over (variance / size)."""
    return np.asarray(1 / (dispersion + relative_square * np.maximum(observed, expected)))


def _usual_ratio(
    observed: FloatArray, expected: FloatArray, dispersion: FloatArray, cuboids: tuple[Cuboid, ...]
) -> float:
    """Return the ratio most cells share; where they are too small, most segments of the finest group-by that says."""
    found = shared_ratio(observed, expected, dispersion)
    for cuboid in sorted(cuboids, key=lambda c: -c.size):
        if found is not None:
            return found
        size = group_sums(cuboid.key, expected, cuboid.size)
        unit = group_sums(cuboid.key, expected * dispersion, cuboid.size) / np.maximum(size, 1e-300)
        found = shared_ratio(group_sums(cuboid.key, observed, cuboid.size), size, np.maximum(unit, 1e-9))
    return float(np.clip(observed.sum() / expected.sum(), *USUAL_RANGE)) if found is None else found


def _own_spread(observed: FloatArray, expected: FloatArray) -> float | None:
    """Spread of segments around their middle: a cause elsewhere moves them all alike, which is no spread."""
    unit = np.ones(len(observed))
    return None if len(large_cells(expected, unit)) < LEAST_SEGMENTS else relative_noise(observed, expected, unit)


def _inherited(cuboids: tuple[Cuboid, ...], own: list[float | None]) -> tuple[float, ...]:
    """Spread of each group-by, never below that of a coarser one.

    One with too few segments to say is taken to vary like the others of as many attributes, in the middle of those.
    """
    spread: list[float] = []
    for position, cuboid in enumerate(cuboids):
        alike = [
            s for c, s in zip(cuboids, own, strict=True) if s is not None and len(c.columns) == len(cuboid.columns)
        ]
        said = own[position]
        usual = said if said is not None else float(np.median(alike)) if alike else 0.0
        coarser = (s for c, s in zip(cuboids, spread, strict=False) if set(c.columns) < set(cuboid.columns))
        spread.append(max([usual, *coarser]))
    return tuple(spread)
