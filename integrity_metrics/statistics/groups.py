"""Grouped helpers the estimators share: integer group codes and running sums that restart at every group."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from integrity_metrics.statistics.checks import FloatArray, as_floats, refuse

IntArray = NDArray[np.intp]


def as_codes(name: str, codes: ArrayLike | None, length: int) -> IntArray:
    """Return group codes 0, 1, 2 ... as integers, one a row; None means everything is group 0.

    Examples
    --------
    >>> as_codes("groups", None, 3).tolist()
    [0, 0, 0]
    """
    if codes is None:
        return np.zeros(length, dtype=np.intp)
    values = as_floats(name, codes)
    if values.shape != (length,):
        raise ValueError(f"{name} has {values.size} values but there are {length} rows; they must have the same length")
    refuse(name, values, (values < 0) | (values != np.floor(values)), "group codes must be 0, 1, 2 ...")
    return values.astype(np.intp)


def running(operation: np.ufunc, values: FloatArray, position: IntArray) -> FloatArray:
    """Accumulate `values` along the first axis with `operation`, restarting wherever `position` is 0.

    Log-step scan: no loop over groups, and no global running total whose rounding would leak between them.

    Parameters
    ----------
    operation
        An associative numpy operation, ``np.add`` or ``np.multiply``.
    values
        Values ordered by group, shape (rows, ...).
    position
        Position of each row within its group: 0, 1, 2 ..., 0, 1 ...

    Examples
    --------
    >>> running(np.multiply, np.array([2.0, 3, 4, 5, 6]), np.array([0, 1, 2, 0, 1])).tolist()
    [2.0, 6.0, 24.0, 5.0, 30.0]
    """
    total = values.astype(np.float64, copy=True)
    step, longest = 1, int(position.max(initial=-1)) + 1
    while step < longest:
        reach = np.flatnonzero(position >= step)
        total[reach] = operation(total[reach], total[reach - step])
        step *= 2
    return total


def positions(codes: IntArray) -> IntArray:
    """Position of each row within its run of equal codes: 0, 1, 2 ... (codes ordered).

    Examples
    --------
    >>> positions(np.array([0, 0, 2, 2, 2])).tolist()
    [0, 1, 0, 1, 2]
    """
    row = np.arange(len(codes), dtype=np.intp)
    is_first = np.ones(len(codes), dtype=bool)
    is_first[1:] = codes[1:] != codes[:-1]
    return row - np.maximum.accumulate(np.where(is_first, row, 0))
