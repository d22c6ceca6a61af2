"""What the tests of marts on servers share: a small platform, and the marts as plain rows to compare."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

import duckdb
from sqlalchemy import create_engine, text

from integrity_metrics.simulation.simulate import simulate
from integrity_metrics.warehouse.demo import create_contract
from integrity_metrics.warehouse.marts.definitions import load_marts

Rows = dict[str, list[tuple[str, ...]]]
# Doubles made of decimals: their last digits are those of each database's way from one to the other.
DIGITS = 12

# Some with staged rows and some without, one of a contract's table alone: where all of them would take too long.
FEW_MARTS = ("action_hours", "found_impressions", "reach", "reach_top", "reports_daily")


def small_platform(file: Path, days: int) -> Path:
    """Write a simulated platform into a DuckDB file and return it."""
    with duckdb.connect(str(file)) as connection:
        create_contract(connection)
        simulate(connection, scale=0.02, seed=3, days=days)
    return file


def rows_of_marts(
    ask: Callable[[str], list[tuple[Any, ...]]], schema: str, names: Collection[str] | None = None
) -> Rows:
    """Return the rows of every mart, or of those named, as texts, sorted."""
    found: Rows = {}
    for mart in [mart for mart in load_marts() if names is None or mart.name in names]:
        columns = ", ".join(column.name for column in mart.table.columns)
        rows = ask(f"select {columns} from {schema}.{mart.name}")  # noqa: S608
        found[mart.name] = sorted(tuple(map(_text, row)) for row in rows)
    return found


def rows_in_file(file: Path, names: Collection[str] | None = None) -> Rows:
    """Return the rows of the marts of a DuckDB file."""
    with duckdb.connect(str(file.resolve()), read_only=True) as connection:
        return rows_of_marts(lambda sql: connection.execute(sql).fetchall(), "main", names)


def rows_on_server(url: str, schema: str = "marts", names: Collection[str] | None = None) -> Rows:
    """Return the rows of the marts of a server."""
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            return rows_of_marts(lambda sql: [tuple(row) for row in connection.execute(text(sql))], schema, names)
    finally:
        engine.dispose()


def unlogged(url: str, schema: str = "marts", names: Collection[str] | None = None) -> list[str]:
    """Return the marts whose log does not tell the rows that a reader finds."""
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            told = connection.execute(text(f"select mart, sum(rows) from {schema}.builds group by mart"))  # noqa: S608
            logged = {row.mart: row[1] for row in told}
            counted = {
                mart.name: connection.execute(text(f"select count(*) from {schema}.{mart.name}")).scalar_one()  # noqa: S608
                for mart in load_marts()
                if names is None or mart.name in names
            }
    finally:
        engine.dispose()
    return [name for name, number in counted.items() if number != logged.get(name, 0)]


def _text(value: Any) -> str:
    return f"{value:.{DIGITS}g}" if isinstance(value, float) else str(value)
