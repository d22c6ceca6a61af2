"""Cohen's kappa: agreement of two reviewers on the same items, beyond what their own habits would give."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from integrity_metrics.statistics.checks import FloatArray, as_floats, as_non_negative, check_same_length


@dataclass(frozen=True, slots=True, eq=False)
class CohenKappa:
    """Kappa, its large-sample standard error and plain agreement, shape (...) of the tables given.

    NaN where the table is empty (all three) or where both reviewers always say the same one thing (kappa).
    """

    kappa: FloatArray
    standard_error: FloatArray
    agreement: FloatArray


def cross_table(first: ArrayLike, second: ArrayLike, values: ArrayLike) -> FloatArray:
    """Count how two reviewers judged the same items, rows the first's value, columns the second's.

    Parameters
    ----------
    first, second
        Judgements of the items both rated, shape (items,).
    values
        All values a judgement can have, ascending; the order of rows and columns.

    Examples
    --------
    >>> cross_table([0, 0, 1, 1], [0, 1, 1, 1], values=[0, 1]).tolist()
    [[1.0, 1.0], [0.0, 2.0]]
    """
    row, column, known = as_floats("first", first), as_floats("second", second), as_floats("values", values)
    check_same_length(first=row, second=column)
    if not np.isin(np.concatenate([row, column]), known).all():
        raise ValueError("first and second hold judgements that are not in values; list every value")
    cell = np.searchsorted(known, row) * len(known) + np.searchsorted(known, column)
    return np.bincount(cell, minlength=len(known) ** 2).reshape(len(known), len(known)).astype(np.float64)


def cohen_kappa(table: ArrayLike) -> CohenKappa:
    """Cohen's kappa of cross tables, shape (..., K, K), one or many at once.

    ``kappa = (p_o - p_e) / (1 - p_e)`` with p_o the diagonal and p_e the product of the margins; standard error of
    Fleiss, Cohen and Everitt, which does not assume kappa is 0.

    References
    ----------
    Cohen (1960), Educ Psychol Meas 20:37; Fleiss, Cohen and Everitt (1969), Psychol Bull 72:323.

    Examples
    --------
    >>> result = cohen_kappa([[23, 5], [4, 8]])
    >>> f"{result.kappa:.4f} {result.standard_error:.4f} {result.agreement:.3f}"
    '0.4767 0.1495 0.775'
    """
    counts = as_non_negative("table", table)
    if counts.ndim < 2 or counts.shape[-1] != counts.shape[-2]:
        raise ValueError(f"table has shape {counts.shape}; it must be square, rows and columns over the same values")
    n = counts.sum(axis=(-2, -1))
    share = np.divide(counts, n[..., None, None], out=np.full(counts.shape, np.nan), where=n[..., None, None] > 0)
    row, column = share.sum(axis=-1), share.sum(axis=-2)
    diagonal = np.diagonal(share, axis1=-2, axis2=-1)
    agreement, chance = diagonal.sum(axis=-1), (row * column).sum(axis=-1)
    # A chance agreement of 1 up to rounding means one value only: nothing to agree about.
    beyond = np.where((n > 0) & (chance < 1 - 1e-12), 1 - chance, np.nan)
    kappa = (agreement - chance) / beyond
    rest = (1 - kappa)[..., None]
    on_diagonal = (diagonal * (1 - (row + column) * rest) ** 2).sum(axis=-1)
    crossed = share * (column[..., :, None] + row[..., None, :]) ** 2
    off_diagonal = crossed.sum(axis=(-2, -1)) - np.diagonal(crossed, axis1=-2, axis2=-1).sum(axis=-1)
    spread = on_diagonal + (1 - kappa) ** 2 * off_diagonal - (kappa - chance * (1 - kappa)) ** 2
    variance = np.maximum(spread, 0) / (beyond**2 * np.where(n > 0, n, np.nan))
    return CohenKappa(kappa=kappa, standard_error=np.sqrt(variance), agreement=agreement)
