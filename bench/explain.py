"""Score explanations of generated cubes against what was planted, ours beside simple peers, and time a million cells.

`python bench/explain.py [cubes a kind] [first seed]` prints a markdown table: precision, recall and F1 of elements
pooled over cubes (an element counts when its attributes and values are exactly those planted), CPU-seconds a cube.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import numpy as np
from cubes import KINDS, Case, Element, case
from explain_peers import adtributor, raw_contribution, riskloc

from integrity_metrics.detection.explain.counts import explain_counts
from integrity_metrics.detection.explain.cube import Cube
from integrity_metrics.detection.explain.explanation import Explanation

MOST_SEGMENTS = 15
MILLION = (20, 25, 20, 10, 10)


def explain(problem: Case, depth: int) -> Explanation:
    """Explain a case with the product's defaults, to the depth its causes may have."""
    values = tuple(tuple(f"{n}{v}" for v in range(s)) for n, s in zip(problem.names, problem.sizes, strict=True))
    cube = Cube(problem.names, values, problem.codes.astype(np.int64))
    return explain_counts(cube, problem.observed, problem.expected, max_depth=depth, most_segments=MOST_SEGMENTS)


def ours(problem: Case) -> set[Element]:
    return {frozenset(segment.where) for segment in explain(problem, problem.depth).segments}


METHODS: dict[str, Callable[[Case], set[Element]]] = {
    "ours": ours,
    "RiskLoc (our reimplementation)": riskloc,
    "raw contribution, told the number": raw_contribution,
    "Adtributor (our reimplementation)": adtributor,
}


def score(kind: str, method: Callable[[Case], set[Element]], cubes: int, first: int) -> tuple[float, ...]:
    """Return precision, recall, F1 and CPU-seconds a cube."""
    right = named = planted = 0
    seconds = 0.0
    for seed in range(first, first + cubes):
        problem = case(kind, seed)
        begin = time.process_time()
        found = method(problem)
        seconds += time.process_time() - begin
        right, named, planted = right + len(found & problem.planted), named + len(found), planted + len(problem.planted)
    return right / max(named, 1), right / planted, 2 * right / (named + planted), seconds / cubes


def main() -> None:
    cubes = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    print("| cubes | method | precision | recall | F1 | CPU-seconds a cube |\n|---|---|---|---|---|---|")
    for kind in KINDS:
        for name, method in METHODS.items():
            precision, recall, f1, seconds = score(kind, method, cubes, first)
            print(f"| {kind} | {name} | {precision:.3f} | {recall:.3f} | {f1:.3f} | {seconds:.2f} |", flush=True)
    for seed in range(first, first + 4):
        problem = case("S, depth to 3", seed, sizes=MILLION)
        begin = time.process_time()
        found = {frozenset(segment.where) for segment in explain(problem, 3).segments}
        seconds = time.process_time() - begin
        right = len(found & problem.planted)
        print(
            f"\n{len(problem.observed):,} cells: {right} of {len(problem.planted)} planted found, "
            f"{len(found) - right} others, {seconds:.1f} CPU-seconds"
        )


if __name__ == "__main__":
    main()
