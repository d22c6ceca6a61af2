"""Gwet's AC1: an agreement measure that does not collapse when almost everything is benign."""

from __future__ import annotations

from numpy.typing import ArrayLike

from integrity_metrics.statistics.checks import as_non_negative


def gwet_ac1(counts: ArrayLike) -> float | None:
    """Gwet's AC1 of any number of raters with missing judgements; None where it is not defined.

    ``AC1 = (P - P_e) / (1 - P_e)``: P the mean share of agreeing pairs over items with two or more judgements,
    ``P_e = sum p_k (1 - p_k) / (K - 1)`` with p_k the mean share of value k over rated items. Not defined with fewer
    than two possible values or no item judged twice. Shown beside alpha and kappa, never instead of them.

    Parameters
    ----------
    counts
        Judgements by item and possible value, shape (items, K); a value nobody used still is a column.

    References
    ----------
    Gwet (2008), Br J Math Stat Psychol 61:29.

    Examples
    --------
    >>> round(gwet_ac1([[2, 0]] * 23 + [[1, 1]] * 9 + [[0, 2]] * 8), 4)
    0.6055
    """
    table = as_non_negative("counts", counts)
    if table.ndim != 2:
        raise ValueError(f"counts has shape {table.shape}; it must be (items, values)")
    rated = table[table.sum(axis=1) > 0]
    paired = rated[rated.sum(axis=1) > 1]
    if len(paired) == 0 or table.shape[1] < 2:
        return None
    raters = paired.sum(axis=1)
    agreeing = float((((paired**2).sum(axis=1) - raters) / (raters * (raters - 1))).mean())
    share = (rated / rated.sum(axis=1, keepdims=True)).mean(axis=0)
    chance = float((share * (1 - share)).sum()) / (table.shape[1] - 1)
    return float((agreeing - chance) / (1 - chance))
