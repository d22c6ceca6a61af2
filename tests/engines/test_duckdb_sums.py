"""A fault of DuckDB 2.0 that the driver avoids: sums over a left join that finds nothing were put in one byte."""

from __future__ import annotations

from pathlib import Path

import duckdb

from integrity_metrics.warehouse.engine import Warehouse
from integrity_metrics.warehouse.shaping import Statement

SQL = (
    "select filed.day, sum(filed.statements) as statements from filed "
    "left join series on series.dimension = filed.dimension and series.value = filed.value "
    "where filed.dimension = 'all' group by filed.day order by filed.day"
)


def test_a_sum_over_a_left_join_that_finds_nothing(tmp_path: Path) -> None:
    file = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute(
            "create table filed as select date '2025-01-01' + cast(i % 30 as integer) as day, 'all' as dimension, "
            "'v' || (i % 7) as value, i as statements from range(100) as numbers (i)"
        )
        connection.execute(
            "create table series as select 'category' as dimension, 'v' || i as value from range(9) t (i)"
        )
    warehouse = Warehouse(f"duckdb:///{file}")
    found = warehouse.run(Statement("sums", SQL, {})).frame
    warehouse.close()
    assert found["statements"].sum() == sum(range(100))
