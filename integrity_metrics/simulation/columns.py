"""Columns of tables made of codes, numbers and times, without a Python object a row."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from integrity_metrics.simulation.randomness import Array


def ids(prefix: str, numbers: Array) -> pa.Array:
    """Return ids of equal length, in the order of their numbers; a negative number is NULL.

    Examples
    --------
    >>> ids("c", np.array([7, -1])).to_pylist()
    ['c1000000007', None]
    """
    known = pa.array(numbers + 1_000_000_000, mask=numbers < 0)
    return pc.binary_join_element_wise(pa.scalar(prefix), known.cast(pa.string()), pa.scalar(""))


def named(codes: Array, names: Sequence[str | None]) -> pa.Array:
    """Return the names of codes; a negative code, or one without a name, is NULL.

    Examples
    --------
    >>> named(np.array([1, -1, 0]), ["home", "search"]).to_pylist()
    ['search', None, 'home']
    """
    missing = np.array([name is None for name in names], dtype=bool)
    blank = (codes < 0) | missing[codes]
    indices = pa.array(codes.astype(np.int32), mask=blank)
    return pa.DictionaryArray.from_arrays(indices, pa.array([name or "" for name in names]))


def optional(values: Array) -> pa.Array:
    """Return numbers with NULL for NaN."""
    return pa.array(values, mask=np.isnan(values))


def insert(connection: duckdb.DuckDBPyConnection, table: str, columns: dict[str, pa.Array | Array]) -> int:
    """Append rows to a table, whose columns must come in its order; return how many."""
    rows = pa.table(columns)
    connection.from_arrow(rows).insert_into(table)
    return int(rows.num_rows)
