"""One engine for many sessions: limits, cancelling, failures in one sentence, a new version while it runs."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from integrity_metrics.errors import SettingsError
from integrity_metrics.warehouse.engine import Warehouse
from integrity_metrics.warehouse.failures import (
    DiskFullError,
    MissingTableError,
    QueryTimeoutError,
    RightsError,
    UnreachableError,
    WarehouseError,
    explain,
)
from integrity_metrics.warehouse.publish import new_version
from integrity_metrics.warehouse.query_files import load_query
from integrity_metrics.warehouse.shaping import Statement

ENDLESS = Statement("tests/endless", "select count(*) as n from range(100000000000) t(a) where a % 7 = hash(a) % 5", {})


def published(link: Path, value: int) -> None:
    with new_version(link, from_current=False) as connection:
        connection.execute("create table t as select ? as a", [value])


def read(warehouse: Warehouse) -> int:
    return int(warehouse.run(Statement("tests/read", "select a from t", {})).frame["a"].iloc[0])


@pytest.fixture
def link(tmp_path: Path) -> Path:
    path = tmp_path / "warehouse.duckdb"
    published(path, 1)
    return path


def test_lists_and_empty_lists_are_bound(link: Path) -> None:
    warehouse = Warehouse(f"duckdb:///{link}")
    sql = "select count(*) as n from (values ('x'), ('y')) v(c) where c in :only_c"
    for values, n in ((("x", "y"), 2), (("x",), 1), ((), 0)):
        assert warehouse.run(Statement("tests/list", sql, {"only_c": values})).frame["n"].iloc[0] == n


def test_a_new_version_is_read_while_the_engine_lives(link: Path) -> None:
    warehouse = Warehouse(f"duckdb:///{link}")
    before = warehouse.version
    assert read(warehouse) == 1
    published(link, 2)
    assert warehouse.version != before
    assert read(warehouse) == 2


def test_twenty_sessions_share_one_engine(link: Path) -> None:
    warehouse = Warehouse(f"duckdb:///{link}", pool_size=4)
    with ThreadPoolExecutor(20) as sessions:
        assert list(sessions.map(lambda _: read(warehouse), range(100))) == [1] * 100


def test_a_query_over_its_limit_is_cancelled_and_the_engine_goes_on(link: Path) -> None:
    warehouse = Warehouse(f"duckdb:///{link}", query_seconds=0.5)
    with pytest.raises(QueryTimeoutError, match=r"longer than the limit of 0\.5 s"):
        warehouse.run(ENDLESS)
    assert read(warehouse) == 1


def test_an_exception_in_the_heartbeat_cancels_the_query(link: Path) -> None:
    class VisitorLeft(BaseException):
        pass

    warehouse = Warehouse(f"duckdb:///{link}", pool_size=1)
    beats: list[float] = []

    def beat(seconds: float) -> None:
        beats.append(seconds)
        if len(beats) == 2:
            raise VisitorLeft

    with pytest.raises(VisitorLeft):
        warehouse.run(ENDLESS, heartbeat=beat)
    assert len(beats) == 2
    # With one connection in the pool, this only returns when the endless query has really ended.
    assert read(warehouse) == 1


def test_a_query_cancelled_before_its_turn_never_runs(link: Path) -> None:
    warehouse = Warehouse(f"duckdb:///{link}", pool_size=1, query_seconds=1)

    def occupy() -> None:
        with pytest.raises(QueryTimeoutError):
            warehouse.run(ENDLESS)

    first = threading.Thread(target=occupy)
    first.start()
    time.sleep(0.2)
    with pytest.raises(QueryTimeoutError):
        warehouse.run(ENDLESS)
    first.join()
    assert read(warehouse) == 1


def test_failures_are_one_sentence(link: Path, tmp_path: Path) -> None:
    warehouse = Warehouse(f"duckdb:///{link}")
    with pytest.raises(MissingTableError, match="needs table absent"):
        warehouse.run(Statement("tests/absent", "select * from absent", {}))
    with pytest.raises(WarehouseError, match="refused tests/odd"):
        warehouse.run(Statement("tests/odd", "select nothing_like_this from t", {}))
    with pytest.raises(UnreachableError, match="no warehouse at gone"):
        Warehouse(f"duckdb:///{tmp_path / 'gone.duckdb'}").run(ENDLESS)
    garbage = tmp_path / "garbage.duckdb"
    garbage.write_bytes(b"this is not a database" * 100)
    with pytest.raises(UnreachableError, match="cannot be read"):
        Warehouse(f"duckdb:///{garbage}").run(ENDLESS)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("IO Error: Could not write file: No space left on device", DiskFullError),
        ("Out of Memory Error: max_temp_directory_size exceeded", DiskFullError),
        ("server closed the connection unexpectedly", UnreachableError),
        ("FATAL Error: database has been invalidated because of a previous fatal error", UnreachableError),
        ('relation "rules" does not exist', MissingTableError),
        ("permission denied for table rules", RightsError),
        ('connection failed: FATAL:  database "x" does not exist', UnreachableError),
        ("connection timeout expired", UnreachableError),
        ("The connection to Spark was lost", UnreachableError),
        ("FATAL: sorry, too many clients already", UnreachableError),
        ("Catalog Error: Table with name rules does not exist!", MissingTableError),
        ("[TABLE_OR_VIEW_NOT_FOUND] The table or view `rules` cannot be found", MissingTableError),
        ("canceling statement due to user request", QueryTimeoutError),
        ("anything else", WarehouseError),
    ],
)
def test_what_engines_say_is_understood(text: str, kind: type[WarehouseError]) -> None:
    found = explain(RuntimeError(text), "metrics/x")
    assert type(found) is kind
    assert str(found).count("\n") == 0


@pytest.mark.parametrize(
    "text",
    [
        'Binder Error: Referenced column "decision_ground" not found in FROM clause!',
        'Binder Error: Table "actions_daily" does not have a column named "decision_ground"',
        'column "decision_ground" does not exist',
        "column actions_daily.decision_ground does not exist",
        "[UNRESOLVED_COLUMN.WITH_SUGGESTION] A column with name `decision_ground` cannot be resolved",
    ],
)
def test_marts_of_an_older_version_are_built_again(text: str) -> None:
    found = explain(RuntimeError(text), "metrics/x", ("marts.actions_daily",))
    assert type(found) is MissingTableError
    assert "Run `integrity build`" in str(found)
    assert type(explain(RuntimeError(text), "metrics/x", ("marts.actions_daily", "policies"))) is WarehouseError


@pytest.mark.parametrize(
    ("url", "complaint"),
    [("nonsense", "cannot be used"), ("oracle://x", "cannot be used|not supported"), ("sqlite://", "not supported")],
)
def test_a_url_that_cannot_work_is_refused_without_echoing_it(url: str, complaint: str) -> None:
    with pytest.raises(SettingsError, match=complaint):
        Warehouse(url)
    with pytest.raises(SettingsError) as raised:
        Warehouse("nonsense+driver://ana:s3cret@db")
    assert "s3cret" not in str(raised.value)


def test_the_file_is_opened_read_only(link: Path) -> None:
    warehouse = Warehouse(f"duckdb:///{link}")
    with pytest.raises(WarehouseError, match="read-only"):
        warehouse.run(Statement("tests/write", "insert into t values (9)", {}))
    assert read(warehouse) == 1


def test_marts_may_be_kept_elsewhere_than_beside_the_file(link: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.duckdb"
    warehouse = Warehouse(f"duckdb:///{link}", marts_file=elsewhere)
    without = warehouse.version
    with duckdb.connect(str(elsewhere)) as connection:
        connection.execute("create table builds (built_at timestamp)")
        connection.execute("insert into builds values ('2026-01-02 10:00:00')")
    assert warehouse.version != without
    found = warehouse.run(warehouse.shape(load_query("metrics/marts_built"), {})).frame
    assert found["built_at"].to_list() == [pd.Timestamp("2026-01-02 10:00:00")]
    assert warehouse.marts_file == elsewhere


def test_an_instant_is_cut_into_days_of_utc(link: Path) -> None:
    sql = "select date_trunc('day', timestamptz '2026-01-02 01:00:00+02') as day from t"
    found = Warehouse(f"duckdb:///{link}").run(Statement("tests/day", sql, {})).frame
    assert found["day"].to_list() == [pd.Timestamp("2026-01-01")]
