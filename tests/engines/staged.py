"""The staged queries of the marts as tables, so that the marts' statements that read them run as plain SELECTs."""

from __future__ import annotations

from typing import Any

import duckdb

from integrity_metrics.warehouse.marts.definitions import SCHEMA
from integrity_metrics.warehouse.native import execute
from integrity_metrics.warehouse.query_files import all_queries, load_query
from integrity_metrics.warehouse.shaping import shape

from .mart_cases import CUT_OFF
from .periods import PERIODS

FOLDER = f"{SCHEMA}/staged/"


def add_staged_rows(connection: duckdb.DuckDBPyConnection) -> None:
    """Keep the rows of each staged query in a table of its name."""
    for name in _in_order():
        query = load_query(f"{FOLDER}{name}")
        known: dict[str, Any] = {**PERIODS["ever"], "cut_off": CUT_OFF}
        values = {key: known[key] for key in query.parameters}
        frame = execute(connection, shape(query, values)).df()
        connection.register("staged_rows", frame)
        connection.execute(f"create table {name} as select * from staged_rows")  # noqa: S608
        connection.unregister("staged_rows")


def _in_order() -> list[str]:
    """Return the names of the staged queries, each after those it reads."""
    found: list[str] = []

    def add(name: str) -> None:
        for needed in load_query(f"{FOLDER}{name}").staged:
            add(needed)
        if name not in found:
            found.append(name)

    for query in all_queries():
        if query.startswith(FOLDER):
            add(query.removeprefix(FOLDER))
    return found
