"""What is believed of each series the evening before a day: a Gaussian state, updated by one Kalman step a day.

State: level, slope, six weekday contrasts, annual wave, holiday effect, shoulder effect, lasting noise. Level and
slope follow an integrated random walk, weekday effects a slow random walk, the lasting noise an autoregression. The
observation equation is linearised on the link's scale (extended Kalman filter of a dynamic generalised linear model:
West and Harrison 1997, chapter 14). Strange days move the state little or not at all; an accepted change moves it at
once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from integrity_metrics.detection.history_fit import HistoryFit
from integrity_metrics.detection.noise import Noise
from integrity_metrics.detection.normal_score import skewness, to_normal
from integrity_metrics.detection.observation import Working, link, working
from integrity_metrics.detection.series import BoolMatrix, FloatMatrix

LEVEL, SLOPE, WEEKDAYS, WAVE, HOLIDAY, SHOULDER, LASTING = 0, 1, slice(2, 8), slice(8, 10), 10, 11, 12
RECURRING = slice(WEEKDAYS.start, WAVE.stop)
SIZE = 13
# Where a row of `calendar_effects.recurring` holds the two.
WEEKDAY_COLUMNS, WAVE_COLUMNS = slice(0, 6), slice(6, 8)
# Variances per day of the random walks, on the link's scale: the slope moves by 0.12 a year within six weeks.
SLOPE_WALK = 5e-5**2
WEEKDAY_WALK = 6e-4**2
# One holiday differs from the next by about this share of the usual holiday effect.
HOLIDAY_SPREAD = 0.3
HUBER = 2.5
REJECTED = 5.0
# The scale of the noise is learned from this many days' worth of prior belief in the noise estimate.
PRIOR_DAYS = 200.0
# About five rejected days in a row: the level is not where it was, however far it went.
MOST_STRAY = 4.0
STRAY_KEPT = 0.9
# The level moves by at most so much a day on its own: 3% is a factor of 9 in ten weeks.
STEEPEST = 0.03
# Uncertainty of the slope per day where the level begins anew.
RESTART_SLOPE = 0.5 / 365


@dataclass(frozen=True, slots=True)
class State:
    """Belief about the series of one block; arrays are updated in place, series last.

    Parameters
    ----------
    mean, covariance
        Shapes ``(13, series)`` and ``(13, 13, series)``.
    white, lasting, persistence
        The noise, shape ``(series,)``; see `noise.Noise`.
    squares, days
        Sum of clipped squared standardised residuals and their number: the learned scale of the noise.
    fitted
        Whether the series has had enough history for a first fit.
    learning
        Whether the next observation sets the level anew, after a restart.
    stray
        Rejected days of late, a sum with weights that fall by a tenth a day.
    """

    mean: FloatMatrix
    covariance: FloatMatrix
    white: FloatMatrix
    lasting: FloatMatrix
    persistence: FloatMatrix
    squares: FloatMatrix
    days: FloatMatrix
    fitted: BoolMatrix
    learning: BoolMatrix
    stray: FloatMatrix


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a day was expected to bring, and what it brought; all of shape ``(series,)`` but `gain`.

    Parameters
    ----------
    at
        Mean, slope, counting variance and residual on the link's scale.
    spread
        Standard deviation of the residual.
    skew
        Skewness of the day's count.
    standardised
        Residual as a normal score, 0 where missing.
    known
        Whether the day was observed.
    gain
        How far the state moves per unit of residual, shape ``(13, series)``; 0 for missing and rejected days.
    weekday, calendar
        The weekday effect foreseen, and the sum of weekday, holiday and shoulder effects.
    covered
        Covariance of the state with the day's predictor, shape ``(13, series)``.
    scale
        Learned scale of the noise variance.
    moved
        By how much the level was set anew today.
    """

    at: Working
    spread: FloatMatrix
    skew: FloatMatrix
    standardised: FloatMatrix
    known: BoolMatrix
    gain: FloatMatrix
    weekday: FloatMatrix
    calendar: FloatMatrix
    covered: FloatMatrix
    scale: FloatMatrix
    moved: FloatMatrix


def new_state(series: int) -> State:
    """Return the state of series about which nothing is known yet."""
    return State(
        mean=np.zeros((SIZE, series)),
        covariance=np.zeros((SIZE, SIZE, series)),
        white=np.zeros(series),
        lasting=np.zeros(series),
        persistence=np.zeros(series),
        squares=np.zeros(series),
        days=np.zeros(series),
        fitted=np.zeros(series, dtype=bool),
        learning=np.zeros(series, dtype=bool),
        stray=np.zeros(series),
    )


def adopt(state: State, fit: HistoryFit, noise: Noise, chosen: NDArray[np.int64]) -> None:
    """Take over the noise of a new fit for the chosen series, and the level too where there was no fit before.

    `fit` and `noise` hold the chosen series only, in order.
    """
    state.white[chosen], state.lasting[chosen] = noise.white, noise.lasting
    state.persistence[chosen] = noise.persistence
    first = ~state.fitted[chosen]
    rows = chosen[first]
    state.mean[:LASTING, rows] = fit.mean[:, first]
    state.mean[LASTING, rows] = 0.0
    state.covariance[:, :, rows] = 0.0
    state.covariance[:LASTING, :LASTING, rows] = fit.covariance[:, :, first]
    state.covariance[LASTING, LASTING, rows] = noise.lasting[first]
    state.fitted[rows] = True


