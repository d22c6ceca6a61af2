"""How to spread labels over strata: Neyman or proportional allocation in whole labels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from integrity_metrics.statistics.checks import FloatArray, as_non_negative, as_probabilities, check_same_length, refuse
from integrity_metrics.statistics.groups import IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Allocation:
    """Labels per stratum and what they are expected to give.

    Parameters
    ----------
    raw
        Optimal allocation before rounding, floors and caps, shape (strata,).
    labels
        Whole labels per stratum, shape (strata,).
    expected_prevalence, expected_standard_error, simple_standard_error
        At the expected rates: the share, its SE with this allocation, and its SE from as many labels drawn at random.
        None where no rates were given; the SE also where a stratum with variance gets no label.
    """

    raw: FloatArray
    labels: IntArray
    expected_prevalence: float | None
    expected_standard_error: float | None
    simple_standard_error: float | None


def allocate(populations: ArrayLike, expected_rates: ArrayLike | None, labels: int, floor: int = 2) -> Allocation:
    """Spread `labels` over strata: optimally for the expected rates (Neyman), or in proportion to population.

    Parameters
    ----------
    populations
        Units per stratum N_h, shape (strata,); no stratum gets more labels than that.
    expected_rates
        Expected rates per stratum; None (or all of them 0 or 1, where Neyman says nothing) allocates in proportion.
    labels
        Labels to spread; the allocation sums to exactly this.
    floor
        Labels every stratum gets at least (all of it where it is smaller); a variance needs 2.

    Returns
    -------
    Allocation
        raw_h = n N_h S_h / sum N S with S = sqrt(p (1-p)), rounded by largest remainder (first stratum first in a
        tie).

    Raises
    ------
    ValueError
        Floors that need more than `labels`, or more `labels` than the population holds.

    References
    ----------
    Neyman (1934), Journal of the Royal Statistical Society 97, 558-625.

    Examples
    --------
    >>> plan = allocate([80000, 10000, 5000, 1000, 4000], [0.0005, 0.005, 0.01, 0.05, 0.0025], 4000)
    >>> plan.labels.tolist(), round(plan.expected_standard_error, 6)
    ([2098, 828, 584, 256, 234], 0.000539)
    """
    size = as_non_negative("populations", populations)
    if size.ndim != 1 or size.sum() == 0:
        raise ValueError(f"populations is {size.tolist()}; it must be one row of strata with some population")
    capacity = np.floor(size)
    lowest = np.minimum(float(floor), capacity)
    if not floor >= 0 or not 1 <= labels < np.inf or labels != int(labels):
        raise ValueError(f"labels is {labels} and floor is {floor}; both must be whole, labels at least 1")
    if labels > capacity.sum():
        raise ValueError(f"labels is {labels} but the strata hold {capacity.sum():.0f}; ask for at most that")
    if labels < lowest.sum():
        raise ValueError(f"labels is {labels} but floors need {lowest.sum():.0f}; lower the floor or label more")
    rates = None
    measure = size
    if expected_rates is not None:
        rates = as_probabilities("expected_rates", expected_rates)
        check_same_length(populations=size, expected_rates=rates)
        spread = size * np.sqrt(rates * (1 - rates))
        measure = spread if spread.sum() > 0 else size
    raw = labels * measure / measure.sum()
    whole = _capped(_floored(raw, measure, lowest, labels), measure, capacity)
    if rates is None:
        return Allocation(raw, whole.astype(np.intp), None, None, None)
    shares = size / size.sum()
    prevalence = float(np.sum(shares * rates))
    parts = shares**2 * rates * (1 - rates)
    error = None if np.any((whole == 0) & (parts > 0)) else float(np.sqrt(np.sum(parts / np.maximum(whole, 1))))
    simple = float(np.sqrt(prevalence * (1 - prevalence) / labels))
    return Allocation(raw, whole.astype(np.intp), prevalence, error, simple)


def largest_remainder(parts: FloatArray, total: float) -> FloatArray:
    """Round parts that sum to `total` to whole numbers that do too; ties go to the first.

    Examples
    --------
    >>> largest_remainder(np.array([1.5, 1.5, 1.0]), 4).tolist()
    [2.0, 1.0, 1.0]
    """
    refuse("parts", parts, parts < 0, "it must not be negative")
    whole = np.floor(parts)
    return _hand_out(whole, parts - whole, round(float(total - whole.sum())))


def _floored(raw: FloatArray, measure: FloatArray, lowest: FloatArray, labels: int) -> FloatArray:
    """Round with floors; where floors do not fit beside the rounded rest, the rest shares what the floors leave."""
    whole = np.maximum(np.floor(raw), lowest)
    left = labels - whole.sum()
    if left >= 0:
        return _hand_out(whole, raw - whole, int(left))
    fixed = np.zeros(len(raw), dtype=bool)
    parts = raw
    while True:
        short = ~fixed & (np.floor(parts) < lowest)
        if not short.any():
            break
        fixed |= short
        rest = labels - lowest[fixed].sum()
        free = np.where(fixed, 0.0, measure)
        parts = np.where(fixed, lowest, rest * free / max(free.sum(), np.finfo(float).tiny))
    return np.where(fixed, lowest, largest_remainder(np.where(fixed, 0.0, parts), labels - lowest[fixed].sum()))


def _capped(whole: FloatArray, measure: FloatArray, capacity: FloatArray) -> FloatArray:
    """Hand labels above a stratum's population to the strata with room, in proportion."""
    while np.any(whole > capacity):
        surplus = float(np.sum(np.maximum(whole - capacity, 0)))
        whole = np.minimum(whole, capacity)
        weight = np.where(whole < capacity, measure, 0.0)
        if weight.sum() == 0:
            weight = np.where(whole < capacity, capacity - whole, 0.0)
        whole = whole + largest_remainder(surplus * weight / weight.sum(), surplus)
    return whole


def _hand_out(whole: FloatArray, remainders: FloatArray, left: int) -> FloatArray:
    order = np.argsort(-remainders, kind="stable")
    extra = np.zeros_like(whole)
    np.add.at(extra, order[np.arange(left) % len(order)], 1.0)
    return whole + extra
