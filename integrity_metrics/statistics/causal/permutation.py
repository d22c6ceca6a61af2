"""Placebo in place for group comparisons: reassign treatment over clusters and see how unusual the real one is."""

from __future__ import annotations

from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import NDArray

from integrity_metrics.statistics.causal.result import UnitPlacebos
from integrity_metrics.statistics.checks import FloatArray

MAX_ASSIGNMENTS = 2000


def permutation_placebos(
    values: FloatArray, treated: NDArray[np.bool_], clusters: NDArray[np.int64], *, seed: int = 0
) -> UnitPlacebos:
    """Permute which clusters count as treated and recompute the difference of means.

    All assignments when there are at most 2,000, otherwise 2,000 drawn with a fixed seed; the real one is never among
    the placebos but counts in the p value, (1 + as extreme) / (1 + placebos) (Fisher 1935; Phipson and Smyth 2010).

    Parameters
    ----------
    values : shape (units,)
        One number per unit, such as its mean after minus its mean before.

    Examples
    --------
    >>> values, treated = np.array([9.0, 1.0, 2.0, 3.0]), np.array([True, False, False, False])
    >>> permutation_placebos(values, treated, np.arange(4)).p_value
    0.25
    """
    count = int(clusters.max()) + 1
    sums = np.bincount(clusters, weights=values, minlength=count)
    sizes = np.bincount(clusters, minlength=count).astype(float)
    actual = np.bincount(clusters, weights=treated, minlength=count) > 0
    chosen = int(actual.sum())
    masks = _assignments(count, chosen, np.random.default_rng(seed))
    masks = masks[(masks != actual).any(axis=1)]
    stacked = np.vstack([actual[None, :], masks]).astype(float)
    inside = (stacked @ sums) / (stacked @ sizes)
    outside = ((1 - stacked) @ sums) / ((1 - stacked) @ sizes)
    differences = inside - outside
    statistic = abs(differences[0])
    placebos = np.abs(differences[1:])
    # Ties must count whatever the order of summation did to the last digit.
    extreme = int(np.sum(placebos >= statistic * (1 - 1e-10)))
    return UnitPlacebos(
        effects=tuple(differences[1:].tolist()),
        statistics=tuple(placebos.tolist()),
        statistic=float(statistic),
        p_value=(1 + extreme) / (1 + len(placebos)),
    )


def _assignments(count: int, chosen: int, generator: np.random.Generator) -> NDArray[np.bool_]:
    """Masks of `chosen` out of `count` clusters: all of them, or a seeded sample."""
    if comb(count, chosen) <= MAX_ASSIGNMENTS:
        picks = np.array(list(combinations(range(count), chosen)))
        masks = np.zeros((len(picks), count), dtype=bool)
        np.put_along_axis(masks, picks, True, axis=1)
        return masks
    order = generator.random((MAX_ASSIGNMENTS, count)).argsort(axis=1)
    return order < chosen
