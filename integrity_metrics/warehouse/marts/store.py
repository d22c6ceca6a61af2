"""What a build needs of the place where marts are kept, whatever database that is.

A build reads a warehouse and writes marts; a store is both, for the time of one build. Where there are transactions
(DuckDB, PostgreSQL) `transactional.py` keeps a step whole; where there are none (Spark) `spark_store.py` does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from integrity_metrics.warehouse.check_statements import Query
from integrity_metrics.warehouse.contract import Table
from integrity_metrics.warehouse.marts.definitions import Mart
from integrity_metrics.warehouse.marts.plan import Span
from integrity_metrics.warehouse.query_files import QueryFile


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the log: a day of a mart, or a build.

    Parameters
    ----------
    mart
        Name of the mart; for a build `statements.FINISHED`, or `statements.UNFINISHED` and what it reads.
    day
        UTC day; of a build the day of its cut-off, or the first day it was asked for.
    built_at, data_until
        UTC; when the build began, and its data cut-off.
    rows
        How many rows the mart has on that day; of a build in all marts.
    """

    mart: str
    day: date
    built_at: datetime
    data_until: datetime
    rows: int = 0


@dataclass(frozen=True, slots=True)
class Job:
    """What one step makes of one mart.

    Parameters
    ----------
    mart, span
        The days of `span` are emptied, made and logged.
    parts
        The statements that fill them, those that this warehouse can run.
    days
        The days of `span` that the warehouse has rows of: they are logged even when the mart has none.
    """

    mart: Mart
    span: Span
    parts: tuple[QueryFile, ...]
    days: frozenset[date]


class Store(Protocol):
    """A warehouse that is read and marts that are written, for one build."""

    @property
    def place(self) -> str:
        """Engine and place in words: ``schema marts of PostgreSQL shop``."""

    @property
    def version(self) -> str:
        """What changes when the data are others, so that an unfinished build begins anew; "" when nobody can tell."""

    @property
    def block_days(self) -> int:
        """How many days a step makes at once, of the days before the newest."""

    def run(self, query: Query) -> list[tuple[Any, ...]]:
        """Ask the warehouse, and return the rows."""

    def columns(self, query: Query) -> list[str] | None:
        """Return the columns of a statement on the warehouse, or None when a table it reads is not there."""

    def mart_columns(self, name: str) -> list[str] | None:
        """Return the columns of a mart or of the log as they are kept, or None when it is not there."""

    def log(self) -> list[Entry]:
        """Return what is built."""

    def arrange(self, create: Sequence[Table], remove: Sequence[str]) -> None:
        """Remove marts and what is logged of them, and create others, at once; removing the log forgets everything."""

    def note(self, entry: Entry) -> None:
        """Log a build in place of unfinished ones, and of the one before it of the same day, at once."""

    def make(self, jobs: Sequence[Job], built_at: datetime, cut_off: datetime) -> None:
        """Make the days of one step, all marts at once or nothing of it."""

    def finish(self, entry: Entry) -> None:
        """Log the finished build as `note` does, and tidy up."""
