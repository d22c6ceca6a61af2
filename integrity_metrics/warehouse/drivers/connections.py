"""`Connections`: the engine of one database, and running a statement on it so that it can be cancelled."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress

import pandas as pd
from sqlalchemy import Engine, String, bindparam, text
from sqlalchemy.engine import URL

from integrity_metrics.warehouse.drivers.driver import Driver
from integrity_metrics.warehouse.drivers.session_views import ViewsFile
from integrity_metrics.warehouse.failures import QueryTimeoutError
from integrity_metrics.warehouse.shaping import Statement


class Running:
    """The driver connection a query runs on, so that another thread can cancel it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stop: Callable[[], None] | None = None
        self._cancelled = False

    def hold(self, stop: Callable[[], None]) -> None:
        """Note how to end the query that begins now."""
        with self._lock:
            if self._cancelled:
                raise QueryTimeoutError("The query was cancelled before it started. Try again.")
            self._stop = stop

    def release(self) -> None:
        """Note that the query has ended."""
        with self._lock:
            self._stop = None

    def cancel(self) -> None:
        """End the query, or keep it from starting."""
        with self._lock:
            self._cancelled = True
            if self._stop is not None:
                with suppress(Exception):
                    self._stop()


class Connections:
    """The engine of one database: opened when first asked, and again when its files are replaced. Thread-safe.

    Parameters
    ----------
    url
        As the driver prepared it.
    driver
        What differs by the kind of database.
    pool_size, query_seconds
        See `Driver.new_engine`.
    views
        Makes the tables of a warehouse those of the contract; None when they are.
    """

    def __init__(
        self, url: URL, driver: Driver, *, pool_size: int, views: ViewsFile | None = None, query_seconds: float
    ) -> None:
        self.url = url
        self.driver = driver
        self._pool_size = pool_size
        self._views = views
        self._query_seconds = query_seconds
        self._lock = threading.Lock()
        self._engine: Engine | None = None
        self._engine_version = ""

    def version(self) -> str:
        """Return what changes when another engine is needed: a file was replaced, the views were edited.

        Raises
        ------
        UnreachableError, ViewsFileError
            When a file is not there.
        """
        return self.driver.version() + (f"+{self._views.version()}" if self._views is not None else "")

    def execute(self, statement: Statement, running: Running) -> pd.DataFrame:
        """Run a statement and return its rows; raises what the database's driver raises."""
        clause = text(statement.sql)
        lists = [name for name, value in statement.parameters.items() if isinstance(value, tuple)]
        if lists:
            # The type is needed for an empty list, which would otherwise be compared as integers.
            clause = clause.bindparams(*(bindparam(name, expanding=True, type_=String()) for name in lists))
        values = {k: list(v) if isinstance(v, tuple) else v for k, v in statement.parameters.items()}
        with self._current_engine().connect() as connection:
            driver_connection = connection.connection.dbapi_connection
            running.hold(lambda: self.driver.cancel(driver_connection))
            try:
                return self.driver.frame(connection.execute(clause, values))
            finally:
                running.release()

    def close(self) -> None:
        """Close every connection that is not in use."""
        with self._lock:
            if self._engine is not None:
                self._engine.dispose()
                self._engine = None

    def _current_engine(self) -> Engine:
        version = self.version()
        with self._lock:
            if self._engine is None or version != self._engine_version:
                views = self._views.statements(self.driver.dialect) if self._views is not None else ()
                old, self._engine = (
                    self._engine,
                    self.driver.new_engine(
                        self.url, pool_size=self._pool_size, views=views, query_seconds=self._query_seconds
                    ),
                )
                self._engine_version = version
                if old is not None:
                    old.dispose()
            return self._engine
