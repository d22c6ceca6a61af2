"""Join the tail of an attribute with too many values into one named value, and say so."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from integrity_metrics.detection.explain.cube import Cube, Folded
from integrity_metrics.statistics.checks import FloatArray

# More values than a person reads or a chart shows, and enough that the rest is small in practice.
MOST_VALUES = 1000


def fold_tail(cube: Cube, size: FloatArray, most_values: int = MOST_VALUES) -> Cube:
    """Keep the `most_values` - 1 largest values of each attribute and join the rest.

    Parameters
    ----------
    cube
        Any cube.
    size
        Size of each cell, shape ``(cells,)``: the larger of observed and expected, so that neither what is new nor
        what has gone is folded away.
    most_values
        Largest number of values an attribute may keep.

    Examples
    --------
    >>> cube = Cube(("market",), (("BR", "DE", "FR"),), np.array([[0], [1], [2]]))
    >>> folded = fold_tail(cube, np.array([5.0, 1.0, 2.0]), most_values=2)
    >>> folded.categories, folded.codes.ravel().tolist()
    ((('BR', 'other (2 values)'),), [0, 1, 1])
    """
    if most_values < 2:
        raise ValueError(f"most_values is {most_values}; an attribute needs room for one value and the rest, 2 or more")
    codes, values, folded = cube.codes.copy(), list(cube.categories), list(cube.folded)
    for column, count in enumerate(cube.sizes):
        if count <= most_values:
            continue
        sizes = np.bincount(codes[:, column], size, count)
        # Names break ties, so that neither the order of rows nor of codes decides what is kept.
        order = sorted(range(count), key=lambda code, s=sizes, v=values[column]: (-s[code], v[code]))  # type: ignore[misc]
        kept = order[: most_values - 1]
        recoded = np.full(count, most_values - 1, dtype=np.int64)
        recoded[kept] = np.arange(most_values - 1)
        label = f"other ({count - most_values + 1:,} values)"
        codes[:, column] = recoded[codes[:, column]]
        values[column] = (*(values[column][code] for code in kept), label)
        folded.append(Folded(cube.names[column], label, count - most_values + 1))
    return replace(cube, codes=codes, categories=tuple(values), folded=tuple(folded))
