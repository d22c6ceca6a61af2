"""Which days of which mart a build has to make, as pure functions of what the warehouse has and what is logged."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

# What one step makes: the newest days, as many as the longest trailing window has, so that a nightly build is one step;
# of the days before them as many at a time as the store says (`store.Store.block_days`).
NEWEST_DAYS = 92


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `since` to before `until`."""

    since: date
    until: date

    def joined(self, other: Span) -> Span:
        """Return the span of both, and what lies between."""
        return Span(min(self.since, other.since), max(self.until, other.until))


@dataclass(frozen=True, slots=True)
class Step:
    """What is made at once: the days of each mart in one block."""

    spans: dict[str, Span] = field(default_factory=dict)

    @property
    def span(self) -> Span:
        """All days of the step."""
        return Span(min(s.since for s in self.spans.values()), max(s.until for s in self.spans.values()))


def due_days(
    source: Collection[date],
    built: Mapping[date, datetime],
    *,
    trailing_days: int,
    changed: Iterable[date] = (),
    since: date | None = None,
    started_at: datetime | None = None,
) -> frozenset[date]:
    """Return the days of a mart that have to be made.

    Parameters
    ----------
    source
        The days the warehouse has rows of.
    built
        The days that are built, and when the build began that made them.
    trailing_days
        How many of the newest days are made again because late data still change them.
    changed
        Older days known to have changed.
    since
        Make every day from here on again; None makes what is missing, changed or trailing.
    started_at
        The build that goes on: what it has made already is not made again.

    Examples
    --------
    >>> days = [date(2026, 1, day) for day in (1, 2, 3, 4)]
    >>> built = dict.fromkeys(days[:3], datetime(2026, 1, 4))
    >>> sorted(d.day for d in due_days(days, built, trailing_days=2, changed=[date(2026, 1, 1)]))
    [1, 3, 4]
    """
    # A day that was built, but that the warehouse has no rows of any more, is emptied and forgotten once it is due.
    known = {*source, *built}
    if not known:
        return frozenset()
    trailing_since = max(known) - timedelta(days=trailing_days - 1)
    due = {day for day in known if day not in built or day >= trailing_since} | known.intersection(changed)
    if since is not None:
        due |= {day for day in known if day >= since}
    return frozenset(day for day in due if started_at is None or built.get(day) != started_at)


def steps(
    due: Mapping[str, Collection[date]], together: Iterable[Collection[str]] = (), *, block_days: int
) -> tuple[Step, ...]:
    """Return the steps that make the days that are due, oldest first.

    Parameters
    ----------
    due
        The days of each mart. Those between the first and the last of a block are made too.
    together
        Groups of marts that read the same staged rows, and so are made for the same days.
    block_days
        How many days a step has, but the newest.

    Examples
    --------
    >>> days = [date(2025, 1, 1), date(2026, 1, 1), date(2026, 1, 9)]
    >>> found = steps({"reach": days, "label_sums": days[2:]}, block_days=31)
    >>> len(found), found[1].span
    (2, Span(since=datetime.date(2026, 1, 1), until=datetime.date(2026, 1, 10)))
    """
    newest = max((day for days in due.values() for day in days), default=date.min)
    blocks: dict[int, dict[str, Span]] = {}
    for mart, days in due.items():
        for day in days:
            spans = blocks.setdefault(_block((newest - day).days, block_days), {})
            span = Span(day, day + timedelta(days=1))
            spans[mart] = spans[mart].joined(span) if mart in spans else span
    for spans in blocks.values():
        for group in together:
            _join(spans, [mart for mart in group if mart in due])
    return tuple(Step(dict(sorted(spans.items()))) for _, spans in sorted(blocks.items(), reverse=True))


def _block(age: int, block_days: int) -> int:
    return 0 if age < NEWEST_DAYS else 1 + (age - NEWEST_DAYS) // block_days


def _join(spans: dict[str, Span], group: list[str]) -> None:
    found = [spans[mart] for mart in group if mart in spans]
    if found:
        whole = found[0]
        for span in found[1:]:
            whole = whole.joined(span)
        spans |= dict.fromkeys(group, whole)
