"""The common answer of every causal method: how much a dated change moved an outcome, for policy teams."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy import stats

from integrity_metrics.statistics.checks import FloatArray
from integrity_metrics.statistics.status import Reason, ReasonCode, Status

POWER = 0.8
"""Chance of detection that the minimum detectable effect stands for."""

DISQUALIFYING = frozenset({ReasonCode.PRE_TREND, ReasonCode.PLACEBO_REJECTS, ReasonCode.POOR_PRE_FIT})
"""Reasons under which a method is shown but does not vote in a comparison."""


class Method(StrEnum):
    """How the counterfactual is built; titles for people are derived from these codes."""

    INTERRUPTED_NEWEY_WEST = "interrupted_newey_west"
    INTERRUPTED_ARMA = "interrupted_arma"
    DIFFERENCE_IN_DIFFERENCES = "difference_in_differences"
    SYNTHETIC_CONTROL = "synthetic_control"
    STRUCTURAL_FORECAST = "structural_forecast"


@dataclass(frozen=True, slots=True)
class PreTrend:
    """Drift that was there before the change: slope per period, its interval and p value.

    Parameters
    ----------
    slope, low, high
        Drift per period before the change, in units of the outcome.
    p_value
        Two-sided test of no drift.
    is_flagged
        Whether the p value is below 1 - level. A pass is weak evidence: read `low` and `high` (Roth 2022).
    """

    slope: float
    low: float
    high: float
    p_value: float
    is_flagged: bool


@dataclass(frozen=True, slots=True)
class TimePlacebos:
    """The same method at dates where nothing happened: positions, effects and p values, one per date."""

    changes: tuple[int, ...]
    effects: tuple[float, ...]
    p_values: tuple[float, ...]
    level: float

    @property
    def false_alarms(self) -> int:
        """How many of the dates a 1 - level test calls an effect."""
        return sum(p < 1 - self.level for p in self.p_values)

    @property
    def false_alarm_share(self) -> float:
        """False alarms / dates."""
        return self.false_alarms / len(self.changes)

    @property
    def is_rejected(self) -> bool:
        """Whether that many false alarms would be rare (< 1%) if the test held its level.

        Neighbouring placebo dates share data, so only every other date is taken to count as independent.
        """
        if not self.changes:
            return False
        dates = max(1, len(self.changes) // 2)
        return bool(stats.binom.sf(np.ceil(self.false_alarms / 2) - 1, dates, 1 - self.level) < 0.01)


@dataclass(frozen=True, slots=True)
class UnitPlacebos:
    """The same method with each untreated unit in the treated unit's place.

    Parameters
    ----------
    effects, statistics
        One effect and one test statistic per placebo assignment.
    statistic
        The treated unit's own statistic.
    p_value
        (1 + placebos at least as extreme) / (1 + placebos).
    """

    effects: tuple[float, ...]
    statistics: tuple[float, ...]
    statistic: float
    p_value: float


@dataclass(frozen=True, slots=True, eq=False)
class EffectPath:
    """Period by period, for charts: what would have been, and the effect with its limits.

    Parameters
    ----------
    counterfactual : shape (periods,)
        Outcome without the change; before the change, the fit.
    effect, low, high : shape (periods after,)
        Pointwise effect; limits are None where the method gives none for single periods.
    cumulative, cumulative_low, cumulative_high : shape (periods after,)
        Running sum of the effect.
    """

    counterfactual: FloatArray
    effect: FloatArray
    low: FloatArray | None
    high: FloatArray | None
    cumulative: FloatArray
    cumulative_low: FloatArray | None
    cumulative_high: FloatArray | None


@dataclass(frozen=True, slots=True)
class CausalEffect:
    """Average effect per period after the change, by one method.

    Parameters
    ----------
    method
        Which method.
    effect, low, high
        Average of (outcome - counterfactual) over the periods after the change, with its interval; None when
        the status is `undefined`.
    level
        Confidence level.
    p_value
        Two-sided p value of no effect.
    minimum_detectable_effect
        Smallest true effect found with 80% power at this level.
    n_before, n_after, n_treated, n_controls
        Periods before and after, treated units and untreated units used.
    status, reasons
        What the number is worth.
    path
        Period by period, for charts.
    level_change, slope_change
        Interrupted time series only: jump at the change and change of slope per period.
    weights
        Synthetic control only: weight of each control, in the order given.
    pre_trend, time_placebos, unit_placebos
        The checks, where made.
    """

    method: Method
    effect: float | None
    low: float | None
    high: float | None
    level: float
    p_value: float | None
    minimum_detectable_effect: float | None
    n_before: int
    n_after: int
    n_treated: int
    n_controls: int
    status: Status
    reasons: tuple[Reason, ...] = ()
    path: EffectPath | None = None
    level_change: float | None = None
    slope_change: float | None = None
    weights: tuple[float, ...] = ()
    pre_trend: PreTrend | None = None
    time_placebos: TimePlacebos | None = None
    unit_placebos: UnitPlacebos | None = None

    @property
    def is_usable(self) -> bool:
        """Whether there is an interval at all."""
        return self.effect is not None

    @property
    def is_detected(self) -> bool:
        """Whether zero is rejected at the level."""
        return self.p_value is not None and self.p_value < 1 - self.level

    @property
    def may_vote(self) -> bool:
        """Whether the method's own checks let it count in a comparison."""
        return self.is_usable and not any(reason.code in DISQUALIFYING for reason in self.reasons)

    @property
    def relative_effect(self) -> float | None:
        """Effect as a share of the mean counterfactual after the change; None when that is zero or unknown."""
        if self.effect is None or self.path is None:
            return None
        expected = float(self.path.counterfactual[-self.n_after :].mean())
        return self.effect / expected if expected != 0 else None


def undefined(
    method: Method,
    reason: Reason,
    *,
    level: float,
    n_before: int,
    n_after: int,
    n_treated: int = 1,
    n_controls: int = 0,
) -> CausalEffect:
    """Return the documented refusal: no number, one reason.

    Examples
    --------
    >>> from integrity_metrics.statistics.status import ReasonCode
    >>> reason = Reason(ReasonCode.NO_PRE_PERIOD, needed=12)
    >>> undefined(Method.INTERRUPTED_ARMA, reason, level=0.95, n_before=0, n_after=9).effect is None
    True
    """
    return CausalEffect(
        method=method,
        effect=None,
        low=None,
        high=None,
        level=level,
        p_value=None,
        minimum_detectable_effect=None,
        n_before=n_before,
        n_after=n_after,
        n_treated=n_treated,
        n_controls=n_controls,
        status=Status.UNDEFINED,
        reasons=(reason,),
    )


def detectable(low: float, high: float, level: float, degrees: float) -> float:
    """Minimum effect found with 80% power, from the half-width of an interval of `level`.

    half-width / t(1 - alpha/2) is the standard error; the detectable effect is
    (t(1 - alpha/2) + t(power)) standard errors (Bloom 1995).

    Examples
    --------
    >>> round(detectable(-1.96, 1.96, 0.95, 1e9), 2)
    2.8
    """
    quantile = stats.t.ppf((1 + level) / 2, degrees)
    return float((high - low) / 2 * (1 + stats.t.ppf(POWER, degrees) / quantile))
