"""Prediction-powered inference: a mean from few human labels and many machine scores (PPI, PPI++, stratified).

The machine scores never replace the labels: they only take out the part of the variance they predict, so a useless
model leaves the classical estimate. Coverage is .87 to .93 below 30 human positives; gate on that (see the docs).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from integrity_metrics.statistics.checks import (
    FloatArray,
    as_floats,
    as_non_negative,
    check_level,
    check_same_length,
    refuse,
)
from integrity_metrics.statistics.groups import as_codes

SHARES_TOLERANCE = 0.01  # shares rounded for display still add up to 1 within this


@dataclass(frozen=True, slots=True, eq=False)
class PredictionPowered:
    """Prediction-powered means, one per group.

    Attributes
    ----------
    value, standard_error, low, high
        Estimate and normal limits, shape (groups,). Limits may leave [0, 1]; clamp them at the edge.
    tuning
        The weight lambda given to the scores: 0 is the classical estimate, 1 is plain PPI.
    labelled, unlabelled, positives
        Rows with a label, rows without, and labelled rows above zero.
    """

    value: FloatArray
    standard_error: FloatArray
    low: FloatArray
    high: FloatArray
    level: float
    tuning: FloatArray
    labelled: FloatArray
    unlabelled: FloatArray
    positives: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class StratifiedPredictionPowered:
    """A stratified prediction-powered mean with its strata."""

    value: float
    standard_error: float
    low: float
    high: float
    level: float
    strata: PredictionPowered


def prediction_powered_mean(
    labels: ArrayLike,
    scores: ArrayLike,
    unlabelled_scores: ArrayLike,
    *,
    tuning: float | None = None,
    weights: ArrayLike | None = None,
    unlabelled_weights: ArrayLike | None = None,
    groups: ArrayLike | None = None,
    unlabelled_groups: ArrayLike | None = None,
    level: float = 0.95,
) -> PredictionPowered:
    """Estimate means from labelled rows and scores on many more rows, for one or many groups at once.

    ``value = lambda * mean(w_u f_u) + mean(w (y - lambda f))`` with weights scaled to mean 1;
    ``SE^2 = var(lambda w_u f_u) / N + var(w (y - lambda f)) / n`` (divisor n). PPI++ takes
    ``lambda = cov(g, h) / ((1 + n/N) var(h, h_u))`` clipped to [0, 1], with ``g = w (y - e)``, ``h = w (f - e)`` and
    ``e`` the estimate at lambda 1. Scores without variance give lambda 0.

    Parameters
    ----------
    labels, scores
        Human label and machine score of the same rows, shape (n,).
    unlabelled_scores
        Machine score of rows without a label, shape (N,).
    tuning
        None for PPI++ (chosen from the data), 1 for plain PPI, 0 for the classical mean.
    weights, unlabelled_weights
        Inverse sampling probabilities, or None for equal.
    groups, unlabelled_groups
        Group code 0, 1, 2 ... of each row, or None for one group; give both or neither.

    References
    ----------
    Angelopoulos, Bates, Fannjiang, Jordan and Zrnic (2023), Science 382:669; Angelopoulos, Duchi and Zrnic (2023),
    PPI++, arXiv 2311.01453.

    Examples
    --------
    >>> result = prediction_powered_mean([1, 0, 0, 1], [0.9, 0.2, 0.1, 0.8], [0.1, 0.9, 0.2, 0.1, 0.2, 0.1])
    >>> f"{result.value[0]:.4f} {result.tuning[0]:.4f}"
    '0.3038 0.8407'
    """
    y, f = as_floats("labels", labels), as_floats("scores", scores)
    f_rest = as_floats("unlabelled_scores", unlabelled_scores)
    w = np.ones_like(y) if weights is None else as_non_negative("weights", weights)
    w_rest = (
        np.ones_like(f_rest)
        if unlabelled_weights is None
        else as_non_negative("unlabelled_weights", unlabelled_weights)
    )
    check_same_length(labels=y, scores=f, weights=w)
    check_same_length(unlabelled_scores=f_rest, unlabelled_weights=w_rest)
    if (groups is None) != (unlabelled_groups is None):
        raise ValueError("groups and unlabelled_groups must be given together, or neither")
    code = as_codes("groups", groups, len(y))
    code_rest = as_codes("unlabelled_groups", unlabelled_groups, len(f_rest))
    if tuning is not None and not 0 <= tuning <= 1:
        raise ValueError(f"tuning is {tuning}; it must lie in [0, 1], or be None to choose it from the data")
    count = int(max(code.max(initial=0), code_rest.max(initial=0))) + 1

    n, n_rest = _totals(code, count), _totals(code_rest, count)
    refuse("labels per group", n, n == 0, "every group needs at least one labelled row")
    refuse("unlabelled_scores per group", n_rest, n_rest == 0, "every group needs at least one unlabelled row")
    w = _to_mean_one("weights", w, code, n)
    w_rest = _to_mean_one("unlabelled_weights", w_rest, code_rest, n_rest)

    full = _totals(code_rest, count, w_rest * f_rest) / n_rest + _totals(code, count, w * (y - f)) / n
    if tuning is None:
        gradient, predicted = w * (y - full[code]), w * (f - full[code])
        predicted_rest = w_rest * (f_rest - full[code_rest])
        chosen = _choose_tuning(gradient, predicted, predicted_rest, code, code_rest, n, n_rest)
    else:
        chosen = np.full(count, float(tuning))

    imputed = chosen[code_rest] * w_rest * f_rest
    rectifier = w * (y - chosen[code] * f)
    value = _totals(code_rest, count, imputed) / n_rest + _totals(code, count, rectifier) / n
    variance = _variance(imputed, code_rest, n_rest) / n_rest + _variance(rectifier, code, n) / n
    standard_error = np.sqrt(variance)
    z = float(ndtri((1 + check_level(level)) / 2))
    return PredictionPowered(
        value=value,
        standard_error=standard_error,
        low=value - z * standard_error,
        high=value + z * standard_error,
        level=level,
        tuning=chosen,
        labelled=n,
        unlabelled=n_rest,
        positives=_totals(code, count, (y > 0).astype(np.float64)),
    )


def stratified_prediction_powered_mean(strata: PredictionPowered, shares: ArrayLike) -> StratifiedPredictionPowered:
    """Combine prediction-powered means of strata by their population shares: ``sum W_h theta_h``, ``sum W_h^2 SE_h^2``.

    Parameters
    ----------
    strata
        One group per stratum, as `prediction_powered_mean` gives it.
    shares
        Population share of each stratum; they add up to 1.

    References
    ----------
    Fisch and others (2024), Stratified prediction-powered inference, arXiv 2406.04291.

    Examples
    --------
    >>> strata = prediction_powered_mean([0, 1, 0, 1], [0, 1, 1, 1], [0, 0, 1, 0], tuning=0,
    ...                                  groups=[0, 0, 1, 1], unlabelled_groups=[0, 0, 1, 1])
    >>> stratified_prediction_powered_mean(strata, [0.9, 0.1]).value
    0.5
    """
    share = as_non_negative("shares", shares)
    if share.shape != strata.value.shape:
        raise ValueError(f"shares has {share.size} values but there are {strata.value.size} strata; give one a stratum")
    if abs(share.sum() - 1) > SHARES_TOLERANCE:
        raise ValueError(f"shares add up to {share.sum():g}; they must add up to 1")
    value = float(share @ strata.value)
    standard_error = float(np.sqrt(share**2 @ strata.standard_error**2))
    z = float(ndtri((1 + strata.level) / 2))
    return StratifiedPredictionPowered(
        value=value,
        standard_error=standard_error,
        low=value - z * standard_error,
        high=value + z * standard_error,
        level=strata.level,
        strata=strata,
    )


def _totals(code: NDArray[np.intp], count: int, values: FloatArray | None = None) -> FloatArray:
    """Sum `values` (or count rows) by group."""
    return np.bincount(code, values, minlength=count).astype(np.float64)


def _variance(values: FloatArray, code: NDArray[np.intp], n: FloatArray) -> FloatArray:
    """Variance by group with divisor n, in two passes so that large means do not cancel."""
    centred = values - (_totals(code, len(n), values) / n)[code]
    return _totals(code, len(n), centred**2) / n


def _to_mean_one(name: str, weights: FloatArray, code: NDArray[np.intp], n: FloatArray) -> FloatArray:
    """Scale weights to mean 1 within each group."""
    total = _totals(code, len(n), weights)
    refuse(f"total of {name} per group", total, total <= 0, "every group needs a positive weight")
    return weights * (n / total)[code]


def _choose_tuning(
    gradient: FloatArray,
    predicted: FloatArray,
    predicted_rest: FloatArray,
    code: NDArray[np.intp],
    code_rest: NDArray[np.intp],
    n: FloatArray,
    n_rest: FloatArray,
) -> FloatArray:
    """PPI++ weight of the scores by group, clipped to [0, 1]; 0 where the scores do not vary."""
    count = len(n)
    centred = gradient - (_totals(code, count, gradient) / n)[code]
    covariance = _totals(code, count, centred * predicted) / n
    everyone, everyone_code = np.concatenate([predicted, predicted_rest]), np.concatenate([code, code_rest])
    total = n + n_rest
    spread = _variance(everyone, everyone_code, total) * total / (total - 1)
    tuning = np.zeros(count)
    # Rounding leaves a variance of about 1e-33 on constant scores; dividing by it would invent a lambda.
    scale = _totals(everyone_code, count, everyone**2) / total
    np.divide(covariance, (1 + n / n_rest) * spread, out=tuning, where=spread > 1e-24 * np.maximum(scale, 1e-300))
    return np.clip(tuning, 0, 1)
