"""The detector's state between days: fit once on a history, then judge one new day after the other.

Series are worked through in blocks, a day at a time; every day is judged by the days before it.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from integrity_metrics.detection.calendar_effects import recurring, shoulders
from integrity_metrics.detection.calibration import BAND, score
from integrity_metrics.detection.departures import (
    DAY,
    RAMP,
    SHIFT,
    VARIANCE,
    WEEKDAY,
    Departures,
    Memory,
    accept,
    begin_again,
    depart,
    new_memory,
)
from integrity_metrics.detection.history_fit import fit_history
from integrity_metrics.detection.noise import estimate_noise
from integrity_metrics.detection.normal_score import from_normal
from integrity_metrics.detection.series import BoolMatrix, Days, FloatMatrix, SeriesSet
from integrity_metrics.detection.state import (
    MOST_STRAY,
    Forecast,
    State,
    adopt,
    forecast,
    forget_level,
    new_state,
    trend,
    update,
)

# A series is first fitted with so many known days, then refitted on these days since the first, and every 56 after.
LEAST_HISTORY = 42
REFITS = (56, 84, 112, 140, 168, 196)
REFIT_EVERY = 56
FITTED_ON_DAYS = 400
SERIES_AT_ONCE = 1000
THREADS = 2
# After a restart the level is learned from so many days before any is judged.
RELEARNED_DAYS = 14
# Days from this score on do not teach the filter how large ordinary noise is.
DOUBTED = 0.0
# How far back spread and pattern had probably changed before it was noticed.
DISTRUSTED_BACK = {VARIANCE: 5, WEEKDAY: 14}


@dataclass(frozen=True, slots=True)
class Block:
    """Some neighbouring series, with the last days of their history and all that is known of them."""

    is_rate: BoolMatrix
    observed: FloatMatrix
    denominator: FloatMatrix
    holiday: BoolMatrix
    offset: FloatMatrix
    trusted: BoolMatrix
    state: State
    memory: Memory


@dataclass(frozen=True, slots=True)
class Baseline:
    """What has been learned of a set of series up to a day.

    Parameters
    ----------
    keys
        The series.
    days
        Days seen so far, consecutive.
    blocks
        The state of all series.
    """

    keys: tuple[tuple[str, ...], ...]
    days: Days
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """What was said of each day, shapes ``(series, days)``; NaN where a day is not judged.

    Parameters
    ----------
    expected, low, high, score
        As in `Scan`.
    family
        Row of `departures.FAMILIES` that gave the score.
    age
        Days since the likeliest shift, or ramp where that is the family, began.
    level, slope, calendar, spread
        The state that morning on the link's scale: level with annual wave, their slope per day, weekday and holiday
        effects; and the standard deviation of the day's residual.
    """

    expected: FloatMatrix
    low: FloatMatrix
    high: FloatMatrix
    score: FloatMatrix
    family: FloatMatrix
    age: FloatMatrix
    level: FloatMatrix
    slope: FloatMatrix
    calendar: FloatMatrix
    spread: FloatMatrix


def fit(series: SeriesSet) -> Baseline:
    """Return what the history says, ready to judge the days after it with `score_day`."""
    return advance(None, series)[0]


def advance(baseline: Baseline | None, series: SeriesSet) -> tuple[Baseline, Judged]:
    """Judge the days of `series`, each by the days before it, and return the baseline after them.

    Parameters
    ----------
    baseline
        What was learned of the same series up to the day before the first of `series`; None to begin with it.
    series
        The days to judge, in order.
    """
    if baseline is not None:
        if baseline.keys != series.keys:
            raise ValueError(f"the baseline is of {len(baseline.keys)} other series; fit one for these")
        if len(series.days) and series.days[0] != baseline.days[-1] + np.timedelta64(1, "D"):
            raise ValueError(
                f"the baseline ends on {baseline.days[-1]}; the next day, not {series.days[0]}, must follow"
            )
    slices = [slice(i, i + SERIES_AT_ONCE) for i in range(0, len(series.keys), SERIES_AT_ONCE)]
    parts = [series.rows(part) for part in slices]
    blocks = [_new_block(part) for part in parts] if baseline is None else [deepcopy(b) for b in baseline.blocks]
    seen = 0 if baseline is None else len(baseline.days)
    with ThreadPoolExecutor(THREADS) as pool:
        results = list(pool.map(_run, blocks, parts, [seen] * len(parts)))
    days = series.days if baseline is None else np.concatenate([baseline.days, series.days])
    judged = [result[1] for result in results]
    shape = series.observed.shape
    joined = (
        np.concatenate([getattr(j, name) for j in judged]) if judged else np.empty(shape) for name in Judged.__slots__
    )
    return Baseline(series.keys, days, tuple(result[0] for result in results)), Judged(*joined)


def _new_block(series: SeriesSet) -> Block:
    size = len(series.keys)
    nothing, never = np.empty((size, 0)), np.empty((size, 0), dtype=bool)
    return Block(series.is_rate, nothing, nothing, never, nothing, never, new_state(size), new_memory(size))


def _run(block: Block, series: SeriesSet, seen: int) -> tuple[Block, Judged]:
    """Judge the days of one block; `seen` days came before them."""
    count = len(series.days)
    before = block.observed.shape[1]
    observed, denominator, holiday = _usable(block, series)
    shoulder = shoulders(holiday)
    regular = recurring(series.days[0] + np.arange(-before, count + 1))
    judged = Judged(*(np.full((len(observed), count), np.nan) for _ in Judged.__slots__))
    state, memory = block.state, block.memory
    offset = np.concatenate([block.offset, np.zeros((len(observed), count))], axis=1)
    trusted = np.concatenate([block.trusted, np.ones((len(observed), count), dtype=bool)], axis=1)
    for day in range(count):
        at, age = before + day, seen + day
        if age in REFITS or (age > REFITS[-1] and (age - REFITS[-1]) % REFIT_EVERY == 0):
            learned = np.where(trusted[:, :at], observed[:, :at], np.nan)
            history = (learned, denominator[:, :at], offset[:, :at])
            _refit(state, history, regular[:at], holiday[:, :at], shoulder[:, :at])
        _restart(state, memory, None if series.restarts is None else series.restarts[:, day])
        if not state.fitted.any():
            continue
        today = observed[:, at]
        foreseen = forecast(
            state, today, denominator[:, at], block.is_rate, regular[at], holiday[:, at], shoulder[:, at]
        )
        offset[:, :at] -= foreseen.moved[:, None]
        level, slope = trend(state, regular[at], regular[at + 1])
        judged_now = state.fitted & (memory.quiet <= 0)
        departures = depart(memory, state, foreseen, age, today)
        value, family = score(departures.statistics)
        _write(judged, day, judged_now, foreseen, departures, value, family, level, slope)
        calm = (value < DOUBTED) | np.isin(family, (DAY, SHIFT, RAMP))
        _distrust(trusted, at, calm, family)
        update(state, foreseen, calm & ((value < DOUBTED) | (family == DAY)))
        amount = accept(memory, state, departures.shift, age)
        for row in np.flatnonzero(amount):
            offset[row, : max(at - int(departures.shift.age[row]) + 1, 0)] -= amount[row]
        lost = np.flatnonzero(state.stray > MOST_STRAY)
        if len(lost):
            forget_level(state, lost)
            begin_again(memory, lost)
    recent = slice(max(before + count - FITTED_ON_DAYS, 0), before + count)
    kept = replace(
        block,
        observed=observed[:, recent],
        denominator=denominator[:, recent],
        holiday=holiday[:, recent],
        offset=offset[:, recent],
        trusted=trusted[:, recent],
    )
    return kept, judged


def _usable(block: Block, series: SeriesSet) -> tuple[FloatMatrix, FloatMatrix, BoolMatrix]:
    """Return the block's history and the new days: NaN what is immature or a rate without denominator."""
    shape = series.observed.shape
    denominator = np.full(shape, np.nan) if series.denominator is None else series.denominator
    holiday = np.zeros(shape, dtype=bool) if series.holiday is None else series.holiday
    usable = ~block.is_rate[:, None] | (denominator > 0)
    if series.mature is not None:
        usable &= series.mature
    new = np.where(usable, series.observed, np.nan)
    parts = ((block.observed, new), (block.denominator, denominator), (block.holiday, holiday))
    observed, denominators, holidays = (np.concatenate(pair, axis=1) for pair in parts)
    return observed, denominators, holidays


