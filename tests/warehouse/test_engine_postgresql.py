"""The engine on a real PostgreSQL server: the same frames, sessions in UTC, limits, and failures in one sentence."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from integrity_metrics.errors import SettingsError
from integrity_metrics.warehouse.engine import Warehouse
from integrity_metrics.warehouse.failures import (
    MissingTableError,
    QueryTimeoutError,
    RightsError,
    UnreachableError,
    WarehouseError,
)
from integrity_metrics.warehouse.query_files import load_query
from integrity_metrics.warehouse.shaping import Statement
from tests.servers.postgresql import PostgreSQL

ENDLESS = Statement("tests/endless", "select 1 as n from pg_sleep(60)", {})
VALUES = """
    select cast(v.whole as bigint) as whole, cast(v.double as double precision) as double,
           cast(v.amount as decimal(18, 2)) as amount, cast(v.yes as boolean) as yes, cast(v.day as date) as day,
           cast(v.moment as timestamp) as moment, cast(v.name as varchar) as name
    from (values (1, 1.5, 2.25, 'true', '2026-01-02', '2026-01-02 03:04:05.678901', 'ä'),
                 (2, -0.5, 3.00, 'false', '1999-12-31', '1999-12-31 23:59:59', '')
         ) v(whole, double, amount, yes, day, moment, name)
