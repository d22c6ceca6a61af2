"""The staged queries of the marts as tables, so that the marts' statements that read them run as plain SELECTs."""

from __future__ import annotations

from typing import Any

import duckdb

from integrity_metrics.warehouse.marts.definitions import SCHEMA
from integrity_metrics.warehouse.native import execute
from integrity_metrics.warehouse.query_files import load_query
from integrity_metrics.warehouse.shaping import shape

from .periods import PERIODS

# Each reads those before it.
STAGED = ("first_actions", "found_views", "reached")


def add_staged_rows(connection: duckdb.DuckDBPyConnection) -> None:
    """Keep the rows of each staged query in a table of its name."""
    for name in STAGED:
        query = load_query(f"{SCHEMA}/staged/{name}")
        values: dict[str, Any] = {key: PERIODS["ever"][key] for key in query.parameters}
        frame = execute(connection, shape(query, values)).df()
        connection.register("staged_rows", frame)
        connection.execute(f"create table {name} as select * from staged_rows")  # noqa: S608
        connection.unregister("staged_rows")
