"""PostgreSQL through psycopg 3: sessions in UTC, read only, with a limit the server keeps too."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd
from sqlalchemy import CursorResult, Engine, create_engine, event
from sqlalchemy.engine import URL

from integrity_metrics.errors import SettingsError
from integrity_metrics.warehouse.drivers.canonical import Kind, to_frame
from integrity_metrics.warehouse.drivers.session_views import make_views

# The server ends a query a little after the product does, for when the product is no longer there to do it.
GRACE_SECONDS = 5
CANCEL_SECONDS = 5.0
# A server that does not answer is noticed within a minute, where the system would wait for hours.
CONNECTION = {
    "application_name": "integrity-metrics",
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
}
# The numbers PostgreSQL has for its types, which are the same on every server (pg_type.dat).
_KINDS = {
    **dict.fromkeys((20, 21, 23, 26), Kind.WHOLE),  # int8, int2, int4, oid
    **dict.fromkeys((700, 701), Kind.DOUBLE),  # float4, float8
    1700: Kind.DECIMAL,  # numeric
    16: Kind.BOOLEAN,
    1082: Kind.DATE,
    **dict.fromkeys((1114, 1184), Kind.TIMESTAMP),  # without and with time zone
    # "char", name, text, unknown, bpchar, varchar, uuid
    **dict.fromkeys((18, 19, 25, 705, 1042, 1043, 2950), Kind.VARCHAR),
}


@dataclass(frozen=True, slots=True)
class PostgreSQLDriver:
    """Asks a PostgreSQL server, or one that speaks its protocol."""

    dialect: str = "postgres"

    def prepared(self, url: URL) -> URL:
        """Return the URL with psycopg as its driver."""
        if url.drivername not in ("postgresql", "postgresql+psycopg"):
            raise SettingsError(
                f"INTEGRITY_WAREHOUSE_URL begins with {url.drivername}, a driver that is not used; "
                "begin it with postgresql://."
            )
        return url.set(drivername="postgresql+psycopg")

    def version(self) -> str:
        """Return "": a server is never replaced by another."""
        return ""

    def new_engine(self, url: URL, *, pool_size: int, views: tuple[str, ...], query_seconds: float) -> Engine:
        """Return an engine without transactions: a statement is one message there and one back."""
        given = {name: value for name, value in CONNECTION.items() if name not in url.query}
        engine = create_engine(
            url,
            isolation_level="AUTOCOMMIT",
            pool_size=pool_size,
            max_overflow=0,
            pool_pre_ping=True,
            # A plan made for other values can be a bad one for these, and poolers in between lose prepared statements.
            connect_args={**given, "prepare_threshold": None},
        )
        # Views come first: they cannot be made when the session is read only.
        limit = round((query_seconds + GRACE_SECONDS) * 1000)
        habits = f"set time zone 'UTC'; set datestyle = 'ISO'; set statement_timeout = {limit}"
        event.listen(engine, "connect", partial(_begin, habits, views))
        return engine

    def frame(self, result: CursorResult[Any]) -> pd.DataFrame:
        """Return the rows as the cursor has them; SQLAlchemy's own would be copies."""
        cursor: Any = result.cursor
        columns = cursor.description
        kinds = [_KINDS.get(each.type_code, Kind.OTHER) for each in columns]
        return to_frame(cursor.fetchall(), [each.name for each in columns], kinds)

    def cancel(self, connection: Any) -> None:
        """Ask the server to end the query."""
        connection.cancel_safe(timeout=CANCEL_SECONDS)


def _begin(habits: str, views: tuple[str, ...], connection: Any, _record: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(habits)
        make_views(views, cursor.execute)
        cursor.execute("set default_transaction_read_only = on")
