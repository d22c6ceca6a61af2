"""Spark: a Thrift server (or another HiveServer2 that runs Spark) in front of a cluster."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd
from sqlalchemy import CursorResult, Engine, create_engine, event
from sqlalchemy.engine import URL

import integrity_metrics.warehouse.drivers.sparkhive  # noqa: F401  (makes SQLAlchemy know the name)
from integrity_metrics.errors import SettingsError
from integrity_metrics.warehouse.drivers.canonical import Kind, to_frame
from integrity_metrics.warehouse.drivers.session_views import make_views
from integrity_metrics.warehouse.drivers.spark_connection import AUTHENTICATIONS, SparkConnection

NAMES = ("sparkhive", "hive")
OPTIONS = ("auth", "service")
WITH_PASSWORD = ("LDAP", "CUSTOM")
# The server ends a query by itself this long after we should have, which is for when we are gone.
GRACE_SECONDS = 5
SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    # A division by zero and a number too large are errors, as everywhere else.
    "spark.sql.ansi.enabled": "true",
    # What the literals of spark_literals.py are written for.
    "spark.sql.parser.escapedStringLiterals": "false",
}
_KINDS = {
    **dict.fromkeys(("TINYINT_TYPE", "SMALLINT_TYPE", "INT_TYPE", "BIGINT_TYPE"), Kind.WHOLE),
    **dict.fromkeys(("FLOAT_TYPE", "DOUBLE_TYPE"), Kind.DOUBLE),
    **dict.fromkeys(("STRING_TYPE", "VARCHAR_TYPE", "CHAR_TYPE"), Kind.VARCHAR),
    "DECIMAL_TYPE": Kind.DECIMAL,
    "BOOLEAN_TYPE": Kind.BOOLEAN,
    "DATE_TYPE": Kind.DATE,
    "TIMESTAMP_TYPE": Kind.TIMESTAMP,
}


@dataclass(frozen=True, slots=True)
class SparkDriver:
    """Reads through ``sparkhive://user@host:port/database?auth=NOSASL``.

    A Thrift server keeps no one from writing: give the product a user who may only read.
    """

    dialect: str = "spark"

    def prepared(self, url: URL) -> URL:
        """Return the URL with the name of our dialect.

        Raises
        ------
        SettingsError
            When it names another driver, an option is unknown, or password and ``auth`` do not fit together.
        """
        if url.drivername not in NAMES:
            raise SettingsError(
                f"INTEGRITY_WAREHOUSE_URL begins with {url.drivername}, a driver that is not used; "
                "begin it with sparkhive://."
            )
        options = dict(url.query)
        if unknown := sorted(options.keys() - set(OPTIONS)):
            raise SettingsError(
                f"INTEGRITY_WAREHOUSE_URL has the option {unknown[0]}, which is unknown for Spark; "
                f"known: {', '.join(OPTIONS)}."
            )
        auth = options.get("auth", "NONE")
        if auth not in AUTHENTICATIONS:
            raise SettingsError(
                f"INTEGRITY_WAREHOUSE_URL says auth={auth}; write what the Thrift server's "
                f"hive.server2.authentication is, one of {', '.join(AUTHENTICATIONS)}."
            )
        if (auth in WITH_PASSWORD) != bool(url.password):
            raise SettingsError(
                f"INTEGRITY_WAREHOUSE_URL has {'a' if url.password else 'no'} password with auth={auth}; "
                f"a password belongs to auth={' or '.join(WITH_PASSWORD)}, and only there."
            )
        if not url.host:
            raise SettingsError("INTEGRITY_WAREHOUSE_URL names no host: write sparkhive://user@host:port/database.")
        return url.set(drivername="sparkhive")

    def version(self) -> str:
        """Return "": a server has no versions."""
        return ""

    def new_engine(self, url: URL, *, pool_size: int, views: tuple[str, ...], query_seconds: float) -> Engine:
        """Return an engine whose sessions are in UTC and in ANSI mode, and end long queries by themselves."""
        settings = {**SETTINGS, "spark.sql.thriftServer.queryTimeout": str(math.ceil(query_seconds) + GRACE_SECONDS)}
        engine = create_engine(
            url,
            pool_size=pool_size,
            max_overflow=0,
            pool_pre_ping=True,
            # Nothing is rolled back, for there are no transactions.
            pool_reset_on_return=None,
            connect_args={"settings": settings},
        )
        if views:
            event.listen(engine, "connect", partial(_begin, views))
        return engine

    def frame(self, result: CursorResult[Any]) -> pd.DataFrame:
        """Return the rows as the cursor has them; SQLAlchemy's own would be copies."""
        # Closed when it is read: until it is told, the server keeps a statement's rows and plan, and what it broadcast.
        with result:
            cursor: Any = result.cursor
            columns = cursor.description
            # A decimal with digits behind the point is a float, also where there is none to see it from.
            kinds = [Kind.DOUBLE if each[5] else _KINDS.get(each[1], Kind.OTHER) for each in columns]
            return to_frame(cursor.fetchall(), [each[0] for each in columns], kinds)

    def cancel(self, connection: SparkConnection) -> None:
        """Ask the server to end the query."""
        connection.cancel()


def _begin(views: tuple[str, ...], connection: SparkConnection, _record: object) -> None:
    with connection.cursor() as cursor:
        make_views(views, cursor.execute)
