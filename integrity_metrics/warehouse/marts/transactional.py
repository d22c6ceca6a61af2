"""Marts in a database with transactions: days are deleted, made and logged together, and readers see all or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from integrity_metrics.warehouse.check_statements import Query
from integrity_metrics.warehouse.contract import Table
from integrity_metrics.warehouse.marts import statements
from integrity_metrics.warehouse.marts.definitions import LOG, SCHEMA
from integrity_metrics.warehouse.marts.store import Entry, Job
from integrity_metrics.warehouse.query_files import QueryFile, load_query

ONE_DAY = timedelta(days=1)
# A month of each mart: what is kept in memory, or undone when it fails, stays small.
BLOCK_DAYS = 31


class Database(Protocol):
    """A connection that stays the same for the time of a build."""

    def run(self, query: Query) -> list[tuple[Any, ...]]:
        """Run a statement and return its rows."""

    def columns(self, query: Query) -> list[str] | None:
        """Return the names of the columns of a statement, or None when a table it reads is not there."""

    def transaction(self) -> AbstractContextManager[None]:
        """Keep everything in the block, or nothing of it."""


class TransactionalStore:
    """Marts beside their warehouse, on one connection; see `store.Store`."""

    block_days = BLOCK_DAYS

    def __init__(self, warehouse: Database, marts: Database, *, place: str, version: str) -> None:
        self.place = place
        self.version = version
        self._warehouse = warehouse
        self._marts = marts
        self._staged: list[QueryFile] = []

    def run(self, query: Query) -> list[tuple[Any, ...]]:
        """Ask the warehouse, and return the rows."""
        return self._warehouse.run(query)

    def columns(self, query: Query) -> list[str] | None:
        """Return the columns of a statement on the warehouse, or None when a table it reads is not there."""
        return self._warehouse.columns(query)

    def mart_columns(self, name: str) -> list[str] | None:
        """Return the columns of a mart or of the log, or None when it is not there."""
        return self._marts.columns(statements.columns_of(name))

    def log(self) -> list[Entry]:
        """Return what is built."""
        return [Entry(*row) for row in self._marts.run(statements.logged())]

    def arrange(self, create: Sequence[Table], remove: Sequence[str]) -> None:
        """Remove marts and what is logged of them, and create others, at once."""
        with self._marts.transaction():
            for name in remove:
                self._marts.run(statements.drop(name))
                if LOG not in remove:
                    self._marts.run(statements.unlog(name, date.min, date.max))
            for table in create:
                self._create(table)

    def note(self, entry: Entry) -> None:
        """Log a build in place of unfinished ones, and of the one before it of the same day, at once."""
        with self._marts.transaction():
            self._marts.run(statements.unlog_unfinished())
            if entry.day < date.max:
                self._marts.run(statements.unlog(entry.mart, entry.day, entry.day + ONE_DAY))
            self._marts.run(statements.log_day(entry))

    def make(self, jobs: Sequence[Job], built_at: datetime, cut_off: datetime) -> None:
        """Make the days of one step in one transaction."""
        with self._marts.transaction():
            for job in jobs:
                name, span, run = job.mart.name, job.span, self._marts.run
                parameters = {"since": span.since, "until": span.until, "cut_off": cut_off}
                run(statements.clear(name, job.mart.day, span.since, span.until))
                run(statements.unlog(name, span.since, span.until))
                for part in job.parts:
                    self._fill(job, part, parameters)
                run(statements.log(job.mart, span.since, span.until, built_at, cut_off))
                written = {row[0] for row in run(statements.logged_days(name, span.since, span.until))}
                for day in sorted(job.days - written):
                    run(statements.log_day(Entry(name, day, built_at, cut_off)))
            while self._staged:
                self._marts.run(statements.unstage(self._staged.pop()))

    def finish(self, entry: Entry) -> None:
        """Log the finished build."""
        self.note(entry)

    def _create(self, table: Table) -> None:
        self._marts.run(statements.create(table))

    def _fill(self, job: Job, part: QueryFile, parameters: Mapping[str, Any]) -> None:
        for each in part.staged:
            self._stage(each, parameters)
        self._marts.run(statements.fill(job.mart, part, parameters))

    def _stage(self, name: str, parameters: Mapping[str, Any]) -> None:
        """Keep the rows of a staged query, once for all marts of a step: they are made for the same days."""
        query = load_query(f"{SCHEMA}/staged/{name}")
        if query not in self._staged:
            for needed in query.staged:
                self._stage(needed, parameters)
            self._marts.run(statements.stage(query, parameters))
            self._staged.append(query)
