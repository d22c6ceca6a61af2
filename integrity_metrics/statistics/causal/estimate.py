"""The front door: judge one dated change by one method, with its checks, for the policies page and notebooks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from integrity_metrics.statistics.causal.difference_in_differences import difference_in_differences
from integrity_metrics.statistics.causal.drift import drift, turn
from integrity_metrics.statistics.causal.inputs import MIN_BEFORE, drop_constant_before
from integrity_metrics.statistics.causal.interrupted_arma import interrupted_arma
from integrity_metrics.statistics.causal.interrupted_newey_west import interrupted_newey_west
from integrity_metrics.statistics.causal.result import CausalEffect, Method, PreTrend, undefined
from integrity_metrics.statistics.causal.structural_forecast import level_drift, structural_forecast
from integrity_metrics.statistics.causal.study import ChangeStudy
from integrity_metrics.statistics.causal.synthetic_control import synthetic_control
from integrity_metrics.statistics.causal.time_placebos import placebo_changes, time_placebos
from integrity_metrics.statistics.checks import FloatArray, check_level
from integrity_metrics.statistics.status import Reason, ReasonCode, Status

PLACEBO_DATES = 12
MAX_CONTROL_COLUMNS = 3
PERIODS_PER_CONTROL = 20


def choose_method(study: ChangeStudy) -> Method:
    """Pick the method whose assumptions ask least of this data.

    Three or more treated units and as many controls: difference-in-differences. Some controls: forecast with controls.
    None: interrupted time series with ARMA errors.
    """
    n_treated, n_controls = int(study.treated.sum()), len(study.controls)
    if min(n_treated, n_controls) >= 3:
        return Method.DIFFERENCE_IN_DIFFERENCES
    return Method.STRUCTURAL_FORECAST if n_controls else Method.INTERRUPTED_ARMA


def estimate_effect(
    study: ChangeStudy, method: Method | None = None, *, level: float = 0.95, placebo_dates: int = PLACEBO_DATES
) -> CausalEffect:
    """Estimate the average effect per period after the change, with placebo dates and a pre-trend check.

    Parameters
    ----------
    study
        From `change_study`.
    method
        By default `choose_method`.
    level
        Confidence level.
    placebo_dates
        How many dates before the change the method is tried at; 0 for none.

    Returns
    -------
    CausalEffect
        Status `undefined` where the method cannot be used here (a method that compares, without controls).

    Examples
    --------
    >>> days = np.arange("2026-01-01", "2026-04-01", dtype="datetime64[D]")
    >>> noise = np.sin(7.3 * np.arange(90.0) ** 2)
    >>> from integrity_metrics.statistics.causal.study import change_study
    >>> study = change_study([noise + 4.0 * (np.arange(90) >= 60)], days=days, change=days[60], treated=["DE"],
    ...                      units=["DE"])
    >>> result = estimate_effect(study)
    >>> result.method.value, result.is_detected, result.time_placebos.false_alarm_share
    ('interrupted_arma', True, 0.0)
    """
    check_level(level)
    chosen = choose_method(study) if method is None else method
    result = run_method(study, chosen, level)
    if not result.is_usable:
        return result
    pre_trend = result.pre_trend if result.pre_trend is not None else _pre_trend(study, chosen, result, level)
    reasons = list(result.reasons)
    if pre_trend is not None and pre_trend.is_flagged and all(r.code is not ReasonCode.PRE_TREND for r in reasons):
        reasons.append(Reason(ReasonCode.PRE_TREND))
    placebos = time_placebos(
        lambda moved: run_method(moved, chosen, level), study, placebo_changes(study, placebo_dates), level
    )
    if placebos is not None and placebos.is_rejected:
        reasons.append(Reason(ReasonCode.PLACEBO_REJECTS))
    status = Status.INTERVAL_ONLY if reasons else result.status
    return replace(result, pre_trend=pre_trend, time_placebos=placebos, reasons=tuple(reasons), status=status)


def run_method(study: ChangeStudy, method: Method, level: float) -> CausalEffect:
    """Run one method on a study without the time checks."""
    if method in COMPARING and not len(study.controls):
        return undefined(
            method,
            Reason(ReasonCode.FEW_UNITS, needed=2),
            level=level,
            n_before=study.change,
            n_after=study.n_after,
            n_treated=int(study.treated.sum()),
        )
    result = RUNNERS[method](study, level)
    return replace(result, n_treated=int(study.treated.sum()))


def control_columns(study: ChangeStudy) -> FloatArray:
    """Return the controls as regressors: themselves when few, else their first principal components.

    At most 3 columns, and one per 20 periods of history: more would fit noise. Components are those of the centred
    history, applied to all periods.

    Returns
    -------
    shape (periods, columns)
    """
    controls = study.controls
    allowed = min(MAX_CONTROL_COLUMNS, max(1, study.change // PERIODS_PER_CONTROL))
    if len(controls) <= allowed:
        return controls.T
    centred = controls - controls[:, : study.change].mean(axis=1, keepdims=True)
    directions = np.linalg.svd(centred[:, : study.change], full_matrices=False)[0][:, :allowed]
    components: FloatArray = centred.T @ directions
    return components


def _forecast(study: ChangeStudy, level: float) -> CausalEffect:
    if study.change < MIN_BEFORE:
        return structural_forecast(study.treated_mean, study.change, level=level)
    regressors = np.column_stack([control_columns(study), study.calendar])
    result = structural_forecast(study.treated_mean, study.change, regressors=regressors, level=level)
    return replace(result, n_controls=len(study.controls))


def _pre_trend(study: ChangeStudy, method: Method, result: CausalEffect, level: float) -> PreTrend | None:
    """Pre-trend check of the methods that follow one series; difference-in-differences brings its own."""
    change = study.change
    before = study.treated_mean[:change]
    calendar = drop_constant_before(study.calendar, change)[:change]
    if method in (Method.INTERRUPTED_ARMA, Method.INTERRUPTED_NEWEY_WEST):
        return turn(before, calendar, level)
    if method is Method.STRUCTURAL_FORECAST:
        return level_drift(before, np.column_stack([control_columns(study)[:change], calendar]), level)
    if method is Method.SYNTHETIC_CONTROL and result.path is not None:
        return drift(before - result.path.counterfactual[:change], np.empty((change, 0)), level)
    return None


COMPARING = frozenset({Method.DIFFERENCE_IN_DIFFERENCES, Method.SYNTHETIC_CONTROL})
RUNNERS: dict[Method, Callable[[ChangeStudy, float], CausalEffect]] = {
    Method.INTERRUPTED_NEWEY_WEST: lambda study, level: interrupted_newey_west(
        study.treated_mean, study.change, regressors=study.calendar, level=level
    ),
    Method.INTERRUPTED_ARMA: lambda study, level: interrupted_arma(
        study.treated_mean, study.change, regressors=study.calendar, level=level
    ),
    Method.DIFFERENCE_IN_DIFFERENCES: lambda study, level: difference_in_differences(
        study.outcome, study.treated, study.change, level=level
    ),
    Method.SYNTHETIC_CONTROL: lambda study, level: synthetic_control(
        study.outcome, study.treated, study.change, level=level
    ),
    Method.STRUCTURAL_FORECAST: _forecast,
}
