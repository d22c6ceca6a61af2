"""Post-stratification: weights that agree with the known impressions of each class."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from integrity_metrics.statistics.calibration import (
    CalibratedShare,
    check_rows,
    empty_classes,
    linearised_error,
    margin,
)
from integrity_metrics.statistics.status import Reason, ReasonCode, Status


def poststratify(
    is_violating: ArrayLike,
    weights: ArrayLike,
    classes: ArrayLike,
    totals: Mapping[str, float],
    domain: ArrayLike | None = None,
) -> CalibratedShare:
    """Share of a population (or of one domain of it) from one sample made to agree with known class totals.

    This is how a global sample speaks about thin segments.

    Parameters
    ----------
    is_violating, weights
        Outcome (0 or 1) and design weight of each sampled impression, shape (rows,).
    classes
        Class name of each row, for example its surface.
    totals
        Known impressions of each class.
    domain
        True for rows of the segment asked about; None asks about everything.

    Returns
    -------
    CalibratedShare
        w* = w N_g / (sum of w in g); share = sum w* y / sum w*; the SE takes, of each row's residual, its distance
        from the design-weighted class mean. `undefined` where a class or the whole domain has no row.

    References
    ----------
    Sarndal, Swensson and Wretman (1992), Model Assisted Survey Sampling, section 7.6.

    Examples
    --------
    >>> share = poststratify([1, 0, 0, 0], [1, 1, 1, 1], ["a", "a", "b", "b"], {"a": 10, "b": 30})
    >>> share.estimate, round(share.standard_error, 4)
    (0.125, 0.1021)
    """
    groups = margin("classes", classes, totals)
    y, w = check_rows(is_violating, weights, [groups])
    if reasons := empty_classes(w, [groups]):
        return CalibratedShare(None, None, w, Status.UNDEFINED, reasons)
    sampled = np.bincount(groups.codes, w, minlength=len(groups.totals))
    factor = np.divide(groups.totals, sampled, out=np.zeros_like(sampled), where=sampled > 0)
    final = w * factor[groups.codes]
    inside = np.ones(len(y)) if domain is None else _members(domain, len(y))
    weight = float(np.sum(final * inside))
    if weight == 0:
        return CalibratedShare(None, None, final, Status.UNDEFINED, (Reason(ReasonCode.NO_DATA, where="the domain"),))
    share = float(np.sum(final * inside * y)) / weight
    residual = inside * (y - share)
    class_sum = np.bincount(groups.codes, w * residual, minlength=len(groups.totals))
    class_mean = np.divide(class_sum, sampled, out=np.zeros_like(sampled), where=sampled > 0)
    error = linearised_error(final * (residual - class_mean[groups.codes]) / weight)
    return CalibratedShare(share, error, final, Status.OK if error is not None else Status.INTERVAL_ONLY)


def _members(domain: ArrayLike, length: int) -> NDArray[np.float64]:
    members = np.asarray(domain, dtype=bool)
    if members.shape != (length,):
        raise ValueError(f"domain has {members.size} values but is_violating {length}; they must have the same length")
    return members.astype(np.float64)
