"""The Spark driver against the cluster: what is sent arrives, what comes back is canonical, what runs can be ended."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from time import sleep
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine, create_engine, inspect, make_url, text

from integrity_metrics.warehouse.drivers.spark_driver import SparkDriver
from integrity_metrics.warehouse.engine import Warehouse
from integrity_metrics.warehouse.failures import MissingTableError, QueryTimeoutError, UnreachableError, WarehouseError
from integrity_metrics.warehouse.shaping import Statement
from tests.servers.spark import SparkCluster

# The first test waits for the cluster.
pytestmark = [pytest.mark.engines, pytest.mark.timeout(600)]

# 10^14 rows: for as long as one lets it.
ENDLESS = Statement(
    "endless", "select count(*) from range(10000000) a cross join range(10000000) b where a.id != b.id", {}
)
AWKWARD = [
    "", " ", "it's", '"', "`", "\\", "\\'", "a\\\\'b", "'; drop table x; --", "/* */", "--", ";", "100%", "%(name)s",
    "line\nbreak", "\r\n", "\t", "\b", "\0", "\x1a", "\0012", "ü ☃ 🎈", ":word", "\\:word", "$", "${env:PATH}",
    "${spark.master}", "\\u0024", "\\n", "\\%", "\\_", "%s", "NULL",
]  # fmt: skip


@pytest.fixture(scope="module")
def warehouse(spark_cluster: SparkCluster) -> Iterator[Warehouse]:
    warehouse = Warehouse(spark_cluster.url, query_seconds=120)
    yield warehouse
    warehouse.close()


@pytest.fixture(scope="module")
def engine(spark_cluster: SparkCluster) -> Iterator[Engine]:
    driver = SparkDriver()
    engine = driver.new_engine(driver.prepared(make_url(spark_cluster.url)), pool_size=2, views=(), query_seconds=120)
    yield engine
    engine.dispose()


def ask(warehouse: Warehouse, sql: str, **parameters: Any) -> pd.DataFrame:
    return warehouse.run(Statement("asked", sql, parameters)).frame


def wait_until_idle(cluster: SparkCluster) -> None:
    while cluster.ask("jobs?status=running"):
        sleep(0.1)


def test_a_session_is_in_utc_and_strict_whatever_the_server_is(
    spark_cluster: SparkCluster, warehouse: Warehouse
) -> None:
    other = create_engine(spark_cluster.url)
    with other.connect() as connection:
        assert connection.execute(text("select current_timezone(), 1 / 0")).one() == ("America/New_York", None)
    other.dispose()
    assert ask(warehouse, "select current_timezone() as zone").iloc[0, 0] == "UTC"
    with pytest.raises(WarehouseError, match="DIVIDE_BY_ZERO"):
        ask(warehouse, "select 1 / 0")


def test_texts_arrive_as_they_are(warehouse: Warehouse) -> None:
    names = [f"v{position}" for position in range(len(AWKWARD))]
    sql = f"select {', '.join(f':{name} as {name}, length(:{name}) as n{name}' for name in names)}, '100%' as own"
    row = ask(warehouse, sql, **dict(zip(names, AWKWARD, strict=True))).iloc[0]
    assert [row[name] for name in names] == AWKWARD
    # A character outside the first plane counts once, as in Python.
    assert [row[f"n{name}"] for name in names] == [len(value) for value in AWKWARD]
    assert row["own"] == "100%"


@pytest.mark.parametrize(
    ("value", "kind", "returned"),
    [
        (date(2026, 1, 2), "date", date(2026, 1, 2)),
        (datetime(2026, 1, 2, 3, 4, 5, 678901), "timestamp_ntz", pd.Timestamp(2026, 1, 2, 3, 4, 5, 678901)),
        (datetime(2026, 1, 2, 3, tzinfo=UTC), "timestamp_ntz", pd.Timestamp(2026, 1, 2, 3)),
        (datetime(2026, 1, 2, 3, tzinfo=timezone(timedelta(hours=5))), "timestamp_ntz", pd.Timestamp(2026, 1, 1, 22)),
        (True, "boolean", True),
        (3, "int", 3),
        (3_000_000_000, "bigint", 3_000_000_000),
        (0.1, "double", 0.1),
        (1e-300, "double", 1e-300),
        (-2.0, "double", -2.0),
        (math.inf, "double", math.inf),
        (Decimal("1.50"), "decimal(3,2)", 1.5),
        (None, "void", None),
    ],
)
def test_values_keep_their_types(warehouse: Warehouse, value: object, kind: str, returned: object) -> None:
    row = ask(warehouse, "select typeof(:value) as kind, :value as value", value=value).iloc[0]
    assert row["kind"] == kind
    assert row["value"] == returned or (row["value"] is None and returned is None)


def test_lists_are_expanded_and_may_be_empty(warehouse: Warehouse) -> None:
    sql = "select name from values ('a'), ('it''s'), (null) as t(name) where name {} :names"
    assert list(ask(warehouse, sql.format("in"), names=("a", "c", "it's"))["name"]) == ["a", "it's"]
    assert ask(warehouse, sql.format("in"), names=()).empty
    assert len(ask(warehouse, sql.format("not in"), names=())) == 3


COLUMNS = {
    "whole": ("int", "3"),
    "large": ("bigint", "3000000000"),
    "ratio": ("double", "0.1"),
    "amount": ("decimal(10, 2)", "1.50"),
    "flag": ("boolean", "true"),
    "day": ("date", "'2026-01-02'"),
    "moment": ("timestamp", "'2026-01-02 03:04:05.678901'"),
    "name": ("varchar", "'b'"),
}


@pytest.mark.parametrize("rows", [["value"], ["null"], ["value", "null"], []], ids=", ".join)
def test_frames_are_those_of_duckdb(warehouse: Warehouse, rows: list[str]) -> None:
    written = [
        ", ".join(
            f"cast({value if row == 'value' else 'null'} as {kind}) as {name}"
            for name, (kind, value) in COLUMNS.items()
        )
        for row in rows or ["value"]
    ]
    sql = " union all ".join(f"select {columns}" for columns in written) + (" where 1 = 0" if not rows else "")
    duckdb = Warehouse("duckdb://")
    expected = ask(duckdb, sql)
    duckdb.close()
    sql = sql.replace("as timestamp)", "as timestamp_ntz)").replace("as varchar)", "as string)")
    pd.testing.assert_frame_equal(ask(warehouse, sql), expected)


def test_a_query_given_up_is_ended_and_the_connection_serves_again(
    spark_cluster: SparkCluster, warehouse: Warehouse
) -> None:
    def leave(_waited: float) -> None:
        if spark_cluster.ask("jobs?status=running"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        warehouse.run(ENDLESS, heartbeat=leave)
    wait_until_idle(spark_cluster)
    assert ask(warehouse, "select 1 as one").iloc[0, 0] == 1


def test_a_query_over_its_limit_is_ended(spark_cluster: SparkCluster) -> None:
    impatient = Warehouse(spark_cluster.url, query_seconds=3)
    with pytest.raises(QueryTimeoutError, match="endless ran longer than the limit of 3 s"):
        impatient.run(ENDLESS)
    wait_until_idle(spark_cluster)
    impatient.close()


def test_the_server_keeps_the_limit_when_we_are_gone(spark_cluster: SparkCluster) -> None:
    driver = SparkDriver()
    url = driver.prepared(make_url(spark_cluster.url))
    # The server waits 5 s longer than we should have.
    engine = driver.new_engine(url, pool_size=1, views=(), query_seconds=-4)
    with engine.connect() as connection, pytest.raises(Exception, match="The query was cancelled"):
        connection.execute(text(ENDLESS.sql))
    engine.dispose()
    wait_until_idle(spark_cluster)


@pytest.mark.parametrize(
    ("sql", "kind", "sentence"),
    [
        ("select * from nothing_here", MissingTableError, "Not available: needs table nothing_here, which"),
        ("select * from marts.reach", MissingTableError, "Not available: needs the mart reach, which is not built"),
        ("select nothing from values (1) as t(a)", WarehouseError, r"UNRESOLVED_COLUMN.* `nothing` cannot be resolved"),
        ("select 1 +", WarehouseError, r"PARSE_SYNTAX_ERROR\] Syntax error"),
        ("select sum(1 / (id - 7)) from range(0, 9, 1, 2)", WarehouseError, r"DIVIDE_BY_ZERO\] Division by zero"),
        ("select cast('a' as int)", WarehouseError, "CAST_INVALID_INPUT"),
        ("select raise_error('own words')", WarehouseError, "own words"),
    ],
)
def test_a_failure_is_one_sentence(warehouse: Warehouse, sql: str, kind: type[Exception], sentence: str) -> None:
    with pytest.raises(kind, match=sentence) as failure:
        ask(warehouse, sql)
    assert len(str(failure.value)) < 400
    assert "\n" not in str(failure.value)
    assert "org.apache" not in str(failure.value)


def test_what_cannot_be_reached_is_said_without_the_url(spark_cluster: SparkCluster) -> None:
    url, secret = make_url(spark_cluster.url), "se@cret"
    for wrong, why in (
        (url.set(port=1), "nothing answers at its host and port"),
        (url.set(host="nowhere.invalid"), "its host is not known"),
        (url.set(query={}), "it does not understand the auth of the URL"),
        (url.set(password=secret, query={"auth": "LDAP"}), "it does not understand the auth of the URL"),
        (url.set(database="nothing_here"), "it has no database of that name"),
    ):
        warehouse = Warehouse(wrong.render_as_string(hide_password=False))
        with pytest.raises(UnreachableError, match=why) as failure:
            ask(warehouse, "select 1")
        assert "cret" not in str(failure.value)
        assert "127.0.0.1" not in str(failure.value)
        warehouse.close()


def test_tables_views_and_columns_are_listed(engine: Engine) -> None:
    with engine.connect() as connection:
        for statement in (
            "create database if not exists listed",
            "create or replace temporary view of_session as select 1 as one",
            "create table if not exists listed.facts (day date, at timestamp_ntz, moment timestamp, n bigint, "
            "share double, amount decimal(10, 2), name string, ok boolean, tags array<string>) partitioned by (day)",
            "create or replace view listed.seen as select day, n from listed.facts",
        ):
            connection.exec_driver_sql(statement)
        found = inspect(connection)
        assert "listed" in found.get_schema_names()
        assert found.get_table_names("listed") == ["facts"]
        assert "seen" in found.get_view_names("listed")
        assert found.has_table("facts", "listed")
        assert found.has_table("seen", "listed")
        assert not found.has_table("facts")
        assert not found.has_table("nothing", "nowhere")
        types = {column["name"]: column["type"] for column in found.get_columns("facts", "listed")}
    assert (types["at"].timezone, types["moment"].timezone) == (False, True)
    assert {name: str(kind) for name, kind in types.items()} == {
        "at": "TIMESTAMP",
        "moment": "TIMESTAMP",
        "n": "BIGINT",
        "share": "DOUBLE",
        "amount": "NUMERIC(10, 2)",
        "name": "VARCHAR",
        "ok": "BOOLEAN",
        "tags": "VARCHAR",
        "day": "DATE",
    }


def test_more_rows_than_one_fetch(engine: Engine) -> None:
    with engine.connect() as connection:
        rows = connection.execute(text("select id, if(id % 3 = 0, null, id) from range(25001) order by id")).fetchall()
    assert rows == [(n, None if n % 3 == 0 else n) for n in range(25_001)]


def test_a_session_has_the_views_it_is_given(spark_cluster: SparkCluster) -> None:
    driver = SparkDriver()
    views = ("create or replace temporary view given as select 7 as seven", "create view broken as select")
    url = driver.prepared(make_url(spark_cluster.url))
    engine = driver.new_engine(url, pool_size=1, views=views, query_seconds=60)
    with engine.connect() as connection:
        assert connection.execute(text("select seven from given")).scalar_one() == 7
    engine.dispose()


def test_a_restarted_server_is_asked_again(spark_cluster: SparkCluster, warehouse: Warehouse) -> None:
    assert ask(warehouse, "select 1 as one").iloc[0, 0] == 1
    spark_cluster.end_driver()
    try:
        with pytest.raises(UnreachableError):
            ask(warehouse, "select 1 as one")
        spark_cluster.start_driver("NONE")
        with pytest.raises(UnreachableError, match="it does not understand the auth of the URL"):
            ask(warehouse, "select 1 as one")
        sasl = Warehouse(make_url(spark_cluster.url).set(query={}).render_as_string())
        assert ask(sasl, "select current_user() as name").iloc[0, 0] == "tests"
        sasl.close()
    finally:
        spark_cluster.end_driver()
        spark_cluster.start_driver()
        spark_cluster.await_executors()
    assert ask(warehouse, "select 1 as one").iloc[0, 0] == 1
