"""Which days of a large table the contract check looks at, and how: its newest only, or all in parts.

A table of a billion rows cannot be checked while somebody waits for a page; and grouping its key at once needs memory
for all of its keys.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlglot import exp

from integrity_metrics.warehouse.check_statements import Query
from integrity_metrics.warehouse.contract import Table

# From so many rows on a table is large.
LARGE = 5_000_000
# How many days of a large table have their keys compared at once.
PART_DAYS = 31


@dataclass(frozen=True, slots=True)
class Window:
    """Days of a table by the column that dates its rows: from `since`, and before `until` unless that is None."""

    column: str
    since: date
    until: date | None = None


def newest(table: Table, last_day: date, days: int) -> Window | None:
    """Return the window of a table's newest days, and of what is dated later; None when nothing dates its rows.

    Examples
    --------
    >>> from integrity_metrics.warehouse.contract import load_contract
    >>> views = next(table for table in load_contract() if table.name == "content_impressions")
    >>> newest(views, date(2026, 1, 10), 7)
    Window(column='day', since=datetime.date(2026, 1, 4), until=None)
    """
    return None if table.time is None else Window(table.time, last_day - timedelta(days=days - 1))


def parts(table: Table, first_day: date, last_day: date) -> tuple[Window | None, ...]:
    """Return windows that together have all rows, so that rows with the same key are in the same one.

    One window without bounds, None, when rows of different days may have the same key.
    """
    if table.time is None or table.time not in table.key:
        return (None,)
    starts = list(_starts(first_day, last_day))
    return tuple(Window(table.time, since, until) for since, until in zip(starts, [*starts[1:], None], strict=True))


def within(query: Query, table: Table, window: Window | None) -> Query:
    """Return a statement of the check about `table` that looks at the rows of a window only; all rows for None."""
    if window is None:
        return query
    tree = query.tree.copy()
    # The first is the table itself; one that refers to itself has it again as what is referred to.
    found = next(each for each in tree.find_all(exp.Table) if each.name == table.name)
    select = found.find_ancestor(exp.Select)
    if select is None:
        raise ValueError(f"the statement about {table.name} has no SELECT to limit to some days")
    moment = exp.column(window.column, table=found.alias or None)
    select.where(moment >= exp.Placeholder(this="window_since"), copy=False)
    bound = {"window_since": window.since}
    if window.until is not None:
        select.where(moment.copy() < exp.Placeholder(this="window_until"), copy=False)
        bound["window_until"] = window.until
    return replace(query, tree=tree, parameters=query.parameters | bound)


def _starts(first_day: date, last_day: date) -> Iterator[date]:
    day = first_day
    while day <= last_day:
        yield day
        day += timedelta(days=PART_DAYS)
