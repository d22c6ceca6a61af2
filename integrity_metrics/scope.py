"""`Scope`: what is asked. A period, a grain, filters and a break-down; hashable, so it is also the cache key."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from integrity_metrics.errors import ScopeError


class Grain(StrEnum):
    """How finely a period is cut. `TOTAL` is the whole period as one row; it is never in a link."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    TOTAL = "total"

    def start_of(self, day: date) -> date:
        """Return the first day of the period that holds `day` (weeks start on Monday, ISO 8601)."""
        match self:
            case Grain.WEEK:
                return day - timedelta(days=day.weekday())
            case Grain.MONTH:
                return day.replace(day=1)
            case Grain.QUARTER:
                return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
            case _:
                return day

    def end_of(self, start: date) -> date:
        """Return the first day after the period that starts on `start`.

        Examples
        --------
        >>> Grain.QUARTER.end_of(date(2025, 10, 1))
        datetime.date(2026, 1, 1)
        """
        match self:
            case Grain.WEEK:
                return start + timedelta(days=7)
            case Grain.MONTH:
                return self.start_of(start + timedelta(days=32))
            case Grain.QUARTER:
                return self.start_of(start + timedelta(days=94))
            case _:
                return start + timedelta(days=1)


GRAINS_IN_LINKS = (Grain.DAY, Grain.WEEK, Grain.MONTH, Grain.QUARTER)


@dataclass(frozen=True, slots=True)
class Period:
    """A half-open run of UTC days, ``[since, until)``."""

    since: date
    until: date

    def __post_init__(self) -> None:
        if self.until <= self.since:
            raise ScopeError(
                f"The period is empty: it would start on {self.since} and end before {self.until}; "
                "choose an end after the start."
            )

    @property
    def days(self) -> int:
        """How many days the period has."""
        return (self.until - self.since).days

    @property
    def last_day(self) -> date:
        """The last day inside the period."""
        return self.until - timedelta(days=1)

    def previous(self) -> Period:
        """Return the period of the same length that ends where this one starts."""
        return Period(self.since - timedelta(days=self.days), self.since)

    def __str__(self) -> str:
        """Return the period as people say it, with its last day included."""
        return f"{self.since} to {self.last_day}"


@dataclass(frozen=True, slots=True, order=True)
class Filter:
    """Keep (or leave out) the rows whose `dimension` is one of `values`."""

    dimension: str
    values: tuple[str, ...]
    excluded: bool = False

    def in_words(self) -> str:
        """Return the filter as an export prints it."""
        verb = "without" if self.excluded else "only"
        return f"{verb} {self.dimension.replace('_', ' ')} {', '.join(self.values)}"


@dataclass(frozen=True, slots=True)
class Scope:
    """What is asked of a metric.

    Parameters
    ----------
    period
        The days asked about.
    grain
        How they are cut.
    filters
        Sorted on creation, so that equal questions are equal scopes.
    by
        The dimensions the answer is broken down by; none is the total.
    comparison
        A second period to compare with, where a page compares.

    Examples
    --------
    >>> scope = Scope(Period(date(2025, 7, 1), date(2025, 10, 1)), Grain.MONTH, by=("platform",))
    >>> scope.in_words()
    '2025-07-01 to 2025-09-30 (UTC days), by month, by platform'
    """

    period: Period
    grain: Grain = Grain.MONTH
    filters: tuple[Filter, ...] = ()
    by: tuple[str, ...] = ()
    comparison: Period | None = None

    def __post_init__(self) -> None:
        merged = sorted(
            {Filter(f.dimension, tuple(sorted(set(f.values))), f.excluded) for f in self.filters if f.values}
        )
        object.__setattr__(self, "filters", tuple(merged))

    def values_of(self, dimension: str, *, excluded: bool = False) -> tuple[str, ...]:
        """Return the values this scope keeps (or leaves out) of a dimension; empty when it does not filter it."""
        return next((f.values for f in self.filters if f.dimension == dimension and f.excluded == excluded), ())

    def total(self, period: Period | None = None) -> Scope:
        """Return the same question for the whole period (or another one) as one row a segment."""
        return replace(self, period=period or self.period, grain=Grain.TOTAL, comparison=None)

    def total_in_words(self) -> str:
        """Return the scope in words for a figure of the whole period beside its comparison period."""
        return replace(self, grain=Grain.TOTAL).in_words()

    def alone(self) -> Scope:
        """Return the same question without a comparison."""
        return replace(self, comparison=None)

    def without_break_down(self) -> Scope:
        """Return the same question without its break-down."""
        return replace(self, by=())

    def in_words(self) -> str:
        """Return the scope as a sentence part, as printed on charts and exports."""
        parts = [f"{self.period} (UTC days)"]
        if self.grain is not Grain.TOTAL:
            parts.append(f"by {self.grain}")
        parts += [f"by {dimension.replace('_', ' ')}" for dimension in self.by]
        parts += [f.in_words() for f in self.filters]
        if self.comparison:
            parts.append(f"compared with {self.comparison}")
        return ", ".join(parts)
