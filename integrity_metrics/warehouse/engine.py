"""`Warehouse`: one engine that many browser sessions share, with a time limit and cancelling on every query."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import make_url

from integrity_metrics.errors import IntegrityError
from integrity_metrics.estimates import Executed
from integrity_metrics.scope import Filter, Grain
from integrity_metrics.settings import Settings
from integrity_metrics.warehouse.dialects.dialects import DIALECTS
from integrity_metrics.warehouse.drivers.connections import Connections, Running
from integrity_metrics.warehouse.drivers.duckdb_driver import DuckDBDriver
from integrity_metrics.warehouse.drivers.registry import opened
from integrity_metrics.warehouse.drivers.session_views import ViewsFile
from integrity_metrics.warehouse.failures import QueryTimeoutError, explain
from integrity_metrics.warehouse.local_marts import is_local
from integrity_metrics.warehouse.publication import Publication
from integrity_metrics.warehouse.query_files import QueryFile, load_query
from integrity_metrics.warehouse.rollups import MARTS_SCHEMA
from integrity_metrics.warehouse.shaping import Statement, shape

HEARTBEAT_SECONDS = 0.25

Heartbeat = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Result:
    """The rows of one statement, and the statement as it ran."""

    frame: pd.DataFrame
    executed: Executed


class Warehouse:
    """Reads the warehouse a platform already has. Thread-safe.

    Parameters
    ----------
    url
        SQLAlchemy URL. A DuckDB file is opened read-only, and the marts beside it as ``marts``. When one of the two
        is replaced (publish.py writes a new version and swaps a link), the next query reads the new one while running
        queries finish on the old one.
    query_seconds
        A query that runs longer is cancelled and raises `QueryTimeoutError`.
    pool_size
        How many queries may run at the same time.
    marts_file
        A local DuckDB file that has the marts, for a warehouse that may not be written in: what reads nothing but
        marts is asked there (local_marts.py).
    marts_schema
        The schema of a server that has the marts.
    views_file
        Views that every session makes for itself, for a warehouse whose tables are not the contract's
        (drivers/session_views.py).
    """

    def __init__(
        self,
        url: str,
        *,
        query_seconds: float = 60,
        pool_size: int = 8,
        marts_file: Path | None = None,
        marts_schema: str = MARTS_SCHEMA,
        views_file: Path | None = None,
    ) -> None:
        parsed, driver = opened(url, marts_file)
        self.query_seconds = query_seconds
        self.pool_size = pool_size
        self.views = ViewsFile(views_file) if views_file is not None else None
        self._own = Connections(parsed, driver, pool_size=pool_size, views=self.views, query_seconds=query_seconds)
        self._file = driver.warehouse if isinstance(driver, DuckDBDriver) else None
        self._marts_file = driver.marts if isinstance(driver, DuckDBDriver) else marts_file
        self._marts: Connections | None = None
        self._marts_schema = MARTS_SCHEMA
        if driver.dialect != "duckdb":
            self._marts_schema = marts_schema
            if marts_file is not None:
                self._marts = Connections(
                    make_url("duckdb://"),
                    DuckDBDriver(None, marts_file),
                    pool_size=pool_size,
                    query_seconds=query_seconds,
                )
        self._workers = ThreadPoolExecutor(pool_size, thread_name_prefix="warehouse")
        self._publication = Publication(self._workers, self._last_built)

    @classmethod
    def from_settings(cls, settings: Settings) -> Warehouse:
        """Return the warehouse the settings name."""
        return cls(
            settings.warehouse_url,
            query_seconds=settings.query_seconds,
            pool_size=settings.pool_size,
            marts_file=settings.marts_file,
            marts_schema=settings.marts_schema,
            views_file=settings.views_file,
        )

    @property
    def dialect(self) -> str:
        """The sqlglot name of the warehouse's SQL dialect."""
        return self._own.driver.dialect

    @property
    def name(self) -> str:
        """What to call the warehouse on a page: its kind and its own name, without path, host, user or password."""
        return f"{DIALECTS[self.dialect].title} {Path(self._own.url.database or '').name}".strip()

    @property
    def file(self) -> Path | None:
        """The DuckDB file, or None for a server or a warehouse in memory."""
        return self._file

    @property
    def marts_file(self) -> Path | None:
        """The DuckDB file in which the marts are looked for, built or not; None when a server has them."""
        return self._marts_file

    @property
    def marts_schema(self) -> str:
        """The schema that has the marts, where the warehouse itself has them."""
        return self._marts_schema

    @property
    def has_local_marts(self) -> bool:
        """Whether the marts are in a local file, while the warehouse is a server."""
        return self._marts is not None

    @property
    def version(self) -> str:
        """What changes when the data or their marts are published anew: part of every cache key.

        Of files, which versions they are. Of a server, when its marts were last built: new rows show when the marts
        are built from them, and in statements on the rows themselves when INTEGRITY_CACHE_SECONDS are over.

        Raises
        ------
        UnreachableError
            When the file is not there.
        """
        if self.dialect == "duckdb":
            return self._own.version() or self.name
        marts = self._marts.version() if self._marts else self._publication.version()
        return f"{self.name}+{self._own.version()}+{marts}"

    @property
    def is_reachable(self) -> bool:
        """Whether the file is there, or the server answered within the last minute or so; no query waits for it."""
        try:
            return self._publication.is_reachable if self.dialect != "duckdb" else bool(self.version)
        except IntegrityError:
            return False

    def shape(
        self,
        query: QueryFile,
        parameters: Mapping[str, Any],
        *,
        grain: Grain | None = None,
        by: tuple[str, ...] = (),
        filters: tuple[Filter, ...] = (),
    ) -> Statement:
        """Return `query` with a scope applied (see `shaping.shape`), as the database that will run it writes it."""
        place = self._place(query.tables)
        return shape(
            query,
            parameters,
            grain=grain,
            by=by,
            filters=filters,
            dialect=place.driver.dialect,
            marts_schema=self._marts_schema if place is self._own else MARTS_SCHEMA,
        )

    def run(self, statement: Statement, *, heartbeat: Heartbeat | None = None) -> Result:
        """Run a statement and return its rows.

        Parameters
        ----------
        statement
            From `shape`, or another of this warehouse's dialect.
        heartbeat
            Called a few times a second with the seconds waited. If it raises, the query is cancelled and the
            exception goes on: that is how a page whose visitor left, or pressed stop, frees the warehouse.

        Raises
        ------
        WarehouseError
            One sentence, whatever the engine said.
        ViewsFileError
            When the views file cannot be used.
        """
        running = Running()
        started = time.perf_counter()
        future = self._workers.submit(self._execute, statement, running)
        try:
            self._await(future, statement.name, started, heartbeat)
            frame = future.result()
        except BaseException as error:
            running.cancel()
            future.cancel()
            if isinstance(error, Exception) and not isinstance(error, IntegrityError):
                raise explain(error, statement.name, statement.tables) from error
            raise
        seconds = time.perf_counter() - started
        dialect = self._place(statement.tables).driver.dialect
        executed = Executed(statement.name, statement.sql, statement.parameters, seconds, dialect, statement.authored)
        return Result(frame, executed)

    def close(self) -> None:
        """Cancel nothing, wait for running queries, and let the warehouse go."""
        self._workers.shutdown(wait=True)
        self._own.close()
        if self._marts is not None:
            self._marts.close()

    def _await(self, future: Future[pd.DataFrame], name: str, started: float, heartbeat: Heartbeat | None) -> None:
        pause = HEARTBEAT_SECONDS if heartbeat is not None else self.query_seconds
        while not wait([future], timeout=min(pause, self.query_seconds)).done:
            waited = time.perf_counter() - started
            if waited >= self.query_seconds:
                raise QueryTimeoutError(
                    f"{name} ran longer than the limit of {self.query_seconds:g} s and was cancelled. "
                    "Ask for a shorter period, or raise INTEGRITY_QUERY_SECONDS, then try again."
                )
            if heartbeat is not None:
                heartbeat(waited)

    def _execute(self, statement: Statement, running: Running) -> pd.DataFrame:
        return self._place(statement.tables).execute(statement, running)

    def _place(self, tables: Iterable[str]) -> Connections:
        """Return where statements on `tables` are asked."""
        return self._marts if self._marts is not None and is_local(tables) else self._own

    def _last_built(self) -> str:
        # Where the marts are kept in a file, the server is only asked whether it is there.
        reach = Statement("check/reach", "select 1 as built_at", {})
        statement = reach if self._marts else self.shape(load_query("metrics/marts_built"), {})
        try:
            return str(self._execute(statement, Running())["built_at"].iloc[0])
        except IntegrityError:
            raise
        except Exception as error:
            raise explain(error, statement.name, statement.tables) from error
