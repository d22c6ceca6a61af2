"""`Warehouse`: one engine that many browser sessions share, with a time limit and cancelling on every query."""

from __future__ import annotations

import os
import threading
import time
import uuid
import warnings
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import Engine, String, bindparam, create_engine, event, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from integrity_metrics.errors import SettingsError
from integrity_metrics.estimates import Executed
from integrity_metrics.settings import Settings
from integrity_metrics.warehouse.failures import QueryTimeoutError, UnreachableError, explain
from integrity_metrics.warehouse.publish import marts_link
from integrity_metrics.warehouse.shaping import Statement

# SQLAlchemy's name of a dialect -> sqlglot's.
DIALECTS = {"duckdb": "duckdb", "postgresql": "postgres"}
HEARTBEAT_SECONDS = 0.25

# The driver advises its own API, which SQLAlchemy does not use; answers are small, so the copy does not matter.
warnings.filterwarnings("ignore", message="Arrow output on a DB-API result", category=UserWarning)

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
    """

    def __init__(self, url: str, *, query_seconds: float = 60, pool_size: int = 8) -> None:
        self._url = _parsed(url)
        database = self._url.database
        self._file = Path(database) if self.dialect == "duckdb" and database and database != ":memory:" else None
        self.query_seconds = query_seconds
        self._pool_size = pool_size
        self._workers = ThreadPoolExecutor(pool_size, thread_name_prefix="warehouse")
        self._lock = threading.Lock()
        self._engine: Engine | None = None
        self._engine_version = ""

    @classmethod
    def from_settings(cls, settings: Settings) -> Warehouse:
        """Return the warehouse the settings name."""
        return cls(settings.warehouse_url, query_seconds=settings.query_seconds, pool_size=settings.pool_size)

    @property
    def dialect(self) -> str:
        """The sqlglot name of the warehouse's SQL dialect."""
        return DIALECTS[self._url.get_backend_name()]

    @property
    def name(self) -> str:
        """What to call the warehouse on a page: its kind and its own name, without path, host, user or password."""
        kind = {"duckdb": "DuckDB", "postgres": "PostgreSQL"}[self.dialect]
        return f"{kind} {Path(self._url.database or '').name}".strip()

    @property
    def file(self) -> Path | None:
        """The DuckDB file, or None for a server or a warehouse in memory."""
        return self._file

    @property
    def marts_file(self) -> Path | None:
        """Where the marts of a DuckDB file are looked for, whether they are built or not; None as for `file`."""
        return marts_link(self.file) if self.file is not None else None

    @property
    def version(self) -> str:
        """What changes when the data or their marts are published anew: part of every cache key.

        Raises
        ------
        UnreachableError
            When the file is not there.
        """
        if self.file is None or self.marts_file is None:
            return self.name
        try:
            found = os.stat(self.file)  # follows the link; asked for every answer, so no more than two calls
        except OSError:
            raise UnreachableError(
                f"There is no warehouse at {self.file.name}. Run `make demo` to build the demo, "
                "or set INTEGRITY_WAREHOUSE_URL, then try again."
            ) from None
        version = f"{found.st_dev}:{found.st_ino}:{found.st_mtime_ns}"
        with suppress(OSError):
            built = os.stat(self.marts_file)
            version += f"+{built.st_ino}:{built.st_mtime_ns}"
        return version

    def run(self, statement: Statement, *, heartbeat: Heartbeat | None = None) -> Result:
        """Run a statement and return its rows.

        Parameters
        ----------
        statement
            From `shape`.
        heartbeat
            Called a few times a second with the seconds waited. If it raises, the query is cancelled and the
            exception goes on: that is how a page whose visitor left, or pressed stop, frees the warehouse.

        Raises
        ------
        WarehouseError
            One sentence, whatever the engine said.
        """
        running = _Running()
        started = time.perf_counter()
        future = self._workers.submit(self._execute, statement, running)
        try:
            self._await(future, statement.name, started, heartbeat)
            frame = future.result()
        except BaseException as error:
            running.cancel()
            future.cancel()
            if isinstance(error, Exception) and not isinstance(error, QueryTimeoutError):
                raise explain(error, statement.name) from error
            raise
        executed = Executed(statement.name, statement.sql, statement.parameters, time.perf_counter() - started)
        return Result(frame, executed)

    def close(self) -> None:
        """Cancel nothing, wait for running queries, and let the warehouse go."""
        self._workers.shutdown(wait=True)
        with self._lock:
            if self._engine is not None:
                self._engine.dispose()
                self._engine = None

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

    def _execute(self, statement: Statement, running: _Running) -> pd.DataFrame:
        clause = text(statement.sql)
        lists = [name for name, value in statement.parameters.items() if isinstance(value, tuple)]
        if lists:
            # The type is needed for an empty list, which would otherwise be compared as integers.
            clause = clause.bindparams(*(bindparam(name, expanding=True, type_=String()) for name in lists))
        values = {k: list(v) if isinstance(v, tuple) else v for k, v in statement.parameters.items()}
        with self._current_engine().connect() as connection:
            running.hold(connection.connection.dbapi_connection)
            try:
                result: Any = connection.execution_options(duckdb_arrow=True).execute(clause, values)
                if self.dialect == "duckdb":
                    frame: pd.DataFrame = result.arrow.to_pandas()
                    return frame
                return pd.DataFrame(result.fetchall(), columns=list(result.keys()))
            finally:
                running.release()

    def _current_engine(self) -> Engine:
        version = self.version
        with self._lock:
            if self._engine is None or version != self._engine_version:
                old, self._engine = self._engine, self._new_engine()
                self._engine_version = version
                if old is not None:
                    old.dispose()
            return self._engine

    def _new_engine(self) -> Engine:
        options: dict[str, Any] = {"pool_size": self._pool_size, "max_overflow": 0, "pool_pre_ping": True}
        if self.file is None or self.marts_file is None:
            return create_engine(self._url, **options)
        # A database in memory with the files attached, of a name of its own: DuckDB gives one process one instance of a
        # file, so an engine of a new version of the marts would find the old one still attached to it.
        file = self.file.resolve()
        options["connect_args"] = {"config": {"temp_directory": str(file.with_name(f"{file.name}.tmp"))}}
        attached = {"warehouse": file}
        if self.marts_file.exists():
            attached["marts"] = self.marts_file.resolve()
        engine = create_engine(self._url.set(database=f":memory:{uuid.uuid4().hex}"), **options)
        event.listen(engine, "connect", partial(_attach, attached))
        return engine


