"""Connecting a Spark cluster: its tables are found, and the proposed views are made by every session."""

from __future__ import annotations

from pathlib import Path

import pytest

from integrity_metrics.warehouse.check import check_contract
from integrity_metrics.warehouse.connect.inventory import read_inventory
from integrity_metrics.warehouse.connect.matching import Certainty, propose
from integrity_metrics.warehouse.connect.views import view, written
from integrity_metrics.warehouse.contract_report import Problem, Status
from integrity_metrics.warehouse.drivers.registry import opened
from integrity_metrics.warehouse.engine import Warehouse
from tests.servers.spark import SparkCluster

pytestmark = [pytest.mark.engines, pytest.mark.timeout(600)]

STATEMENTS = (
    "create database if not exists connected",
    "drop table if exists connected.posts",
    "drop table if exists connected.Reports",
    """create table connected.posts (
        id bigint, author_id bigint, type string, country_code string, lang string, posted_at timestamp
    ) using parquet""",
    "insert into connected.posts values (1, 11, 'text', 'DE', 'de', timestamp '2026-01-01 23:30:00-05:00')",
    """create table connected.Reports (
        id bigint, postId bigint, reporter_type string, country string, queue_name string, created_at timestamp_ntz
    ) using parquet""",
    "insert into connected.Reports values (1, 1, 'user', 'DE', 'standard', timestamp_ntz '2026-01-02 10:00:00')",
    "create or replace view connected.some_view as select 1 as one",
)


def test_the_proposed_views_are_tables_of_the_contract(spark_cluster: SparkCluster, tmp_path: Path) -> None:
    url, driver = opened(spark_cluster.url)
    engine = driver.new_engine(url, pool_size=1, views=(), query_seconds=120)
    with engine.connect() as connection:
        for statement in STATEMENTS:
            connection.exec_driver_sql(statement)
    engine.dispose()
    warehouse = Warehouse(spark_cluster.url, query_seconds=120, pool_size=2)
    inventory = read_inventory(warehouse, schemas=("connected",))
    warehouse.close()
    assert {table.name: table.is_view for table in inventory.tables} == {
        "posts": False,
        "reports": False,
        "some_view": True,
    }
    matches = [match for match in propose(inventory, "spark") if match.certainty is Certainty.SURE]
    file = tmp_path / "views.sql"
    blocks = [view(match, "spark", is_accepted=True) for match in matches]
    file.write_text(written(blocks, [], "spark", "Spark"), encoding="utf-8")
    mapped = Warehouse(spark_cluster.url, query_seconds=120, pool_size=2, views_file=file)
    report = check_contract(mapped)
    mapped.close()
    there = {table.name: table for table in report.tables if table.status is Status.PRESENT}
    assert set(there) == {"contents", "reports"}
    assert not {f.problem for f in report.findings} & {Problem.WRONG_TYPE, Problem.MISSING_COLUMN, Problem.UNREADABLE}
    # 23:30 in New York is the next day in UTC, whatever zone the session has.
    assert str(there["contents"].first_day) == "2026-01-02"
