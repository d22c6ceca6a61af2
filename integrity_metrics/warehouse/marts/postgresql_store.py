"""Marts in a schema of PostgreSQL: a step is a transaction, and an advisory lock keeps a second build out.

The lock belongs to the connection, so it goes when the connection does, however a build ends.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlglot import exp

from integrity_metrics.warehouse.check_statements import Query
from integrity_metrics.warehouse.contract import Table
from integrity_metrics.warehouse.drivers.driver import Driver
from integrity_metrics.warehouse.failures import WarehouseError
from integrity_metrics.warehouse.marts import statements
from integrity_metrics.warehouse.marts.definitions import mart_tables
from integrity_metrics.warehouse.marts.server_session import ServerSession, explained, open_session
from integrity_metrics.warehouse.marts.store import Entry, Job, Store
from integrity_metrics.warehouse.marts.transactional import TransactionalStore
from integrity_metrics.warehouse.query_files import QueryFile

# What a step reads is of one moment, whatever is loaded meanwhile.
ISOLATION = "REPEATABLE READ"
# A year: every step reads again the views of the half year before its first day. What does not fit into memory is put
# on the server's disk.
BLOCK_DAYS = 366
# Sessions of the drivers are read only; those of a build are not.
WRITABLE = "off"
# What PostgreSQL calls a missing right, and a server (a replica) that nothing can be written on.
_NO_RIGHT, _READ_ONLY = "42501", "25006"
_READ_REFUSED = re.compile(r"permission denied for (?:table|view|relation) (\w+)")


class PostgreSQLStore(TransactionalStore):
    """Marts beside the tables they are made of; see `store.Store`."""

    block_days = BLOCK_DAYS

    def __init__(self, session: ServerSession, *, place: str) -> None:
        super().__init__(session, session, place=place, version="")
        self._filled: set[str] = set()

    def make(self, jobs: Sequence[Job], built_at: Any, cut_off: Any) -> None:
        """Make the days of one step in one transaction."""
        super().make(jobs, built_at, cut_off)
        self._filled |= {job.mart.name for job in jobs}

    def finish(self, entry: Entry) -> None:
        """Log the finished build, and let the planner know what the marts are like now."""
        super().finish(entry)
        for name in sorted(self._filled):
            self._marts.run(_analyze(statements.table_of(name)))

    def _create(self, table: Table) -> None:
        super()._create(table)
        if table.time is not None:
            self._marts.run(_index(table.name, table.time))

    def _stage(self, name: str, parameters: Any) -> None:
        known = len(self._staged)
        super()._stage(name, parameters)
        for query in self._staged[known:]:
            # Nothing looks at temporary tables by itself, and a join of them is slow when nobody knows their size.
            self._marts.run(_analyze(_staged_table(query)))


@contextmanager
def open_postgresql_store(
    url: URL, driver: Driver, *, schema: str, views: tuple[str, ...] = (), fresh: bool = False
) -> Iterator[Store]:
    """Yield what a build reads and writes on a PostgreSQL server.

    Parameters
    ----------
    url, driver
        From `drivers.registry.opened`.
    schema
        Where the marts are; made when it is not there.
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
    database = Path(url.database or "").name
    try:
        with open_session(url, driver, schema, views, isolation=ISOLATION) as session:
            session.run(_setting("default_transaction_read_only", WRITABLE))
            session.check_schema()
            if not session.run(_lock(schema))[0][0]:
                raise WarehouseError(
                    f"Another build of the marts in schema {schema} is at work. Wait until it has finished, "
                    "then try again."
                )
            if not session.run(_schema(schema)):
                session.run(_create_schema())
            store = PostgreSQLStore(session, place=f"schema {schema} of PostgreSQL {database}".strip())
            if fresh:
                store.arrange((), [name for name in mart_tables() if store.mart_columns(name) is not None])
            yield store
    except DBAPIError as error:
        raise _explained(error, schema, url) from error


def _explained(error: DBAPIError, schema: str, url: URL) -> WarehouseError:
    state = getattr(error.orig, "sqlstate", None)
    said = str(error.orig).splitlines()[0].rstrip(".")
    role = url.username or "that builds"
    elsewhere = "or keep them elsewhere (INTEGRITY_MARTS_SCHEMA, INTEGRITY_MARTS_FILE), then try again."
    if state == _READ_ONLY:
        return WarehouseError(
            f"Nothing can be written on this server ({said}). Build the marts on its primary, {elsewhere}"
        )
    if state == _NO_RIGHT and (table := _READ_REFUSED.search(said)):
        return WarehouseError(
            f"The role {role} may not use table {table.group(1)} ({said}). Let it read the tables of the contract "
            f"(`grant select on {table.group(1)} to {role}`) and own those of schema {schema}, then try again."
        )
    if state == _NO_RIGHT and "temporary" in said:
        return WarehouseError(
            f"The role {role} may not make temporary tables ({said}). Let an administrator run "
            f"`grant temporary on database {url.database} to {role}`, or set INTEGRITY_MARTS_FILE, which needs none; "
            "then try again."
        )
    if state == _NO_RIGHT:
        return WarehouseError(
            f"The role {role} may not build marts in schema {schema} ({said}). Let an administrator run "
            f"`create schema {schema}` and `grant usage, create on schema {schema} to {role}`, {elsewhere}"
        )
    return explained(error)


def _lock(schema: str) -> Query:
    # A lock is a number, of this database alone; 64 bits of a hash do not meet another product's by chance.
    key = int.from_bytes(hashlib.sha256(f"integrity marts {schema}".encode()).digest()[:8], "big", signed=True)
    function = exp.Anonymous(this="pg_try_advisory_lock", expressions=[exp.Placeholder(this="key")])
    return Query("marts/lock", exp.select(exp.alias_(function, "is_held")), {"key": key})


def _schema(schema: str) -> Query:
    tree = exp.select("nspname").from_("pg_namespace").where(exp.column("nspname").eq(exp.Placeholder(this="schema")))
    return Query("marts/schema", tree, {"schema": schema})


def _create_schema() -> Query:
    return Query("marts/create_schema", exp.Create(this=exp.table_("", db="marts"), kind="SCHEMA"))


def _setting(name: str, value: str) -> Query:
    arguments = [exp.Literal.string(name), exp.Literal.string(value), exp.false()]
    function = exp.Anonymous(this="set_config", expressions=arguments)
    return Query(f"marts/set/{name}", exp.select(exp.alias_(function, "setting")))


def _index(name: str, day: str) -> Query:
    columns = exp.IndexParameters(columns=[exp.column(day)])
    index = exp.Index(table=statements.table_of(name), params=columns)
    return Query(f"marts/{name}/index", exp.Create(this=index, kind="INDEX"))


def _analyze(table: exp.Table) -> Query:
    return Query(f"marts/{table.name}/analyze", exp.Analyze(tables=[table]))


def _staged_table(query: QueryFile) -> exp.Table:
    return exp.table_(query.name.rpartition("/")[2])
