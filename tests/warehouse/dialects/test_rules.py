"""One small statement for each rule: what a database gets, and why it must not get what sqlglot alone writes."""

from __future__ import annotations

import pytest
from sqlglot import parse_one

from integrity_metrics.warehouse.dialects.dialects import DIALECTS, NOT_EXECUTED, dialect_of
from integrity_metrics.warehouse.dialects.translate import TranslationError, show, show_query, write
from integrity_metrics.warehouse.query_files import load_query


def written(sql: str, dialect: str, **types: str) -> str:
    """Return one line of what a database gets."""
    return " ".join(write(parse_one(sql, read="duckdb"), dialect, types=types).split())


RULES = [
    # Whole numbers, and decimals, are divided as doubles.
    (
        "select 1.0 / p, a / 2 from t",
        "postgres",
        "SELECT CAST(1.0 AS DOUBLE PRECISION) / p, CAST(a AS DOUBLE PRECISION) / 2 FROM t",
    ),
    ("select 1.0 / p from t", "spark", "SELECT CAST(1.0 AS DOUBLE) / p FROM t"),
    ("select a / b / c from t", "spark", "SELECT CAST(CAST(a AS DOUBLE) / b AS DOUBLE) / c FROM t"),
    ("select 1.0 / p from t", "snowflake", "SELECT CAST(1.0 AS DOUBLE) / p FROM t"),
    # Seconds have no fraction; parts are whole numbers.
    (
        "select extract(second from filed_at) from appeals",
        "spark",
        "SELECT CAST(FLOOR(EXTRACT(SECOND FROM filed_at)) AS BIGINT) FROM appeals",
    ),
    (
        "select extract(second from filed_at) from appeals",
        "postgres",
        "SELECT CAST(FLOOR(EXTRACT(SECOND FROM filed_at)) AS BIGINT) FROM appeals",
    ),
    (
        "select extract(hour from filed_at) from appeals",
        "postgres",
        "SELECT CAST(EXTRACT(HOUR FROM filed_at) AS BIGINT) FROM appeals",
    ),
    ("select extract(hour from filed_at) from appeals", "spark", "SELECT EXTRACT(HOUR FROM filed_at) FROM appeals"),
    # Periods begin at timestamps without a time zone; weeks on Monday.
    ("select date_trunc('week', day) from t", "postgres", "SELECT DATE_TRUNC('WEEK', CAST(day AS TIMESTAMP)) FROM t"),
    ("select date_trunc('week', day) from t", "spark", "SELECT CAST(DATE_TRUNC('WEEK', day) AS TIMESTAMP_NTZ) FROM t"),
    (
        "select date_trunc('week', day) from t",
        "bigquery",
        "SELECT DATETIME_TRUNC(CAST(day AS DATETIME), ISOWEEK) FROM t",
    ),
    (
        "select date_trunc('month', day) from t",
        "bigquery",
        "SELECT DATETIME_TRUNC(CAST(day AS DATETIME), MONTH) FROM t",
    ),
    ("select date_trunc('week', day) from t", "trino", "SELECT DATE_TRUNC('WEEK', CAST(day AS TIMESTAMP(6))) FROM t"),
    (
        "select date_trunc('week', day) from t",
        "snowflake",
        "SELECT DATE_TRUNC('WEEK', CAST(day AS TIMESTAMPNTZ)) FROM t",
    ),
    ("create table t (at TIMESTAMP)", "spark", "CREATE TABLE t ( at TIMESTAMP_NTZ )"),
    ("select cast(a as timestamp) from t", "trino", "SELECT CAST(a AS TIMESTAMP(6)) FROM t"),
    ("select cast(a as timestamp) from t", "clickhouse", "SELECT CAST(a AS DateTime64(6)) FROM t"),
    # Days are counted in 64 bits.
    (
        "select 86400 * date_diff('day', a, b) from t",
        "postgres",
        "SELECT 86400 * CAST(( CAST(b AS DATE) - CAST(a AS DATE) ) AS BIGINT) FROM t",
    ),
    ("select date_diff('day', a, b) from t", "bigquery", "SELECT DATE_DIFF(b, a, DAY) FROM t"),
    # A floor is a double until it is cast.
    ("select floor(score) from t", "spark", "SELECT CAST(FLOOR(score) AS DOUBLE) FROM t"),
    ("select cast(floor(score) as bigint) from t", "spark", "SELECT CAST(FLOOR(score) AS BIGINT) FROM t"),
    # Decimals are made from every digit.
    ("select cast(w as decimal(38, 10)) from t", "postgres", "SELECT CAST(CAST(w AS TEXT) AS DECIMAL(38, 10)) FROM t"),
    # NULL comes last, in windows too.
    (
        "select row_number() over (order by hit_at) from rule_hits",
        "spark",
        "SELECT ROW_NUMBER() OVER (ORDER BY hit_at NULLS LAST) FROM rule_hits",
    ),
    ("select day from t order by day desc", "postgres", "SELECT day FROM t ORDER BY day DESC NULLS LAST"),
    # An outer join without a match gives NULL.
    (
        "select b.x from a left join b on a.k = b.k",
        "clickhouse",
        "SELECT b.x FROM a LEFT JOIN b ON a.k = b.k SETTINGS join_use_nulls = 1",
    ),
    # A reserved word is quoted; Snowflake folds names to capitals.
    ("select rows from builds", "snowflake", 'SELECT "ROWS" FROM builds'),
    ("select rows from builds", "bigquery", "SELECT `rows` FROM builds"),
    # JSON, whatever the column's type is.
    (
        "select payload ->> '$.a.b' from t",
        "postgres",
        "SELECT JSONB_EXTRACT_PATH_TEXT(CAST(payload AS JSONB), 'a', 'b') FROM t",
    ),
]


