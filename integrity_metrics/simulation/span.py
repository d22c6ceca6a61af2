"""The simulated span of days: its calendar, when the planted events happen, growth and seasons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from integrity_metrics.simulation.randomness import Array
from integrity_metrics.simulation.world import Event, World

UNTIL = date(2026, 1, 11)
TWO_YEARS = 730
YEARLY_GROWTH = 0.25
# Monday to Sunday, relative to the mean, for weeks that end on Sunday; the other week is the same, two days earlier.
WEEK = np.array([1.02, 1.03, 1.03, 1.02, 1.04, 0.95, 0.91])
HOLIDAY_VIEWS = 0.75


@dataclass(frozen=True, slots=True)
class PlacedEvent:
    """An event on the calendar: days [first, end) counted from the start of the span; code is its position from 1."""

    event: Event
    code: int
    first: int
    end: int

    def active(self, when: Array) -> Array:
        """Return whether each time (in days from the start) is inside."""
        inside: Array = (when >= self.first) & (when < self.end)
        return inside


@dataclass(frozen=True, slots=True)
class Span:
    """`days` UTC days that end on 2026-01-10, and the events in them. Times are days from the start, as floats."""

    days: int
    events: tuple[PlacedEvent, ...]

    @property
    def start(self) -> date:
        """The first day."""
        return UNTIL - timedelta(days=self.days)

    def day(self, number: int) -> date:
        """Return a day of the span by its number."""
        return self.start + timedelta(days=number)

    def of_kind(self, *kinds: str) -> tuple[PlacedEvent, ...]:
        """Return the events of these kinds."""
        return tuple(placed for placed in self.events if placed.event.kind in kinds)

    def only(self, kind: str) -> PlacedEvent:
        """Return the one event of a kind."""
        (placed,) = self.of_kind(kind)
        return placed

    def moments(self, when: Array) -> Array:
        """Return times as timestamps, to the second; NaN and infinity become NULL."""
        known = np.isfinite(when)
        seconds = np.floor(np.where(known, when, 0.0) * 86400).astype(np.int64)
        moments: Array = (np.datetime64(self.start, "s") + seconds.astype("timedelta64[s]")).astype("datetime64[us]")
        moments[~known] = np.datetime64("NaT")
        return moments

    def growth(self, day: Array) -> Array:
        """Return how much larger the platform is than on the first day of the span."""
        grown: Array = 1 + YEARLY_GROWTH * np.maximum(day, 0) / 365
        return grown

    def seasons(self, world: World) -> Array:
        """Return views relative to an ordinary day, shape (markets, surfaces, days)."""
        dates = [self.day(d) for d in range(self.days)]
        weekday = np.array([d.weekday() for d in dates])
        month_day = np.array([f"{d:%m-%d}" for d in dates])
        # Listening peaks in December and sags in August, in the north; the difference is small.
        year = 1 + 0.04 * np.cos(2 * np.pi * (np.array([d.timetuple().tm_yday for d in dates]) - 345) / 365)
        factors = np.empty((len(world.markets), len(world.surfaces), self.days))
        for code, market in enumerate(world.markets):
            week = WEEK if market.week == "sunday" else np.roll(WEEK, -2)
            holiday = np.where(np.isin(month_day, market.holidays), HOLIDAY_VIEWS, 1.0)
            factors[code] = week[weekday] * holiday * year
        for placed in self.of_kind("mix_shift"):
            surface = world.surfaces.index(placed.event.surface or "")
            moved = np.full(len(world.surfaces), placed.event.others)
            moved[surface] = placed.event.size
            factors[:, :, placed.first : placed.end] *= moved[:, None]
        return factors


def place_events(world: World, days: int) -> Span:
    """Return the span of `days` days with every event on its calendar.

    Parameters
    ----------
    days
        Two years is 730; events of shorter spans are shorter in proportion, and at least a day.

    Examples
    --------
    >>> from integrity_metrics.simulation.world import load_world
    >>> span = place_events(load_world(), 730)
    >>> spike = span.events[0]
    >>> spike.event.name, span.day(spike.first).isoformat(), spike.end - spike.first
    ('spam_spike', '2024-04-09', 9)
    """
    start = UNTIL - timedelta(days=days)
    placed = []
    for code, event in enumerate(world.events, start=1):
        length = event.days if event.at == 1.0 else max(1, round(event.days * min(1.0, days / TWO_YEARS)))
        if event.on is not None:
            month, day = (int(part) for part in event.on.split("-"))
            candidates = [date(UNTIL.year, month, day), date(UNTIL.year - 1, month, day)]
            first = next((d - start).days for d in candidates if d < UNTIL)
        else:
            first = days - length if event.at == 1.0 else round(days * (event.at or 0.0))
        placed.append(PlacedEvent(event, code, first, days if event.days == 0 else min(first + length, days)))
    return Span(days, tuple(placed))
