"""How much each predictor counts when a synthetic control is matched on predictors rather than on the whole history."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import optimize

from integrity_metrics.statistics.causal.simplex import simplex_weights
from integrity_metrics.statistics.checks import FloatArray

RESTARTS = 3


def nested_weights(
    predictors: FloatArray, target: FloatArray, before: FloatArray, target_before: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Choose predictor importances so that the unit weights they give fit the history best.

    Outer problem: importances v >= 0 minimising mean (target_before - before @ w(v))^2; inner problem:
    w(v) = simplex weights of sqrt(v) * predictors. Nelder-Mead from equal importances and from the regression of
    the outcome on the predictors, on log importances (Abadie, Diamond and Hainmueller 2010).

    Parameters
    ----------
    predictors : shape (predictors, donors)
    target : shape (predictors,)
    before : shape (periods before, donors)
    target_before : shape (periods before,)

    Returns
    -------
    weights : shape (donors,)
    importances : shape (predictors,)
        Adding up to one.
    """
    everything = np.column_stack([predictors, target])
    spread = everything.std(axis=1)
    spread[spread == 0] = 1.0
    donors, own = predictors / spread[:, None], target / spread

    def weights_of(log_importances: FloatArray) -> FloatArray:
        root = np.exp((log_importances - log_importances.max()) / 2)
        return simplex_weights(donors * root[:, None], own * root)

    def misfit(log_importances: FloatArray) -> float:
        return float(np.mean((target_before - before @ weights_of(log_importances)) ** 2))

    starts = [np.zeros(len(own)), _regression_start(donors, own, before, target_before)]
    best = min((_refine(misfit, start) for start in starts), key=misfit)
    importances = np.exp(best - best.max())
    return weights_of(best), importances / importances.sum()


def _refine(misfit: Callable[[FloatArray], float], start: FloatArray) -> FloatArray:
    """Nelder-Mead, restarted from its own answer until it stops gaining: one run often stalls on this surface."""
    options = {"maxiter": 250, "xatol": 1e-2, "fatol": 1e-4, "adaptive": True}
    point, value = start, misfit(start)
    for _ in range(RESTARTS):
        result = optimize.minimize(misfit, point, method="Nelder-Mead", options=options)  # type: ignore[call-overload]
        gain, point, value = value - float(result.fun), np.asarray(result.x, dtype=np.float64), float(result.fun)
        if gain <= 1e-3 * value:
            break
    return point


def _regression_start(donors: FloatArray, own: FloatArray, before: FloatArray, target_before: FloatArray) -> FloatArray:
    """Log of the summed squared coefficients of outcomes regressed on predictors, over periods."""
    units = np.column_stack([donors, own])
    design = np.column_stack([np.ones(units.shape[1]), units.T])
    outcomes = np.column_stack([before, target_before]).T
    coefficients = np.linalg.lstsq(design, outcomes, rcond=None)[0][1:]
    strength = (coefficients**2).sum(axis=1)
    start: FloatArray = np.log(np.maximum(strength / strength.max(), 1e-6))
    return start
