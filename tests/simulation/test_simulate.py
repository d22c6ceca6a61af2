"""The platform as a whole: every table filled, the same seed the same bytes, no fault but the planted ones."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import duckdb
import pytest

from integrity_metrics.paths import PAGES, QUERIES
from integrity_metrics.simulation.simulate import SimulationSummary, simulate
from integrity_metrics.warehouse.check import check_contract
from integrity_metrics.warehouse.contract import load_contract
from integrity_metrics.warehouse.contract_report import Problem, Severity
from integrity_metrics.warehouse.demo import create_contract
from integrity_metrics.warehouse.engine import Warehouse

TABLES = [table.name for table in load_contract() if not table.name.startswith("dsa_")]


def built(seed: int, **options: object) -> tuple[duckdb.DuckDBPyConnection, SimulationSummary]:
    connection = duckdb.connect()
    create_contract(connection)
    return connection, simulate(connection, scale=0.005, seed=seed, days=200, **options)  # type: ignore[arg-type]


def checksums(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    truth = connection.execute("select table_name from duckdb_tables() where schema_name = 'truth'").fetchall()
    found = {}
    for table in [*TABLES, *(f"truth.{name}" for (name,) in truth)]:
        rows = connection.execute(f"select * from {table} order by all").to_arrow_table()  # noqa: S608
        found[table] = hashlib.sha256(repr(rows.to_pydict()).encode()).hexdigest()
    return found


def test_every_table_of_the_contract_has_rows(platform: duckdb.DuckDBPyConnection) -> None:
    assert len(TABLES) == 18
    for table in TABLES:
        assert platform.execute(f"select count(*) from {table}").fetchall()[0][0] > 0, table  # noqa: S608


def test_the_same_seed_gives_the_same_bytes_and_another_one_others() -> None:
    first, second, other = built(3)[0], built(3)[0], built(4)[0]
    second_sums = checksums(second)
    assert checksums(first) == second_sums
    fixed = {"policies", "policy_changes", "rules", "rule_changes", "service_levels", "truth.events"}
    different = {table for table, checksum in checksums(other).items() if checksum != second_sums[table]}
    assert different == second_sums.keys() - fixed


def test_the_check_finds_the_planted_faults_and_nothing_else(platform_file: Path, tmp_path: Path) -> None:
    # DuckDB opens a file once in a process with one configuration; the other tests hold it open.
    warehouse = Warehouse(f"duckdb:///{shutil.copy(platform_file, tmp_path)}")
    report = check_contract(warehouse)
    warehouse.close()
    found = {(f.table, f.problem) for f in report.findings if f.severity is not Severity.INFO}
    assert found == {
        ("content_impressions", Problem.DUPLICATE_KEY),
        ("impressions_daily", Problem.DUPLICATE_KEY),
        ("rule_evaluations_daily", Problem.STALE),
    }
    assert {f.table for f in report.findings if f.severity is Severity.INFO} == {
        "dsa_statements_daily",
        "dsa_delays_daily",
    }


def test_no_page_and_no_metric_reads_the_truth() -> None:
    read = [*PAGES.glob("*.py"), *(QUERIES / "metrics").glob("*.sql"), *(QUERIES / "marts").glob("*.sql")]
    assert len(read) > 8
    for path in read:
        assert "truth" not in path.read_text(encoding="utf-8").lower(), path.name


def test_a_large_platform_keeps_its_views_in_parquet_files_and_is_the_same(tmp_path: Path) -> None:
    """What scale 20 does, at a scale a test can afford."""
    small, summary = built(3)
    large, as_parquet = built(3, parquet_folder=tmp_path / "views")
    assert list((tmp_path / "views").glob("*.parquet"))
    kind = "select table_type from information_schema.tables where table_name = 'content_impressions'"
    assert large.execute(kind).fetchall() == [("VIEW",)]
    assert checksums(small) == checksums(large)
    assert (summary.impression_rows, summary.labels) == (as_parquet.impression_rows, as_parquet.labels)


def test_progress_counts_to_its_end() -> None:
    told: list[tuple[int, int]] = []
    built(3, progress=lambda title, number, of: told.append((number, of)))
    assert [number for number, _ in told] == list(range(1, told[0][1] + 1))


@pytest.mark.parametrize("table", ["simulation_settings"])
def test_the_warehouse_says_what_was_simulated(platform: duckdb.DuckDBPyConnection, table: str) -> None:
    rows = platform.execute(f"select seed, scale, days, built_by_version <> '' from {table}").fetchall()  # noqa: S608
    assert rows == [(7, 0.02, 400, True)]
