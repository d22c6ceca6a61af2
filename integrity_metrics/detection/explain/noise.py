"""How much cells and segments vary when nothing happens: estimated from the cube, robust to the causes in it.

A cell of size m = max(observed, expected) has variance dispersion * m + relative^2 * m^2: counting noise and, for large
cells, noise in proportion (negative binomial variance with a symmetric mean, since the expectation errs too). Dividing
by variance / m turns observed and expected into effective counts, of which a cell has at most 1 / relative^2.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from integrity_metrics.statistics.checks import FloatArray

# Median of the chi-squared law with one degree of freedom.
MEDIAN_SQUARE = 0.4549364
# A cell smaller than this many dispersions is too discrete for a median of squares.
LEAST_SIZE = 5.0
# Medians over a regular part of many cells are as good; cells are sorted, so the part does not depend on row order.
MOST_CELLS = 20_000
LEAST_CELLS = 5
LEAST_PART = 50
BISECTIONS = 20
LARGEST_RELATIVE = 3.0
# Cells within this departure of a ratio count as keeping to it: about a quarter more or less.
NEAR = 0.25
# Share of the expectation that must lie in large cells, and of those that must keep to one ratio.
LEAST_COVERAGE = 0.5
LEAST_SHARED = 0.2
USUAL_RANGE = (0.01, 100.0)


def relative_noise(observed: FloatArray, expected: FloatArray, dispersion: FloatArray) -> float:
    """Return the relative standard deviation that explains the middle half of the departures.

    Solved so that the median of departure^2 / variance is that of a squared normal, for all cells and for the largest
    half and tenth: in a few large cells proportional noise shows that counting noise hides elsewhere. Zero where
    counting noise explains all, and where cells too small for a ratio hold half of what was expected. Cells are picked
    by what was expected of them: picked by what was observed, the chance winners among many small ones would pass.

    Examples
    --------
    >>> expected = np.full(1000, 1e6)
    >>> observed = expected * np.random.default_rng(1).normal(1, 0.1, 1000)
    >>> round(relative_noise(observed, expected, np.ones(1000)), 2)
    0.1
    """
    large = large_cells(expected, dispersion)
    if len(large) < LEAST_CELLS:
        return 0.0
    large = large[:: len(large) // MOST_CELLS + 1]
    # By the smaller of the two: a rise must not bring the cells of a cause among the largest.
    large = large[np.argsort(-np.minimum(observed, expected)[large], kind="stable")]
    found = 0.0
    for share in (1.0, 0.5, 0.1):
        part = large[: int(len(large) * share)]
        if share < 1 and len(part) < LEAST_PART:
            break
        found = max(found, _solve_relative(observed[part], expected[part], dispersion[part]))
    return found


def _solve_relative(observed: FloatArray, expected: FloatArray, dispersion: FloatArray) -> float:
    """Solve for the relative noise of cells around their middle ratio: a cause may hold most of the largest cells."""
    expected = expected * float(np.median(observed / expected))
    size = np.maximum(np.maximum(observed, expected), 1e-300)
    square, counting, proportional = (observed - expected) ** 2, dispersion * size, size**2
    low, high = 0.0, LARGEST_RELATIVE
    if np.median(square / counting) <= MEDIAN_SQUARE:
        return 0.0
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        ratio = np.median(square / (counting + middle**2 * proportional))
        low, high = (middle, high) if ratio > MEDIAN_SQUARE else (low, middle)
    return high


def amount_dispersion(observed: FloatArray, expected: FloatArray) -> float:
    """Return the dispersion of amounts that are no counts (money, minutes, weighted sums), which have no natural unit.

    Robust variances of ten classes of size are explained by dispersion / size + relative^2, least squares on the
    relative error.
    """
    size = np.maximum(observed, expected)
    known = np.flatnonzero(size > 0)
    smallest = 1e-4 * float(size[known].mean()) if len(known) else 1.0
    known = known[:: len(known) // MOST_CELLS + 1]
    classes = np.array_split(known[np.argsort(size[known], kind="stable")], 10)
    rows = []
    for part in classes:
        if len(part) < LEAST_CELLS:
            continue
        middle = float(np.median(size[part]))
        variance = float(np.median((observed - expected)[part] ** 2)) / MEDIAN_SQUARE / middle**2
        if variance > 1e-12:
            rows.append((1 / middle / variance, 1 / variance))
    if not rows:
        return smallest
    design = np.array(rows)
    solution = np.linalg.lstsq(design, np.ones(len(rows)), rcond=None)[0]
    if solution[1] < 0:
        solution = np.array([1 / np.mean(design[:, 0]), 0.0])
    return max(float(solution[0]), smallest)


def large_cells(expected: FloatArray, dispersion: FloatArray) -> NDArray[np.int64]:
    """Return the cells large enough for a ratio, none where they hold less than half of the expectation."""
    large = np.flatnonzero(expected >= LEAST_SIZE * dispersion)
    enough = expected[large].sum() >= LEAST_COVERAGE * expected.sum()
    return large if enough else large[:0]


def shared_ratio(observed: FloatArray, expected: FloatArray, dispersion: FloatArray) -> float | None:
    """Return the ratio of observed to expected that most cells share, so that causes do not pull it.

    The densest ratio, unless at least a third as many cells lie near 1: what was expected stands until hardly any cell
    keeps to it. None where cells are too small or share no ratio.

    Examples
    --------
    >>> ratio = shared_ratio(np.array([11.0, 21, 31, 41, 51, 600]), np.array([10.0, 20, 30, 40, 50, 60]), np.ones(6))
    >>> round(ratio, 3)
    1.033
    """
    large = large_cells(expected, dispersion)
    if len(large) < LEAST_CELLS:
        return None
    observed, expected = observed[large], expected[large]
    # 2 (o - e) / (o + e) treats doubling and halving alike and is bounded.
    departure = 2 * (observed - expected) / (observed + expected)
    weight = np.sqrt(expected)
    height, edges = np.histogram(departure, bins=401, range=(-2, 2), weights=weight)
    near = np.abs(np.arange(-200, 201)) * 4 / 401 <= NEAR
    mass = np.convolve(height, near, "same")
    densest = int(np.argmax(mass))
    centre, kept = 0.0, mass[200]
    if 3 * kept < mass[densest]:
        centre, kept = float(edges[densest] + edges[densest + 1]) / 2, mass[densest]
    if kept < LEAST_SHARED * height.sum():
        return None
    for _ in range(2):
        alike = departure[np.abs(departure - centre) <= NEAR]
        if not len(alike):
            # The histogram's window is a little wider: what it counted lies just outside.
            return None
        centre = float(np.median(alike))
    return float(np.clip((2 + centre) / max(2 - centre, 1e-9), *USUAL_RANGE))
