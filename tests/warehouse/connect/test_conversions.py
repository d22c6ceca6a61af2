"""A column's type becomes the contract's: run on DuckDB, what comes out is of that type and has the same value."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from sqlglot import exp

from integrity_metrics.warehouse.column_types import serves
from integrity_metrics.warehouse.connect.conversions import conversion, converted

VALUES = {
    "bigint": "12",
    "smallint": "12",
    "hugeint": "12",
    "decimal(10, 2)": "12.70",
    "double": "12.70",
    "float": "12.5",
    "boolean": "true",
    "date": "date '2026-01-02'",
    "timestamp": "timestamp '2026-01-02 03:04:05'",
    "timestamp_ns": "timestamp '2026-01-02 03:04:05'",
    "timestamptz": "timestamptz '2026-01-02 03:04:05-05'",
    "varchar": "'12'",
    "uuid": "'1b4e28ba-2fa1-11d2-883f-0016d3cca427'",
    "enum('a', 'b')": "'a'",
}
EXPECTED = {
    ("BIGINT", "decimal(10, 2)"): 13,
    ("BIGINT", "double"): 13,
    ("DOUBLE", "decimal(10, 2)"): 12.7,
    ("TIMESTAMP", "timestamptz"): "2026-01-02 08:04:05",
    ("DATE", "timestamptz"): "2026-01-02",
    ("DATE", "timestamp"): "2026-01-02",
    ("TIMESTAMP", "date"): "2026-01-02 00:00:00",
    ("VARCHAR", "bigint"): "12",
    ("VARCHAR", "enum('a', 'b')"): "a",
    ("BOOLEAN", "bigint"): True,
}


@pytest.mark.parametrize("found", VALUES)
def test_what_can_be_converted_comes_out_in_the_contract_s_type(found: str) -> None:
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'America/New_York'")
        connection.execute(f"create table t (x {found})")
        connection.execute(f"insert into t values ({VALUES[found]})")  # noqa: S608 - the text is this file's own
        (stored,) = connection.execute("select data_type from information_schema.columns").fetchone() or ("",)
        for wanted in ("VARCHAR", "DATE", "TIMESTAMP", "DOUBLE", "BIGINT", "INTEGER", "BOOLEAN"):
            column = "is_it" if wanted == "BOOLEAN" else "x_id"
            way = conversion(wanted, stored, "duckdb", column)
            if way is None:
                assert (wanted, found) not in EXPECTED
                continue
            made = converted(exp.column("x"), wanted, way.how, "duckdb").sql(dialect="duckdb")
            kind, value = connection.execute(f"select typeof({made}), {made} from t").fetchone() or ("", "")  # noqa: S608
            assert serves(wanted, kind, "duckdb")[0], (wanted, found, kind)
            if (wanted, found) in EXPECTED:
                expected = EXPECTED[wanted, found]
                assert (str(value) if isinstance(expected, str) else value) == expected


@pytest.mark.parametrize(
    ("wanted", "found", "column"),
    [
        ("VARCHAR", "bigint", "name"),
        ("VARCHAR", "timestamp", "policy_id"),
        ("BOOLEAN", "bigint", "failed"),
        ("BOOLEAN", "text", "is_shadow"),
        ("TIMESTAMP", "bigint", "created_at"),
        ("DOUBLE", "text", "score"),
        ("BIGINT", "boolean", "hits"),
        ("BIGINT", "bit", "hits"),
        ("VARCHAR", "no such type at all", "name"),
    ],
)
def test_what_would_be_a_guess_is_not_converted(wanted: str, found: str, column: str) -> None:
    assert conversion(wanted, found, "postgres", column) is None


def test_spark_s_timestamp_is_a_moment_of_the_session_s_zone(made: Callable[..., Path]) -> None:
    way = conversion("TIMESTAMP", "timestamp", "spark")
    assert way is not None and way.how == "utc"
    assert converted(exp.column("x"), "TIMESTAMP", "utc", "spark").sql("spark") == "CAST(x AS TIMESTAMP_NTZ)"
