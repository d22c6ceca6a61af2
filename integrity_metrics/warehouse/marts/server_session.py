"""One connection to a server for the time of a build: what is read and what is written goes through it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pandas as pd
from sqlalchemy import Connection, CursorResult, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlglot import exp

from integrity_metrics.errors import SettingsError
from integrity_metrics.warehouse.check_statements import Query
from integrity_metrics.warehouse.drivers.driver import Driver
from integrity_metrics.warehouse.failures import MissingTableError, UnreachableError, WarehouseError, explain
from integrity_metrics.warehouse.marts import statements
from integrity_metrics.warehouse.marts.definitions import SCHEMA
from integrity_metrics.warehouse.shaping import Statement

# A build may take as long as it needs; what the server is told is a limit against what was forgotten.
BUILD_SECONDS = 24 * 3600.0
BATCH_ROWS = 50_000


class ServerSession:
    """A connection of a driver; see `transactional.Database`.

    Parameters
    ----------
    connection
        Nobody else's.
    driver
        Of the warehouse.
    schema
        What the schema of the marts is called on this server.
    """

    def __init__(self, connection: Connection, driver: Driver, schema: str = SCHEMA) -> None:
        self._connection = connection
        self._driver = driver
        self.schema = schema
        self._texts: dict[str, str] = {}

    def check_schema(self) -> None:
        """Refuse to keep marts among the tables of the contract, some of which have the same names.

        Raises
        ------
        SettingsError
            When the schema of the marts is the one that names without a schema mean.
        """
        function = exp.Anonymous(this="current_schema")
        if self.run(Query("marts/current_schema", exp.select(exp.alias_(function, "name")))) == [(self.schema,)]:
            raise SettingsError(
                f"INTEGRITY_MARTS_SCHEMA is {self.schema}, the schema the warehouse itself is read from; "
                "set it to a schema of its own, then try again."
            )

    def run(self, query: Query) -> list[tuple[Any, ...]]:
        """Run a statement and return its rows; NULL is None."""
        with self._in_transaction(), self._execute(query) as result:
            # Some servers answer other statements too, with a table of nothing.
            if not isinstance(query.tree, (exp.Query, exp.Command)):
                return []
            return rows_of(self._driver.frame(result))

    def columns(self, query: Query) -> list[str] | None:
        """Return the names of the columns of a statement, or None when a table it reads is not there."""
        try:
            with self._in_transaction():
                result = self._execute(query)
                names = list(result.keys())
                result.close()
                return names
        except DBAPIError as error:
            if isinstance(explain(error, query.name), MissingTableError):
                return None
            raise

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Keep everything in the block, or nothing of it, where the server can."""
        with self._connection.begin():
            yield

    def batches(self, query: Query, size: int = BATCH_ROWS) -> Iterator[list[tuple[Any, ...]]]:
        """Yield the rows of a statement as the driver has them, so many at a time."""
        with self._in_transaction():
            result = self._execute(query, {"stream_results": True, "max_row_buffer": size})
            while rows := result.fetchmany(size):
                yield [tuple(row) for row in rows]

    def _execute(self, query: Query, options: dict[str, Any] | None = None) -> CursorResult[Any]:
        statement = self._written(query)
        return self._connection.execute(text(statement.sql), statement.parameters, execution_options=options or {})

    def _written(self, query: Query) -> Statement:
        # Writing a statement out takes longer than running it on a few rows.
        written = self._texts.get(query.name)
        if written is None:
            written = statements.placed(query, self.schema).bound(self._driver.dialect).sql
            self._texts[query.name] = written
        return Statement(query.name, written, query.parameters)

    @contextmanager
    def _in_transaction(self) -> Iterator[None]:
        if self._connection.in_transaction():
            yield
            return
        with self._connection.begin():
            yield


@contextmanager
def open_session(
    url: URL, driver: Driver, schema: str, views: tuple[str, ...], *, isolation: str | None = None
) -> Iterator[ServerSession]:
    """Yield a connection of its own, with the views a warehouse is read through; `isolation` is of its transactions."""
    engine = driver.new_engine(url, pool_size=1, views=views, query_seconds=BUILD_SECONDS)
    try:
        try:
            opened = engine.connect()
        except DBAPIError as error:
            raise explain(error, "the build of the marts") from error
        with opened as connection:
            if isolation is not None:
                connection.execution_options(isolation_level=isolation)
            yield ServerSession(connection, driver, schema)
    finally:
        engine.dispose()


def explained(error: DBAPIError) -> WarehouseError:
    """Return what went wrong in a build on a server, once it was reached, as something to read and act on."""
    found = explain(error, "the build of the marts")
    if not isinstance(found, UnreachableError):
        return found
    return UnreachableError(f"{found} What finished steps made is kept: the next `integrity build` goes on from there.")


def rows_of(frame: pd.DataFrame) -> list[tuple[Any, ...]]:
    """Return the rows of a frame as tuples of Python's own dates and moments; what is missing is None.

    Examples
    --------
    >>> rows_of(pd.DataFrame({"at": [pd.Timestamp("2026-01-01"), None], "n": [1, 2]}))
    [(datetime.datetime(2026, 1, 1, 0, 0), 1), (None, 2)]
    """
    return [tuple(map(_plain, row)) for row in frame.itertuples(index=False)]


def _plain(value: Any) -> Any:
    if pd.isna(value):
        return None
    return value.to_pydatetime() if isinstance(value, pd.Timestamp) else value
