"""Seeded cubes with planted causes: S and L as the RiskLoc paper makes them, and counts as a platform has them.

`S` and `L` follow Kalander (2022), RiskLoc, arXiv:2205.10004 (our reimplementation): Weibull values, a share of zero
cells, relative noise on one of two sides, causes that multiply their cells. `counts` are negative binomial and `clean`
are without noise; their causes have depth 1 to 3. `case(kind, seed)` makes one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Element = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Kind:
    """How cubes of a kind are made; ranges are drawn uniformly per cube."""

    sizes: tuple[int, ...]
    noise: tuple[float, float] = (0.0, 0.25)
    zeros: tuple[float, float] = (0.0, 0.25)
    severity: tuple[float, float] = (0.2, 1.0)
    deviation: tuple[float, float] = (0.0, 0.1)
    causes: tuple[int, int] = (1, 3)
    elements: tuple[int, int] = (1, 3)
    depths: tuple[int, int] | None = None
    counts: bool = False


S = Kind((10, 12, 10, 8, 5))
KINDS = {
    "S": S,
    "S, depth to 3": replace(S, depths=(1, 3)),
    "S, one element a cause": replace(S, depths=(1, 3), elements=(1, 1)),
    "L": Kind(
        (10, 24, 10, 15),
        noise=(0.0, 0.1),
        severity=(0.5, 1.0),
        deviation=(0.0, 0.0),
        causes=(1, 5),
        elements=(1, 1),
        depths=(4, 4),
    ),
    "counts": Kind((14, 40, 6, 5), noise=(0.05, 0.3), severity=(0.3, 3.0), elements=(1, 1), depths=(1, 3), counts=True),
    "clean": Kind((10, 12, 10, 8, 5), noise=(0.0, 0.0), deviation=(0.0, 0.0), elements=(1, 1), depths=(1, 3)),
}


@dataclass(frozen=True, slots=True)
class Case:
    """One cube: codes ``(cells, attributes)``, sizes, observed, expected, and what was planted."""

    names: tuple[str, ...]
    sizes: tuple[int, ...]
    codes: NDArray[np.int32]
    observed: NDArray[np.float64]
    expected: NDArray[np.float64]
    planted: frozenset[Element]
    depth: int


def case(kind: str, seed: int, *, sizes: tuple[int, ...] | None = None) -> Case:
    """Make one cube of a kind; the same seed gives the same cube."""
    how = KINDS[kind] if sizes is None else replace(KINDS[kind], sizes=sizes)
    generator = np.random.default_rng([seed, *kind.encode()])
    codes = np.indices(how.sizes).reshape(len(how.sizes), -1).T.astype(np.int32)
    names = tuple("abcdefgh"[: len(how.sizes)])
    noise = generator.uniform(*how.noise)
    make = _counts if how.counts else _values
    observed, expected, masks = make(how, codes, noise, generator)
    depths = how.depths or (1, len(how.sizes))
    planted = frozenset(
        frozenset((names[column], f"{names[column]}{value}") for column, value in element)
        for elements, _ in masks
        for element in elements
    )
    return Case(names, how.sizes, codes, observed, expected, planted, max(depths[1], 3))


def _values(how: Kind, codes, noise, generator):
    cells = len(codes)
    real = generator.weibull(generator.uniform(0.5, 1.0), cells) * 100
    real *= generator.uniform(size=cells) > generator.uniform(*how.zeros)
    noisy = np.maximum(real * (1 + generator.normal(0, noise, cells)), 0.0)
    side = generator.integers(0, 2, cells).astype(bool)
    observed, expected = np.where(side, real, noisy), np.where(side, noisy, real)
    causes = _causes(how, codes, real, generator)
    falls = observed.sum() <= expected.sum()
    for _, mask in causes:
        severity = generator.uniform(*how.severity) + noise
        deviation = generator.uniform(*how.deviation)
        factor = np.maximum(1 - generator.normal(severity, deviation, mask.sum()), 0.0)
        source = expected[mask] if falls else observed[mask]
        observed[mask], expected[mask] = (source * factor, source) if falls else (source, source * factor)
    return observed, expected, causes


def _counts(how: Kind, codes, noise, generator):
    """Zipf-like margins, so cells run from hundreds to none; causes multiply by 0.1-0.7 or 1.3-4."""
    mean = np.full(len(codes), 200_000.0)
    for column, size in enumerate(how.sizes):
        share = generator.permutation(1 / np.arange(1, size + 1))
        mean *= (share / share.sum())[codes[:, column]]
    mean *= generator.lognormal(0, 0.5, len(codes))
    mean *= generator.uniform(size=len(codes)) > generator.uniform(*how.zeros)
    causes = _causes(how, codes, np.where(mean > 3, mean, 0), generator)
    moved = mean.copy()
    for _, mask in causes:
        severity = generator.uniform(*how.severity)
        moved[mask] = mean[mask] * (1 + severity if generator.random() < 0.7 else 1 - min(severity, 0.9))
    spread = generator.gamma(1 / noise**2, noise**2, len(codes))
    return generator.poisson(moved * spread).astype(float), mean, causes


def _causes(how: Kind, codes, size, generator):
    """Draw causes; one of the same attributes as another, sharing a value with it, or of empty cells is drawn again."""
    used: list[tuple[tuple[int, ...], tuple[tuple[int, ...], ...]]] = []
    found = []
    low, high = how.depths or (1, len(how.sizes))
    wanted = int(generator.integers(*how.causes, endpoint=True))
    while len(found) < wanted:
        columns = tuple(np.sort(generator.choice(len(how.sizes), generator.integers(low, high, endpoint=True), False)))
        count = generator.integers(*how.elements, endpoint=True)
        taken = [{row[old.index(c)] for old, rows in used if c in old for row in rows} for c in columns]
        free = [sorted(set(range(how.sizes[c])) - t) for c, t in zip(columns, taken, strict=True)]
        repeated = len(columns) < len(how.sizes) and any(columns == old for old, _ in used)
        if repeated or not all(free):
            continue
        rows = {tuple(int(generator.choice(f)) for f in free) for _ in range(count)}
        masks = [np.all(codes[:, columns] == row, axis=1) for row in rows]
        least = 60.0 if how.counts else 0.0
        if len(rows) < count or any(size[m].sum() <= least for m in masks):
            continue
        used.append((columns, tuple(rows)))
        elements = [tuple(zip((int(c) for c in columns), row, strict=True)) for row in rows]
        found.append((elements, np.logical_or.reduce(masks)))
    return found