"""


def ask(warehouse: Warehouse, sql: str, **parameters: object) -> pd.DataFrame:
    return warehouse.run(Statement("tests/asked", sql, parameters)).frame


@pytest.fixture
def database(postgresql_server: PostgreSQL) -> str:
    name = postgresql_server.create()
    postgresql_server.run("create table t (a integer)", "insert into t values (1)", database=name)
    return name


@pytest.fixture
def warehouse(postgresql_server: PostgreSQL, database: str) -> Iterator[Warehouse]:
    opened = Warehouse(postgresql_server.url(database), query_seconds=20, pool_size=2)
    yield opened
    opened.close()


@pytest.mark.parametrize("where", ["", "where whole = 1", "where 1 = 0"], ids=["all", "one", "none"])
@pytest.mark.parametrize("union", ["", "union all select null, null, null, null, null, null, null"])
def test_frames_are_those_of_duckdb(warehouse: Warehouse, where: str, union: str) -> None:
    sql = " ".join(("with v as (", VALUES, union, ") select * from v", where))
    embedded = Warehouse("duckdb:///:memory:")
    expected, found = ask(embedded, sql), ask(warehouse, sql)
    embedded.close()
    if "1 = 0" in where:
        # No value says how many digits a decimal has behind its point.
        expected, found = expected.drop(columns="amount"), found.drop(columns="amount")
    pd.testing.assert_frame_equal(in_order(found), in_order(expected), check_exact=True)


def in_order(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.sort_values("whole", ignore_index=True)


@pytest.mark.parametrize(
    ("sql", "dtype", "value"),
    [
        ("sum(cast(7 as bigint))", "int64", 7),
        ("sum(cast(0.5 as double precision))", "float64", 0.5),
        ("cast(2 as smallint)", "int64", 2),
        ("cast(0.25 as real)", "float64", 0.25),
        ("cast('x' as varchar(10))", "str", "x"),
        ("cast('x' as char(3))", "str", "x  "),
        ("cast('0e8e9e2e-0000-4000-8000-000000000000' as uuid)", "str", "0e8e9e2e-0000-4000-8000-000000000000"),
        ("cast('2026-01-02 12:00:00+02' as timestamptz)", "datetime64[us]", pd.Timestamp("2026-01-02 10:00")),
    ],
)
def test_types_of_its_own_have_the_dtype_of_their_kind(
    warehouse: Warehouse, sql: str, dtype: str, value: object
) -> None:
    column = ask(warehouse, f"select {sql} as x")["x"]
    assert (str(column.dtype), column.iloc[0]) == (dtype, value)


def test_lists_and_empty_lists_are_bound(warehouse: Warehouse) -> None:
    sql = "select count(*) as n from (values ('x'), ('y')) v(c) where c in :only_c"
    for values, n in ((("x", "y"), 2), (("x",), 1), ((), 0)):
        assert ask(warehouse, sql, only_c=values)["n"].iloc[0] == n


def test_a_session_is_in_utc_whatever_the_database_says(
    postgresql_server: PostgreSQL, database: str, warehouse: Warehouse
) -> None:
    postgresql_server.run(f"alter database {database} set timezone = 'Asia/Tokyo'")
    postgresql_server.run(f"alter database {database} set datestyle = 'SQL, DMY'")
    sql = """
        select date_trunc('day', timestamptz '2026-01-02 01:00:00+02') as day,
               cast(date '2026-01-02' as varchar) as written, current_setting('timezone') as zone
    """
    row = ask(warehouse, sql).iloc[0]
    assert row.to_list() == [pd.Timestamp("2026-01-01"), "2026-01-02", "UTC"]


def test_nothing_can_be_written(warehouse: Warehouse) -> None:
    for sql in ("insert into t values (9)", "create table u (a integer)", "drop table t"):
        with pytest.raises(WarehouseError, match="read-only"):
            ask(warehouse, sql)
    assert ask(warehouse, "select a from t")["a"].to_list() == [1]


def test_views_of_a_session_need_no_right_to_create_any(
    postgresql_server: PostgreSQL, database: str, tmp_path: Path
) -> None:
    postgresql_server.run(
        'create schema s; create table s."Raw" ("Id" text); insert into s."Raw" values (\'a\')',
        "create role reader login; grant usage on schema s to reader; grant select on all tables in schema s to reader",
        database=database,
    )
    file = tmp_path / "views.sql"
    file.write_text('create view contents as select "Id" as content_id from s."Raw";')
    opened = Warehouse(postgresql_server.url(database, "reader"), pool_size=2, views_file=file)
    assert ask(opened, "select content_id from contents")["content_id"].to_list() == ["a"]
    with pytest.raises(WarehouseError, match="read-only"):
        ask(opened, "create temporary view other as select 1")
    opened.close()
    postgresql_server.run("drop owned by reader; drop role reader", database=database)


def test_a_query_over_its_limit_is_cancelled_on_the_server_too(
    postgresql_server: PostgreSQL, database: str, warehouse: Warehouse
) -> None:
    hasty = Warehouse(postgresql_server.url(database), query_seconds=0.5, pool_size=1)
    with pytest.raises(QueryTimeoutError, match=r"longer than the limit of 0\.5 s"):
        hasty.run(ENDLESS)
    # With one connection in the pool, this only returns when the endless query has really ended.
    assert ask(hasty, "select a from t")["a"].iloc[0] == 1
    hasty.close()
    running = "select count(*) as n from pg_stat_activity where query like '%pg_sleep(60)%' and state = 'active' "
    assert ask(warehouse, f"{running} and pid <> pg_backend_pid()")["n"].iloc[0] == 0
    limit = ask(warehouse, "select current_setting('statement_timeout') as x")["x"].iloc[0]
    assert limit == "25s"


def test_the_limit_the_server_keeps_is_told_as_ours(warehouse: Warehouse) -> None:
    sql = "select set_config('statement_timeout', '50ms', false)"
    ask(warehouse, sql)
    with pytest.raises(QueryTimeoutError, match="cancelled before it finished"):
        warehouse.run(ENDLESS)


def test_an_exception_in_the_heartbeat_cancels_the_query(postgresql_server: PostgreSQL, database: str) -> None:
    class VisitorLeft(BaseException):
        pass

    def leave(_seconds: float) -> None:
        raise VisitorLeft

    opened = Warehouse(postgresql_server.url(database), pool_size=1)
    with pytest.raises(VisitorLeft):
        opened.run(ENDLESS, heartbeat=leave)
    assert ask(opened, "select a from t")["a"].iloc[0] == 1
    opened.close()


def test_twenty_sessions_share_one_engine(warehouse: Warehouse) -> None:
    with ThreadPoolExecutor(20) as sessions:
        found = list(sessions.map(lambda _: int(ask(warehouse, "select a from t")["a"].iloc[0]), range(100)))
    assert found == [1] * 100


def test_a_server_stopped_in_mid_query_is_said_and_the_next_query_connects_again(
    postgresql_server: PostgreSQL, warehouse: Warehouse
) -> None:
    assert ask(warehouse, "select a from t")["a"].iloc[0] == 1
    raised: list[BaseException] = []

    def ask_long() -> None:
        try:
            warehouse.run(ENDLESS)
        except WarehouseError as error:
            raised.append(error)

    asking = threading.Thread(target=ask_long)
    asking.start()
    time.sleep(0.3)
    postgresql_server.stop()
    asking.join()
    assert type(raised[0]) is UnreachableError
    assert "connection to the warehouse was lost during tests/endless" in str(raised[0])
    with pytest.raises(UnreachableError, match="cannot be reached: nothing answers"):
        ask(warehouse, "select a from t")
    postgresql_server.start()
    assert ask(warehouse, "select a from t")["a"].iloc[0] == 1


def test_who_may_not_come_in_is_told_why_and_nothing_is_repeated(postgresql_server: PostgreSQL) -> None:
    postgresql_server.run("create role ana login password 'right'")
    address = postgresql_server.loopback("ana", "s3cret")
    unknown = "postgresql://ana:s3cret@no-such-host.invalid/postgres"
    nobody = f"postgresql://ana:s3cret@127.0.0.1:{postgresql_server.port + 1}/postgres"
    elsewhere = postgresql_server.loopback("ana", "right", "absent")
    for url, reason in (
        (address, "it does not accept the user or password"),
        (unknown, "its host is not known"),
        # The password has an "@" that should have been written %40: libpq takes the rest of it for a part of the host.
        ("postgresql://ana:s3c@ret@no-such-host.invalid/postgres", "its host is not known"),
        (nobody, "nothing answers at its host and port"),
        (elsewhere, "it has no database of that name"),
        (postgresql_server.url(user="nobody"), "it does not admit the user"),
    ):
        opened = Warehouse(url)
        with pytest.raises(UnreachableError) as raised:
            ask(opened, "select 1 as one")
        opened.close()
        said = str(raised.value)
        assert said == f"The warehouse cannot be reached: {reason}. Check INTEGRITY_WAREHOUSE_URL, then try again."
        assert opened.name in ("PostgreSQL postgres", "PostgreSQL absent")
    postgresql_server.run("drop role ana")


def test_a_role_without_rights_is_told_which(postgresql_server: PostgreSQL, database: str) -> None:
    postgresql_server.run(
        "create role guest login",
        "create schema hidden; create table hidden.reports (a integer)",
        database=database,
    )
    opened = Warehouse(postgresql_server.url(database, "guest"))
    with pytest.raises(RightsError, match=r"may not read the table t, which tests/asked needs.*GRANT SELECT ON t TO"):
        ask(opened, "select a from t")
    with pytest.raises(RightsError, match=r"the schema hidden,.*GRANT USAGE ON SCHEMA hidden TO"):
        ask(opened, "select a from hidden.reports")
    opened.close()
    postgresql_server.run("drop role guest", database=database)


def test_what_is_missing_is_named(warehouse: Warehouse) -> None:
    with pytest.raises(MissingTableError, match="needs table absent,"):
        ask(warehouse, "select * from absent")
    with pytest.raises(WarehouseError, match=r'refused tests/asked \(column "b" does not exist\).*integrity check'):
        ask(warehouse, "select b from t")
    with pytest.raises(MissingTableError, match=r"needs the mart label_sums_by_dimension,.*integrity build"):
        warehouse.run(warehouse.shape(load_query("metrics/prevalence_extent"), {}))


def test_a_driver_that_is_not_installed_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    # None there is how Python marks a module that cannot be imported.
    for module, url, extra in (
        ("psycopg", "postgresql://ana:s3cret@db.example/platform", "postgresql"),
        ("pyhive", "sparkhive://ana:s3cret@spark.example:10000/platform?auth=LDAP", "spark"),
    ):
        monkeypatch.setitem(sys.modules, module, None)
        with pytest.raises(SettingsError) as raised:
            Warehouse(url)
        assert f"pip install 'integrity-metrics[{extra}]'" in str(raised.value)
        assert "s3cret" not in str(raised.value)


def test_one_driver_is_used_however_the_url_is_written() -> None:
    for url in ("postgresql://ana@db.example/platform", "postgresql+psycopg://ana@db.example/platform"):
        assert Warehouse(url).name == "PostgreSQL platform"
    with pytest.raises(SettingsError, match=r"begins with postgresql\+asyncpg.*postgresql://"):
        Warehouse("postgresql+asyncpg://ana:s3cret@db.example/platform")
    with pytest.raises(SettingsError, match=r"names postgres, .* PostgreSQL \(postgresql://\)"):
        Warehouse("postgres://ana:s3cret@db.example/platform")


BUILDS = "create table {0}.builds (mart text, day date, built_at timestamp, row_count bigint)"


def test_the_version_is_when_the_marts_were_built(postgresql_server: PostgreSQL, database: str) -> None:
    def version() -> str:
        opened = Warehouse(postgresql_server.url(database), marts_schema="sums")
        found = opened.version
        opened.close()
        return found

    without = version()
    assert without == version()
    built = "insert into sums.builds values ('reach', date '2026-01-01', timestamp '2026-01-0{0} 10:00:00', 1)"
    postgresql_server.run("create schema sums", BUILDS.format("sums"), built.format(2), database=database)
    first = version()
    postgresql_server.run(built.format(3), database=database)
    assert len({without, first, version()}) == 3


def test_marts_are_read_from_the_schema_that_is_set(postgresql_server: PostgreSQL, database: str) -> None:
    row = "insert into sums.builds values ('label_sums', date '2026-01-01', timestamp '2026-01-02 10:00:00', 1)"
    postgresql_server.run("create schema sums", BUILDS.format("sums"), row, database=database)
    opened = Warehouse(postgresql_server.url(database), marts_schema="sums")
    days = {"since": date(2026, 1, 1), "until": date(2026, 2, 1)}
    found = opened.run(opened.shape(load_query("metrics/mart_builds"), days)).frame
    assert found["days"].to_list() == [1]
    opened.close()


def test_what_reads_only_marts_is_asked_of_their_local_file(
    postgresql_server: PostgreSQL, database: str, tmp_path: Path
) -> None:
    file = tmp_path / "local.duckdb"
    opened = Warehouse(postgresql_server.url(database), marts_file=file)
    with pytest.raises(MissingTableError, match="needs the mart builds, which is not built"):
        opened.run(opened.shape(load_query("metrics/marts_built"), {}))
    without = opened.version
    with duckdb.connect(str(file)) as connection:
        connection.execute("create table builds (mart varchar, day date, built_at timestamp, row_count bigint)")
        connection.execute("insert into builds values ('label_sums', '2026-01-01', '2026-01-02 10:00:00', 1)")
    assert opened.version != without
    assert opened.marts_file == file
    local = opened.run(opened.shape(load_query("metrics/marts_built"), {}))
    assert local.frame["built_at"].to_list() == [pd.Timestamp("2026-01-02 10:00:00")]
    assert local.executed.dialect == "duckdb"
    # Everything else is asked of the server.
    assert opened.dialect == "postgres"
    assert ask(opened, "select a, current_setting('timezone') as zone from t").iloc[0].to_list() == [1, "UTC"]
    with pytest.raises(MissingTableError, match="needs table dsa_statements_daily,"):
        opened.run(opened.shape(load_query("metrics/dsa_extent"), {}))
    opened.close()
