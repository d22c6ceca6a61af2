"""Synthetic control: compare a treated market with the weighted mix of others that moved like it, for policy teams."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from integrity_metrics.statistics.causal.inputs import MIN_BEFORE, ROUNDING, as_panel, as_treated, check_change
from integrity_metrics.statistics.causal.predictor_weights import nested_weights
from integrity_metrics.statistics.causal.result import (
    CausalEffect,
    EffectPath,
    Method,
    UnitPlacebos,
    detectable,
    undefined,
)
from integrity_metrics.statistics.causal.simplex import simplex_weights
from integrity_metrics.statistics.causal.synthetic_inference import block_t_test, placebo_interval, placebo_rank
from integrity_metrics.statistics.checks import FloatArray, as_floats, check_level
from integrity_metrics.statistics.status import Reason, ReasonCode, Status

MIN_DONORS = 2
POOR_FIT = 5.0
"""A squared error before the change above this many times the placebos' median is a poor fit (Abadie et al. 2010)."""


def synthetic_control(
    outcome: ArrayLike,
    treated: ArrayLike,
    change: int,
    *,
    predictors: ArrayLike | None = None,
    level: float = 0.95,
) -> CausalEffect:
    """Estimate the effect on the treated unit (or the mean of several) against a weighted mix of the untreated.

    Weights are at least 0 and add up to 1. Without predictors they fit the whole history before the change; with
    predictors, the predictors, whose importances are chosen so that the history is fitted best (Abadie, Diamond and
    Hainmueller 2010). With 19 donors or more (at 95%) interval and p value come from giving each donor the treated
    unit's place; with fewer, from a t test over blocks of history (Chernozhukov, Wüthrich and Zhu 2024).

    Parameters
    ----------
    outcome : shape (units, periods)
    treated : shape (units,)
        True where the change applied; every other unit is a donor.
    change
        Position of the first period after the change.
    predictors : shape (units, predictors)
        What the mix should resemble the treated unit in; columns are standardised.
    level
        Confidence level.

    Returns
    -------
    CausalEffect
        With `weights` in the order of the donors and `unit_placebos`: the ratio of the root mean squared error after to
        that before. Status `undefined` with fewer than 12 periods before or 2 donors, or an exact fit.

    Examples
    --------
    >>> wave = np.sin(np.arange(40.0) / 3)
    >>> donors = [wave, -wave, np.cos(np.arange(40.0)), np.cos(np.arange(40.0) ** 2)]
    >>> own = 0.5 * wave + 0.01 * np.sin(7.3 * np.arange(40.0) ** 2) + 2.0 * (np.arange(40) >= 30)
    >>> result = synthetic_control([own, *donors], [True, False, False, False, False], 30)
    >>> round(result.effect, 1), [round(weight, 2) for weight in result.weights]
    (2.0, [0.75, 0.25, 0.0, 0.0])
    """
    check_level(level)
    panel = as_panel(outcome)
    change = check_change(change, panel.shape[1])
    mask = as_treated(treated, len(panel))
    own, donors = panel[mask].mean(axis=0), panel[~mask]
    matrix = None if predictors is None else _as_predictors(predictors, len(panel))
    if change < MIN_BEFORE:
        return _refusal(Reason(ReasonCode.NO_PRE_PERIOD, needed=MIN_BEFORE - change), panel, mask, change, level)
    if len(donors) < MIN_DONORS:
        return _refusal(Reason(ReasonCode.FEW_UNITS, needed=MIN_DONORS - len(donors)), panel, mask, change, level)
    own_predictors = None if matrix is None else matrix[mask].mean(axis=0)
    donor_predictors = None if matrix is None else matrix[~mask]
    weights = donor_weights(own, donors, change, own_predictors, donor_predictors)
    gap = own - weights @ donors
    placebo_gaps = leave_one_out_gaps(donors, change, donor_predictors)
    interval = placebo_interval(gap, placebo_gaps, change, level) or block_t_test(own, donors, change, level)
    if interval.high - interval.low <= ROUNDING * np.abs(own).max():
        return _refusal(Reason(ReasonCode.NO_VARIATION, where="the gap before the change"), panel, mask, change, level)
    effect = gap[change:]
    before, placebos_before = np.mean(gap[:change] ** 2), np.mean(placebo_gaps[:, :change] ** 2, axis=1)
    poor = before > POOR_FIT * float(np.median(placebos_before))
    return CausalEffect(
        method=Method.SYNTHETIC_CONTROL,
        effect=interval.estimate,
        low=interval.low,
        high=interval.high,
        level=level,
        p_value=interval.p_value,
        minimum_detectable_effect=detectable(interval.low, interval.high, level, interval.degrees),
        n_before=change,
        n_after=panel.shape[1] - change,
        n_treated=int(mask.sum()),
        n_controls=len(donors),
        status=Status.OK,
        reasons=(Reason(ReasonCode.POOR_PRE_FIT),) if poor else (),
        path=EffectPath(
            counterfactual=weights @ donors,
            effect=effect,
            low=None,
            high=None,
            cumulative=np.cumsum(effect),
            cumulative_low=None,
            cumulative_high=None,
        ),
        weights=tuple(weights.tolist()),
        unit_placebos=_ratio_placebos(gap, placebo_gaps, change),
    )


