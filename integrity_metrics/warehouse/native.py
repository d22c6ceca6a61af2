"""Runs a query file on a writable DuckDB connection, for builds and imports into the embedded warehouse."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import duckdb

from integrity_metrics.warehouse.query_files import load_query
from integrity_metrics.warehouse.shaping import Statement, shape


def run_native(
    connection: duckdb.DuckDBPyConnection, name: str, parameters: Mapping[str, Any] | None = None
) -> duckdb.DuckDBPyConnection:
    """Run the query file `name` with its values bound; return the connection, which holds the rows.

    Parameters
    ----------
    connection
        A writable connection, from `publish.new_version`.
    name
        For example ``sources/dsa/load_series``.
    parameters
        Values of the parameters its header names.
    """
    return execute(connection, shape(load_query(name), parameters or {}))


def execute(connection: duckdb.DuckDBPyConnection, statement: Statement) -> duckdb.DuckDBPyConnection:
    """Run a statement that names its values with a colon; return the connection, which holds the rows."""
    # DuckDB itself writes named parameters with a dollar sign.
    sql = re.sub(r"(?<![:\\]):(\w+)", r"$\1", statement.sql).replace(r"\:", ":")
    return connection.execute(sql, statement.parameters or None)
