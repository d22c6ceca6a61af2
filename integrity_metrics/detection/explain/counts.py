"""Explain an event of a count: which segments have more or less than was expected."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from integrity_metrics.detection.explain.assemble import assemble
from integrity_metrics.detection.explain.cube import Cube
from integrity_metrics.detection.explain.explanation import Explanation
from integrity_metrics.detection.explain.fold import MOST_VALUES
from integrity_metrics.detection.explain.leaves import leaves_of
from integrity_metrics.detection.explain.noise import amount_dispersion


def explain_counts(
    cube: Cube,
    observed: ArrayLike,
    expected: ArrayLike,
    *,
    dispersion: float | None = None,
    expected_periods: float | None = None,
    max_depth: int = 3,
    most_segments: int = 10,
    most_values: int = MOST_VALUES,
    level: float = 0.95,
) -> Explanation:
    """Return the fewest attribute combinations that account for observed less expected.

    Parameters
    ----------
    cube
        Attributes of the cells.
    observed, expected
        Shape ``(cells,)``. `expected` is a forecast, or the mean of earlier periods.
    dispersion
        Least variance of a cell over its size. None: 1 (Poisson) where all observed are whole numbers, else estimated
        from the cells; for weighted sums give sum of squared weights over sum of weights.
    expected_periods
        How many periods like this one `expected` is the mean of; its own noise then counts. None: it has none.
    max_depth
        Attributes a segment may combine.
    most_segments
        Most segments to return; `stopped_early` says whether there were more.
    most_values
        Attributes with more values have their tail joined into one value; `folded` says so.
    level
        Of the intervals.

    Returns
    -------
    Explanation
        See docs/explanation.md for the method.

    Examples
    --------
    >>> codes = np.indices((4, 2)).reshape(2, -1).T
    >>> cube = Cube(("market", "surface"), (("BR", "DE", "FR", "GB"), ("feed", "search")), codes)
    >>> answer = explain_counts(cube, [100, 900, 205, 95, 310, 99, 50, 48], [100, 90, 200, 100, 300, 100, 50, 50])
    >>> [(s.label, s.own.excess, round(s.share, 2)) for s in answer.segments], answer.remaining.excess
    ([('market = BR, surface = search', 810.0, 0.99)], 7.0)
    """
    if dispersion is not None and not (np.isfinite(dispersion) and dispersion > 0):
        raise ValueError(f"dispersion is {dispersion}; it must be a positive number, 1 for counts")
    if expected_periods is not None and not expected_periods > 0:
        raise ValueError(f"expected_periods is {expected_periods}; it must be positive, or None for a sure expectation")
    leaves = leaves_of(cube, most_values, observed=observed, expected=expected)
    seen, awaited = leaves.measures
    if dispersion is None:
        whole = bool((seen == np.round(seen)).all())
        dispersion = 1.0 if whole else amount_dispersion(seen, awaited)
    if expected_periods is not None:
        dispersion *= 1 + 1 / expected_periods
    return assemble(
        leaves,
        np.full(len(seen), dispersion),
        np.zeros(len(seen)),
        max_depth=max_depth,
        most_segments=most_segments,
        level=level,
    )
