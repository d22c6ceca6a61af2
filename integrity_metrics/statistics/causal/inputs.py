"""What every causal method asks of its input: wrong input is refused by name and position."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from integrity_metrics.statistics.checks import FloatArray, as_floats

MIN_BEFORE = 12
"""Fewest periods before the change for a method that models a series in time."""
ROUNDING = 1e-9
"""Differences below this share of the data's size are rounding, not noise."""


def as_series(outcome: ArrayLike) -> FloatArray:
    """Return the outcome as one finite series."""
    series = as_floats("outcome", outcome)
    if series.ndim != 1:
        raise ValueError(f"outcome has {series.ndim} dimensions; give one value per period")
    return series


def as_panel(outcome: ArrayLike) -> FloatArray:
    """Return the outcome as a finite matrix of shape (units, periods)."""
    panel = as_floats("outcome", outcome)
    if panel.ndim != 2:
        raise ValueError(f"outcome has {panel.ndim} dimensions; give a matrix of units x periods")
    return panel


def check_change(change: int, periods: int) -> int:
    """Return the position of the first period after the change, refusing one outside the data.

    Position 0 is inside: the answer is then a status (no history), not an error.

    Examples
    --------
    >>> check_change(31, periods=30)
    Traceback (most recent call last):
    ...
    ValueError: change is 31 but the outcome has 30 periods; it must be the position of a period in [0, 29]
    """
    if isinstance(change, bool) or not isinstance(change, int | np.integer):
        raise ValueError(f"change is {change!r}; it must be the whole-number position of the first period after it")
    if not 0 <= change < periods:
        raise ValueError(
            f"change is {change} but the outcome has {periods} periods; "
            f"it must be the position of a period in [0, {periods - 1}]"
        )
    return int(change)


def as_regressors(regressors: ArrayLike | None, periods: int) -> FloatArray:
    """Return regressors as a finite matrix of shape (periods, columns); None means no column."""
    if regressors is None:
        return np.empty((periods, 0))
    matrix = as_floats("regressors", regressors)
    if matrix.ndim == 1:
        matrix = matrix[:, None]
    if matrix.ndim != 2 or len(matrix) != periods:
        raise ValueError(f"regressors has shape {matrix.shape} but the outcome has {periods} periods; one row a period")
    return matrix


def as_treated(treated: ArrayLike, units: int) -> NDArray[np.bool_]:
    """Return the mask of treated units, refusing a wrong length, other types, none or all treated."""
    mask = np.asarray(treated)
    if mask.dtype != np.bool_ or mask.shape != (units,):
        raise ValueError(f"treated must be {units} true/false values, one per unit; got {mask.dtype} of {mask.shape}")
    if not mask.any():
        raise ValueError("treated names no unit; at least one must be treated")
    if mask.all():
        raise ValueError("treated names every unit; at least one must be left to compare with")
    return mask


def drop_constant_before(regressors: FloatArray, change: int) -> FloatArray:
    """Drop columns that do not vary before the change: their coefficient cannot be learnt from history.

    A holiday that only falls after the change is such a column; it stays part of the effect.
    """
    if not regressors.shape[1] or change < 1:
        return regressors[:, :0]
    return regressors[:, np.ptp(regressors[:change], axis=0) > 0]


def lacks_noise(outcome: FloatArray, design: FloatArray) -> bool:
    """Whether a regression fits so exactly that there is no noise to measure an error from.

    Such a series (all zero before the change, say) is computed or empty, and every error would be zero.

    Examples
    --------
    >>> lacks_noise(np.arange(9.0), np.column_stack([np.ones(9), np.arange(9.0)]))
    True
    """
    residuals = outcome - design @ np.linalg.lstsq(design, outcome, rcond=None)[0]
    return bool(np.linalg.norm(residuals) <= ROUNDING * np.linalg.norm(outcome))


def check_full_rank(design: FloatArray, regressors: FloatArray) -> None:
    """Refuse the first regressor that is a combination of earlier columns, by position."""
    first = design.shape[1] - regressors.shape[1]
    for column in range(first, design.shape[1]):
        before = design[:, :column]
        fitted = before @ np.linalg.lstsq(before, design[:, column], rcond=None)[0]
        size = np.linalg.norm(design[:, column])
        if np.linalg.norm(design[:, column] - fitted) <= 1e-9 * size:
            raise ValueError(f"regressors[:, {column - first}] is a combination of the other columns; leave it out")
