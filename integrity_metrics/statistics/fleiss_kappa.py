"""Fleiss' kappa: agreement of a fixed number of reviewers per item, beyond chance."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from integrity_metrics.statistics.checks import as_non_negative


def fleiss_kappa(counts: ArrayLike) -> float | None:
    """Fleiss' kappa of items that all have the same number of judgements; None where it is not defined.

    ``kappa = (P - P_e) / (1 - P_e)``: P the mean share of agreeing pairs, ``P_e = sum p_k^2`` from the pooled margin.
    Not defined without items, with one judgement an item, or when all judgements are the same.

    Parameters
    ----------
    counts
        Judgements by item and value, shape (items, K), every row with the same sum.

    References
    ----------
    Fleiss (1971), Psychol Bull 76:378.

    Examples
    --------
    >>> round(fleiss_kappa([[3, 0], [2, 1], [0, 3], [3, 0]]), 4)
    0.625
    """
    table = as_non_negative("counts", counts)
    if table.ndim != 2:
        raise ValueError(f"counts has shape {table.shape}; it must be (items, values)")
    if len(table) == 0 or table.shape[1] == 0:
        return None
    raters = table.sum(axis=1)
    if (raters != raters[0]).any():
        i = int(np.flatnonzero(raters != raters[0])[0])
        raise ValueError(f"counts[{i}] has {raters[i]:g} judgements, counts[0] has {raters[0]:g}; keep complete items")
    if raters[0] < 2:
        return None
    agreeing = ((table**2).sum(axis=1) - raters) / (raters * (raters - 1))
    chance = float(((table.sum(axis=0) / table.sum()) ** 2).sum())
    if chance > 1 - 1e-12:
        return None
    return (float(agreeing.mean()) - chance) / (1 - chance)
