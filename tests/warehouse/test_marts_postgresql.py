"""Marts in PostgreSQL are those of DuckDB, whatever happened to a build, and people are told what it lacks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from integrity_metrics.errors import SettingsError
from integrity_metrics.settings import Settings
from integrity_metrics.warehouse.engine import Warehouse
from integrity_metrics.warehouse.failures import UnreachableError, WarehouseError
from integrity_metrics.warehouse.marts import statements
from integrity_metrics.warehouse.marts.build import build_marts
from integrity_metrics.warehouse.marts.definitions import load_marts
from integrity_metrics.warehouse.marts.reconcile import check_marts
from integrity_metrics.warehouse.publish import marts_link
from integrity_metrics.warehouse.query_files import load_query
from tests.servers.load import into_postgresql
from tests.servers.postgresql import PostgreSQL
from tests.warehouse.marts_on_servers import Rows, rows_in_file, rows_on_server, small_platform, unlogged

DAYS, NEW_SINCE = 120, "2026-01-09"
# What the platform did not have yet on the evening before.
DATED = {
    "enforcement_actions": "actioned_at",
    "reports": "reported_at",
    "prevalence_labels": "day",
    "appeals": "filed_at",
}


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_platform(tmp_path_factory.mktemp("platform") / "warehouse.duckdb", DAYS)


@pytest.fixture(scope="module")
def expected(platform: Path) -> Rows:
    """The marts of DuckDB."""
    build_marts(platform)
    return rows_in_file(marts_link(platform))


@pytest.fixture(scope="module")
def template(postgresql_server: PostgreSQL, platform: Path) -> str:
    database = postgresql_server.create()
    into_postgresql(postgresql_server.url(database), platform, "public")
    return database


@pytest.fixture
def database(postgresql_server: PostgreSQL, template: str) -> str:
    """A copy of the platform without marts."""
    name = f"marts_{next(postgresql_server.names)}"
    postgresql_server.run(f"create database {name} template {template}")
    return name


@pytest.fixture
def settings(postgresql_server: PostgreSQL, database: str) -> Settings:
    return Settings(warehouse_url=postgresql_server.url(database))


@pytest.fixture
def analyst(postgresql_server: PostgreSQL, database: str) -> Iterator[str]:
    """A role that may read the contract and nothing else, with a schema of its own elsewhere."""
    run = postgresql_server.run
    run("create role analyst login")
    run("grant select on all tables in schema public to analyst", database=database)
    run("create schema team authorization analyst", database=database)
    yield postgresql_server.url(database, user="analyst")
    run("drop owned by analyst", database=database)
    run("drop role analyst")


def test_the_marts_are_those_of_duckdb_and_agree_with_the_contract(settings: Settings, expected: Rows) -> None:
    report = build_marts(settings)
    assert report.missing == {}
    assert report.place.startswith("schema marts of PostgreSQL marts_")
    assert rows_on_server(settings.warehouse_url) == expected
    again = build_marts(settings)
    assert {name for name, made in again.days.items() if made > 92} == set(), "only the trailing days"
    assert rows_on_server(settings.warehouse_url) == expected
    warehouse = Warehouse.from_settings(settings)
    findings = [finding.sentence for each in check_marts(warehouse) for finding in each.findings]
    warehouse.close()
    assert findings == []


def test_a_night_later_the_marts_are_those_of_a_full_build(
    postgresql_server: PostgreSQL, database: str, settings: Settings, expected: Rows
) -> None:
    for table, column in DATED.items():
        postgresql_server.run(
            f"create table later_{table} as select * from {table} where {column} >= '{NEW_SINCE}'",  # noqa: S608
            f"delete from {table} where {column} >= '{NEW_SINCE}'",  # noqa: S608
            database=database,
        )
    build_marts(settings)
    assert rows_on_server(settings.warehouse_url) != expected
    for table in DATED:
        postgresql_server.run(f"insert into {table} select * from later_{table}", database=database)  # noqa: S608
    build_marts(settings)
    assert rows_on_server(settings.warehouse_url) == expected


def test_an_interrupted_build_leaves_whole_steps_and_is_continued(settings: Settings, expected: Rows) -> None:
    """A second builder is refused meanwhile, and may go on afterwards."""

    def stop(title: str, number: int, of: int) -> None:
        if number == of:
            with pytest.raises(WarehouseError, match="Another build of the marts in schema marts is at work"):
                build_marts(settings)
            assert unlogged(settings.warehouse_url) == [], "readers find whole steps"
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_marts(settings, stop)
    assert unlogged(settings.warehouse_url) == []
    rest: list[str] = []
    build_marts(settings, lambda title, number, of: rest.append(title))
    assert len(rest) == 1, "the first step is not made again"
    assert rows_on_server(settings.warehouse_url) == expected


def test_a_connection_that_is_lost_leaves_nothing_half_written(
    postgresql_server: PostgreSQL,
    database: str,
    settings: Settings,
    expected: Rows,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    log = statements.log

    def lose(mart: Any, since: date, *arguments: Any) -> Any:
        if mart.name == "reports_daily" and since.year == 2025 and since.month > 9:
            postgresql_server.run(
                f"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{database}'"  # noqa: S608
            )
        return log(mart, since, *arguments)

    monkeypatch.setattr(statements, "log", lose)
    with pytest.raises(UnreachableError, match="the next `integrity build` goes on from there") as caught:
        build_marts(settings)
    assert "administrator@" not in str(caught.value)
    monkeypatch.undo()
    assert unlogged(settings.warehouse_url) == []
    rest: list[str] = []
    build_marts(settings, lambda title, number, of: rest.append(title))
    assert len(rest) == 1
    assert rows_on_server(settings.warehouse_url) == expected


def test_a_role_that_may_only_read_builds_in_a_schema_of_its_own(database: str, analyst: str, expected: Rows) -> None:
    settings = Settings(warehouse_url=analyst, marts_schema="team")
    build_marts(settings)
    assert rows_on_server(analyst, "team") == expected
    warehouse = Warehouse.from_settings(settings)
    labels = load_query("metrics/marts_built")
    assert len(warehouse.run(warehouse.shape(labels, {})).frame) == 1
    assert [each.status.value for each in check_marts(warehouse)] == ["present"] * (len(load_marts()) + 1)
    warehouse.close()


def test_a_role_without_a_right_is_told_which(postgresql_server: PostgreSQL, database: str, analyst: str) -> None:
    with pytest.raises(WarehouseError, match=r"The role analyst may not build marts in schema marts") as caught:
        build_marts(Settings(warehouse_url=analyst))
    assert "`grant usage, create on schema marts to analyst`" in str(caught.value)
    postgresql_server.run("create schema marts", "grant usage on schema marts to analyst", database=database)
    with pytest.raises(WarehouseError, match="permission denied for schema marts"):
        build_marts(Settings(warehouse_url=analyst))
    postgresql_server.run("revoke select on reports from analyst", database=database)
    with pytest.raises(WarehouseError, match=r"`grant select on reports to analyst`"):
        build_marts(Settings(warehouse_url=analyst, marts_schema="team"))
    postgresql_server.run("grant select on reports to analyst", database=database)
    postgresql_server.run(f"revoke temporary on database {database} from public", database=database)
    with pytest.raises(WarehouseError, match=rf"`grant temporary on database {database} to analyst`"):
        build_marts(Settings(warehouse_url=analyst, marts_schema="team"))


def test_a_server_that_only_reads_is_told_so(
    postgresql_server: PostgreSQL, database: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A replica refuses whatever a session asks for."""
    monkeypatch.setattr("integrity_metrics.warehouse.marts.postgresql_store.WRITABLE", "on")
    with pytest.raises(WarehouseError, match="Nothing can be written on this server"):
        build_marts(settings)


def test_tables_of_somebody_else_are_left_alone(
    postgresql_server: PostgreSQL, database: str, settings: Settings
) -> None:
    """A mart and a table of the contract have the same name: whoever mixes them must not lose rows."""
    with pytest.raises(SettingsError, match="INTEGRITY_MARTS_SCHEMA is public, the schema the warehouse itself"):
        build_marts(settings.model_copy(update={"marts_schema": "public"}))
    postgresql_server.run("create schema marts", "create table marts.impressions_daily (mine text)", database=database)
    with pytest.raises(WarehouseError, match="has a table impressions_daily that was not built by this product"):
        build_marts(settings)
    postgresql_server.run("select mine from marts.impressions_daily", database=database)
