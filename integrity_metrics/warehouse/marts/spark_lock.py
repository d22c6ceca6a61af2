"""The lock of a build on Spark: a view that exists as long as somebody builds.

A metastore makes a view or refuses because it is there; that is all there is to agree by. The view says whose it is
and when the owner was last heard of, so that the lock of a builder that died is taken over after a while.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy.exc import DBAPIError
from sqlglot import exp

from integrity_metrics.warehouse.check_statements import Query
from integrity_metrics.warehouse.failures import MissingTableError, WarehouseError, explain
from integrity_metrics.warehouse.marts.sources import utc_now
from integrity_metrics.warehouse.marts.statements import table_of
from integrity_metrics.warehouse.query_files import AUTHORING_DIALECT

LOCK = "building"
HEARTBEAT = timedelta(minutes=1)
# A builder that was not heard of for this long is dead: a heartbeat takes a second.
SILENCE = timedelta(minutes=30)


class Session(Protocol):
    """What the lock needs of a connection."""

    def run(self, query: Query) -> list[tuple[Any, ...]]:
        """Run a statement and return its rows."""


class SparkLock:
    """The right to build, while it is held; see `held_lock`."""

    def __init__(self, owner: str, began_at: datetime) -> None:
        self.owner = owner
        self.began_at = began_at

    def check(self, session: Session) -> None:
        """Refuse to go on when another builder took the lock over.

        Raises
        ------
        WarehouseError
            When this process was not heard of for so long that another one took it for dead.
        """
        if self._found(session) != self.owner:
            raise WarehouseError(
                f"Another build took over, because this one was not heard of for {_minutes(SILENCE)} minutes. "
                "Its finished steps are kept; wait until the other one has finished."
            )

    def take(self, session: Session) -> None:
        """Make the lock, or take over that of a builder that is dead.

        Raises
        ------
        WarehouseError
            When another builder has it.
        """
        try:
            session.run(_lock("CREATE", self.owner, self.began_at, utc_now()))
        except DBAPIError:
            if self._found(session) is None:
                raise
            self._refuse_unless_silent(session)
            session.run(_release())
            session.run(_lock("CREATE", self.owner, self.began_at, utc_now()))

    def beat(self, session: Session) -> None:
        """Say that this builder is alive."""
        self.check(session)
        session.run(_lock("ALTER", self.owner, self.began_at, utc_now()))

    def release(self, session: Session) -> None:
        """Let the next builder in."""
        if self._found(session) == self.owner:
            session.run(_release())

    def _found(self, session: Session) -> str | None:
        try:
            rows = session.run(_read())
        except DBAPIError as error:
            if isinstance(explain(error, "marts/building/read"), MissingTableError):
                return None
            raise
        return str(rows[0][0])

    def _refuse_unless_silent(self, session: Session) -> None:
        _, began_at, alive_at = session.run(_read())[0]
        if utc_now() - alive_at < SILENCE:
            raise WarehouseError(
                f"Another build of the marts is at work: it began at {began_at:%Y-%m-%d %H:%M} UTC and was heard of at "
                f"{alive_at:%H:%M}. Wait until it has finished, or, when it was killed, until {_minutes(SILENCE)} "
                "minutes after it was heard of; then try again."
            )


@contextmanager
def held_lock(session: Session, pulse: Session) -> Iterator[SparkLock]:
    """Hold the lock for the time of the block.

    Parameters
    ----------
    session
        Of the build.
    pulse
        A session of its own for the heartbeat, for the build's is busy.
    """
    lock = SparkLock(uuid.uuid4().hex, utc_now())
    lock.take(session)
    done = threading.Event()
    thread = threading.Thread(target=_beat, args=(lock, pulse, done), name="marts heartbeat", daemon=True)
    thread.start()
    try:
        yield lock
    finally:
        done.set()
        thread.join()
        # What ends a build may be that the connection is lost: then the lock ends by its silence.
        with suppress(DBAPIError):
            lock.release(session)


def _beat(lock: SparkLock, session: Session, done: threading.Event) -> None:
    while not done.wait(HEARTBEAT.total_seconds()):
        # A heartbeat that fails is one that is missing; the build itself finds out when the lock is lost.
        with suppress(DBAPIError, WarehouseError):
            lock.beat(session)


def _lock(how: str, owner: str, began_at: datetime, alive_at: datetime) -> Query:
    told = exp.select(
        exp.alias_(exp.Literal.string(owner), "owner"),
        exp.alias_(_moment(began_at), "began_at"),
        exp.alias_(_moment(alive_at), "alive_at"),
    )
    tree: exp.Expr = exp.Create(this=table_of(LOCK), kind="VIEW", expression=told)
    if how == "ALTER":
        tree = exp.Alter(this=table_of(LOCK), kind="VIEW", actions=[told])
    return Query(f"marts/{LOCK}/{how}/{owner}/{alive_at.isoformat()}", tree)


def _read() -> Query:
    return Query(f"marts/{LOCK}/read", exp.select("owner", "began_at", "alive_at").from_(table_of(LOCK)))


def _release() -> Query:
    return Query(f"marts/{LOCK}/drop", exp.Drop(tables=[table_of(LOCK)], kind="VIEW", exists=True))


def _moment(moment: datetime) -> exp.Expr:
    kind = exp.DataType.build("timestamp", dialect=AUTHORING_DIALECT)
    return exp.cast(exp.Literal.string(moment.isoformat(sep=" ")), kind)


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)