def _refit(
    state: State,
    history: tuple[FloatMatrix, FloatMatrix, FloatMatrix],
    regular: FloatMatrix,
    holiday: BoolMatrix,
    shoulder: BoolMatrix,
) -> None:
    """Fit the last `FITTED_ON_DAYS` of the series with enough history, those of one calendar together."""
    recent = slice(-FITTED_ON_DAYS, None)
    observed, denominator, offset = history
    chosen = np.flatnonzero(np.isfinite(observed[:, recent]).sum(axis=1) >= LEAST_HISTORY)
    calendars, which = np.unique(np.packbits(holiday[chosen][:, recent], axis=1), axis=0, return_inverse=True)
    for calendar in range(len(calendars)):
        rows = chosen[which.ravel() == calendar]
        one = rows[0]
        fitted = fit_history(
            observed[rows][:, recent],
            denominator[rows][:, recent],
            offset[rows][:, recent],
            regular[recent],
            holiday[one, recent],
            shoulder[one, recent],
        )
        adopt(state, fitted, estimate_noise(fitted), rows)


def _restart(state: State, memory: Memory, restarts: BoolMatrix | None) -> None:
    """Forget the level where a new definition begins; weekday and holiday effects are kept."""
    if restarts is not None and restarts.any():
        rows = np.flatnonzero(restarts & state.fitted)
        forget_level(state, rows)
        begin_again(memory, rows)
        memory.quiet[rows] = RELEARNED_DAYS


def _distrust(trusted: BoolMatrix, at: int, calm: BoolMatrix, family: NDArray[np.int64]) -> None:
    """Keep days with another spread or another weekday pattern out of later fits, some days back."""
    for row in np.flatnonzero(~calm):
        trusted[row, max(at - DISTRUSTED_BACK.get(int(family[row]), 0), 0) : at + 1] = False


def _write(
    judged: Judged,
    day: int,
    fitted: BoolMatrix,
    foreseen: Forecast,
    departures: Departures,
    value: FloatMatrix,
    family: NDArray[np.int64],
    level: FloatMatrix,
    slope: FloatMatrix,
) -> None:
    mean, deviation = foreseen.at.mean, foreseen.spread * foreseen.at.slope
    shown = {
        "expected": mean,
        "low": np.maximum(mean + deviation * from_normal(-BAND, foreseen.skew), 0.0),
        "high": mean + deviation * from_normal(BAND, foreseen.skew),
        "score": np.where(foreseen.known, value, np.nan),
        "family": family,
        "age": np.where(family == RAMP, departures.ramp.age, departures.shift.age),
        "level": level,
        "slope": slope,
        "calendar": foreseen.calendar,
        "spread": foreseen.spread,
    }
    for name, values in shown.items():
        getattr(judged, name)[:, day] = np.where(fitted, values, np.nan)
