"""The rate a cell had before, also where it was hardly seen, and how sure it is."""

from __future__ import annotations

import numpy as np

from integrity_metrics.detection.explain.cube import Cube
from integrity_metrics.statistics.checks import FloatArray


def baseline_rate(cube: Cube, numerator: FloatArray, denominator: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return rate and relative variance of the rate of each cell.

    Parameters
    ----------
    cube
        Attributes of the cells.
    numerator, denominator
        Of the baseline, shape ``(cells,)``.

    Returns
    -------
    rate
        (numerator + 1) / (denominator + 1 / m): one event at the rate m stands for what the cell cannot say; m is
        the overall rate times the ratio to it of each of the cell's values. A cell the baseline has not seen gets m.
        Scaled so that the baseline's own numerator comes out.
    relative_variance
        1 / (numerator + 1): what the cell's own rate errs.

    Examples
    --------
    >>> cube = Cube(("market",), (("BR", "DE"),), np.array([[0], [1]]))
    >>> rate, variance = baseline_rate(cube, np.array([9.0, 0.0]), np.array([100.0, 0.0]))
    >>> rate.round(3).tolist(), variance.tolist()
    ([0.09, 0.09], [0.1, 1.0])
    """
    overall = numerator.sum() / denominator.sum()
    if overall == 0:
        return np.zeros(len(numerator)), np.ones(len(numerator))
    margin = np.full(len(numerator), overall)
    for column, size in enumerate(cube.sizes):
        code = cube.codes[:, column]
        top, bottom = np.bincount(code, numerator, size), np.bincount(code, denominator, size)
        # One event at the overall rate keeps a value that is hardly seen near it.
        margin *= ((top + 1) / (bottom + 1 / overall) / overall)[code]
    margin = np.minimum(margin, 1.0)
    rate = np.minimum((numerator + 1) / (denominator + 1 / margin), 1.0)
    scale = numerator.sum() / (rate * denominator).sum()
    return np.minimum(rate * scale, 1.0), 1 / (numerator + 1)
