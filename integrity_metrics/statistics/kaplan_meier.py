"""Kaplan–Meier: share still open by age, with cases open at the data cut-off counted for what they are.

Leaving open cases out makes a queue look faster the longer it gets: with a true median of 33 hours, the median of
closed cases alone was 15 hours in simulation.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from integrity_metrics.statistics.aalen_johansen import (
    first_reached,
    incidence_curve,
    limit_quantile,
    log_log_limits,
    read_at,
)
from integrity_metrics.statistics.checks import FloatArray, as_floats, as_probabilities, check_level, refuse
from integrity_metrics.statistics.groups import running
from integrity_metrics.statistics.risk_table import RiskTable, build_risk_table


@dataclass(frozen=True, slots=True, eq=False)
class KaplanMeier:
    """Share still open by age, and ages by which given shares were actioned.

    Attributes
    ----------
    at
        Ages, shape (times,).
    survival, standard_error, low, high
        Share still open, its standard error and log-log limits, shape (groups, times). The standard error is NaN at a
        share of 0, the limits at 0 and 1 (see `time_to_event` for the bound shown there).
    at_risk
        Cases (or weight) open just before each age, shape (groups, times).
    quantile, quantile_low, quantile_high
        Ages by which each share of `quantile_levels` was actioned, shape (groups, levels); NaN is "not reached".
    cases, events
        Cases and actioned cases (weights, where given), shape (groups,).
    """

    at: FloatArray
    survival: FloatArray
    standard_error: FloatArray
    low: FloatArray
    high: FloatArray
    level: float
    at_risk: FloatArray
    quantile_levels: FloatArray
    quantile: FloatArray
    quantile_low: FloatArray
    quantile_high: FloatArray
    cases: FloatArray
    events: FloatArray


def kaplan_meier(
    durations: ArrayLike,
    events: ArrayLike,
    at: ArrayLike,
    *,
    entry: ArrayLike | None = None,
    weights: ArrayLike | None = None,
    groups: ArrayLike | None = None,
    quantiles: ArrayLike = (0.5,),
    level: float = 0.95,
) -> KaplanMeier:
    """Estimate the share still open by age, for one or many groups at once.

    ``S(t) = product over event times u <= t of (1 - d(u)/n(u))``; a case that ends at t is at risk at t. Greenwood's
    standard error ``S sqrt(sum d / (n (n - d)))``; with weights the infinitesimal jackknife, which equals Greenwood
    when they are all 1 and nobody enters late. Limits ``S ** exp(+-z SE / (S log S))``, with weights on Student's
    quantile. The p-quantile is the first age with S <= 1 - p; its limits are where the limits of S cross 1 - p. With
    late entry the few in view early may all leave: S is then 0 for good, whoever enters later (`time_to_event` tells).

    Parameters
    ----------
    durations
        Age at action, or at the data cut-off for open cases, shape (cases,).
    events
        1 actioned, 0 still open.
    at
        Ages at which to read the curve.
    entry
        Age at which a case came into view, for cases opened before the window; None for age 0.
    weights
        For example impressions, for the impression-weighted version; None for one a case.
    groups
        Group code 0, 1, 2 ... of each case; None for one group.
    quantiles
        Shares in (0, 1) whose age is wanted; 0.5 is the median.

    References
    ----------
    Kaplan and Meier (1958), JASA 53:457; Kalbfleisch and Prentice (1980) for the limits; Brookmeyer and Crowley (1982)
    for the quantile's.

    Examples
    --------
    >>> curve = kaplan_meier([2, 3, 3, 5, 8], [1, 1, 0, 1, 0], at=[3, 6])
    >>> curve.survival.round(12).tolist(), curve.quantile.tolist()
    ([[0.6, 0.3]], [[5.0]])
    """
    times = np.atleast_1d(as_floats("at", at))
    refuse("at", times, times < 0, "ages start at 0")
    shares = np.atleast_1d(as_probabilities("quantiles", quantiles, zero_allowed=False))
    refuse("quantiles", shares, shares >= 1, "a quantile must lie in (0, 1)")
    check_level(level)
    is_event = as_floats("events", events)
    refuse("events", is_event, (is_event != 0) & (is_event != 1), "events must be 1 (actioned) or 0 (still open)")

    table = build_risk_table(durations, is_event, entry=entry, weights=weights, groups=groups, n_causes=1)
    if weights is None:
        survival = running(np.multiply, 1 - table.events[:, 0] / table.at_risk, table.position)
        standard_error = survival * np.sqrt(_greenwood_sum(table))
    else:
        curve = incidence_curve(table)
        survival, standard_error = curve.survival, curve.standard_error[:, 0]
    standard_error = np.where(survival > 0, standard_error, np.nan)
    quantile = limit_quantile(table, level, is_weighted=weights is not None)[:, 0]
    curve_low, curve_high = log_log_limits(survival, standard_error, quantile)

    rows = table.rows_at(times)
    return KaplanMeier(
        at=times,
        survival=read_at(survival, rows, 1.0),
        standard_error=read_at(standard_error, rows, 0.0),
        low=read_at(curve_low, rows, np.nan),
        high=read_at(curve_high, rows, np.nan),
        level=level,
        at_risk=table.open_at(times),
        quantile_levels=shares,
        quantile=first_reached(table, 1 - survival[:, None], shares)[:, :, 0],
        quantile_low=first_reached(table, 1 - curve_low[:, None], shares)[:, :, 0],
        quantile_high=first_reached(table, 1 - curve_high[:, None], shares)[:, :, 0],
        cases=table.total(table.weight),
        events=table.total(table.weight * table.cause),
    )


def _greenwood_sum(table: RiskTable) -> FloatArray:
    """Add up d / (n (n - d)); the step that empties the risk set adds nothing, since S is 0 from there on."""
    d, n = table.events[:, 0], table.at_risk
    steps = np.divide(d, n * (n - d), out=np.zeros_like(d), where=~table.empties)
    return running(np.add, steps, table.position)
