"""The departures looked for on a day, each as one number that grows with strangeness; all of them are causal.

day        one day far outside: z^2 / 2
shift      a lasting rise or fall that began on one of the last 42 days: z^2 / 2 over its first days (`onsets`)
ramp       a rise or fall that builds up over 30 days and began on one of the last 42: the same
variance   days more scattered than usual: largest log-likelihood ratio of a suffix with 2.5 times the spread
weekday    the weekly pattern upside down: log-likelihood ratio over the last 7 to 28 days
silence    a count of zero: minus the natural logarithm of its negative-binomial probability
flatline   the same number again and again: minus the logarithm of the probability of that many ties
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from integrity_metrics.detection.onsets import CLIP, Best, Onsets, best_onset, follow, new_onsets, score_at_age
from integrity_metrics.detection.series import FloatMatrix
from integrity_metrics.detection.state import LASTING, Forecast, State, move

FAMILIES = ("day", "shift", "ramp", "variance", "weekday", "silence", "flatline")
DAY, SHIFT, RAMP, VARIANCE, WEEKDAY, SILENCE, FLATLINE = range(7)
REACH_DAYS = 42
RAMP_DAYS = 30
SPREAD_RATIO = 2.5
# The scatter statistic is capped, so that it has forgotten a past event within three weeks.
MOST_VARIANCE = 10.0
PATTERN_DAYS = 28
PATTERN_WINDOWS = (7, 10, 14, 21, 28)
# On the link's scale; a larger shift is learned from the days after it.
LARGEST_SHIFT = 2.0
# A shift is accepted as the new level when it is beyond doubt, or has stayed likely, and goes on today.
ACCEPT_Z, LIKELY_Z, LIKELY_DAYS, YOUNGEST_ACCEPTED, STILL_Z = 6.5, 4.5, 10, 7, 1.0


@dataclass(frozen=True, slots=True)
class Memory:
    """What the statistics remember of the days before; arrays updated in place, series last.

    Parameters
    ----------
    steps, ramps
        Shifts and ramps begun on each of the last days.
    since
        Days since the last accepted shift, or since the first fit.
    likely
        Days in a row on which a shift was likely.
    scatter
        Log-likelihood ratio of a wider spread.
    pattern_lasting, pattern_evidence
        What the filter made of a weekday change; its log-likelihood ratio on each of the last days.
    ties, last
        Evidence of the current run of equal numbers, and the last number.
    quiet
        Days left in which a restarted series is not judged.
    """

    steps: Onsets
    ramps: Onsets
    since: NDArray[np.int64]
    likely: NDArray[np.int64]
    scatter: FloatMatrix
    pattern_lasting: FloatMatrix
    pattern_evidence: FloatMatrix
    ties: FloatMatrix
    last: FloatMatrix
    quiet: FloatMatrix


@dataclass(frozen=True, slots=True)
class Departures:
    """The statistics of one day.

    Parameters
    ----------
    statistics
        Shape ``(family, series)``, in the order of `FAMILIES`.
    shift, ramp
        The likeliest shift, and the likeliest ramp.
    """

    statistics: FloatMatrix
    shift: Best
    ramp: Best


def new_memory(series: int) -> Memory:
    """Return a memory of nothing."""
    return Memory(
        steps=new_onsets(np.ones(REACH_DAYS), series),
        ramps=new_onsets(np.minimum(np.arange(1.0, REACH_DAYS + 1) / RAMP_DAYS, 1.0), series),
        since=np.zeros(series, dtype=np.int64),
        likely=np.zeros(series, dtype=np.int64),
        scatter=np.zeros(series),
        pattern_lasting=np.zeros(series),
        pattern_evidence=np.zeros((PATTERN_DAYS, series)),
        ties=np.zeros(series),
        last=np.full(series, np.nan),
        quiet=np.zeros(series),
    )


def depart(memory: Memory, state: State, seen: Forecast, day: int, observed: FloatMatrix) -> Departures:
    """Return the day's statistics, and remember the day."""
    z = seen.standardised
    memory.since[...] += state.fitted
    memory.quiet[...] -= seen.known & (memory.quiet > 0)
    for onsets in (memory.steps, memory.ramps):
        follow(onsets, day, seen, state.persistence)
    shift = best_onset(memory.steps, day, memory.since)
    ramp = best_onset(memory.ramps, day, memory.since)
    statistics = np.stack(
        [
            z**2 / 2,
            shift.z**2 / 2,
            ramp.z**2 / 2,
            _scatter(memory, seen),
            _pattern(memory, state, seen, day),
            _silence(seen, observed),
            _flatline(memory, seen, observed),
        ]
    )
    return Departures(statistics, shift, ramp)


