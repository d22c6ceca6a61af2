"""The regression of an interrupted time series: trend, jump and change of slope, shared by both kinds of error."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from integrity_metrics.statistics.causal.inputs import (
    MIN_BEFORE,
    as_regressors,
    as_series,
    check_change,
    check_full_rank,
    drop_constant_before,
    lacks_noise,
)
from integrity_metrics.statistics.checks import FloatArray
from integrity_metrics.statistics.status import Reason, ReasonCode

AVERAGE, SLOPE = 2, 3
"""Columns of the design: the average effect after the change, and the change of slope."""


@dataclass(frozen=True, slots=True, eq=False)
class InterruptedDesign:
    """Design y_t = a + b t + effect * after_t + slope * after_t (t - mean t after) + regressors_t.

    The slope term is centred over the periods after the change, so the coefficient of `after` is the average effect.

    Parameters
    ----------
    outcome : shape (periods,)
    design : shape (periods, columns)
        Columns: 1, time, after, after x (time - its mean after); the last is left out with one period after.
    change
        Position of the first period after the change.
    """

    outcome: FloatArray
    design: FloatArray
    change: int

    @property
    def n_after(self) -> int:
        """Periods after the change."""
        return len(self.outcome) - self.change

    @property
    def has_slope(self) -> bool:
        """Whether a change of slope can be told from a jump."""
        return self.n_after > 1

    def path_directions(self) -> FloatArray:
        """Rows that turn coefficients into the effect at each period after the change, shape (after, columns)."""
        rows = np.zeros((self.n_after, self.design.shape[1]))
        last = SLOPE + 1 if self.has_slope else SLOPE
        rows[:, AVERAGE:last] = self.design[self.change :, AVERAGE:last]
        return rows


def interrupted_design(outcome: ArrayLike, change: int, regressors: ArrayLike | None) -> InterruptedDesign:
    """Check the input and lay out the regression.

    Examples
    --------
    >>> interrupted_design([1, 2, 3, 7, 9], 3, None).design.tolist()[3:]
    [[1.0, 3.0, 1.0, -0.5], [1.0, 4.0, 1.0, 0.5]]
    """
    series = as_series(outcome)
    change = check_change(change, len(series))
    extra = drop_constant_before(as_regressors(regressors, len(series)), change)
    time = np.arange(len(series), dtype=float)
    after = (time >= change).astype(float)
    columns = [np.ones(len(series)), time, after]
    if len(series) - change > 1:
        columns.append(after * (time - time[change:].mean()))
    design = np.column_stack([*columns, extra])
    if change >= MIN_BEFORE:
        check_full_rank(design, extra)
    return InterruptedDesign(series, design, change)


def obstacle(design: InterruptedDesign) -> Reason | None:
    """Why this regression cannot be run: too little history, or no noise before the change; None when it can."""
    missing = _periods_missing(design)
    if missing:
        return Reason(ReasonCode.NO_PRE_PERIOD, needed=missing)
    before = np.delete(design.design[: design.change], [AVERAGE, SLOPE] if design.has_slope else [AVERAGE], axis=1)
    if lacks_noise(design.outcome[: design.change], before):
        return Reason(ReasonCode.NO_VARIATION, where="the periods before the change")
    return None


def _periods_missing(design: InterruptedDesign) -> int:
    """How many more periods before the change the regression needs; 0 when it has enough."""
    regressors: int = design.design.shape[1] - (SLOPE + 1 if design.has_slope else SLOPE)
    return max(0, MIN_BEFORE + regressors - design.change)
