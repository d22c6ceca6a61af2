"""Interrupted time series with ARMA errors: did a series jump or turn at a dated change, nothing to compare with."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from integrity_metrics.statistics.causal.arma_grid import fit_arma
from integrity_metrics.statistics.causal.interrupted_design import (
    AVERAGE,
    SLOPE,
    interrupted_design,
    obstacle,
)
from integrity_metrics.statistics.causal.result import CausalEffect, EffectPath, Method, detectable, undefined
from integrity_metrics.statistics.checks import check_level
from integrity_metrics.statistics.status import Status


def interrupted_arma(
    outcome: ArrayLike, change: int, *, regressors: ArrayLike | None = None, level: float = 0.95
) -> CausalEffect:
    """Estimate the average effect after a change from one series, with ARMA(1,1) errors.

    Generalised least squares of `interrupted_design` by restricted likelihood, integrated over the two ARMA parameters,
    so that not knowing how strongly days hang together widens the interval (Box and Tiao 1975; Harville 1974).

    Parameters
    ----------
    outcome : shape (periods,)
        One value per period, evenly spaced.
    change
        Position of the first period after the change.
    regressors : shape (periods, columns)
        Weekdays, holidays, seasons; see `calendar_terms`.
    level
        Confidence level.

    Returns
    -------
    CausalEffect
        Status `undefined` with fewer than 12 periods (plus one per regressor) before the change, or no noise there.

    Examples
    --------
    >>> noise = np.sin(7.3 * np.arange(60.0) ** 2)
    >>> result = interrupted_arma(noise + 5.0 * (np.arange(60) >= 40), 40)
    >>> result.status.value, round(result.effect, 1)
    ('ok', 4.9)
    """
    check_level(level)
    layout = interrupted_design(outcome, change, regressors)
    if reason := obstacle(layout):
        return undefined(Method.INTERRUPTED_ARMA, reason, level=level, n_before=layout.change, n_after=layout.n_after)
    fit = fit_arma(layout.outcome, layout.design)
    directions = layout.path_directions()
    unit = np.eye(layout.design.shape[1])
    average = fit.contrast(unit[AVERAGE], level)
    points = fit.contrasts(directions, level)
    sums = fit.contrasts(np.cumsum(directions, axis=0), level)
    effect = points.estimates
    counterfactual = layout.design @ (fit.weights @ fit.coefficients)
    counterfactual[layout.change :] -= effect
    path = EffectPath(
        counterfactual=counterfactual,
        effect=effect,
        low=points.low,
        high=points.high,
        cumulative=sums.estimates,
        cumulative_low=sums.low,
        cumulative_high=sums.high,
    )
    return CausalEffect(
        method=Method.INTERRUPTED_ARMA,
        effect=average.estimate,
        low=average.low,
        high=average.high,
        level=level,
        p_value=average.p_value,
        minimum_detectable_effect=detectable(average.low, average.high, level, fit.degrees),
        n_before=layout.change,
        n_after=layout.n_after,
        n_treated=1,
        n_controls=0,
        status=Status.OK,
        path=path,
        level_change=float(effect[0]),
        slope_change=fit.contrast(unit[SLOPE], level).estimate if layout.has_slope else None,
    )
