"""The best one-to-one choice from a table of scores."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment


def assigned(scores: NDArray[np.float64]) -> dict[int, int]:
    """Return the column of each row so that no column is taken twice and the sum of the scores is highest.

    Where nothing scores, nothing is chosen. Kuhn (1955), "The Hungarian method for the assignment problem".

    Parameters
    ----------
    scores
        Shape ``(rows, columns)``, 0 or more; 0 is no candidate.

    Examples
    --------
    >>> assigned(np.array([[0.9, 0.8], [0.8, 0.0], [0.0, 0.0]]))
    {0: 1, 1: 0}
    """
    rows, columns = linear_sum_assignment(scores, maximize=True)
    pairs = zip(rows.tolist(), columns.tolist(), strict=True)
    return {row: column for row, column in pairs if scores[row, column] > 0}
