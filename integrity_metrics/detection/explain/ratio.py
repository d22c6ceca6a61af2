"""Explain a change of a rate: what moved inside segments, and what came from traffic moving between them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from integrity_metrics.detection.explain.assemble import assemble
from integrity_metrics.detection.explain.baseline_rate import baseline_rate
from integrity_metrics.detection.explain.counts import explain_counts
from integrity_metrics.detection.explain.cube import Cube
from integrity_metrics.detection.explain.explanation import Decomposition, Explanation
from integrity_metrics.detection.explain.fold import MOST_VALUES
from integrity_metrics.detection.explain.leaves import Leaves, leaves_of
from integrity_metrics.statistics.checks import refuse
from integrity_metrics.statistics.mix_shift import mix_shift

# A rate of nearly 1 leaves nearly no binomial variance; the rest of the noise is then estimated as relative.
LEAST_BINOMIAL = 0.01


def explain_ratio(
    cube: Cube,
    numerator_observed: ArrayLike,
    denominator_observed: ArrayLike,
    numerator_expected: ArrayLike,
    denominator_expected: ArrayLike,
    *,
    dispersion: float = 1.0,
    max_depth: int = 3,
    most_segments: int = 10,
    most_values: int = MOST_VALUES,
    level: float = 0.95,
) -> Explanation:
    """Return the fewest attribute combinations whose rate moved, and the exact split of the change into rate and mix.

    Parameters
    ----------
    cube
        Attributes of the cells.
    numerator_observed, denominator_observed
        Of the event, shape ``(cells,)``.
    numerator_expected, denominator_expected
        Of the baseline. It may be longer than the event: only its rates and its mix are used.
    dispersion
        Variance of a numerator over its binomial variance; for weighted sums give sum of squared weights over sum of
        weights.
    max_depth, most_segments, most_values, level
        As for `explain_counts`.

    Returns
    -------
    Explanation
        `total`, `segments` and `remaining` compare numerators with those the baseline's rates give for the denominators
        there were, so a mix shift alone shows no segment; `decomposition` has its size and `volume` its place.
        The variance of a cell is binomial, plus that of its baseline rate, plus noise estimated from the cells.

    References
    ----------
    Kitagawa (1955), Journal of the American Statistical Association 50, 1168-1194, for the split.
    """
    if not (np.isfinite(dispersion) and dispersion > 0):
        raise ValueError(f"dispersion is {dispersion}; it must be a positive number, 1 for counts")
    leaves = leaves_of(
        cube,
        most_values,
        numerator_observed=numerator_observed,
        denominator_observed=denominator_observed,
        numerator_expected=numerator_expected,
        denominator_expected=denominator_expected,
    )
    top, bottom, base_top, base_bottom = leaves.measures
    for name, numerator, denominator in (("observed", top, bottom), ("expected", base_top, base_bottom)):
        refuse(
            f"numerator_{name}",
            numerator,
            numerator > denominator * (1 + 1e-9),
            f"it exceeds denominator_{name} of its cell (cells in the order of their values); a rate is at most 1",
        )
        if not denominator.any():
            raise ValueError(f"denominator_{name} is 0 in every cell; there is no rate to compare")
    rate, relative_variance = baseline_rate(leaves.cube, base_top, base_bottom)
    answer = assemble(
        Leaves(leaves.cube, (top, bottom * rate)),
        dispersion * np.maximum(1 - rate, LEAST_BINOMIAL),
        dispersion * relative_variance,
        max_depth=max_depth,
        most_segments=most_segments,
        level=level,
    )
    parts = mix_shift(base_top, base_bottom, top, bottom)
    decomposition = Decomposition(
        float(base_top.sum() / base_bottom.sum()),
        float(top.sum() / bottom.sum()),
        float(parts.change),
        float(parts.within),
        float(parts.mix),
    )
    cells = answer.cells.assign(
        denominator_observed=bottom,
        numerator_expected=base_top,
        denominator_expected=base_bottom,
        rate_part=parts.within_by_segment,
        mix_part=parts.mix_by_segment,
    )
    periods = float(base_bottom.sum() / bottom.sum())
    volume = explain_counts(
        leaves.cube,
        bottom,
        base_bottom / periods,
        expected_periods=periods,
        max_depth=max_depth,
        most_segments=most_segments,
        most_values=most_values,
        level=level,
    )
    return replace(answer, cells=cells, decomposition=decomposition, volume=volume)
