"""Check a cube's measures and bring its cells to one row a combination, in an order that rows do not decide."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from integrity_metrics.detection.explain.cube import Cube
from integrity_metrics.detection.explain.cuboids import segment_key
from integrity_metrics.detection.explain.fold import fold_tail
from integrity_metrics.statistics.checks import FloatArray, as_non_negative


@dataclass(frozen=True, slots=True, eq=False)
class Leaves:
    """Leaf cells, each combination once and in the order of its codes.

    Parameters
    ----------
    cube
        Attributes.
    measures
        Sums, each of shape ``(cells,)``.
    """

    cube: Cube
    measures: tuple[FloatArray, ...]


def leaves_of(cube: Cube, most_values: int, **measures: ArrayLike) -> Leaves:
    """Return the leaf cells of a cube; wrong measures are a ValueError that names them and the cell.

    Parameters
    ----------
    cube
        Attributes of the rows.
    most_values
        Attributes with more values have their tail joined (`fold_tail`).
    measures
        Observed, expected ..., each of shape ``(rows,)``, finite and not negative.

    Examples
    --------
    >>> cube = Cube(("market",), (("BR", "DE"),), np.array([[1], [0], [1]]))
    >>> leaves = leaves_of(cube, 10, observed=[1, 2, 3], expected=[1, 1, 1])
    >>> leaves.cube.codes.ravel().tolist(), leaves.measures[0].tolist()
    ([0, 1], [2.0, 4.0])
    """
    arrays = {name: as_non_negative(name, values) for name, values in measures.items()}
    for name, array in arrays.items():
        if array.shape != (len(cube.codes),):
            raise ValueError(
                f"{name} has shape {array.shape}; the cube has {len(cube.codes)} cells, one value for each"
            )
    cube = fold_tail(cube, np.maximum.reduce(list(arrays.values())), most_values)
    # Adding up in the order of the values makes the sums independent of the order of rows to the last digit.
    key, _ = segment_key(cube.codes, cube.sizes, tuple(range(len(cube.names))))
    order = np.lexsort(np.vstack([*arrays.values(), key]))
    first = np.flatnonzero(np.diff(key[order], prepend=-1))
    sums = tuple(np.add.reduceat(array[order], first) for array in arrays.values())
    return Leaves(replace(cube, codes=cube.codes[order][first]), sums)
