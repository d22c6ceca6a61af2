"""Puts the tables of a DuckDB file into the other engines as they are, for tests and benches that compare them.

The seven types of the contract survive the journey; a TIMESTAMP is a time without a zone in all of them.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
from sqlalchemy import create_engine

import integrity_metrics.warehouse.drivers.sparkhive  # noqa: F401  (makes SQLAlchemy know the name)

# A table of this many rows or more is written as several files, so that both workers of a cluster have work to do.
SMALLEST_FILE = 2_048
LARGEST_FILE = 1_000_000
FILES = 4
# DuckDB's name of a type -> PostgreSQL's, and Spark's.
TYPES = {
    "VARCHAR": ("text", "string"),
    "DATE": ("date", "date"),
    "TIMESTAMP": ("timestamp", "timestamp_ntz"),
    "DOUBLE": ("double precision", "double"),
    "BIGINT": ("bigint", "bigint"),
    "INTEGER": ("integer", "int"),
    "BOOLEAN": ("boolean", "boolean"),
}


def to_parquet(duckdb_file: Path, folder: Path) -> dict[str, int]:
    """Write every table and view of a DuckDB file's main schema as Parquet files ``folder/TABLE/*.parquet``.

    Returns
    -------
    dict
        Name of each table -> its number of rows. Tables of 8,192 rows or more have at least four files.
    """
    folder.mkdir(parents=True, exist_ok=True)
    counts = {}
    with duckdb.connect(str(duckdb_file), read_only=True) as connection:
        for table in _tables(connection):
            rows = connection.table(f'"{table}"').shape[0]
            a_file = min(LARGEST_FILE, max(SMALLEST_FILE, -(-rows // FILES)))
            connection.execute(
                f"copy \"{table}\" to '{folder / table}' "
                f"(format parquet, row_group_size {a_file}, row_groups_per_file 1, overwrite)"
            )
            counts[table] = rows
    return counts


def into_spark(url: str, folder: Path, database: str) -> list[str]:
    """Make each folder of `to_parquet` an external table of `database`, which is made; return the tables' names.

    Nothing is copied: the files must stay where they are, readable by every worker.
    """
    tables = sorted(path for path in folder.iterdir() if path.is_dir())
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql(f"create database if not exists `{database}`")
            for table in tables:
                # With its columns named, Spark need not start a job to look for them.
                columns = ", ".join(f"`{name}` {TYPES[kind][1]}" for name, kind in _parquet_columns(table))
                name, place = f"`{database}`.`{table.name}`", str(table.resolve()).replace("'", r"\'")
                connection.exec_driver_sql(f"drop table if exists {name}")
                connection.exec_driver_sql(f"create table {name} ({columns}) using parquet location 'file:{place}'")
    finally:
        engine.dispose()
    return [table.name for table in tables]


def into_postgresql(url: str, duckdb_file: Path, schema: str) -> dict[str, int]:
    """Copy every table and view of a DuckDB file's main schema into `schema`, which is made, and gather statistics.

    Returns
    -------
    dict
        Name of each table -> its number of rows.
    """
    engine = create_engine(url)
    counts = {}
    with duckdb.connect(str(duckdb_file), read_only=True) as source, TemporaryDirectory(prefix="copy-") as folder:
        raw = engine.raw_connection()
        try:
            cursor = raw.cursor()
            cursor.execute(f'create schema if not exists "{schema}"')
            for table in _tables(source):
                cursor.execute(f'drop table if exists "{schema}"."{table}" cascade')
                cursor.execute(f'create table "{schema}"."{table}" ({_columns(source, table)})')
                file = Path(folder, f"{table}.csv")
                # An empty text is written as "" and a NULL as nothing, which is how PostgreSQL reads them.
                source.execute(f"copy \"{table}\" to '{file}' (format csv, header false)")
                with (
                    file.open("rb") as rows,
                    cursor.copy(f'copy "{schema}"."{table}" from stdin (format csv)') as target,
                ):
                    while block := rows.read(1 << 20):
                        target.write(block)
                counts[table] = cursor.rowcount
                file.unlink()
                cursor.execute(f'analyze "{schema}"."{table}"')
            raw.commit()
        finally:
            raw.close()
            engine.dispose()
    return counts


def _tables(connection: duckdb.DuckDBPyConnection) -> list[str]:
    found = connection.execute(
        "select table_name from information_schema.tables where table_schema = 'main' "
        "and table_catalog = current_database() order by table_name"
    )
    return [str(name) for (name,) in found.fetchall()]


def _columns(connection: duckdb.DuckDBPyConnection, table: str) -> str:
    found = connection.execute(
        "select column_name, data_type, is_nullable from information_schema.columns where table_schema = 'main' "
        "and table_catalog = current_database() and table_name = ? order by ordinal_position",
        [table],
    )
    return ", ".join(
        f'"{name}" {TYPES[kind][0]}{"" if nullable == "YES" else " not null"}'
        for name, kind, nullable in found.fetchall()
    )


def _parquet_columns(folder: Path) -> list[tuple[str, str]]:
    with duckdb.connect() as connection:
        found = connection.execute("describe select * from read_parquet(?)", [str(folder / "*.parquet")])
        return [(row[0], row[1]) for row in found.fetchall()]
