"""Linear calibration (generalised regression, GREG): known margins met in one step instead of iterating."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from integrity_metrics.statistics.calibration import (
    CalibratedShare,
    check_rows,
    empty_classes,
    indicators,
    linearised_error,
    margin,
    regression_residuals,
)
from integrity_metrics.statistics.raking import check_same_population
from integrity_metrics.statistics.status import Reason, ReasonCode, Status

# Largest share of the population by which a class may miss its total after the one-step fit.
ACCEPTABLE = 1e-9


def calibrate_linear(
    is_violating: ArrayLike, weights: ArrayLike, margins: Sequence[tuple[ArrayLike, Mapping[str, float]]]
) -> CalibratedShare:
    """Share of a population from weights moved as little as possible (in squares) to meet the known margins.

    Weights may come out negative where a class is far off its total; raking keeps them positive.

    Parameters
    ----------
    is_violating, weights, margins
        As in `raking.rake`.

    Returns
    -------
    CalibratedShare
        w* = w (1 + x'b) with sum w* x = totals; SE from residuals on the margins, fitted with the design weights.
        `undefined` where a class has no row or the margins cannot be met.

    References
    ----------
    Deville and Sarndal (1992), Journal of the American Statistical Association 87, 376-382.

    Examples
    --------
    >>> surface = (["a", "a", "b", "b"], {"a": 30, "b": 70})
    >>> share = calibrate_linear([1, 0, 0, 0], [1, 1, 1, 1], [surface])
    >>> round(share.estimate, 4)
    0.15
    """
    if not margins:
        raise ValueError("margins is empty; give at least one pair of (class of each row, totals)")
    groups = [margin(f"margins[{i}]", labels, totals) for i, (labels, totals) in enumerate(margins)]
    y, w = check_rows(is_violating, weights, groups)
    check_same_population(groups)
    if reasons := empty_classes(w, groups):
        return CalibratedShare(None, None, w, Status.UNDEFINED, reasons)
    members = indicators(groups)
    totals = np.concatenate([classes.totals for classes in groups])
    slopes = np.linalg.lstsq(members.T @ (members * w[:, None]), totals - members.T @ w, rcond=None)[0]
    final = w * (1 + members @ slopes)
    if np.max(np.abs(members.T @ final - totals)) > ACCEPTABLE * totals.sum():
        return CalibratedShare(None, None, final, Status.UNDEFINED, (Reason(ReasonCode.NOT_CONVERGED),))
    total = final.sum()
    share = float(np.sum(final * y) / total)
    error = linearised_error(final * regression_residuals((y - share) / total, groups, w))
    return CalibratedShare(share, error, final, Status.OK if error is not None else Status.INTERVAL_ONLY)
