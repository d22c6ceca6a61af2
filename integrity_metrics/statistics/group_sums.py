"""Sums and counts per group code, as floats: the reduction every vectorised estimator makes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from integrity_metrics.statistics.checks import FloatArray
from integrity_metrics.statistics.groups import IntArray


def group_sums(codes: IntArray, values: FloatArray | NDArray[np.bool_], count: int) -> FloatArray:
    """Sum `values` per group code 0 .. count - 1; shape (count,).

    Examples
    --------
    >>> group_sums(np.array([0, 2, 2]), np.array([1.0, 2.0, 3.0]), 4).tolist()
    [1.0, 0.0, 5.0, 0.0]
    """
    return np.asarray(np.bincount(codes, values.astype(np.float64), minlength=count), dtype=np.float64)


def group_counts(codes: IntArray, count: int) -> FloatArray:
    """Count rows per group code 0 .. count - 1; shape (count,).

    Examples
    --------
    >>> group_counts(np.array([0, 2, 2]), 4).tolist()
    [1.0, 0.0, 2.0, 0.0]
    """
    return np.bincount(codes, minlength=count).astype(np.float64)
