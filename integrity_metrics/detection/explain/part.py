"""Sum cells and give their ratio an interval."""

from __future__ import annotations

import numpy as np
from scipy.stats import chi2

from integrity_metrics.detection.explain.candidate import BoolArray
from integrity_metrics.detection.explain.evidence import Evidence
from integrity_metrics.detection.explain.explanation import Part


def part_of(evidence: Evidence, expected: np.ndarray, cells: BoolArray, spread: float, level: float) -> Part:
    """Return observed, expected, excess and ratio of some cells with intervals.

    Parameters
    ----------
    evidence
        All cells and their noise.
    expected
        What was expected of each cell, shape ``(cells,)``; not multiplied by the usual ratio.
    cells
        Which cells.
    spread
        Relative noise of their group-by.
    level
        Of the interval.

    Returns
    -------
    Part
        The interval is that of a Poisson mean (Garwood 1936) at the effective count: observed over u, with u the
        variance of the sum over the sum.
    """
    observed_sum, expected_sum = float(evidence.observed[cells].sum()), float(expected[cells].sum())
    size = np.maximum(evidence.observed[cells], evidence.expected[cells])
    larger = max(observed_sum, float(evidence.expected[cells].sum()))
    relative_square = evidence.relative**2 + evidence.extra[cells]
    dispersion = evidence.dispersion[cells]
    counting = max(float(dispersion @ evidence.observed[cells]), float(dispersion @ evidence.expected[cells]))
    variance = counting + float((relative_square * size**2).sum()) + (spread * larger) ** 2
    unit = variance / larger if larger > 0 else 1.0
    count = observed_sum / unit
    tail = (1 - level) / 2
    low = float(chi2.ppf(tail, 2 * count)) / 2 * unit if count > 0 else 0.0
    high = float(chi2.ppf(1 - tail, 2 * count + 2)) / 2 * unit
    known = expected_sum > 0
    return Part(
        observed_sum,
        expected_sum,
        observed_sum - expected_sum,
        low - expected_sum,
        high - expected_sum,
        observed_sum / expected_sum if known else None,
        low / expected_sum if known else None,
        high / expected_sum if known else None,
    )