def _attach(files: Mapping[str, Path], connection: Any, _record: object) -> None:
    for name, file in files.items():
        # ATTACH takes no parameters: the path is a literal, with its quotes doubled.
        path = str(file).replace("'", "''")
        connection.execute(f"attach if not exists '{path}' as {name} (read_only)")
    connection.execute("use warehouse")


class _Running:
    """The driver connection a query runs on, so that another thread can cancel it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._connection: Any = None
        self._cancelled = False

    def hold(self, connection: Any) -> None:
        with self._lock:
            if self._cancelled:
                raise QueryTimeoutError("The query was cancelled before it started. Try again.")
            self._connection = connection

    def release(self) -> None:
        with self._lock:
            self._connection = None

    def cancel(self) -> None:
        with self._lock:
            self._cancelled = True
            if self._connection is None:
                return
            # DuckDB calls it interrupt, psycopg and others cancel; a driver with neither ends at its own limit.
            stop = getattr(self._connection, "interrupt", None) or getattr(self._connection, "cancel", None)
            if stop is not None:
                with suppress(Exception):
                    stop()


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
        parsed.get_dialect()
    except (ArgumentError, NoSuchModuleError, ImportError, ValueError) as error:
        raise SettingsError(
            f"INTEGRITY_WAREHOUSE_URL cannot be used ({type(error).__name__}): write it as "
            "dialect://user@host/database, for example duckdb:////data/warehouse.duckdb, and install its driver."
        ) from None
    if parsed.get_backend_name() not in DIALECTS:
        raise SettingsError(
            f"INTEGRITY_WAREHOUSE_URL names {parsed.get_backend_name()}, which is not supported; "
            f"supported: {', '.join(DIALECTS)}."
        )
    return parsed