def forecast(
    state: State,
    observed: FloatMatrix,
    denominator: FloatMatrix,
    is_rate: BoolMatrix,
    recurring: FloatMatrix,
    holiday: BoolMatrix,
    shoulder: BoolMatrix,
) -> Forecast:
    """Return what the state foresees of a day, and the residual of what came; `recurring` is the day's row."""
    mean, covariance = state.mean, state.covariance
    effect, wave = recurring[WEEKDAY_COLUMNS] @ mean[WEEKDAYS], recurring[WAVE_COLUMNS] @ mean[WAVE]
    calendar = effect + holiday * mean[HOLIDAY] + shoulder * mean[SHOULDER]
    moved = _set_level(state, link(observed, denominator, is_rate) - calendar - wave)
    eta = mean[LEVEL] + wave + calendar + mean[LASTING]
    covered = covariance[:, LEVEL] + covariance[:, LASTING]
    covered += np.tensordot(recurring, covariance[:, RECURRING], axes=(0, 1))
    once = np.zeros_like(eta)
    for applies, which in ((holiday, HOLIDAY), (shoulder, SHOULDER)):
        if applies.any():
            covered += applies * covariance[:, which]
            once += applies * HOLIDAY_SPREAD**2 * (mean[which] ** 2 + covariance[which, which])
    explained = covered[LEVEL] + covered[LASTING] + recurring @ covered[RECURRING]
    explained += holiday * covered[HOLIDAY] + shoulder * covered[SHOULDER]
    at = working(eta, observed, denominator, is_rate)
    scale = (PRIOR_DAYS + state.squares) / (PRIOR_DAYS + state.days)
    variance = (explained + at.sampling + state.white) * scale + once
    spread = np.sqrt(variance)
    known = np.isfinite(observed) & state.fitted
    skew = skewness(at.sampling, variance, np.where(is_rate, 1 - at.slope / at.mean, 0.0))
    standardised = np.where(known, to_normal(at.residual / spread, skew), 0.0)
    size = np.abs(standardised)
    weight = np.where(size > REJECTED, 0.0, HUBER / np.maximum(size, HUBER)) * known
    gain = covered * (weight * scale / variance)
    return Forecast(at, spread, skew, standardised, known, gain, effect, calendar, covered, scale, moved)


def trend(state: State, today: FloatMatrix, tomorrow: FloatMatrix) -> tuple[FloatMatrix, FloatMatrix]:
    """Return level and slope per day with the annual wave in them; the arguments are rows of `recurring`."""
    wave, next_wave = today[WAVE_COLUMNS] @ state.mean[WAVE], tomorrow[WAVE_COLUMNS] @ state.mean[WAVE]
    return state.mean[LEVEL] + wave, state.mean[SLOPE] + next_wave - wave


def update(state: State, seen: Forecast, calm: BoolMatrix) -> None:
    """Move the state by the day's residual, then to the next day; only `calm` series learn the scale of their noise."""
    mean, covariance, phi = state.mean, state.covariance, state.persistence
    mean += seen.gain * seen.at.pull
    np.clip(mean[SLOPE], -STEEPEST, STEEPEST, out=mean[SLOPE])
    covariance -= seen.gain[:, None] * seen.covered[None]
    learns = seen.known & calm
    state.squares[...] += np.where(learns, seen.scale * np.minimum(seen.standardised**2, 9.0), 0.0)
    state.days[...] += learns
    rejected = np.abs(seen.standardised) > REJECTED
    state.stray[...] = np.where(seen.known, STRAY_KEPT * state.stray + rejected, state.stray)
    mean[LEVEL] += mean[SLOPE]
    mean[LASTING] *= phi
    covariance[LEVEL] += covariance[SLOPE]
    covariance[:, LEVEL] += covariance[:, SLOPE]
    covariance[LASTING] *= phi
    covariance[:, LASTING] *= phi
    covariance[SLOPE, SLOPE] += SLOPE_WALK
    for contrast in range(WEEKDAYS.start, WEEKDAYS.stop):
        covariance[contrast, contrast] += WEEKDAY_WALK
    covariance[LASTING, LASTING] += state.lasting * (1 - phi**2)


def forget_level(state: State, rows: NDArray[np.int64]) -> None:
    """Make the level of `rows` unknown again: its next observation, whatever it is, sets it anew."""
    for part in (LEVEL, SLOPE, LASTING):
        state.covariance[part][:, rows] = 0.0
        state.covariance[:, part][:, rows] = 0.0
    state.mean[SLOPE, rows] = 0.0
    state.mean[LASTING, rows] = 0.0
    state.covariance[LASTING, LASTING, rows] = state.lasting[rows]
    state.covariance[SLOPE, SLOPE, rows] = RESTART_SLOPE**2
    state.learning[rows] = True
    state.stray[rows] = 0.0


def _set_level(state: State, level: FloatMatrix) -> FloatMatrix:
    """Set the level where it is being learned anew and known today; return by how much it moved, 0 elsewhere."""
    moved = np.zeros_like(level)
    rows = np.flatnonzero(state.learning & np.isfinite(level))
    if len(rows):
        moved[rows] = level[rows] - state.mean[LEVEL, rows]
        state.mean[LEVEL, rows] = level[rows]
        # What one day says of the level; its counting noise is left to the days that follow.
        state.covariance[LEVEL, LEVEL, rows] = state.white[rows] + state.lasting[rows]
        state.learning[rows] = False
    return moved


def move(state: State, rows: np.ndarray, amount: FloatMatrix, path: FloatMatrix, information: FloatMatrix) -> None:
    """Accept a change: move level, slope and lasting noise of `rows` by `amount` times `path`, shape ``(3, rows)``."""
    for a, i in enumerate((LEVEL, SLOPE, LASTING)):
        state.mean[i, rows] += amount * path[a]
        for b, j in enumerate((LEVEL, SLOPE, LASTING)):
            state.covariance[i, j, rows] += path[a] * path[b] / information
