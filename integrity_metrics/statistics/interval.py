"""The interval every estimator of a share returns, and the names of the methods."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from integrity_metrics.statistics.checks import FloatArray
from integrity_metrics.statistics.status import Status

StatusArray = NDArray[np.str_]


class IntervalMethod(StrEnum):
    """How an interval was made; printed beside it on every screen and export."""

    WILSON = "wilson"
    CLOPPER_PEARSON = "clopper_pearson"
    JEFFREYS = "jeffreys"
    NEWCOMBE = "newcombe"
    MIETTINEN_NURMINEN = "miettinen_nurminen"
    WALD = "wald"
    STUDENT_T = "student_t"
    LOGIT = "logit"
    KORN_GRAUBARD = "korn_graubard"
    KORN_GRAUBARD_TRUNCATED = "korn_graubard_truncated"
    WILSON_EFFECTIVE = "wilson_effective"
    GAMMA = "gamma"
    GAMMA_BY_CONTENT = "gamma_by_content"
    ZERO_POSITIVE_BOUND = "zero_positive_bound"
    LANG_REICZIGEL = "lang_reiczigel"


@dataclass(frozen=True, slots=True, eq=False)
class Interval:
    """Estimates with their limits, one per segment; every array has the shape of the segments.

    A value is NaN only where `status` says `undefined` (or where the end in question does not exist); adapters turn
    that into a missing value, no screen ever reads it.

    Parameters
    ----------
    estimate, low, high
        Shares as fractions, or differences of shares.
    level
        Two-sided confidence level.
    method
        How the limits were made.
    status
        One `Status` value per segment.
    """

    estimate: FloatArray
    low: FloatArray
    high: FloatArray
    level: float
    method: IntervalMethod
    status: StatusArray


def status_where(condition: NDArray[np.bool_], then: Status, otherwise: StatusArray | Status) -> StatusArray:
    """Return one status per segment: `then` where `condition` holds, else `otherwise`."""
    fallback = otherwise.value if isinstance(otherwise, Status) else otherwise
    return np.where(condition, np.asarray(then.value), np.asarray(fallback))


def blank_where(condition: NDArray[np.bool_], values: FloatArray) -> FloatArray:
    """Return `values` with NaN where `condition` holds, that is where the status says `undefined`."""
    return np.where(condition, np.nan, values)
