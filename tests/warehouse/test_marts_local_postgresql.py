"""Marts kept in a local file are those of the server's, without a right to write there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest
from sqlglot import exp

from integrity_metrics.settings import Settings
from integrity_metrics.warehouse.contract_report import Problem, Severity
from integrity_metrics.warehouse.engine import Warehouse
from integrity_metrics.warehouse.failures import WarehouseError
from integrity_metrics.warehouse.marts.build import build_marts
from integrity_metrics.warehouse.marts.halves import halves
from integrity_metrics.warehouse.marts.reconcile import check_marts
from integrity_metrics.warehouse.marts.statements import differing_days
from integrity_metrics.warehouse.publish import marts_link
from integrity_metrics.warehouse.query_files import all_queries, load_query
from integrity_metrics.warehouse.shaping import Statement
from tests.servers.load import into_postgresql
from tests.servers.postgresql import PostgreSQL
from tests.warehouse.marts_on_servers import rows_in_file, small_platform


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = small_platform(tmp_path_factory.mktemp("platform") / "warehouse.duckdb", 60)
    build_marts(file)
    return file


@pytest.fixture(scope="module")
def reader(postgresql_server: PostgreSQL, platform: Path) -> Iterator[str]:
    """A platform on a server, and a role that may only read it."""
    database = postgresql_server.create()
    into_postgresql(postgresql_server.url(database), platform, "public")
    postgresql_server.run("create role reader login", "grant usage on schema public to reader", database=database)
    postgresql_server.run(f"revoke temporary, create on database {database} from public", database=database)
    postgresql_server.run("grant select on all tables in schema public to reader", database=database)
    yield postgresql_server.url(database, user="reader")
    postgresql_server.run("drop owned by reader", database=database)
    postgresql_server.run("drop role reader")


def test_they_are_those_of_duckdb_are_read_from_there_and_are_compared(
    reader: str, platform: Path, tmp_path: Path
) -> None:
    settings = Settings(warehouse_url=reader, marts_file=tmp_path / "kept" / "marts.duckdb")
    assert settings.marts_file is not None
    report = build_marts(settings)
    assert report.place == "marts.duckdb, a local DuckDB file, of PostgreSQL"
    assert rows_in_file(settings.marts_file) == rows_in_file(marts_link(platform))

    warehouse = Warehouse.from_settings(settings)
    named = Statement(
        "metrics/example",
        "select count(*) as number from marts.rule_days inner join rules on rule_days.rule_id = rules.rule_id",
        {},
        ("marts.rule_days", "rules"),
    )
    assert warehouse.run(named).frame["number"].tolist() == [len(rows_in_file(settings.marts_file)["rule_days"])]
    assert [finding for each in check_marts(warehouse) for finding in each.findings] == []
    warehouse.close()

    with duckdb.connect(str(settings.marts_file.resolve())) as connection:
        connection.execute("update reports_daily set reports = reports + 1 where day = date '2026-01-05'")
        connection.execute("delete from label_sums where day = date '2026-01-04'")
    warehouse = Warehouse.from_settings(settings)
    found = [finding for each in check_marts(warehouse) for finding in each.findings]
    assert [(each.table, each.problem, each.severity) for each in found] == [
        ("marts.label_sums", Problem.DIFFERENT, Severity.ERROR),
        ("marts.reports_daily", Problem.DIFFERENT, Severity.ERROR),
    ]
    assert "differ on 1 day: 2026-01-04. Run `integrity build --since 2026-01-04`." in found[0].sentence
    assert "marts." not in found[0].sql, "what is shown can be run on the server"
    shown = warehouse.run(Statement("check/shown", found[0].sql, {})).frame
    assert date(2026, 1, 4) in set(shown["sum_day"])
    warehouse.close()


def test_an_interrupted_build_leaves_readers_what_they_had(reader: str, tmp_path: Path) -> None:
    settings = Settings(warehouse_url=reader, marts_file=tmp_path / "marts.duckdb")

    def stop(title: str, number: int, of: int) -> None:
        with pytest.raises(WarehouseError, match="Another process is writing"):
            build_marts(settings)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_marts(settings, stop)
    assert not (tmp_path / "marts.duckdb").exists()


@pytest.mark.parametrize("name", [name for name in all_queries() if name.startswith("marts/checks/")])
def test_every_check_has_two_sides_with_the_same_sums(name: str) -> None:
    sides = {cte.alias: cte.this.named_selects for cte in load_query(name).tree.find_all(exp.CTE)}
    assert sides["source"] == sides["built"]
    source, built = halves(differing_days(load_query(name), date(2026, 1, 1)))
    assert "marts." not in source.written("duckdb")
    assert built.written("duckdb").count("WITH") == 1