def accept(memory: Memory, state: State, shift: Best, day: int) -> FloatMatrix:
    """Take shifts that are beyond doubt as the new level; return their amounts, 0 elsewhere. Call after `update`."""
    size = np.abs(shift.z)
    memory.likely[...] = np.where(size >= LIKELY_Z, memory.likely + 1, 0)
    goes_on = score_at_age(memory.steps, day, 3) * np.sign(shift.z) >= STILL_Z
    sure = (size >= ACCEPT_Z) | (memory.likely >= LIKELY_DAYS)
    accepted = np.asarray(sure & goes_on & (shift.age >= YOUNGEST_ACCEPTED))
    rows = np.flatnonzero(accepted)
    amount = np.zeros_like(shift.z)
    if len(rows):
        steps, at = memory.steps, (shift.slot[rows], rows)
        path = np.stack([1.0 - steps.level[at], -steps.slope[at], -steps.lasting[at]])
        amount[rows] = np.clip(steps.evidence[at] / steps.information[at], -LARGEST_SHIFT, LARGEST_SHIFT)
        move(state, rows, amount[rows], path, steps.information[at])
        begin_again(memory, rows)
    return amount


def begin_again(memory: Memory, rows: NDArray[np.int64]) -> None:
    """Look for shifts after today only."""
    memory.since[rows] = 0
    memory.likely[rows] = 0


def _scatter(memory: Memory, seen: Forecast) -> FloatMatrix:
    """Return the largest log-likelihood ratio, over the days so far, of `SPREAD_RATIO` times the spread since then."""
    ratio = np.minimum(seen.standardised**2, CLIP**2) / 2 * (1 - SPREAD_RATIO**-2) - np.log(SPREAD_RATIO)
    memory.scatter[...] = np.where(seen.known, np.clip(memory.scatter + ratio, 0.0, MOST_VARIANCE), memory.scatter)
    return memory.scatter.copy()


def _pattern(memory: Memory, state: State, seen: Forecast, day: int) -> FloatMatrix:
    """Return the log-likelihood ratio of weekday effects of the opposite sign, best of the windows."""
    change = -2.0 * seen.weekday - memory.pattern_lasting
    memory.pattern_lasting[...] = state.persistence * (memory.pattern_lasting + seen.gain[LASTING] * change)
    relative = change * (seen.known / seen.spread)
    slot = day % PATTERN_DAYS
    memory.pattern_evidence[slot] = relative * np.clip(seen.standardised, -CLIP, CLIP) - relative**2 / 2
    order = (slot - np.arange(PATTERN_DAYS)) % PATTERN_DAYS
    sums = memory.pattern_evidence[order].cumsum(axis=0)
    best: FloatMatrix = np.maximum(sums[[window - 1 for window in PATTERN_WINDOWS]].max(axis=0), 0.0)
    return best


def _silence(seen: Forecast, observed: FloatMatrix) -> FloatMatrix:
    """Return minus the logarithm of the negative-binomial probability of zero, where zero was observed."""
    relative = (seen.spread * seen.at.slope / seen.at.mean) ** 2
    beyond = np.maximum(relative - 1.0 / seen.at.mean, 1e-4)
    unlikely = np.log1p(seen.at.mean * beyond) / beyond
    return np.where(seen.known & (observed == 0), unlikely, 0.0)


def _flatline(memory: Memory, seen: Forecast, observed: FloatMatrix) -> FloatMatrix:
    """Return minus the logarithm of the probability of the ties seen; the first tie of a run does not count."""
    deviation = np.maximum(seen.spread * seen.at.slope, 0.5)
    unlikely = np.log(2.0 * np.sqrt(np.pi) * deviation)
    tied = seen.known & (observed == memory.last) & (observed > 0)
    memory.ties[...] = np.where(seen.known, np.where(tied, memory.ties + unlikely, 0.0), memory.ties)
    memory.last[...] = np.where(seen.known, observed, memory.last)
    return np.where(memory.ties > unlikely, memory.ties, 0.0)
