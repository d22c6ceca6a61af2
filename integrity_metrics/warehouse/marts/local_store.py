"""Marts kept in a local DuckDB file, for a warehouse in which nothing may be written.

The server runs the statements, each as one SELECT, and their rows come here in batches. Nothing is created on the
server. The file is published as that of a DuckDB warehouse is (duckdb_store.py), with copies of the small tables that
statements on marts read too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlglot import exp

from integrity_metrics.warehouse.check_statements import Query, probe
from integrity_metrics.warehouse.contract import Table, load_contract
from integrity_metrics.warehouse.dialects.dialects import DIALECTS
from integrity_metrics.warehouse.drivers.driver import Driver
from integrity_metrics.warehouse.local_marts import COPIED_TABLES
from integrity_metrics.warehouse.marts import statements
from integrity_metrics.warehouse.marts.definitions import SCHEMA
from integrity_metrics.warehouse.marts.duckdb_store import DuckDbDatabase, new_marts_file
from integrity_metrics.warehouse.marts.inlined import inlined
from integrity_metrics.warehouse.marts.server_session import ServerSession, explained, open_session
from integrity_metrics.warehouse.marts.store import Entry, Job, Store
from integrity_metrics.warehouse.marts.transactional import TransactionalStore
from integrity_metrics.warehouse.query_files import QueryFile

# A type of the contract -> Arrow's, and what a driver's value is made of it with (a sum may come as a decimal).
_TYPES: dict[str, tuple[pa.DataType, Callable[[Any], Any]]] = {
    "VARCHAR": (pa.string(), str),
    "DATE": (pa.date32(), lambda value: value),
    "TIMESTAMP": (pa.timestamp("us"), lambda value: value.replace(tzinfo=None)),
    "DOUBLE": (pa.float64(), float),
    "BIGINT": (pa.int64(), int),
    "INTEGER": (pa.int32(), int),
    "BOOLEAN": (pa.bool_(), bool),
}
_BATCH = "batch_of_rows"


class LocalStore(TransactionalStore):
    """Marts in a file, made of what a server answers; see `store.Store`."""

    def __init__(self, session: ServerSession, file: DuckDbDatabase, *, place: str) -> None:
        super().__init__(session, file, place=place, version="")
        self._session = session
        self._file = file

    def make(self, jobs: Sequence[Job], built_at: datetime, cut_off: datetime) -> None:
        """Make the days of one step; what the server answers is of one moment, where it has transactions."""
        with self._session.transaction():
            super().make(jobs, built_at, cut_off)

    def finish(self, entry: Entry) -> None:
        """Log the finished build, and copy the small tables as they are now."""
        contract = {table.name: table for table in load_contract()}
        for name in COPIED_TABLES:
            self._copy(contract[name])
        super().finish(entry)

    def _fill(self, job: Job, part: QueryFile, parameters: Mapping[str, Any]) -> None:
        query = inlined(part)
        used = {each.this: parameters[each.this] for each in query.find_all(exp.Placeholder)}
        self._write(job.mart.table, query.named_selects, Query(part.name, query, used))

    def _copy(self, table: Table) -> None:
        names = [column.name for column in table.columns]
        found = self._session.columns(probe(table))
        with self._marts.transaction():
            self._marts.run(statements.drop(table.name))
            if found is not None and set(names) <= set(found):
                self._marts.run(statements.create_copy(table))
                self._write(table, names, Query(f"{SCHEMA}/{table.name}/copy", exp.select(*names).from_(table.name)))

    def _write(self, table: Table, names: Sequence[str], query: Query) -> None:
        """Add the rows of a statement on the server to a table of the file."""
        kinds = [_TYPES[table.column(name).type] for name in names]
        tree = exp.insert(exp.select(*names).from_(_BATCH), statements.table_of(table.name), columns=list(names))
        insert = Query(f"{SCHEMA}/{table.name}/insert", tree)
        for rows in self._session.batches(query):
            values = zip(*rows, strict=True)
            arrays = [
                pa.array([None if value is None else made(value) for value in column], kind)
                for column, (kind, made) in zip(values, kinds, strict=True)
            ]
            self._file.connection.register(_BATCH, pa.table(arrays, names=list(names)))
            self._marts.run(insert)
            self._file.connection.unregister(_BATCH)


@contextmanager
def open_local_store(
    url: URL,
    driver: Driver,
    link: Path,
    *,
    views: tuple[str, ...] = (),
    isolation: str | None = None,
    fresh: bool = False,
) -> Iterator[Store]:
    """Yield what a build reads on a server and writes in a local file.

    Parameters
    ----------
    url, driver
        From `drivers.registry.opened`.
    link
        Where readers look for the marts; the setting INTEGRITY_MARTS_FILE.
    views
        Statements that make the session's views of a warehouse whose tables are not the contract's.
    isolation
        Of the server's transactions.
    fresh
        Begin with no marts at all.

    Raises
    ------
    WarehouseError
        One sentence: another build at work, no right to write the file, a connection that was lost. Readers keep the
        marts they had, and the next build continues.
    """
    place = f"{link.name}, a local DuckDB file, of {DIALECTS[driver.dialect].title}"
    try:
        with (
            open_session(url, driver, SCHEMA, views, isolation=isolation) as session,
            new_marts_file(link, fresh=fresh) as file,
        ):
            yield LocalStore(session, file, place=place)
    except DBAPIError as error:
        raise explained(error) from error
