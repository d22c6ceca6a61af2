"""`Driver`: what a warehouse needs to know about a kind of database to ask it."""

from __future__ import annotations

from typing import Any, Protocol

import pandas as pd
from sqlalchemy import CursorResult, Engine
from sqlalchemy.engine import URL


class Driver(Protocol):
    """One kind of database. Thread-safe, and without a connection of its own."""

    @property
    def dialect(self) -> str:
        """The sqlglot name of its SQL."""

    def prepared(self, url: URL) -> URL:
        """Return the URL as SQLAlchemy needs it.

        Raises
        ------
        SettingsError
            When it names a driver we do not use.
        """

    def version(self) -> str:
        """Return what changes when another engine is needed: a file was replaced. Always "" for a server.

        Raises
        ------
        UnreachableError
            When a file is not there.
        """

    def new_engine(self, url: URL, *, pool_size: int, views: tuple[str, ...], query_seconds: float) -> Engine:
        """Return an engine whose sessions are in UTC, read only where the database can, and end long queries.

        Parameters
        ----------
        url
            From `prepared`.
        pool_size
            How many connections at most.
        views
            Statements that make a session's temporary views, run on every new connection.
        query_seconds
            The limit of a query, for databases that can keep it themselves when the product cannot any more.
        """

    def frame(self, result: CursorResult[Any]) -> pd.DataFrame:
        """Return the rows, in the one dtype a kind of column has whatever the database (canonical.py)."""

    def cancel(self, connection: Any) -> None:
        """End what runs on a DBAPI connection, from another thread."""
