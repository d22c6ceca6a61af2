"""Share done within its target, by Kaplan–Meier on waits that the warehouse has reduced to counts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from integrity_metrics.statistics.aalen_johansen import log_log_limits
from integrity_metrics.statistics.checks import FloatArray, as_non_negative, check_level
from integrity_metrics.statistics.interval import StatusArray, blank_where, status_where
from integrity_metrics.statistics.status import Status
from integrity_metrics.statistics.wilson import wilson_limits

METHOD = "Kaplan–Meier at the target"


@dataclass(frozen=True, slots=True, eq=False)
class BinnedAttainment:
    """Share done within the target; every array has the shape of the segments.

    Parameters
    ----------
    share, standard_error, low, high
        Share done by the target, Greenwood's standard error (0 at a share of 0 or 1) and its limits.
    n
        Items, open ones included.
    status
        `undefined` without items, or where all items still open are younger than their target and nobody has been
        followed that far; `upper_bound_only` where none was done in time; else `ok`.
    """

    share: FloatArray
    standard_error: FloatArray
    low: FloatArray
    high: FloatArray
    n: FloatArray
    level: float
    status: StatusArray


def binned_attainment(done: ArrayLike, still_open: ArrayLike, level: float = 0.95) -> BinnedAttainment:
    """Estimate the share of items done within their own target, with open items counted as open.

    Waits are measured in equal parts of each item's target, so items of different targets can be taken together.
    S = product over the parts of (1 - d_j / n_j); the share is 1 - S. Greenwood's error, limits on the log(-log)
    scale, as `kaplan_meier`; Wilson's where the share is 0 or 1, for which those do not exist.

    Parameters
    ----------
    done
        Items done in each part of the target, shape (..., parts + 1); the last is "beyond the target".
    still_open
        Items still open, by the part their age lies in; same shape.
    level
        Two-sided confidence level.

    References
    ----------
    Kaplan and Meier (1958), JASA 53, 457-481; Kalbfleisch and Prentice (1980) for the limits.

    Examples
    --------
    >>> found = binned_attainment([30, 40, 10, 5], [0, 5, 5, 5])
    >>> round(float(found.share), 3), round(float(found.low), 3), round(float(found.high), 3)
    (0.82, 0.735, 0.891)
    """
    level = check_level(level)
    d, c = as_non_negative("done", done), as_non_negative("still_open", still_open)
    if d.shape != c.shape or d.ndim == 0 or d.shape[-1] < 2:
        raise ValueError(
            f"done has shape {d.shape} and still_open {c.shape}; they must be equal, with a last axis of the parts of "
            "the target and one for beyond it"
        )
    at_risk = np.flip(np.cumsum(np.flip(d + c, -1), -1), -1)
    n, last = at_risk[..., 0], at_risk[..., -2]
    d, at_risk = d[..., :-1], at_risk[..., :-1]
    hazard = np.divide(d, at_risk, out=np.zeros_like(d), where=at_risk > 0)
    survival = np.prod(1 - hazard, axis=-1)
    # Counts may be fractions (effective counts), so "everybody left" is decided with a tolerance.
    survival = np.where(survival < 1e-12, 0.0, survival)
    room = at_risk * (at_risk - d)
    greenwood = np.sum(np.divide(d, room, out=np.zeros_like(d), where=room > 1e-12), axis=-1)
    error = survival * np.sqrt(greenwood)

    quantile = np.asarray(special.ndtri((1 + level) / 2))
    open_low, open_high = log_log_limits(survival, error, float(quantile))
    edge = (survival == 0) | (survival == 1)
    edge_low, edge_high = wilson_limits(1 - survival, np.where(n > 0, n, np.nan), quantile)
    low, high = np.where(edge, edge_low, 1 - open_high), np.where(edge, edge_high, 1 - open_low)

    unknown = (n == 0) | ((last == 0) & (survival > 0))
    status = status_where(survival == 1, Status.UPPER_BOUND_ONLY, Status.OK)
    status = status_where(unknown, Status.UNDEFINED, status)
    return BinnedAttainment(
        blank_where(unknown, 1 - survival),
        blank_where(unknown, error),
        blank_where(unknown, low),
        blank_where(unknown, high),
        n,
        level,
        status,
    )
