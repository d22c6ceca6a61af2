"""From scores to events: which days belong together, what kind of event they are, and how large it was."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from integrity_metrics.detection.baseline import Judged
from integrity_metrics.detection.departures import FLATLINE, RAMP, SHIFT, VARIANCE, WEEKDAY
from integrity_metrics.detection.event import Direction, Event, EventType
from integrity_metrics.detection.observation import working
from integrity_metrics.detection.series import FloatMatrix, SeriesSet

# Alarms with fewer days than this between them are one event, as an analyst would count them.
COOLDOWN = 7
# What lasts longer than this is the new normal; alarms after it are another event.
LONGEST_DAYS = 60
# A departure this many days long or longer is sustained.
SUSTAINED_DAYS = 4
# A score from which one day's departure, the other way, ends an event and begins another: once in a thousand years.
STRONG = 3.0
# A slope seen before an event is not believed for longer than this.
SLOPE_TRUSTED_DAYS = 14
# Scattered days go both ways: their sum is less than this share of their sizes.
ONE_WAY_SHARE = 0.5
# A silence is zero on at least this share of its days.
MOST_OF_IT = 0.5
# So many days of improbable ties make a flatline.
TIED_DAYS = 3
NORMAL_95 = 1.96


def events_of(series: SeriesSet, judged: Judged, first: int, threshold: float) -> tuple[Event, ...]:
    """Return the events that touch day `first` or later, the largest absolute excess first."""
    events = []
    alarm = np.nan_to_num(judged.score, nan=-np.inf) >= threshold
    for row in np.flatnonzero(alarm[:, first:].any(axis=1)):
        days = np.flatnonzero(alarm[row])
        episodes = _episodes(days, _strong_sides(series, judged, int(row), days))
        events += [_event(series, judged, int(row), episode) for episode in episodes if episode[-1] >= first]
    touching = [event for event in events if event.end >= first]
    return tuple(sorted(touching, key=lambda event: -abs(event.excess)))


def _strong_sides(series: SeriesSet, judged: Judged, row: int, alarms: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return, per alarm, whether its own day was far above (1) or far below (-1) what that morning expected, else 0.

    Scatter and patterns go both ways by nature, so their alarms have no side.
    """
    departure = series.observed[row, alarms] - judged.expected[row, alarms]
    one_way = ~np.isin(judged.family[row, alarms], (VARIANCE, WEEKDAY, FLATLINE))
    is_strong = one_way & (judged.score[row, alarms] >= STRONG) & np.isfinite(departure)
    return np.where(is_strong, np.sign(np.nan_to_num(departure)), 0).astype(np.int64)


