"""Delay distribution when only cases already acted on are seen (right truncation), by the reverse-time hazard.

Counting the delays of what has been actioned so far makes actions look fast, because slow ones of recent days are not
there yet. Reading time backwards turns the missing ones into late entries, which a product-limit estimate handles.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from integrity_metrics.statistics.checks import FloatArray, as_non_negative, check_same_length, refuse
from integrity_metrics.statistics.groups import IntArray, as_codes


@dataclass(frozen=True, slots=True, eq=False)
class ReverseTimeDelay:
    """Distribution of delays up to the horizon; anything slower than the horizon cannot be seen by any method.

    Attributes
    ----------
    delay
        0, 1 ... horizon, shape (horizon + 1,).
    cumulative_share, standard_error
        Share of delays at most that long, among those up to the horizon, with Greenwood's standard error in reversed
        time, shape (groups, horizon + 1). NaN for a group without cases.
    cases
        Cases seen, shape (groups,).
    """

    delay: IntArray
    cumulative_share: FloatArray
    standard_error: FloatArray
    cases: FloatArray

    def completeness(self, age: ArrayLike) -> FloatArray:
        """Share already acted on of the cases that occurred `age` days before the cut-off, shape (groups, ages)."""
        days = as_non_negative("age", age)
        position = np.minimum(np.floor(days), len(self.delay) - 1).astype(np.intp)
        return self.cumulative_share[:, position]


def reverse_time_delay(
    occurred: ArrayLike,
    delay: ArrayLike,
    horizon: int,
    *,
    weights: ArrayLike | None = None,
    groups: ArrayLike | None = None,
) -> ReverseTimeDelay:
    """Estimate the distribution of delays from cases seen by the cut-off, for one or many groups at once.

    ``F(q | D <= H) = product over d > q of (1 - n_d / Y_d)``, with n_d the cases of delay d and ``Y_d`` those of delay
    at most d whose window ``H - occurred`` is at least d. Completeness of day t is F(H - t).

    Parameters
    ----------
    occurred
        Day index of each case, shape (cases,).
    delay
        Whole days from occurrence to action; at most ``horizon - occurred``.
    horizon
        Day index of the data cut-off.
    weights
        For example impressions, for an impression-weighted distribution (its standard error then treats weights as
        repeated cases and is too small).
    groups
        Group code 0, 1, 2 ... of each case; None for one group.

    References
    ----------
    Lagakos, Barraj and De Gruttola (1988), Biometrika 75:515; Kalbfleisch and Lawless (1989), JASA 84:360.

    Examples
    --------
    >>> result = reverse_time_delay([0, 0, 1, 1, 2], [0, 2, 0, 1, 0], horizon=2)
    >>> result.cumulative_share.round(4).tolist()
    [[0.3333, 0.5, 1.0]]
    """
    day, lag = as_non_negative("occurred", occurred), as_non_negative("delay", delay)
    weight = np.ones_like(day) if weights is None else as_non_negative("weights", weights)
    check_same_length(occurred=day, delay=lag, weights=weight)
    if horizon < 0 or horizon != int(horizon):
        raise ValueError(f"horizon is {horizon}; it must be a whole day index, 0 or later")
    refuse("occurred", day, day != np.floor(day), "days are whole numbers")
    refuse("delay", lag, lag != np.floor(lag), "delays are whole days")
    refuse(
        "delay", lag, lag > horizon - day, "a case acted on after the cut-off cannot have been seen; check the horizon"
    )
    code = as_codes("groups", groups, len(day))
    count, width = int(code.max(initial=0)) + 1, int(horizon) + 1

    def tally(days: FloatArray) -> FloatArray:
        cells = code * width + days.astype(np.intp)
        return np.bincount(cells, weight, minlength=count * width).astype(np.float64).reshape(count, width)

    leaving, closing = tally(lag), tally(horizon - day)
    # A window shorter than d holds only delays shorter than d, so the risk set is a difference of two running counts.
    at_risk = np.cumsum(leaving, axis=1) - (np.cumsum(closing, axis=1) - closing)
    hazard = np.divide(leaving, at_risk, out=np.zeros_like(leaving), where=leaving > 0)
    steps = np.divide(
        leaving, at_risk * (at_risk - leaving), out=np.zeros_like(leaving), where=(leaving > 0) & (at_risk > leaving)
    )
    share, spread = _after(np.multiply, 1 - hazard, 1.0), _after(np.add, steps, 0.0)
    cases = np.bincount(code, minlength=count).astype(np.float64)
    share = np.where(cases[:, None] > 0, share, np.nan)
    return ReverseTimeDelay(
        delay=np.arange(width, dtype=np.intp),
        cumulative_share=share,
        standard_error=share * np.sqrt(spread),
        cases=cases,
    )


def _after(operation: np.ufunc, values: FloatArray, neutral: float) -> FloatArray:
    """Accumulate the columns strictly after each column."""
    accumulated: FloatArray = operation.accumulate(values[:, ::-1], axis=1)[:, ::-1]
    return np.concatenate([accumulated[:, 1:], np.full((len(values), 1), neutral)], axis=1)
