"""From leaf cells to an explanation: weigh, search, and add up what was found."""

from __future__ import annotations

import numpy as np
import pandas as pd

from integrity_metrics.detection.explain.candidate import BoolArray
from integrity_metrics.detection.explain.cuboids import cuboids_of
from integrity_metrics.detection.explain.evidence import Evidence, weigh
from integrity_metrics.detection.explain.explanation import Explanation, Outcome, Part, Segment
from integrity_metrics.detection.explain.leaves import Leaves
from integrity_metrics.detection.explain.part import part_of
from integrity_metrics.detection.explain.search import Found, inside, search
from integrity_metrics.statistics.checks import FloatArray, check_level

# With fewer effective events no segment can be told from chance.
LEAST_EVENTS = 10.0
NEARLY_ALL = 0.95


def assemble(
    leaves: Leaves,
    dispersion: FloatArray,
    extra: FloatArray,
    *,
    max_depth: int,
    most_segments: int,
    level: float,
) -> Explanation:
    """Explain observed against expected, the first two measures of `leaves`.

    Parameters
    ----------
    leaves
        Cells with observed and expected.
    dispersion, extra
        Variance of cells, see `Evidence`.
    max_depth
        Attributes a segment may combine.
    most_segments
        Most segments to return.
    level
        Of the intervals.
    """
    check_level(level)
    if max_depth < 1:
        raise ValueError(f"max_depth is {max_depth}; a segment has at least one attribute")
    if most_segments < 1:
        raise ValueError(f"most_segments is {most_segments}; ask for at least one")
    observed, expected = leaves.measures[:2]
    if not expected.any():
        outcome = Outcome.NOTHING_EXPECTED if observed.any() else Outcome.TOO_LITTLE
        return _unexplained(leaves, dispersion, extra, outcome, level)
    if max(float((observed / dispersion).sum()), float((expected / dispersion).sum())) < LEAST_EVENTS:
        return _unexplained(leaves, dispersion, extra, Outcome.TOO_LITTLE, level)
    evidence = weigh(observed, expected, dispersion, extra, cuboids_of(leaves.cube, max_depth))
    found, stopped_early = search(evidence, most_segments)
    everything = np.ones(len(observed), dtype=bool)
    total = part_of(evidence, expected, everything, 0.0, level)
    owner = np.full(len(observed), -1, dtype=np.int64)
    for position, item in enumerate(found):
        owner[item.cells] = position
    remaining = part_of(evidence, expected, owner == -1, 0.0, level)
    segments = tuple(_segment(leaves, evidence, item, total, level) for item in found)
    return Explanation(
        Outcome.SEGMENTS if segments else _without_segments(total),
        total,
        segments,
        remaining,
        _share(remaining, total),
        stopped_early,
        evidence.relative,
        leaves.cube,
        pd.DataFrame({"observed": observed, "expected": expected, "segment": owner}),
        leaves.cube.folded,
    )


def _segment(leaves: Leaves, evidence: Evidence, found: Found, total: Part, level: float) -> Segment:
    expected = leaves.measures[1]
    cuboid, spread = evidence.cuboids[found.segment.cuboid], evidence.spread[found.segment.cuboid]
    cells = inside(evidence, found)
    own = part_of(evidence, expected, found.cells, spread, level)
    cube, first = leaves.cube, leaves.cube.codes[int(np.argmax(cells))]
    return Segment(
        tuple((cube.names[column], cube.categories[column][first[column]]) for column in cuboid.columns),
        part_of(evidence, expected, cells, spread, level),
        own,
        _share(own, total),
        found.segment.gain,
        int(found.cells.sum()),
        int(cells.sum() - found.cells.sum()),
        _shared_values(leaves, found.cells, cuboid.columns),
    )


def _shared_values(leaves: Leaves, cells: BoolArray, columns: tuple[int, ...]) -> tuple[tuple[str, str], ...]:
    """Values of other attributes that nearly all of a segment has and the rest of the cube has not."""
    shared = []
    weight = np.maximum(leaves.measures[0], leaves.measures[1])
    for column, (name, size) in enumerate(zip(leaves.cube.names, leaves.cube.sizes, strict=True)):
        if column in columns:
            continue
        within = np.bincount(leaves.cube.codes[cells, column], weight[cells], size)
        elsewhere = np.bincount(leaves.cube.codes[~cells, column], weight[~cells], size)
        top = int(np.argmax(within))
        if within[top] >= NEARLY_ALL * within.sum() and elsewhere[top] < elsewhere.sum() / 2:
            shared.append((name, leaves.cube.categories[column][top]))
    return tuple(shared)


def _share(part: Part, total: Part) -> float | None:
    return part.excess / total.excess if total.excess != 0 else None


def _without_segments(total: Part) -> Outcome:
    moved = total.excess_low > 0 or total.excess_high < 0
    return Outcome.EVERYTHING if moved else Outcome.NOTHING


def _unexplained(
    leaves: Leaves, dispersion: FloatArray, extra: FloatArray, outcome: Outcome, level: float
) -> Explanation:
    """Return an answer without segments, for cells that cannot be compared."""
    observed, expected = leaves.measures[:2]
    evidence = Evidence(observed, expected, dispersion, extra, 0.0, observed, expected, 1.0, (), (), (), ())
    total = part_of(evidence, expected, np.ones(len(observed), dtype=bool), 0.0, level)
    cells = pd.DataFrame({"observed": observed, "expected": expected, "segment": np.full(len(observed), -1)})
    share = _share(total, total)
    return Explanation(outcome, total, (), total, share, False, 0.0, leaves.cube, cells, leaves.cube.folded)
