"""Every group-by of a cube up to a depth, as one integer key a cell."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from integrity_metrics.detection.explain.cube import Cube, IntMatrix
from integrity_metrics.statistics.checks import FloatArray

# Above this many possible combinations a key is compacted to those that occur: sums then stay small.
MOST_KEYS = 4_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Cuboid:
    """One group-by.

    Parameters
    ----------
    columns
        Positions of its attributes, ascending.
    key
        Segment of each cell, shape ``(cells,)``.
    size
        Number of keys; some may be empty.
    """

    columns: tuple[int, ...]
    key: NDArray[np.int32]
    size: int


def cuboids_of(cube: Cube, depth: int) -> tuple[Cuboid, ...]:
    """Return the group-bys of 1 to `depth` attributes, shallow first."""
    deepest = min(depth, len(cube.names))
    return tuple(
        Cuboid(columns, *segment_key(cube.codes, cube.sizes, columns))
        for count in range(1, deepest + 1)
        for columns in combinations(range(len(cube.names)), count)
    )


def group_sums(key: NDArray[np.int32], weights: FloatArray, size: int) -> FloatArray:
    """Add up `weights` by key."""
    return np.bincount(key, weights, size).astype(np.float64, copy=False)


def segment_key(codes: IntMatrix, sizes: tuple[int, ...], columns: tuple[int, ...]) -> tuple[NDArray[np.int32], int]:
    """Return a key of each cell's combination of `columns`, ordered like the combinations, and the number of keys.

    Examples
    --------
    >>> key, size = segment_key(np.array([[0, 1], [1, 0], [1, 1]]), (2, 2), (0, 1))
    >>> key.tolist(), size
    ([1, 2, 3], 4)
    """
    key, size = np.zeros(len(codes), dtype=np.int64), 1
    for column in columns:
        key = key * sizes[column] + codes[:, column]
        size *= sizes[column]
        if size > MOST_KEYS:
            present, key = np.unique(key, return_inverse=True)
            size = len(present)
    return key.astype(np.int32), size
