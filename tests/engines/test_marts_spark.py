"""Marts on Spark: readers find whole steps whatever happens to a build, and in the end the rows of DuckDB."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from sqlalchemy import create_engine, make_url, text

from integrity_metrics.settings import Settings
from integrity_metrics.warehouse.drivers.registry import opened
from integrity_metrics.warehouse.engine import Warehouse
from integrity_metrics.warehouse.failures import WarehouseError
from integrity_metrics.warehouse.marts import spark_lock, spark_tables
from integrity_metrics.warehouse.marts.build import build_marts
from integrity_metrics.warehouse.marts.reconcile import check_marts
from integrity_metrics.warehouse.marts.server_session import open_session
from integrity_metrics.warehouse.marts.sources import utc_now
from integrity_metrics.warehouse.marts.spark_store import SparkStore
from integrity_metrics.warehouse.publish import marts_link
from tests.servers.load import into_spark, to_parquet
from tests.servers.spark import SparkCluster
from tests.warehouse.conftest import add_rows
from tests.warehouse.marts_on_servers import FEW_MARTS as BUILT
from tests.warehouse.marts_on_servers import Rows, rows_in_file, rows_on_server, unlogged

# A build asks a hundred small questions, and a busy machine lets each of them wait.
pytestmark = [pytest.mark.engines, pytest.mark.timeout(900)]

SOURCE, MARTS = "for_marts", "built_marts"
# Two steps, whose border lies within a quarter.
FIRST, DAYS = date(2025, 6, 1), 110


def rows_of_days(since: int, until: int) -> dict[str, list[dict[str, Any]]]:
    """A report, an action and views of it a day."""
    days = [FIRST + timedelta(days=number) for number in range(since, until)]
    made = FIRST - timedelta(days=1)
    return {
        "reports": [{"report_id": f"r{day}", "reported_at": f"{day} 10:00:00"} for day in days],
        "enforcement_actions": [
            {
                "action_id": f"a{day}",
                "content_id": f"c{day}",
                "actioned_at": f"{day} 09:30:00",
                "content_created_at": made,
            }
            for day in days
        ],
        "content_impressions": [{"day": day, "content_id": f"c{day}", "impressions": 3 + day.day} for day in days],
    }


def written(file: Path, since: int, until: int) -> Path:
    with duckdb.connect(str(file)) as connection:
        for table, rows in rows_of_days(since, until).items():
            add_rows(connection, table, rows)
    return file


def expected(file: Path, until: int) -> Rows:
    """The marts of DuckDB."""
    build_marts(written(file, 0, until))
    return rows_in_file(marts_link(file), BUILT)


Run = Callable[[str], Sequence[Any]]


@pytest.fixture(scope="module")
def settings(spark_cluster: SparkCluster, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A platform of 110 days on the cluster."""
    folder = tmp_path_factory.mktemp("source")
    to_parquet(written(folder / "source.duckdb", 0, DAYS), folder / "parquet")
    into_spark(spark_cluster.url, folder / "parquet", SOURCE)
    url = make_url(spark_cluster.url).set(database=SOURCE).render_as_string(hide_password=False)
    return Settings(warehouse_url=url, marts_schema=MARTS)


@pytest.fixture(scope="module")
def run(settings: Settings) -> Iterator[Run]:
    engine = create_engine(settings.warehouse_url)
    with engine.connect() as connection:

        def ran(sql: str) -> list[Any]:
            result = connection.execute(text(sql))
            return list(result) if sql.startswith("show") else []

        yield ran
    engine.dispose()


def test_a_build_that_is_stopped_shows_whole_steps_and_is_continued(settings: Settings, tmp_path: Path) -> None:
    def stop(title: str, number: int, of: int) -> None:
        if number == 2:
            with pytest.raises(WarehouseError, match="Another build of the marts is at work: it began at"):
                build_marts(settings)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_marts(settings, stop)
    assert unlogged(settings.warehouse_url, MARTS, BUILT) == []
    steps: list[str] = []
    report = build_marts(settings, lambda title, number, of: steps.append(title))
    assert steps == ["2025-06-19 to 2025-09-18"], "the first step is not made again"
    assert report.place == f"database {MARTS} of Spark"
    assert rows_on_server(settings.warehouse_url, MARTS, BUILT) == expected(tmp_path / "all.duckdb", DAYS)


def test_what_a_build_wrote_that_died_nobody_sees_and_the_next_one_removes(
    settings: Settings, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, few_marts: None
) -> None:
    """The last moment: all is written, and only the view has not been changed."""
    before = rows_on_server(settings.warehouse_url, MARTS, BUILT)
    to_parquet(written(tmp_path / "new.duckdb", DAYS, DAYS + 1), tmp_path / "new")
    for table in rows_of_days(0, 0):
        run(f"insert into {SOURCE}.{table} select * from parquet.`{tmp_path}/new/{table}`")  # noqa: S608
    show = SparkStore._show
    shown = []

    def die(store: SparkStore, step: int, steps: Any) -> None:
        shown.append(step)
        if len(shown) == 2:
            raise KeyboardInterrupt
        show(store, step, steps)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(SparkStore, "_show", die)
        build_marts(settings)
    assert _partitions(run, shown[1]) > 0
    assert rows_on_server(settings.warehouse_url, MARTS, BUILT) == before

    build_marts(settings)
    assert _partitions(run, shown[1]) == 0
    # Two quarters have days; the newer one is there as it is read, and as it was read when the build began.
    assert _partitions(run) == 3
    assert rows_on_server(settings.warehouse_url, MARTS, BUILT) == expected(tmp_path / "all.duckdb", DAYS + 1)
    warehouse = Warehouse.from_settings(settings)
    assert [finding.sentence for each in check_marts(warehouse) for finding in each.findings if each.rows] == []
    warehouse.close()


def test_the_lock_of_a_builder_that_died_is_taken_over_and_noticed(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, driver = opened(settings.warehouse_url)
    with open_session(url, driver, MARTS, ()) as session:
        dead = spark_lock.SparkLock("dead", utc_now())
        dead.take(session)
        with monkeypatch.context() as patch, pytest.raises(WarehouseError, match="Another build took over"):
            patch.setattr(spark_lock, "SILENCE", timedelta(0))
            alive = spark_lock.SparkLock("alive", utc_now())
            alive.take(session)
            dead.check(session)
        dead.release(session)
        with pytest.raises(WarehouseError, match="Another build of the marts is at work"):
            spark_lock.SparkLock("third", utc_now()).take(session)
        alive.beat(session)
        alive.release(session)
        assert spark_lock.LOCK not in {row[1] for row in session.run(spark_tables.tables(MARTS))}


def test_marts_of_spark_can_be_kept_in_a_local_file(settings: Settings, tmp_path: Path, few_marts: None) -> None:
    local = settings.model_copy(update={"marts_file": tmp_path / "marts.duckdb"})
    build_marts(local)
    assert rows_in_file(tmp_path / "marts.duckdb", BUILT) == rows_on_server(settings.warehouse_url, MARTS, BUILT)


def _partitions(run: Run, step: int | None = None) -> int:
    names = [str(row[0]) for row in run(f"show partitions {MARTS}.reach_rows")]
    return sum(step is None or name.startswith(f"step={step}/") for name in names)
