"""What a warehouse has for the marts: which statements can run, which days there are, until when the data reach."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any, Protocol

from integrity_metrics.warehouse.check_statements import Query, probe
from integrity_metrics.warehouse.contract import Table, load_contract
from integrity_metrics.warehouse.marts import statements
from integrity_metrics.warehouse.marts.definitions import SCHEMA, Mart
from integrity_metrics.warehouse.query_files import QueryFile, load_query

# The newest of these is where the data end, and until when what is open has waited.
CUT_OFF = (
    ("enforcement_actions", "actioned_at"),
    ("reports", "reported_at"),
    ("reports", "decided_at"),
    ("prevalence_labels", "labelled_at"),
)
# Clocks and time zones of sources may be this far ahead before a date counts as one in the future.
AHEAD = timedelta(days=1)


class Reader(Protocol):
    """What the questions here need of a warehouse."""

    def run(self, query: Query) -> list[tuple[Any, ...]]:
        """Return the rows of a statement."""

    def columns(self, query: Query) -> list[str] | None:
        """Return the columns of a statement, or None when a table is missing."""


@dataclass(frozen=True, slots=True)
class Source:
    """What a mart can be filled from: the statements that can run, and why others cannot."""

    parts: tuple[QueryFile, ...]
    reasons: tuple[str, ...]


class Sources:
    """Asks one warehouse what it has, each question once."""

    def __init__(self, reader: Reader, now: datetime) -> None:
        self._reader = reader
        self._now = now
        self._lacks: dict[str, str] = {}
        self._days: dict[tuple[str, str], frozenset[date]] = {}
        self._changed: dict[tuple[str, datetime], frozenset[date]] = {}

    def of(self, mart: Mart) -> Source:
        """Return the statements that can fill `mart`."""
        parts: list[QueryFile] = []
        reasons: list[str] = []
        for part in mart.parts:
            found = self._usable(part)
            if found is not None:
                parts.append(found)
                continue
            lacking = [lack for lack in map(self.lacks, part.tables) if lack]
            reasons.append(f"{mart.name} needs {' and '.join(lacking)}, which this warehouse does not have.")
        return Source(tuple(parts), tuple(reasons))

    def days(self, source: Source) -> frozenset[date]:
        """Return the days that the tables a mart is filled from have rows of, those in the future left out."""
        days: frozenset[date] = frozenset()
        for part in source.parts:
            for column in dated(part):
                days |= self._days_in(part.tables[0], column)
        return days

    def changed(self, source: Source, since: datetime) -> frozenset[date]:
        """Return the days of a mart that events since a moment changed."""
        days: frozenset[date] = frozenset()
        for name in {part.changed for part in source.parts if part.changed}:
            if (name, since) not in self._changed:
                query = load_query(f"{SCHEMA}/changed/{name}")
                rows = self._reader.run(statements.changed_days(query, since))
                self._changed[name, since] = frozenset(row[0] for row in rows if row[0] is not None)
            days |= self._changed[name, since]
        return days

    def cut_off(self) -> datetime:
        """Return the data cut-off: the newest moment of actions, reports and labels that is not in the future."""
        found = [
            row[0]
            for table, column in CUT_OFF
            if not self.lacks(table)
            for row in self._reader.run(statements.newest(table, column, self._now + AHEAD))
            if row[0] is not None
        ]
        return max(found, default=datetime.combine(statements.EARLIEST, datetime.min.time()))

    def lacks(self, table: str) -> str:
        """Return what is missing of a table of the contract, in words: itself, some columns, or nothing ("")."""
        if table not in self._lacks:
            found = self._reader.columns(probe(_contract()[table]))
            columns = [column.name for column in _contract()[table].columns if column.name not in (found or ())]
            self._lacks[table] = table if found is None else ", ".join(f"{table}.{column}" for column in columns)
        return self._lacks[table]

    def _usable(self, part: QueryFile) -> QueryFile | None:
        """Return `part`, or what stands in for it when its first table is missing or empty, or None."""
        usable = part if self._can_run(part) else None
        if not part.otherwise or (usable is not None and self._has_rows(part)):
            return usable
        other = load_query(f"{SCHEMA}/otherwise/{part.otherwise}")
        return other if self._can_run(other) and (usable is None or self._has_rows(other)) else usable

    def _can_run(self, part: QueryFile) -> bool:
        return not any(self.lacks(table) for table in part.tables)

    def _has_rows(self, part: QueryFile) -> bool:
        return bool(self._reader.run(statements.has_rows(part.tables[0])))

    def _days_in(self, table: str, column: str) -> frozenset[date]:
        if (table, column) not in self._days:
            rows = self._reader.run(statements.source_days(table, column, (self._now + AHEAD).date()))
            self._days[table, column] = frozenset(row[0] for row in rows if row[0] is not None)
        return self._days[table, column]


def dated(part: QueryFile) -> tuple[str, ...]:
    """Return the columns of a statement's first table that date its rows."""
    if part.dated:
        return part.dated
    time = _contract()[part.tables[0]].time
    if time is None:
        raise ValueError(f"queries/{part.name}.sql: {part.tables[0]} has no time column; say `dated: column`")
    return (time,)


def utc_now() -> datetime:
    """Return the moment as the warehouse writes it: UTC, without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)


@cache
def _contract() -> Mapping[str, Table]:
    return {table.name: table for table in load_contract()}