def _episodes(alarms: NDArray[np.int64], sides: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """Split alarm days into events.

    A new one begins after a quiet week, after so long that the change is the new normal, and where a strong departure
    goes the other way or comes a week after the last strong one: by then the expectation has followed the first, so a
    platform that falls silent in the middle of a rise, or of a slow decline, is another event.
    """
    begins, side, last_strong = [0], int(sides[0]), int(alarms[0]) if sides[0] else None
    for position in range(1, len(alarms)):
        day = int(alarms[position])
        is_quiet = day - alarms[position - 1] >= COOLDOWN
        is_new = bool(sides[position]) and last_strong is not None and day - last_strong >= COOLDOWN
        if is_quiet or is_new or side * sides[position] < 0 or day - alarms[begins[-1]] >= LONGEST_DAYS:
            begins.append(position)
            side, last_strong = 0, None
        if sides[position]:
            side, last_strong = side or int(sides[position]), day
    return np.split(alarms, begins[1:])


def _event(series: SeriesSet, judged: Judged, row: int, alarms: NDArray[np.int64]) -> Event:
    alarms = _without_echo(series, judged, row, alarms)
    top = int(alarms[np.argmax(judged.score[row, alarms])])
    family = int(judged.family[row, top])
    start = _start(judged, row, alarms, family, top)
    days = np.arange(start, int(alarms[-1]) + 1)
    observed = series.observed[row, days]
    expected, deviation = _foreseen(series, judged, row, days)
    known = np.isfinite(observed) & np.isfinite(expected)
    excess = np.where(known, observed - expected, 0.0)
    peak = int(days[np.argmax(np.abs(excess) / np.where(known, deviation, 1.0))])
    margin = NORMAL_95 * float(np.sqrt((deviation[known] ** 2).sum()))
    total = float(excess.sum())
    families = judged.family[row, alarms]
    if (families == FLATLINE).sum() >= TIED_DAYS:
        family = FLATLINE
    elif (families == VARIANCE).any() and abs(total) < ONE_WAY_SHARE * np.abs(excess).sum():
        family = VARIANCE
    kind, direction = _kind(series, row, days, family, excess)
    return Event(
        series=row,
        start=start,
        peak=peak,
        end=int(days[-1]),
        type=kind,
        direction=direction,
        observed=float(observed[known].sum()),
        expected=float(expected[known].sum()),
        excess=total,
        excess_low=total - margin,
        excess_high=total + margin,
        score=float(judged.score[row, top]),
    )


def _without_echo(series: SeriesSet, judged: Judged, row: int, alarms: NDArray[np.int64]) -> NDArray[np.int64]:
    """Leave out the last alarms that only remember a scatter which is over: those of days near what was expected."""
    near = np.abs(series.observed[row, alarms] - judged.expected[row, alarms])
    half_band = (judged.high[row, alarms] - judged.low[row, alarms]) / 2
    telling = np.flatnonzero((judged.family[row, alarms] != VARIANCE) | (near > half_band / 2))
    return alarms[: telling[-1] + 1] if len(telling) else alarms


def _start(judged: Judged, row: int, alarms: NDArray[np.int64], family: int, top: int) -> int:
    """Return the first day: the likeliest onset for a shift, else the first alarm."""
    begin = int(alarms[0])
    if family in (SHIFT, RAMP):
        begin = min(begin, top - int(judged.age[row, top]) + 1)
    judged_days = np.flatnonzero(np.isfinite(judged.level[row]))
    return max(begin, int(judged_days[0]))


def _foreseen(series: SeriesSet, judged: Judged, row: int, days: NDArray[np.int64]) -> tuple[FloatMatrix, FloatMatrix]:
    """Return mean and standard deviation of the event's days as the morning of its first day foresaw them."""
    start = days[0]
    ahead = np.minimum(days - start, SLOPE_TRUSTED_DAYS)
    eta = judged.level[row, start] + judged.slope[row, start] * ahead + judged.calendar[row, days]
    blank = np.full(len(days), np.nan)
    size = blank if series.denominator is None else series.denominator[row, days]
    at = working(eta, series.observed[row, days], size, np.full(len(days), series.is_rate[row]))
    return at.mean, judged.spread[row, days] * at.slope


def _kind(
    series: SeriesSet, row: int, days: NDArray[np.int64], family: int, excess: FloatMatrix
) -> tuple[EventType, Direction]:
    observed = series.observed[row, days]
    up = bool(excess.sum() > 0)
    direction = Direction.UP if up else Direction.DOWN
    if not up and (observed == 0).mean() >= MOST_OF_IT:
        return EventType.SILENCE, Direction.DOWN
    if family == VARIANCE and abs(excess.sum()) >= ONE_WAY_SHARE * np.abs(excess).sum():
        family = SHIFT
    neither = {VARIANCE: EventType.VARIANCE, WEEKDAY: EventType.WEEKDAY, FLATLINE: EventType.FLATLINE}
    if family in neither:
        return neither[family], Direction.NEITHER
    if family == RAMP:
        return (EventType.RAMP_UP if up else EventType.RAMP_DOWN), direction
    if len(days) < SUSTAINED_DAYS:
        before = series.observed[row, max(days[0] - 3, 0) : days[0]]
        if up and len(before) and (np.isnan(before[-1]) or before[-1] == 0):
            return EventType.CATCH_UP, direction
        return (EventType.SPIKE if up else EventType.DROP), direction
    return (EventType.RISE if up else EventType.FALL), direction
