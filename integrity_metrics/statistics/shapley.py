"""Who caught what: Shapley and leave-one-out attribution of caught weight among rules that overlap."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from integrity_metrics.statistics.checks import FloatArray, as_non_negative


@dataclass(frozen=True, slots=True, eq=False)
class CoverageAttribution:
    """Caught weight by rule; every array has shape (rules,).

    Parameters
    ----------
    caught
        Weight of the items the rule caught; overlapping rules count the same item each, so it does not add up.
    alone
        Weight of the items no other rule caught: what would be lost without the rule (leave-one-out).
    shapley
        The rule's fair share: an item caught by k rules gives each of them 1/k. Adds up to `total`.
    total
        Weight caught by at least one rule.
    """

    caught: FloatArray
    alone: FloatArray
    shapley: FloatArray
    total: float


def coverage_attribution(catches: ArrayLike, weights: ArrayLike) -> CoverageAttribution:
    """Attribute caught weight to rules, exactly, for any number of rules.

    The value of a set of rules is the weight of the items at least one of them catches: a coverage game. The game is a
    sum of one game an item, in which the rules that catch the item are interchangeable and the others add nothing;
    by symmetry, efficiency and additivity each of the k rules gets 1/k of the item. No ordering is sampled.

    Parameters
    ----------
    catches
        Whether a rule catches an item, shape (items, rules).
    weights
        Impressions an item stands for, shape (items,).

    References
    ----------
    Shapley (1953), Contributions to the Theory of Games II, 307-317.

    Examples
    --------
    >>> result = coverage_attribution([[True, True], [True, False], [False, False]], [10, 4, 7])
    >>> result.caught.tolist(), result.alone.tolist(), result.shapley.tolist(), result.total
    ([14.0, 10.0], [4.0, 0.0], [9.0, 5.0], 14.0)
    """
    weight = as_non_negative("weights", weights)
    catch = np.asarray(catches, dtype=bool)
    if catch.ndim != 2 or catch.shape[0] != len(weight):
        raise ValueError(f"catches has shape {catch.shape}; it must be ({len(weight)} items, rules) as weights")
    by = catch.sum(axis=1)
    share = np.divide(weight, by, out=np.zeros_like(weight), where=by > 0)
    return CoverageAttribution(
        caught=np.asarray(weight @ catch, dtype=np.float64),
        alone=np.asarray((weight * (by == 1)) @ catch, dtype=np.float64),
        shapley=np.asarray(share @ catch, dtype=np.float64),
        total=float(weight[by > 0].sum()),
    )
