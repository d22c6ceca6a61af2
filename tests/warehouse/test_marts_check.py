"""`check_marts` finds what differs from the contract, names the days, and shows SQL that finds them too."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest

from integrity_metrics.warehouse.contract_report import Problem, Severity, Status, TableReport
from integrity_metrics.warehouse.engine import Warehouse
from integrity_metrics.warehouse.marts.build import build_marts
from integrity_metrics.warehouse.marts.definitions import load_marts
from integrity_metrics.warehouse.marts.reconcile import check_marts
from integrity_metrics.warehouse.publish import marts_link

Given = Callable[..., Path]
Add = Callable[[Path, str, Sequence[dict[str, Any]]], None]
AT = "2026-01-02 12:00:00"


@pytest.fixture
def platform(given: Given) -> Path:
    """Two days with one row of everything that marts are built of."""
    level = {"target_minutes": 60.0, "target_share": 0.9}
    return given(
        prevalence_labels=[
            {"sample_id": "1", "day": "2026-01-01", "labelled_at": AT, "is_violating": True, "policy_id": "spam"},
            {"sample_id": "2", "day": "2026-01-02", "labelled_at": AT, "is_violating": False},
        ],
        contents=[{"content_id": "c"}],
        content_impressions=[{"day": "2026-01-01", "content_id": "c"}, {"day": "2026-01-02", "content_id": "c"}],
        impressions_daily=[{"day": "2026-01-01", "impressions": 5}],
        enforcement_actions=[
            {"action_id": "1", "content_id": "c", "actioned_at": AT, "content_created_at": "2026-01-01", "rule_id": "r"}
        ],
        appeals=[{"appeal_id": "1", "action_id": "1", "filed_at": AT}],
        reports=[{"report_id": "1", "reported_at": AT}],
        escalations=[{"escalation_id": "1", "opened_at": AT}],
        service_levels=[
            {"applies_to": "reports", "queue_or_severity": "standard", "measure": "decision", **level},
            {"applies_to": "appeals", "queue_or_severity": "standard", "measure": "decision", **level},
            {"applies_to": "escalations", "queue_or_severity": "S1", "measure": "resolution", **level},
        ],
        rule_evaluations_daily=[{"day": "2026-01-01", "rule_id": "r"}],
        rules=[{"rule_id": "r"}],
        rule_hits=[{"hit_id": "1", "hit_at": AT, "score": 0.9}],
        review_decisions=[
            {"decision_id": "1", "decided_at": AT, "purpose": "qa"},
            {"decision_id": "2", "decided_at": "2026-01-02 09:00:00"},
            {"decision_id": "3", "decided_at": "2026-01-02 13:00:00", "purpose": "qa"},
        ],
        reviewers=[{}],
    )


def checked(file: Path) -> dict[str, TableReport]:
    warehouse = Warehouse(f"duckdb:///{file}", query_seconds=20, pool_size=2)
    try:
        return {report.name: report for report in check_marts(warehouse)}
    finally:
        warehouse.close()


def test_marts_just_built_agree_with_the_contract(platform: Path) -> None:
    build_marts(platform)
    found = checked(platform)
    assert {report.status for report in found.values()} == {Status.PRESENT}
    assert [finding for report in found.values() for finding in report.findings] == []
    # Only the list of flaws is empty where there is none.
    assert {mart.name for mart in load_marts() if not found[f"marts.{mart.name}"].rows} == {"label_flaws"}


# What to do to a mart, and how many days then differ.
FAULTS = {
    "label_sums": ("update label_sums set weight = weight * 1.01 where day = '2026-01-01'", 1),
    "label_reasons": ("update label_reasons set is_found = 'no'", 1),
    "let_go_impressions": ("delete from let_go_impressions where day = '2026-01-01'", 1),
    "reviewed_impressions": ("update reviewed_impressions set is_violating = 0", 1),
    "second_reviews": ("update second_reviews set compared = 0 where dimension = 'all'", 1),
    "scored_contents": ("update scored_contents set acted_on = 0", 1),
    "scored_decisions": ("delete from scored_decisions where dimension = 'market'", 1),
    "label_sums_by_dimension": ("update label_sums_by_dimension set labels = 0 where dimension = 'all'", 2),
    "label_positives": ("update label_positives set positive_weight = positive_weight * 1.01", 1),
    "label_delays": ("update label_delays set labels = labels + 1", 2),
    "impressions_daily": ("delete from impressions_daily where dimension = 'surface'", 1),
    "found_impressions": ("delete from found_impressions", 1),
    "found_impressions_all_policies": ("delete from found_impressions_all_policies where dimension = 'surface'", 1),
    "found_daily": ("update found_daily set impressions = 9 where dimension = 'policy_id'", 1),
    "reach": ("update reach set contents = 2", 1),
    "reach_by_source": ("insert into reach_by_source select * from reach_by_source", 1),
    "reach_all": ("delete from reach_all", 1),
    "reach_by_market": ("update reach_by_market set contents = 2", 1),
    "actions_daily": ("update actions_daily set appealed = 0", 1),
    "actions_by_dimension": ("update actions_by_dimension set value = 'x', dimension = 'y' where dimension = 'all'", 1),
    "action_hours": ("insert into action_hours select * from action_hours", 1),
    "action_hours_all": ("update action_hours_all set actions = 7", 1),
    "action_hours_by_dimension": ("delete from action_hours_by_dimension where dimension = 'market'", 1),
    "appeals_daily": ("update appeals_daily set filed = 0", 1),
    "appeals_by_dimension": ("update appeals_by_dimension set overturned = 1 where dimension = 'all'", 1),
    "service_times": ("delete from service_times where applies_to = 'escalations'", 1),
    "service_times_all": ("update service_times_all set items = 2 where applies_to = 'appeals'", 1),
    "service_times_by_dimension": (
        "delete from service_times_by_dimension where dimension = 'policy_id' and applies_to = 'reports'",
        1,
    ),
    "reports_daily": ("update reports_daily set actioned = 1", 1),
    "reports_by_dimension": ("delete from reports_by_dimension where dimension = 'queue'", 1),
    "rule_days": ("update rule_days set hits = 0", 1),
    "rule_segments": ("delete from rule_segments", 1),
    "rule_hits_daily": ("update rule_hits_daily set shadow_hits = 1", 1),
    "rule_hits_totals": ("update rule_hits_totals set actions = 1", 1),
    "rule_reviews_daily": ("update rule_reviews_daily set second_reviews = 0", 1),
    "rule_reviews_totals": ("delete from rule_reviews_totals", 1),
    "rule_actions_daily": ("update rule_actions_daily set appealed = 0", 1),
    "rule_actions_totals": ("insert into rule_actions_totals select * from rule_actions_totals", 1),
    "rule_endings": ("update rule_endings set overturned_day = day", 1),
    "noted_labels": ("update noted_labels set draws = 2", 2),
    "noted_hits": ("delete from noted_hits", 1),
    "noted_views": ("delete from noted_views where day = '2026-01-01'", 1),
}


@pytest.mark.parametrize("mart", FAULTS)
def test_a_mart_that_differs_is_found(mart: str, platform: Path) -> None:
    build_marts(platform)
    fault, days = FAULTS[mart]
    with duckdb.connect(str(marts_link(platform).resolve())) as connection:
        connection.execute(fault)
    found = checked(platform)
    findings = [finding for report in found.values() for finding in report.findings]
    assert [(f.problem, f.severity, f.table, f.count) for f in findings] == [
        (Problem.DIFFERENT, Severity.ERROR, f"marts.{mart}", days)
    ]
    assert "Run `integrity build --since 2026-01-0" in findings[0].sentence
    with duckdb.connect() as connection:
        connection.execute(f"attach '{platform}' as warehouse (read_only)")
        connection.execute(f"attach '{marts_link(platform).resolve()}' as marts (read_only)")
        connection.execute("use warehouse")
        assert len(connection.execute(findings[0].sql).fetchall()) == days


def test_a_warehouse_newer_than_its_marts_is_named(platform: Path, add: Add) -> None:
    build_marts(platform)
    add(platform, "reports", [{"report_id": "2", "reported_at": "2026-01-03 09:00:00"}])
    found = checked(platform)
    stale = found["marts.builds"].findings[0]
    assert stale.problem is Problem.STALE
    assert stale.sentence == (
        "The marts end with the data of 2026-01-02 12:00, the warehouse with those of 2026-01-03 09:00. "
        "Run `integrity build`."
    )
    differs = found["marts.reports_daily"].findings[0]
    assert (differs.problem, differs.severity) == (Problem.DIFFERENT, Severity.WARNING)
    assert "differ on 1 day: 2026-01-03" in differs.sentence


def test_marts_that_are_not_built_are_not_available(platform: Path) -> None:
    found = checked(platform)
    assert {report.status for report in found.values()} == {Status.MISSING}
    assert found["marts.builds"].findings[0].sentence == (
        "No marts are built for this warehouse. Run `integrity build`."
    )
    with duckdb.connect(str(platform)) as connection:
        connection.execute("drop table appeals")
    build_marts(platform)
    sentence = checked(platform)["marts.actions_daily"].findings[0].sentence
    assert sentence == (
        "marts.actions_daily is not built. actions_daily needs appeals, which this warehouse does not have."
    )
