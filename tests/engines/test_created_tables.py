"""The tables of the contract and of the marts, as their files create them, hold DuckDB's rows on every engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Connection, create_engine, text
from sqlglot import exp

from integrity_metrics.warehouse.dialects.translate import write
from integrity_metrics.warehouse.engine import Warehouse
from integrity_metrics.warehouse.query_files import all_queries, load_query
from integrity_metrics.warehouse.shaping import Statement

from .compare import differences
from .seeded import SPARK_MARTS, SPARK_SCHEMA

pytestmark = [pytest.mark.engines, pytest.mark.timeout(1200)]
# Folder of the files -> the schema their tables are made in.
FOLDERS = {"contract/": "created", "marts/tables/": "created_marts"}
# Spark fills these, PostgreSQL all.
FILLED_ON_SPARK = {"contract/enforcement_actions", "contract/prevalence_labels", "marts/tables/service_times"}


@pytest.fixture(scope="module")
def duckdb(seeded: object) -> Iterator[Warehouse]:
    warehouse = Warehouse(f"duckdb:///{seeded}")
    yield warehouse
    warehouse.close()


def test_postgresql(seeded_postgresql: str, duckdb: Warehouse) -> None:
    sources = {"contract/": "public", "marts/tables/": "marts"}
    assert not _faults(seeded_postgresql, sources, duckdb, is_filled=lambda name: True)


def test_spark(seeded_spark: str, duckdb: Warehouse) -> None:
    sources = {"contract/": SPARK_SCHEMA, "marts/tables/": SPARK_MARTS}
    assert not _faults(seeded_spark, sources, duckdb, is_filled=FILLED_ON_SPARK.__contains__)


def _faults(url: str, sources: dict[str, str], duckdb: Warehouse, *, is_filled: Callable[[str], bool]) -> list[str]:
    """Create and fill every table, and return in words what is not as in DuckDB."""
    warehouse = Warehouse(url, query_seconds=300)
    engine = create_engine(url)
    faults = []
    for folder, schema in FOLDERS.items():
        original = {"contract/": "warehouse.main", "marts/tables/": "marts.main"}[folder]
        with engine.connect() as connection:
            connection.execute(text(f"create schema {schema}"))
            connection.commit()
            names = [name for name in all_queries() if name.startswith(folder)]
            for name in names:
                table = name.removeprefix(folder)
                _create(connection, name, f"{schema}.{table}", warehouse.dialect)
                if is_filled(name):
                    fill = f"insert into {schema}.{table} select * from {sources[folder]}.{table}"  # noqa: S608
                    connection.execute(text(fill))
            connection.commit()
        for name in names:
            table = name.removeprefix(folder)
            rows = "" if is_filled(name) else " where 1 = 0"
            wanted = duckdb.run(Statement(name, f"select * from {original}.{table}{rows}", {}))  # noqa: S608
            found = warehouse.run(Statement(name, f"select * from {schema}.{table}{rows}", {}))  # noqa: S608
            fault = differences(wanted.frame, found.frame, wanted.executed.sql)
            faults += [f"{name}: {fault}"] if fault else []
    engine.dispose()
    warehouse.close()
    return faults


def _create(connection: Connection, name: str, table: str, dialect: str) -> None:
    tree = load_query(name).tree.copy()
    tree.this.this.set("db", exp.to_identifier(table.split(".")[0]))
    connection.execute(text(write(tree, dialect)))
