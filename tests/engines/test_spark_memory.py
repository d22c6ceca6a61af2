"""A Thrift server is not filled up: it is told when a statement is done with, and a build makes its rows once.

Until then it keeps the statement's rows, its plan, and what it sent to the executors: a build of hundreds of
statements, and the sessions of pages, which are kept open, would end in a driver without memory.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pyhive.exc import OperationalError
from sqlalchemy import create_engine, make_url, text
from TCLIService import ttypes

from integrity_metrics.settings import Settings
from integrity_metrics.warehouse.drivers.registry import opened
from integrity_metrics.warehouse.drivers.spark_connection import SparkConnection
from integrity_metrics.warehouse.engine import Warehouse
from integrity_metrics.warehouse.marts import spark_tables
from integrity_metrics.warehouse.marts.build import build_marts
from integrity_metrics.warehouse.marts.server_session import open_session
from integrity_metrics.warehouse.shaping import Statement
from tests.engines.test_marts_spark import written
from tests.servers.load import into_spark, to_parquet
from tests.servers.spark import SparkCluster

pytestmark = [pytest.mark.engines, pytest.mark.timeout(900)]

SOURCE, MARTS = "for_memory", "memory_marts"
# Marts that are made of staged rows alone.
FROM_STAGED = ("found_impressions", "reach", "reach_top")


def test_the_server_is_told_when_a_statement_is_done_with(
    spark_cluster: SparkCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[tuple[SparkConnection, Any]] = []
    start = SparkConnection.start

    def noted(connection: SparkConnection, statement: str) -> Any:
        started.append((connection, start(connection, statement)))
        return started[-1][1]

    monkeypatch.setattr(SparkConnection, "start", noted)
    warehouse = Warehouse(spark_cluster.url)
    warehouse.run(Statement("asked", "select id from range(3)", {}))
    with open_session(*opened(spark_cluster.url), "default", ()) as session:
        # One with rows, and one without.
        session.run(spark_tables.believe_in_compression())
        session.run(spark_tables.drop_staged("nothing"))
        # `use` of every connection, and what was asked.
        assert len(started) == 5
        assert [handle for connection, handle in started if _is_known(connection, handle)] == []
    warehouse.close()


def test_staged_rows_are_made_once_and_left_nowhere(
    spark_cluster: SparkCluster, tmp_path: Path, few_marts: None
) -> None:
    to_parquet(written(tmp_path / "source.duckdb", 0, 20), tmp_path / "parquet")
    into_spark(spark_cluster.url, tmp_path / "parquet", SOURCE)
    url = make_url(spark_cluster.url).set(database=SOURCE).render_as_string(hide_password=False)
    engine = create_engine(url)
    with engine.connect() as connection:
        connection.execute(text(f"create database {MARTS}"))
        connection.execute(text(f"create table {MARTS}.staged_reached_1 using parquet as select 1 as views"))
        build_marts(Settings(warehouse_url=url, marts_schema=MARTS))
        tables = [row[1] for row in connection.execute(text(f"show tables in {MARTS}"))]
    engine.dispose()
    assert "reach_rows" in tables
    assert [name for name in tables if name.startswith("staged")] == []
    plans = [each["planDescription"] for each in spark_cluster.ask("sql?details=false&length=10000")]
    for mart in FROM_STAGED:
        fills = [plan for plan in plans if "InsertIntoHadoop" in plan and f"/{MARTS}.db/{mart}_rows," in plan]
        assert fills, mart
        assert [plan for plan in fills if f"{SOURCE}." in plan] == [], mart


def _is_known(connection: SparkConnection, handle: Any) -> bool:
    try:
        connection.call("GetOperationStatus", ttypes.TGetOperationStatusReq(handle))
    except OperationalError:
        return False
    return True
