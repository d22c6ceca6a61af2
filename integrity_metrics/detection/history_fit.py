"""The fit of the history: level, slope, weekdays, annual wave and holidays of every series at once, and the noise left.

A ridge regression on the link's scale (count or rate, see `observation`) by iteratively reweighted least squares. The
regressors are shared by all series, so that the normal equations of thousands of series are one matrix product. The
trend bends at knots whose bends have a small prior variance; Huber weights keep past events from bending it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from integrity_metrics.detection.observation import link, working
from integrity_metrics.detection.series import BoolMatrix, FloatMatrix

YEAR = 365.0
KNOT_EVERY_DAYS = 42
ROUNDS = 6
# Prior standard deviations on the link's scale; slopes per year. Wide enough to say "unknown" of an ordinary series.
PRIOR_LEVEL, PRIOR_SLOPE, PRIOR_BEND = 10.0, 0.5, 0.35
PRIOR_WEEKDAY, PRIOR_WAVE, PRIOR_HOLIDAY, PRIOR_SHOULDER = 0.3, 0.04, 0.35, 0.15
HUBER = 2.5
REJECTED = 6.0
LEAST_VARIANCE = 2e-5
# Weekdays, holiday and shoulder, level and slope: what the residuals have lost of their freedom.
EFFECTIVE_PARAMETERS = 12


@dataclass(frozen=True, slots=True)
class HistoryFit:
    """What the history says of each series.

    Parameters
    ----------
    mean
        Level and slope per day on the last day, 6 weekday contrasts, cosine and sine of the annual wave, holiday,
        shoulder; shape ``(12, series)``.
    covariance
        Of those, shape ``(12, 12, series)``.
    residual, sampling
        Working residuals and their counting variance, shape ``(series, days)``; residual 0 where missing.
    known
        Which days were observed.
    variance
        Variance of the residuals beyond counting, shape ``(series,)``.
    """

    mean: FloatMatrix
    covariance: FloatMatrix
    residual: FloatMatrix
    sampling: FloatMatrix
    known: BoolMatrix
    variance: FloatMatrix


def fit_history(
    observed: FloatMatrix,
    denominator: FloatMatrix,
    offset: FloatMatrix,
    recurring: FloatMatrix,
    holiday: BoolMatrix,
    shoulder: BoolMatrix,
) -> HistoryFit:
    """Return the fit of series that share one calendar.

    Parameters
    ----------
    observed, denominator
        Shape ``(series, days)``; NaN is missing, or not to be learned from.
    offset
        Known level of each day relative to the last one, on the link's scale: accepted shifts, taken out of the trend.
    recurring
        Weekday contrasts and annual wave, shape ``(days, 8)``.
    holiday, shoulder
        The calendar, shape ``(days,)``.
    """
    known = np.isfinite(observed)
    is_rate = np.asarray(np.isfinite(denominator).any(axis=1))[:, None]
    days = observed.shape[1]
    regressors, prior, to_state = _regressors(recurring, holiday, shoulder)
    squares = (regressors[:, :, None] * regressors[:, None, :]).reshape(days, -1)
    precision = np.diag(prior**-2.0)
    start = _mean_level(observed, denominator, is_rate)
    coefficients = np.zeros((len(observed), len(prior)))
    coefficients[:, 0] = start
    anchor = coefficients.copy()
    variance = np.full(len(observed), 0.005)
    left = np.maximum(known.sum(axis=1) - EFFECTIVE_PARAMETERS, 5)
    count = np.maximum(known.sum(axis=1), 1)
    for turn in range(ROUNDS):
        at = working(coefficients @ regressors.T + offset, observed, denominator, is_rate)
        total = at.sampling + variance[:, None]
        size = np.abs(at.residual) / np.sqrt(total)
        robust = np.where(size > REJECTED, 0.0, HUBER / np.maximum(size, HUBER)) if turn > 1 else 1.0
        weight = np.where(known, robust / total, 0.0)
        information = (weight @ squares).reshape(-1, len(prior), len(prior)) + precision
        score = (weight * np.clip(at.residual, -3, 3)) @ regressors - (coefficients - anchor) @ precision
        coefficients = coefficients + np.clip(np.linalg.solve(information, score[:, :, None])[:, :, 0], -2, 2)
        if turn:
            spread = (np.where(known, np.minimum(size, 3.0), 0.0) ** 2).sum(axis=1) / left
            mean_total = np.where(known, total, 0.0).sum(axis=1) / count
            mean_sampling = np.where(known, at.sampling, 0.0).sum(axis=1) / count
            beyond = np.maximum(spread * mean_total - mean_sampling, LEAST_VARIANCE)
            variance = (beyond + variance) / 2
    covariance = to_state @ np.linalg.inv(information) @ to_state.T
    mean = coefficients @ to_state.T
    return HistoryFit(mean.T, np.moveaxis(covariance, 0, -1), at.residual, at.sampling, known, variance)


def _regressors(
    recurring: FloatMatrix, holiday: BoolMatrix, shoulder: BoolMatrix
) -> tuple[FloatMatrix, FloatMatrix, FloatMatrix]:
    """Return regressors ``(days, p)``, their prior standard deviations, and the map to the state on the last day."""
    days = np.arange(len(recurring), dtype=float)
    last = days[-1]
    knots = np.arange(KNOT_EVERY_DAYS, len(recurring) - KNOT_EVERY_DAYS // 2, KNOT_EVERY_DAYS)
    trend = np.column_stack([days, *(np.maximum(days - knot, 0.0) for knot in knots)]) / YEAR
    regressors = np.column_stack([np.ones(len(days)), trend, recurring, holiday, shoulder])
    slopes = [PRIOR_SLOPE] + [PRIOR_BEND] * len(knots)
    prior = np.array([PRIOR_LEVEL, *slopes, *[PRIOR_WEEKDAY] * 6, *[PRIOR_WAVE] * 2, PRIOR_HOLIDAY, PRIOR_SHOULDER])
    to_state = np.zeros((12, len(prior)))
    to_state[0, 0] = 1.0
    to_state[0, 1 : 1 + len(slopes)] = np.array([last, *(last - knots)]) / YEAR
    to_state[1, 1 : 1 + len(slopes)] = 1.0 / YEAR
    to_state[2:, 1 + len(slopes) :] = np.eye(10)
    return regressors, prior, to_state


def _mean_level(observed: FloatMatrix, denominator: FloatMatrix, is_rate: BoolMatrix) -> FloatMatrix:
    known = np.isfinite(observed)
    events = np.where(known, observed, 0.0).sum(axis=1)
    size = np.where(known & is_rate, denominator, 0.0).sum(axis=1)
    rate = is_rate[:, 0]
    per_day = (events + 0.5) / np.maximum(known.sum(axis=1), 1)
    share = link(events, np.where(rate, size, 1.0), rate)
    return np.where(rate, share, np.log(per_day))
