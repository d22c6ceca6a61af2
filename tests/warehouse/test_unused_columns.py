"""What nothing reads is left out of a statement's common table expressions, and nothing else."""

from __future__ import annotations

import pytest
from sqlglot import parse_one

from integrity_metrics.warehouse.unused_columns import drop_unused_columns


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        # One after the other: what the second does not pass on, the first need not have.
        (
            "with one as (select a, b, c from t), two as (select a, b from one) select a from two",
            "WITH one AS (SELECT a FROM t), two AS (SELECT a FROM one) SELECT a FROM two",
        ),
        (
            "with one as (select a as x, b + c as y from t) select sum(y) from one where x > 1",
            "WITH one AS (SELECT a AS x, b + c AS y FROM t) SELECT SUM(y) FROM one WHERE x > 1",
        ),
        # Named again where it stands; all columns; different rows with one column less; nothing would be left.
        (
            "with one as (select a as x, b from t group by x, b) select b from one",
            "WITH one AS (SELECT a AS x, b FROM t GROUP BY x, b) SELECT b FROM one",
        ),
        (
            "with one as (select a, b from t) select * from one",
            "WITH one AS (SELECT a, b FROM t) SELECT * FROM one",
        ),
        (
            "with one as (select distinct a, b from t) select a from one",
            "WITH one AS (SELECT DISTINCT a, b FROM t) SELECT a FROM one",
        ),
        (
            "with one as (select 1 as a, sum(b) as b from t) select a from one",
            "WITH one AS (SELECT 1 AS a, SUM(b) AS b FROM t) SELECT a FROM one",
        ),
        (
            "with one as (select a from t) select count(*) from one",
            "WITH one AS (SELECT a FROM t) SELECT COUNT(*) FROM one",
        ),
        (
            "with one as (select a, b from t union all select a, b from u) select a from one",
            "WITH one AS (SELECT a, b FROM t UNION ALL SELECT a, b FROM u) SELECT a FROM one",
        ),
    ],
)
def test_only_what_nothing_reads_is_left_out(sql: str, expected: str) -> None:
    tree = parse_one(sql, read="duckdb")
    drop_unused_columns(tree)
    assert tree.sql(dialect="duckdb") == expected
