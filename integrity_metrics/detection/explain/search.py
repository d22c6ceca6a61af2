"""A small set of segments that together account for an event: greedy, then each chosen again beside the others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from integrity_metrics.detection.explain.candidate import (
    BoolArray,
    Candidate,
    Totals,
    best_segment,
    cells_of,
    sums_of,
)
from integrity_metrics.detection.explain.evidence import Evidence
from integrity_metrics.detection.explain.homogeneity import moved_alike, refine

# Log-likelihood a segment must gain beyond the cost of naming it among all candidates. 4 would be a chance of e^-4 that
# a cube without a cause shows one, were tails normal; far out, tails of counts were measured 36 = e^3.6 times as heavy.
LEAST_GAIN = 7.5
# Choosing again settles after one or two rounds; the bound only guards against two choices that swap for ever.
MOST_SWEEPS = 3


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """A segment and the cells it accounts for: its own, less exceptions and what segments before it cover."""

    segment: Candidate
    cells: BoolArray


def search(evidence: Evidence, most_segments: int) -> tuple[tuple[Found, ...], bool]:
    """Return the segments, largest gain first, and whether the search stopped because it had `most_segments`."""
    totals = sums_of(evidence)
    found = _extend(evidence, totals, [], most_segments)
    for _ in range(MOST_SWEEPS):
        before = [(f.segment.cuboid, f.segment.key) for f in found]
        for position in reversed(range(len(found))):
            others = found[:position] + found[position + 1 :]
            again = _next(evidence, totals, others) if others else found[position]
            found = others if again is None else [*found[:position], again, *found[position + 1 :]]
        found = _extend(evidence, totals, _merge(evidence, _united(found)), most_segments)
        if [(f.segment.cuboid, f.segment.key) for f in found] == before:
            break
    full = len(found) == most_segments and _next(evidence, totals, found) is not None
    return _in_order(evidence, found), full


def _extend(evidence: Evidence, totals: Totals, found: list[Found], most: int) -> list[Found]:
    found = list(found)
    while len(found) < most:
        following = _next(evidence, totals, found)
        if following is None:
            break
        found = _united([*found, following])
    return found


def _united(found: list[Found]) -> list[Found]:
    """Join a segment chosen again with itself: it moved in its exceptions too, and takes them back."""
    cells: dict[tuple[int, int], Found] = {}
    for item in found:
        name = (item.segment.cuboid, item.segment.key)
        first = cells.get(name)
        cells[name] = item if first is None else Found(first.segment, first.cells | item.cells)
    return list(cells.values())


def _next(evidence: Evidence, totals: Totals, found: list[Found]) -> Found | None:
    covered = np.zeros(len(evidence.observed), dtype=bool)
    for other in found:
        covered |= other.cells
    best = best_segment(evidence, covered, totals)
    if best.gain < LEAST_GAIN:
        return None
    segment, cells = refine(evidence, best, covered, LEAST_GAIN)
    return Found(segment, cells)


def _merge(evidence: Evidence, found: list[Found]) -> list[Found]:
    """Give back to a segment the parts of it that moved as it did but were found before it."""
    merged = list(found)
    for child in found:
        for position, parent in enumerate(merged):
            if child is parent or child not in merged or not _within(evidence, child, parent):
                continue
            cost = LEAST_GAIN + evidence.cost[child.segment.cuboid]
            if moved_alike(evidence, child.cells, parent.cells, cost):
                merged[position] = Found(parent.segment, parent.cells | child.cells)
                merged.remove(child)
    return merged


def _within(evidence: Evidence, child: Found, parent: Found) -> bool:
    finer, coarser = evidence.cuboids[child.segment.cuboid], evidence.cuboids[parent.segment.cuboid]
    if not set(coarser.columns) < set(finer.columns):
        return False
    first = int(np.argmax(finer.key == child.segment.key))
    return bool(coarser.key[first] == parent.segment.key)


def _in_order(evidence: Evidence, found: list[Found]) -> tuple[Found, ...]:
    """Order by gain and give a cell that two segments claim to the first."""
    covered = np.zeros(len(evidence.observed), dtype=bool)
    ordered = []
    for item in sorted(found, key=lambda f: -f.segment.gain):
        ordered.append(Found(item.segment, item.cells & ~covered))
        covered |= item.cells
    return tuple(ordered)


def inside(evidence: Evidence, found: Found) -> BoolArray:
    """Return all cells of the segment, whoever accounts for them."""
    return cells_of(evidence.cuboids[found.segment.cuboid], found.segment.key)
