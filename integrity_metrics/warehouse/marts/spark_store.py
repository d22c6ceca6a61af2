"""Marts on Spark, where a table of Parquet files has neither transactions nor DELETE.

Nothing that was written is ever changed. The rows of a mart are in ``marts.reach_rows``, in a partition for each
quarter and step that made it; readers ask ``marts.reach``, a view of the partitions that ``marts.current_steps`` names.
A step writes the quarters it touches anew (its own days made from the warehouse, the others copied), writes the log
anew, and then changes that one view: readers see all marts of the step at once, or none. What a build leaves behind
that was stopped nobody sees, and the end of the next build removes it. What a step replaced stays until the end of the
next build, for somebody may still read it.

Partitions are known to the metastore, so a session never reads from a stale list of files, and a step is one file for
each mart and quarter (several when it is large).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from integrity_metrics.warehouse.check_statements import Query
from integrity_metrics.warehouse.contract import Table
from integrity_metrics.warehouse.drivers.driver import Driver
from integrity_metrics.warehouse.marts import spark_statements, spark_tables, statements
from integrity_metrics.warehouse.marts.definitions import LOG, SCHEMA, mart_tables
from integrity_metrics.warehouse.marts.server_session import ServerSession, explained, open_session
from integrity_metrics.warehouse.marts.sources import utc_now
from integrity_metrics.warehouse.marts.spark_lock import SparkLock, held_lock
from integrity_metrics.warehouse.marts.spark_statements import WHOLE_LOG, quarters
from integrity_metrics.warehouse.marts.spark_tables import CURRENT, STAGED, Held
from integrity_metrics.warehouse.marts.store import Entry, Job, Store
from integrity_metrics.warehouse.query_files import load_query

# A year: a statement of Spark takes a second before it reads a row, and every step reads again the views of the half
# year before its first day. What does not fit into memory is put on disk.
BLOCK_DAYS = 366

_PARTITION = re.compile(r"step=(\d+)/quarter=(\d+)")


class SparkStore:
    """Marts in a database of a Spark catalogue; see `store.Store`."""

    version = ""
    block_days = BLOCK_DAYS

    def __init__(self, session: ServerSession, lock: SparkLock, *, place: str) -> None:
        self.place = place
        self._session = session
        self._lock = lock
        self._staged: list[str] = []
        self._last_step = 0
        # Quarter of a mart -> the step it is read from.
        self._shown: dict[tuple[str, int], int] = {}
        if session.columns(spark_tables.shown_steps()) is not None:
            self._shown = {(mart, quarter): step for mart, quarter, step in session.run(spark_tables.shown_steps())}
        self._in_use: set[Held] = self._held()

    def run(self, query: Query) -> list[tuple[Any, ...]]:
        """Ask the warehouse, and return the rows."""
        return self._session.run(query)

    def columns(self, query: Query) -> list[str] | None:
        """Return the columns of a statement on the warehouse, or None when a table it reads is not there."""
        return self._session.columns(query)

    def mart_columns(self, name: str) -> list[str] | None:
        """Return the columns of a mart or of the log, or None when it is not there."""
        return self._session.columns(statements.columns_of(name))

    def log(self) -> list[Entry]:
        """Return what is built."""
        return [Entry(*row) for row in self._session.run(statements.logged())]

    def arrange(self, create: Sequence[Table], remove: Sequence[str]) -> None:
        """Forget marts, remove them and create others, in this order: what is cut off is done by the next build."""
        names = {*remove, *(table.name for table in create)}
        if LOG in names:
            # Without a log nothing is known of what is there.
            names |= mart_tables().keys()
            self._remove({*names, CURRENT})
            self._shown = {(LOG, WHOLE_LOG): 0}
            self._session.run(spark_tables.create_current(self._held()))
        else:
            step = self._next_step()
            self._session.run(spark_statements.log_without(sorted(names), step))
            self._show(step, {held: number for held, number in self._shown.items() if held[0] not in names})
            self._remove(names)
        for table in create:
            self._session.run(spark_tables.create_rows(table))
            self._session.run(spark_tables.create_view(table))

    def note(self, entry: Entry) -> None:
        """Log a build in place of unfinished ones, and of the one before it of the same day, at once."""
        step = self._next_step()
        self._session.run(spark_statements.log_entry(entry, step))
        self._show(step, self._shown)

    def make(self, jobs: Sequence[Job], built_at: datetime, cut_off: datetime) -> None:
        """Write the quarters of one step, and the log, where nobody sees them; then show all of them."""
        step = self._next_step()
        shown = dict(self._shown)
        for job in jobs:
            parameters = {"since": job.span.since, "until": job.span.until, "cut_off": cut_off}
            touched = [(job.mart.name, quarter) for quarter in quarters(job.span)]
            keep = bool(self._shown.keys() & touched)
            for part in job.parts:
                for each in part.staged:
                    self._stage(each, parameters, step)
                self._session.run(spark_statements.fill(job, part, parameters, step, keep=keep))
                keep = False
            shown |= dict.fromkeys(touched, step)
        while self._staged:
            for query in spark_statements.unstage(self._staged.pop(), step):
                self._session.run(query)
        self._session.run(spark_statements.log_jobs(jobs, built_at, cut_off, step))
        self._show(step, shown)

    def finish(self, entry: Entry) -> None:
        """Log the finished build, and remove the rows that nobody read since before it began."""
        self.note(entry)
        there = self._there()
        # Of builds that were stopped.
        for name in sorted(name for name in there if name.startswith(STAGED)):
            self._session.run(spark_tables.drop_staged(name.removeprefix(STAGED)))
        for name in [name for name in mart_tables() if f"{name}_rows" in there]:
            found = [_PARTITION.fullmatch(str(row[0])) for row in self._session.run(self._partitions(name))]
            numbers = [(int(each.group(1)), int(each.group(2))) for each in found if each is not None]
            unread = [(step, quarter) for step, quarter in numbers if (name, quarter, step) not in self._in_use]
            if unread:
                self._session.run(spark_tables.drop_partitions(name, unread, self._next_step()))

    def _partitions(self, name: str) -> Query:
        return spark_tables.partitions(name, self._session.schema)

    def _there(self) -> set[str]:
        return {row[1] for row in self._session.run(spark_tables.tables(self._session.schema))}

    def _remove(self, names: set[str]) -> None:
        there = self._there()
        # The log last: where it is, the rest is ours.
        for name in sorted(names & there, key=lambda name: (name == LOG, name)):
            self._session.run(spark_tables.drop_view(name))
        for name in sorted(name for name in names if f"{name}_rows" in there):
            self._session.run(spark_tables.drop_rows(name))

    def _stage(self, name: str, parameters: Mapping[str, Any], step: int) -> None:
        """Keep the rows of a staged query, once for all marts of a step: they are made for the same days."""
        if name not in self._staged:
            query = load_query(f"{SCHEMA}/staged/{name}")
            for needed in query.staged:
                self._stage(needed, parameters, step)
            used = {parameter: parameters[parameter] for parameter in query.parameters}
            for statement in spark_statements.stage(name, query.tree, used, step):
                self._session.run(statement)
            self._staged.append(name)

    def _show(self, step: int, shown: Mapping[tuple[str, int], int]) -> None:
        """Let readers see what is written: the log of `step`, and marts as `shown` says."""
        self._lock.check(self._session)
        self._shown = {**shown, (LOG, WHOLE_LOG): step}
        self._session.run(spark_tables.show_steps(step, self._held()))
        self._in_use |= self._held()

    def _held(self) -> set[Held]:
        return {(mart, quarter, step) for (mart, quarter), step in self._shown.items()}

    def _next_step(self) -> int:
        # Larger than any before, also than those of builds that were stopped and left rows without being shown.
        now = int((utc_now() - datetime(2020, 1, 1)).total_seconds())
        self._last_step = max(now, self._last_step + 1, *(step + 1 for step in self._shown.values()))
        return self._last_step


@contextmanager
def open_spark_store(
    url: URL, driver: Driver, *, schema: str, views: tuple[str, ...] = (), fresh: bool = False
) -> Iterator[Store]:
    """Yield what a build reads and writes on a Spark cluster.

    Parameters
    ----------
    url, driver
        From `drivers.registry.opened`.
    schema
        The database of the marts; made when it is not there.
    views
        Statements that make the session's views of a warehouse whose tables are not the contract's.
    fresh
        Begin with no marts at all.

    Raises
    ------
    WarehouseError
        One sentence: another build at work, a right that is missing, a connection that was lost. What finished steps
        made is kept, and the next build continues.
    """
    try:
        with open_session(url, driver, schema, views) as session, open_session(url, driver, schema, ()) as pulse:
            session.check_schema()
            session.run(spark_tables.believe_in_compression())
            session.run(spark_tables.create_schema())
            with held_lock(session, pulse) as lock:
                store = SparkStore(session, lock, place=f"database {schema} of Spark")
                if fresh and store.mart_columns(LOG) is not None:
                    store.arrange((), [LOG])
                yield store
    except DBAPIError as error:
        raise explained(error) from error
