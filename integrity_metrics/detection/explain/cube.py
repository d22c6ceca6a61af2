"""The cube an explanation reads: one row a leaf cell, as one grouped query gives it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

IntMatrix = NDArray[np.int64]

# What a missing value of an attribute is called: such cells stay in the cube, because dropping them would lose counts.
MISSING = "(missing)"


@dataclass(frozen=True, slots=True)
class Folded:
    """Values of an attribute that were joined into one because there were too many.

    Parameters
    ----------
    attribute
        Its name.
    label
        What the joined values are called in the cube.
    joined
        How many were joined.
    """

    attribute: str
    label: str
    joined: int


@dataclass(frozen=True, slots=True, eq=False)
class Cube:
    """Attributes of leaf cells.

    Parameters
    ----------
    names
        Attributes, for example ``("policy", "market")``; at least one.
    categories
        The values of each attribute; `codes` are positions in them.
    codes
        Shape ``(cells, attributes)``. A combination may occur twice; its counts are added.
    folded
        What was joined, if anything.
    """

    names: tuple[str, ...]
    categories: tuple[tuple[str, ...], ...]
    codes: IntMatrix
    folded: tuple[Folded, ...] = ()

    def __post_init__(self) -> None:
        if not self.names:
            raise ValueError("names is empty; an explanation needs at least one attribute to look along")
        repeated = [name for name in self.names if self.names.count(name) > 1]
        if repeated:
            raise ValueError(f"names has {repeated[0]!r} twice; each attribute may occur once")
        if len(self.categories) != len(self.names):
            raise ValueError(
                f"categories has {len(self.categories)} entries but names {len(self.names)}; one for each name"
            )
        if self.codes.ndim != 2 or self.codes.shape[1] != len(self.names):
            raise ValueError(f"codes has shape {self.codes.shape}; it must be (cells, {len(self.names)})")
        if not np.issubdtype(self.codes.dtype, np.integer):
            raise ValueError(f"codes has type {self.codes.dtype}; codes are whole numbers, positions in categories")
        if len(self.codes) == 0:
            raise ValueError("codes has no rows; the cube is empty, widen the window or the filters")
        outside = (self.codes < 0) | (self.codes >= np.array(self.sizes))
        if outside.any():
            row, column = np.argwhere(outside)[0]
            raise ValueError(
                f"codes[{row}, {column}] is {self.codes[row, column]}; {self.names[column]!r} has codes 0 to "
                f"{self.sizes[column] - 1}"
            )

    @property
    def sizes(self) -> tuple[int, ...]:
        """Number of values of each attribute."""
        return tuple(len(values) for values in self.categories)


def cube_from_frame(frame: pd.DataFrame, attributes: list[str]) -> Cube:
    """Code the attributes of a grouped query's answer; a missing value becomes ``(missing)``, no row is dropped.

    Examples
    --------
    >>> cube = cube_from_frame(pd.DataFrame({"market": ["BR", "DE", None], "n": [1, 2, 3]}), ["market"])
    >>> cube.categories, cube.codes.ravel().tolist()
    ((('(missing)', 'BR', 'DE'),), [1, 2, 0])
    """
    absent = [name for name in attributes if name not in frame.columns]
    if absent:
        raise ValueError(f"attributes has {absent[0]!r}, which is no column; the frame has {list(frame.columns)}")
    coded, values = [], []
    for name in attributes:
        column = frame[name]
        text = column.astype(str).where(column.notna(), MISSING)
        codes, uniques = pd.factorize(text, sort=True)
        coded.append(codes.astype(np.int64))
        values.append(tuple(str(value) for value in uniques))
    codes_matrix = np.column_stack(coded) if coded else np.empty((len(frame), 0), dtype=np.int64)
    return Cube(tuple(attributes), tuple(values), codes_matrix)
