"""Raking: weights that agree with several known margins at once, by iterative proportional fitting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from integrity_metrics.statistics.calibration import (
    CalibratedShare,
    Margin,
    check_rows,
    empty_classes,
    linearised_error,
    margin,
    regression_residuals,
)
from integrity_metrics.statistics.checks import FloatArray
from integrity_metrics.statistics.status import Reason, ReasonCode, Status

MAXIMUM_ROUNDS = 2000
# Largest share of the population by which any class may miss its total when the fitting stops.
CLOSE_ENOUGH = 1e-13
# Good enough to be reported when rounding keeps the fit from getting any closer.
ACCEPTABLE = 1e-9
# Sweeps over the margins that R's survey::rake makes for its standard error.
R_SWEEPS = 10


@dataclass(frozen=True, slots=True, eq=False)
class RakedShare(CalibratedShare):
    """A raked share; `standard_error` is the textbook linearisation.

    Parameters
    ----------
    standard_error_unweighted
        The SE that R's ``survey::rake`` prints: class means taken without weights, up to 6% off; for comparison only.
    """

    standard_error_unweighted: float | None = None


def rake(
    is_violating: ArrayLike, weights: ArrayLike, margins: Sequence[tuple[ArrayLike, Mapping[str, float]]]
) -> RakedShare:
    """Share of a population from a sample whose weights are fitted to several margins in turn until all agree.

    Parameters
    ----------
    is_violating, weights
        Outcome (0 or 1) and design weight of each sampled impression, shape (rows,).
    margins
        Pairs of (class name of each row, known impressions of each class): surface, market ... All totals must add
        up to the same population.

    Returns
    -------
    RakedShare
        The SE takes residuals of the outcome on the margins, fitted with the design weights, times the final weights.
        `undefined` where a class has no row or the fit does not converge (the margins contradict the empty cells).

    References
    ----------
    Deville, Sarndal and Sautory (1993), Journal of the American Statistical Association 88, 1013-1020.

    Examples
    --------
    >>> surface = (["a", "a", "b", "b"], {"a": 30, "b": 70})
    >>> market = (["x", "y", "x", "y"], {"x": 60, "y": 40})
    >>> share = rake([1, 0, 0, 0], [1, 1, 1, 1], [surface, market])
    >>> round(share.estimate, 4), share.weights.round(4).tolist()
    (0.18, [18.0, 12.0, 42.0, 28.0])
    """
    if not margins:
        raise ValueError("margins is empty; give at least one pair of (class of each row, totals)")
    groups = [margin(f"margins[{i}]", labels, totals) for i, (labels, totals) in enumerate(margins)]
    y, w = check_rows(is_violating, weights, groups)
    check_same_population(groups)
    if reasons := empty_classes(w, groups):
        return RakedShare(None, None, w, Status.UNDEFINED, reasons)
    final, miss = _fit(w, groups)
    if miss > ACCEPTABLE:
        return RakedShare(None, None, final, Status.UNDEFINED, (Reason(ReasonCode.NOT_CONVERGED),))
    total = final.sum()
    share = float(np.sum(final * y) / total)
    residual = (y - share) / total
    error = linearised_error(final * regression_residuals(residual, groups, w))
    unweighted = linearised_error(final * _swept(residual, groups))
    status = Status.OK if error is not None else Status.INTERVAL_ONLY
    return RakedShare(share, error, final, status, (), unweighted)


def check_same_population(margins: Sequence[Margin]) -> None:
    """Refuse margins whose totals add up to different populations: no weights can agree with both."""
    first = margins[0].totals.sum()
    for position, classes in enumerate(margins):
        total = classes.totals.sum()
        if abs(total - first) > 1e-6 * first:
            raise ValueError(
                f"margins[{position}] totals {total:g} impressions but margins[0] {first:g}; "
                "scale them to the same population"
            )


def _fit(weights: FloatArray, margins: list[Margin]) -> tuple[FloatArray, float]:
    final, miss = weights, np.inf
    for _ in range(MAXIMUM_ROUNDS):
        miss = 0.0
        for classes in margins:
            sampled = np.bincount(classes.codes, final, minlength=len(classes.totals))
            miss = max(miss, float(np.max(np.abs(sampled - classes.totals)) / classes.totals.sum()))
            factor = np.divide(classes.totals, sampled, out=np.zeros_like(sampled), where=sampled > 0)
            final = final * factor[classes.codes]
        if miss < CLOSE_ENOUGH:
            break
    return final, miss


def _swept(residual: FloatArray, margins: list[Margin]) -> FloatArray:
    for _ in range(R_SWEEPS):
        for classes in margins:
            count = np.maximum(np.bincount(classes.codes, minlength=len(classes.totals)), 1)
            mean = np.bincount(classes.codes, residual, minlength=len(classes.totals)) / count
            residual = residual - mean[classes.codes]
    return residual
