"""The same values have the same dtypes whatever database they come from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest

from integrity_metrics.warehouse.drivers.canonical import Kind, to_frame
from integrity_metrics.warehouse.engine import Warehouse
from integrity_metrics.warehouse.shaping import Statement

KINDS = {
    "whole": Kind.WHOLE,
    "small": Kind.WHOLE,
    "double": Kind.DOUBLE,
    "single": Kind.DOUBLE,
    "total": Kind.DECIMAL,
    "amount": Kind.DECIMAL,
    "yes": Kind.BOOLEAN,
    "day": Kind.DATE,
    "moment": Kind.TIMESTAMP,
    "name": Kind.VARCHAR,
}
ROWS: list[tuple[Any, ...]] = [
    (1, 2, 1.5, 0.25, Decimal(7), Decimal("1.25"), True, date(2026, 1, 2), datetime(2026, 1, 2, 3, 4, 5, 678901), "a"),
    (-3, 0, 0.0, 2.0, Decimal(0), Decimal("2.00"), False, date(1999, 12, 31), datetime(1999, 1, 1), ""),
]
NULLS = (None,) * len(KINDS)
# What `column` is in SQL that DuckDB understands; `total` is what a sum of whole numbers is there.
TYPES = ("bigint", "smallint", "double", "real", "hugeint", "decimal(18, 2)", "boolean", "date", "timestamp", "varchar")


def literal(value: object, kind: str) -> str:
    return f"cast({'null' if value is None else repr(str(value))} as {kind})"


@pytest.fixture(scope="module")
def warehouse() -> Iterator[Warehouse]:
    opened = Warehouse("duckdb:///:memory:")
    yield opened
    opened.close()


def asked(warehouse: Warehouse, rows: list[tuple[Any, ...]]) -> pd.DataFrame:
    values = ", ".join(f"({', '.join(map(literal, row, TYPES))})" for row in rows or [NULLS])
    sql = f"from (values {values}) v({', '.join(KINDS)}) where {'1 = 1' if rows else '1 = 0'}"
    return warehouse.run(Statement("tests/values", sql, {})).frame


@pytest.mark.parametrize("rows", [ROWS, [*ROWS, NULLS], [NULLS], []], ids=["full", "some null", "all null", "empty"])
def test_rows_of_a_cursor_make_the_frame_duckdb_gives(warehouse: Warehouse, rows: list[tuple[Any, ...]]) -> None:
    found = to_frame(rows, list(KINDS), list(KINDS.values()))
    expected = asked(warehouse, rows)
    if rows in ([], [NULLS]):
        # A cursor says that a column is decimal, and not how many digits are behind the point.
        found, expected = found.drop(columns="amount"), expected.drop(columns="amount")
    pd.testing.assert_frame_equal(found, expected, check_exact=True)


def test_the_dtypes_are_those_promised(warehouse: Warehouse) -> None:
    full = [str(dtype) for dtype in asked(warehouse, ROWS).dtypes]
    assert full == ["int64"] * 2 + ["float64"] * 2 + ["int64", "float64", "bool", "object", "datetime64[us]", "str"]
    nulls = [str(dtype) for dtype in asked(warehouse, [*ROWS, NULLS]).dtypes]
    assert nulls == ["float64"] * 6 + ["object", "object", "datetime64[us]", "str"]


def test_an_instant_with_a_zone_is_written_in_utc(warehouse: Warehouse) -> None:
    expected = pd.Series([pd.Timestamp("2026-01-02 10:00:00"), pd.NaT], name="moment", dtype="datetime64[us]")
    instant = datetime(2026, 1, 2, 12, tzinfo=timezone(timedelta(hours=2)))
    found = to_frame([(instant,), (None,)], ["moment"], [Kind.TIMESTAMP])["moment"]
    pd.testing.assert_series_equal(found, expected)
    sql = "select * from (values (timestamptz '2026-01-02 12:00:00+02'), (null)) v(moment)"
    pd.testing.assert_series_equal(warehouse.run(Statement("tests/zone", sql, {})).frame["moment"], expected)


def test_a_total_beyond_64_bits_is_a_float_and_not_an_error(warehouse: Warehouse) -> None:
    large = 2**63
    found = to_frame([(Decimal(large),)], ["total"], [Kind.DECIMAL])["total"]
    assert found.dtype == np.float64
    assert found.iloc[0] == 2.0**63
    frame = warehouse.run(Statement("tests/large", f"select cast('{large}' as hugeint) as total", {})).frame
    pd.testing.assert_series_equal(frame["total"], found)


def test_two_columns_of_the_same_name_are_both_kept() -> None:
    frame = to_frame([(1, "a")], ["x", "x"], [Kind.WHOLE, Kind.VARCHAR])
    assert list(frame.columns) == ["x", "x"]
    assert frame.iloc[0].to_list() == [1, "a"]