@pytest.mark.parametrize(("sql", "dialect", "expected"), RULES)
def test_a_rule(sql: str, dialect: str, expected: str) -> None:
    assert written(sql, dialect) == expected


ORDERS = [
    # Only text is collated.
    ("select market, day from contents_x order by market, day", "ORDER BY market, day"),
    (
        "select day, market from content_impressions order by day, market",
        'ORDER BY day, CAST(market AS TEXT) COLLATE "C"',
    ),
    # A name of the result is known alone, not within more: what it stands for is ordered.
    (
        "select case when failed then 'a' else 'b' end as fate from enforcement_actions order by fate desc",
        """ORDER BY CAST(CASE WHEN failed THEN 'a' ELSE 'b' END AS TEXT) COLLATE "C" DESC NULLS LAST""",
    ),
    (
        "select row_number() over (partition by market order by content_id) from contents",
        'OVER (PARTITION BY market ORDER BY CAST(content_id AS TEXT) COLLATE "C")',
    ),
    ("select min(market), max(created_at) from contents", 'MIN(CAST(market AS TEXT) COLLATE "C"), MAX(created_at)'),
    # Found out through CTEs, aliases and the marts.
    (
        "with named as (select title as what, day from policy_changes cross join content_impressions) "
        "select what from named order by what, day",
        'ORDER BY CAST(what AS TEXT) COLLATE "C", day',
    ),
    (
        "select hours, market from marts.action_hours order by hours, market",
        'ORDER BY hours, CAST(market AS TEXT) COLLATE "C"',
    ),
]


@pytest.mark.parametrize(("sql", "expected"), ORDERS)
def test_postgresql_orders_text_by_its_bytes(sql: str, expected: str) -> None:
    assert expected in written(sql, "postgres")


@pytest.mark.parametrize("sql", ["select a from (select 'x' as a) as t union all select 'y' order by a limit 3"])
def test_results_of_a_union_are_ordered_around_it(sql: str) -> None:
    assert written(sql, "postgres") == (
        "SELECT * FROM ( SELECT a FROM ( SELECT 'x' AS a ) AS t UNION ALL SELECT 'y' ) AS answer "
        'ORDER BY CAST(a AS TEXT) COLLATE "C" LIMIT 3'
    )


def test_what_we_write_for_is_left_as_it_is() -> None:
    sql = (
        "SELECT 1.0 / p, EXTRACT(SECOND FROM filed_at), DATE_TRUNC('DAY', day) FROM t WHERE day >= :since ORDER BY name"
    )
    assert written(sql, "duckdb", since="date") == sql


def test_the_tree_is_left_alone() -> None:
    tree = load_query("metrics/happenings").tree
    before = tree.sql()
    for dialect in DIALECTS:
        write(tree, dialect)
    assert tree.sql() == before


def test_an_unknown_dialect_and_what_a_dialect_cannot_say_are_named() -> None:
    tree = parse_one("select any_value(a) from t", read="duckdb")
    with pytest.raises(TranslationError, match="no dialect 'oracle'; known: duckdb, postgres, spark"):
        write(tree, "oracle")
    with pytest.raises(TranslationError, match=r"PostgreSQL cannot run this statement: .* Write it another way"):
        write(tree, "postgres")


def test_a_file_for_duckdb_alone_is_not_translated() -> None:
    query = load_query("sources/dsa/map_statements")
    assert show_query(query, "duckdb")
    with pytest.raises(TranslationError, match=r"queries/sources/dsa/map_statements\.sql is written for DuckDB alone"):
        show_query(query, "spark")


def test_shown_text_has_no_backslash_for_the_driver() -> None:
    tree = parse_one("select 'at :noon' as a where 1 < :x", read="duckdb")
    assert r"'at \:noon'" in write(tree, "duckdb")
    assert "'at :noon'" in show(tree, "duckdb")
    assert ":x" in show(tree, "duckdb")


def test_three_databases_are_executed_and_the_others_say_so() -> None:
    assert [name for name, dialect in DIALECTS.items() if dialect.is_executed] == ["duckdb", "postgres", "spark"]
    assert {dialect.caption for dialect in DIALECTS.values()} == {"", NOT_EXECUTED}
    assert NOT_EXECUTED == "transpiles, not executed"
    for name, dialect in DIALECTS.items():
        assert dialect.name == name
        assert all(dialect_of(backend) is dialect for backend in dialect.backends)
