"""Weights that add up to one, none negative, as close as possible to a target: the core of synthetic control."""

from __future__ import annotations

import numpy as np
from scipy import optimize

from integrity_metrics.statistics.checks import FloatArray


def simplex_weights(columns: FloatArray, target: FloatArray) -> FloatArray:
    """Return w >= 0 with sum w = 1 minimising |columns @ w - target|.

    Exact, by non-negative least squares: among u >= 0, |(columns - target 1') u|^2 + (1 - sum u)^2 is smallest at a
    multiple of w, because for a fixed sum c the first term is c^2 times its minimum on the simplex
    (Lawson and Hanson 1974).

    Parameters
    ----------
    columns : shape (rows, donors)
    target : shape (rows,)

    Examples
    --------
    >>> simplex_weights(np.array([[0.0, 10.0], [0.0, 4.0]]), np.array([5.0, 2.0])).round(6).tolist()
    [0.5, 0.5]
    """
    gaps = columns - target[:, None]
    # One scale for all, so that the constraint row neither drowns nor dominates.
    scale = float(np.abs(gaps).max())
    if scale == 0:
        return np.full(columns.shape[1], 1 / columns.shape[1])
    system = np.vstack([gaps / scale, np.ones(columns.shape[1])])
    right = np.zeros(len(system))
    right[-1] = 1.0
    solution = optimize.nnls(system, right)[0]
    weights: FloatArray = solution / solution.sum()
    return weights
