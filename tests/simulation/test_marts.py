"""The marts of a simulated platform agree with its contract, and the last night's build with a build of everything."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from integrity_metrics.warehouse.engine import Warehouse
from integrity_metrics.warehouse.marts.build import build_marts
from integrity_metrics.warehouse.marts.definitions import load_marts
from integrity_metrics.warehouse.marts.reconcile import check_marts
from integrity_metrics.warehouse.publish import marts_link

# What the platform did not know yet before its last day: rows it has since then, and columns filled since then.
ROWS = {
    "content_impressions": "day",
    "impressions_daily": "day",
    "prevalence_labels": "day",
    "rule_evaluations_daily": "day",
    "enforcement_actions": "actioned_at",
    "appeals": "filed_at",
    "reports": "reported_at",
    "escalations": "opened_at",
}
FILLED = {
    ("prevalence_labels", "labelled_at"): "labelled_at = null, is_violating = null, policy_id = null",
    ("enforcement_actions", "reversed_at"): "reversed_at = null",
    ("appeals", "decided_at"): "decided_at = null, outcome = null",
    ("reports", "first_reviewed_at"): "first_reviewed_at = null",
    ("reports", "decided_at"): "decided_at = null, decision = null, action_id = null",
    ("escalations", "acknowledged_at"): "acknowledged_at = null",
    ("escalations", "resolved_at"): "resolved_at = null, resolution = null",
}
SINCE = "timestamp '2026-01-10'"


@pytest.fixture(scope="module")
def warehouse(platform_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The platform with the marts a build of everything makes."""
    file = tmp_path_factory.mktemp("marts") / "warehouse.duckdb"
    shutil.copyfile(platform_file, file)
    build_marts(file)
    return file


def test_every_mart_agrees_with_the_contract(warehouse: Path) -> None:
    reader = Warehouse(f"duckdb:///{warehouse}")
    reports = check_marts(reader)
    reader.close()
    assert [finding.sentence for report in reports for finding in report.findings] == []
    # Only the list of flaws is empty where there is none.
    assert [report.name for report in reports[1:] if not report.rows] == ["marts.label_flaws"]


def test_a_night_later_the_marts_are_those_of_a_full_build(warehouse: Path, tmp_path: Path) -> None:
    file = tmp_path / "warehouse.duckdb"
    shutil.copyfile(warehouse, file)
    with duckdb.connect(str(file)) as connection:
        for table, column in ROWS.items():
            connection.execute(f"delete from {table} where {column} >= {SINCE}")  # noqa: S608
        for (table, column), forgotten in FILLED.items():
            connection.execute(f"update {table} set {forgotten} where {column} >= {SINCE}")  # noqa: S608
    build_marts(file)
    shutil.copyfile(warehouse, file)
    build_marts(file)
    with duckdb.connect() as connection:
        connection.execute(f"attach '{marts_link(warehouse).resolve()}' as complete (read_only)")
        connection.execute(f"attach '{marts_link(file).resolve()}' as nightly (read_only)")
        for mart in load_marts():
            for one, other in (("complete", "nightly"), ("nightly", "complete")):
                query = f"select * from {one}.{mart.name} except all select * from {other}.{mart.name}"  # noqa: S608
                assert connection.execute(query).fetchall() == [], f"{mart.name}: only in {one}"
