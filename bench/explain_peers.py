"""Peers of the explanation, our reimplementations from the papers: raw contribution, Adtributor, RiskLoc.

Each takes a `Case` and returns the set of elements it names as causes.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
from cubes import Case, Element
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


def _key(case: Case, columns: tuple[int, ...]) -> tuple[NDArray[np.int64], int]:
    sizes = [case.sizes[c] for c in columns]
    return np.ravel_multi_index([case.codes[:, c] for c in columns], sizes), int(np.prod(sizes))


def _element(case: Case, columns: tuple[int, ...], key: int) -> Element:
    values = np.unravel_index(key, [case.sizes[c] for c in columns])
    return frozenset((case.names[c], f"{case.names[c]}{v}") for c, v in zip(columns, values, strict=True))


def raw_contribution(case: Case) -> set[Element]:
    """Return the segments with the largest share of the excess, none inside another; told how many causes there are."""
    excess = case.observed - case.expected
    sign = np.sign(excess.sum())
    ranked = []
    for depth in range(1, case.depth + 1):
        for columns in combinations(range(len(case.sizes)), depth):
            key, size = _key(case, columns)
            sums = sign * np.bincount(key, excess, size)
            ranked += [(-sums[k], depth, columns, int(k)) for k in np.argsort(-sums)[:30]]
    chosen: list[Element] = []
    for _, _, columns, key in sorted(ranked):
        element = _element(case, columns, key)
        if not any(element <= other or other <= element for other in chosen):
            chosen.append(element)
        if len(chosen) == len(case.planted):
            break
    return set(chosen)


def adtributor(case: Case, least_power: float = 0.1, enough_power: float = 0.67) -> set[Element]:
    """Return the values of the one attribute with the largest surprise.

    Bhagwan et al. (2014), Adtributor: revenue debugging in advertising systems, NSDI.
    """
    change = case.observed.sum() - case.expected.sum()
    best: tuple[float, set[Element]] = (-1.0, set())
    for column, size in enumerate(case.sizes):
        key = case.codes[:, column]
        seen, awaited = np.bincount(key, case.observed, size), np.bincount(key, case.expected, size)
        p, q = awaited / awaited.sum(), seen / seen.sum()
        m = np.where(p + q > 0, (p + q) / 2, 1.0)
        surprise = 0.5 * (p * np.log(np.where(p > 0, p / m, 1)) + q * np.log(np.where(q > 0, q / m, 1)))
        power = (seen - awaited) / change
        explained, total, values = 0.0, 0.0, set()
        for value in np.argsort(-surprise):
            if power[value] > least_power:
                explained, total = explained + power[value], total + surprise[value]
                values.add(_element(case, (column,), int(value)))
            if explained > enough_power:
                best = max(best, (total, values), key=lambda b: b[0])
                break
    return best[1]


def riskloc(case: Case, least_risk: float = 0.5, least_power: float = 0.02) -> set[Element]:
    """Return root causes by weighted risk, shallow first, removing each.

    Kalander (2022), RiskLoc: localization of multi-dimensional root causes by weighted risk, arXiv:2205.10004. Without
    its pruning of elements, which saves time and hardly changes the answer.
    """
    observed, expected = case.observed, case.expected
    total = observed + expected
    deviation = np.where(total > 0, 2 * (expected - observed) / np.where(total > 0, total, 1), 0.0)
    ordered = np.unique(deviation)
    cutoff = -min(ordered[min(5, len(ordered) - 1)], ordered[max(-6, -len(ordered))], key=abs)
    abnormal = deviation > cutoff if cutoff >= 0 else deviation < cutoff
    weight = np.minimum(np.where(abnormal, np.abs(deviation), np.abs(cutoff - deviation)), 1.0)
    weight[total == 0] = 0.0
    power = (expected - observed) * (1 if (expected - observed)[abnormal].sum() >= 0 else -1)
    least = power[abnormal].sum() * least_power
    alive, causes = np.ones(len(observed), dtype=bool), set()
    while power[alive & abnormal].sum() >= max(least, 1e-12):
        found = _riskiest(case, alive, abnormal, weight, power, deviation, (least, least_risk))
        if found is None:
            break
        columns, key, cells = found
        causes.add(_element(case, columns, key))
        alive &= ~cells
    return causes


def _riskiest(case: Case, alive, abnormal, weight, power, deviation, least: tuple[float, float]):
    for depth in range(1, len(case.sizes) + 1):
        best = None
        best_power = least[0]
        for columns in combinations(range(len(case.sizes)), depth):
            key, size = _key(case, columns)
            sums = np.bincount(key[alive], power[alive], size)
            has = np.bincount(key[alive & abnormal], minlength=size) > 0
            candidates = np.flatnonzero(has & (sums > best_power))
            for candidate in candidates[np.argsort(-sums[candidates])]:
                cells = alive & (key == candidate)
                if _risk(case, cells, abnormal, weight, deviation) >= least[1]:
                    best, best_power = (columns, int(candidate), key == candidate), sums[candidate]
                    break
        if best is not None:
            return best
    return None


def _risk(case: Case, cells, abnormal, weight, deviation) -> float:
    high = weight[cells & abnormal].sum()
    risk = high / (high + weight[cells & ~abnormal].sum() + 1)
    both = cells & (case.observed > 0) & (case.expected > 0)
    usual = np.abs(deviation[both]).mean() if both.any() else 0.0
    if usual > 0:
        observed, expected = case.observed[both], case.expected[both]
        alike = expected * observed.sum() / expected.sum()
        risk -= np.abs(2 * (alike - observed) / (alike + observed)).mean() / usual
    return float(risk)