def _refusal(reason: Reason, panel: FloatArray, mask: NDArray[np.bool_], change: int, level: float) -> CausalEffect:
    """No number, for the reason given."""
    return undefined(
        Method.SYNTHETIC_CONTROL,
        reason,
        level=level,
        n_before=change,
        n_after=panel.shape[1] - change,
        n_treated=int(mask.sum()),
        n_controls=int((~mask).sum()),
    )


def donor_weights(
    own: FloatArray,
    donors: FloatArray,
    change: int,
    own_predictors: FloatArray | None = None,
    donor_predictors: FloatArray | None = None,
) -> FloatArray:
    """Weights of the donors, from the history or from predictors.

    Parameters
    ----------
    own : shape (periods,)
    donors : shape (donors, periods)
    own_predictors : shape (predictors,)
    donor_predictors : shape (donors, predictors)
    """
    before, own_before = donors[:, :change].T, own[:change]
    if own_predictors is None or donor_predictors is None:
        return simplex_weights(before, own_before)
    return nested_weights(donor_predictors.T, own_predictors, before, own_before)[0]


def leave_one_out_gaps(donors: FloatArray, change: int, predictors: FloatArray | None = None) -> FloatArray:
    """Gap of every donor to the synthetic control made of the other donors, shape (donors, periods)."""
    gaps = np.empty_like(donors)
    for place in range(len(donors)):
        others = np.delete(np.arange(len(donors)), place)
        own = None if predictors is None else predictors[place]
        rest = None if predictors is None else predictors[others]
        weights = donor_weights(donors[place], donors[others], change, own, rest)
        gaps[place] = donors[place] - weights @ donors[others]
    return gaps


def _ratio_placebos(gap: FloatArray, placebo_gaps: FloatArray, change: int) -> UnitPlacebos:
    """Root mean squared error after / before, for the treated unit and every donor in its place."""
    gaps = np.vstack([gap, placebo_gaps])
    after = np.sqrt(np.mean(gaps[:, change:] ** 2, axis=1))
    before = np.sqrt(np.mean(gaps[:, :change] ** 2, axis=1))
    # A perfect fit before the change would divide by zero; compare on the scale of rounding instead.
    ratios = after / np.maximum(before, 1e-12 * (np.abs(gaps).max() + np.finfo(float).tiny))
    return UnitPlacebos(
        effects=tuple(placebo_gaps[:, change:].mean(axis=1).tolist()),
        statistics=tuple(ratios[1:].tolist()),
        statistic=float(ratios[0]),
        p_value=placebo_rank(float(ratios[0]), ratios[1:]),
    )


def _as_predictors(predictors: ArrayLike, units: int) -> FloatArray:
    """Check predictors: finite, one row a unit."""
    matrix = as_floats("predictors", predictors)
    if matrix.ndim != 2 or len(matrix) != units:
        raise ValueError(f"predictors has shape {matrix.shape} but there are {units} units; one row a unit")
    return matrix
