"""The casework database: opened, brought up to date, read from and written to in transactions."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, func, make_url, select
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from integrity_metrics.casework import checks
from integrity_metrics.casework.errors import CaseworkUnreachableError
from integrity_metrics.casework.migrate import migrate
from integrity_metrics.errors import SettingsError

Clock = Callable[[], datetime]
BUSY_MILLISECONDS = 10_000
_WRITES = "casework_writes"
# Any number that no other product on the same PostgreSQL database uses for its advisory locks.
_LOCK = 7_405_813


@dataclass(frozen=True, slots=True)
class Write:
    """A transaction that changes something, and who changes it when: what each audit row says."""

    connection: Connection
    at: datetime
    by: str

    def alone(self) -> None:
        """Let no other such transaction run until this one ends; SQLite has one writer at a time anyway."""
        if self.connection.dialect.name == "postgresql":
            self.connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))


class Store:
    """Transactions on the casework database. Thread-safe.

    Parameters
    ----------
    url
        SQLAlchemy URL of SQLite or PostgreSQL. A missing SQLite file is made, readable by its owner only.
    clock
        The time in UTC.
    """

    def __init__(self, url: str, clock: Clock = lambda: datetime.now(UTC)) -> None:
        self._engine = _engine(url)
        self._clock = clock
        with self.write("migration") as write:
            write.alone()
            migrate(write.connection)

    def now(self) -> datetime:
        """Return the time by the store's clock, in UTC."""
        return self._clock().astimezone(UTC)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection that sees one state of the database."""
        with _explained(), self._engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self, by: str) -> Iterator[Write]:
        """Give a transaction in the name of `by`: committed at the end, undone when anything raises."""
        by = checks.name("by", by)
        with _explained(), self._engine.connect() as connection:
            connection.execution_options(**{_WRITES: True})
            with connection.begin():
                yield Write(connection, self.now(), by)

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()


def _engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() not in ("sqlite", "postgresql"):
            raise SettingsError(
                f"INTEGRITY_CASEWORK_URL names {parsed.get_backend_name()}; give a sqlite:/// or postgresql:// URL."
            )
        if parsed.get_backend_name() == "sqlite":
            return _sqlite(parsed)
        # Read committed: an UPDATE waits for the other writer, then looks at the version that writer left.
        engine = create_engine(parsed, pool_pre_ping=True, hide_parameters=True, isolation_level="READ COMMITTED")
        event.listen(engine, "connect", _write_iso_dates)
        return engine
    except ArgumentError:
        raise SettingsError("INTEGRITY_CASEWORK_URL is not a URL; give sqlite:///path or postgresql://...") from None
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        missing = getattr(error, "name", None) or "a driver"
        raise SettingsError(
            f"INTEGRITY_CASEWORK_URL needs {missing}, which is not installed; for PostgreSQL run "
            "`pip install 'psycopg[binary]'`."
        ) from None


def _sqlite(url: URL) -> Engine:
    if not url.database or url.database == ":memory:":
        raise SettingsError("INTEGRITY_CASEWORK_URL names no file, so nothing would be kept; give sqlite:///path.")
    path = Path(url.database).absolute()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Made here so that it is born private: comments and incidents are not for everybody on the machine.
        os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600))
    except OSError as error:
        raise CaseworkUnreachableError(
            f"The casework file {path.name} cannot be opened ({error.strerror}); check INTEGRITY_CASEWORK_URL."
        ) from None
    engine = create_engine(url.set(database=str(path)), hide_parameters=True)
    event.listen(engine, "connect", _configure)
    event.listen(engine, "begin", _begin)
    return engine


def _write_iso_dates(connection: Any, _: Any) -> None:
    # The driver reads no other; a server or a database may be set to another.
    connection.execute("set datestyle = 'ISO'")
    connection.commit()


def _configure(connection: Any, _: Any) -> None:
    # The driver's own transactions begin too late (at the first write) and end at DDL; `_begin` begins them instead.
    connection.isolation_level = None
    for pragma in (f"busy_timeout = {BUSY_MILLISECONDS}", "journal_mode = wal", "foreign_keys = on"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    # A writer takes the lock before it reads, so that what it read cannot change before it writes.
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def _explained() -> Iterator[None]:
    """Turn what a driver says, which quotes hosts and statements, into a sentence."""
    try:
        yield
    except (DBAPIError, PoolTimeoutError) as error:
        reason = _reason(error)
        if reason is None:
            raise
        raise CaseworkUnreachableError(f"The casework database {reason}.") from error


def _reason(error: DBAPIError | PoolTimeoutError) -> str | None:
    said = str(error.orig if isinstance(error, DBAPIError) else "locked").lower()
    if "locked" in said or "deadlock" in said or "lock timeout" in said:
        return "is busy with another change; try again in a moment"
    if "is full" in said or "no space" in said:
        return "has no space left on its disk; free some, then try again"
    if "readonly" in said or "read-only" in said or "permission denied" in said:
        return "cannot be written to; check who owns it"
    if "not a database" in said or "malformed" in said:
        return "is not a database or is damaged; restore it from a backup"
    lost = isinstance(error, DBAPIError) and error.connection_invalidated
    if lost or "connect" in said or "unable to open" in said:
        return "cannot be reached; check INTEGRITY_CASEWORK_URL and the server, then try again"
    return None
