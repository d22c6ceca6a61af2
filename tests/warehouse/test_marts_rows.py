"""Each mart of a small warehouse made by hand holds the rows counted by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from integrity_metrics.metrics.hour_bins import bin_widths
from integrity_metrics.warehouse.marts.build import build_marts

Given = Callable[..., Path]
Rows = Callable[[Path, str], list[tuple[Any, ...]]]


def test_label_sums_weigh_the_labelled_and_count_the_rest(given: Given, rows: Rows) -> None:
    labelled = {"labelled_at": "2026-01-04 10:00:00"}
    warehouse = given(
        prevalence_labels=[
            {"sample_id": "1", "day": "2026-01-01", "is_violating": True, "policy_id": "spam", **labelled},
            {"sample_id": "2", "day": "2026-01-01", "is_violating": False, "inclusion_probability": 0.25, **labelled},
            {"sample_id": "3", "day": "2026-01-01", "is_violating": False, "inclusion_probability": 0.1, **labelled},
            {"sample_id": "4", "day": "2026-01-01"},
            {"sample_id": "5", "day": "2026-01-02"},
            # No probability at all: a label without a weight, which the contract check names.
            {"sample_id": "6", "day": "2026-01-02", "is_violating": True, "inclusion_probability": 0.0, **labelled},
        ]
    )
    build_marts(warehouse)
    place = ("all", "DE", "feed", "text")
    assert rows(warehouse, "label_sums") == [
        ("2026-01-01", *place, "spam", 1, 1, 1, 2.0, 4.0, 2.0, 4.0, 2.0),
        ("2026-01-01", *place, None, 3, 2, 0, 14.0, 116.0, 0.0, 0.0, 10.0),
        ("2026-01-02", *place, None, 2, 1, 1, 0.0, 0.0, 0.0, 0.0, None),
    ]
    assert rows(warehouse, "label_positives") == [
        ("2026-01-01", *place, "spam", 1, 2.0, 4.0),
        ("2026-01-02", *place, None, 1, 0.0, 0.0),
    ]
    by_dimension = rows(warehouse, "label_sums_by_dimension")
    first_day = ("2026-01-01", "all")
    assert [row for row in by_dimension if row[0] == "2026-01-01"] == [
        (*first_day, "all", "all", 4, 3, 1, 16.0, 120.0, 2.0, 4.0, 10.0),
        (*first_day, "content_type", "text", 4, 3, 1, 16.0, 120.0, 2.0, 4.0, 10.0),
        (*first_day, "market", "DE", 4, 3, 1, 16.0, 120.0, 2.0, 4.0, 10.0),
        (*first_day, "policy_id", "spam", 1, 1, 1, 2.0, 4.0, 2.0, 4.0, 2.0),
        (*first_day, "policy_id", None, 3, 2, 0, 14.0, 116.0, 0.0, 0.0, 10.0),
        (*first_day, "surface", "feed", 4, 3, 1, 16.0, 120.0, 2.0, 4.0, 10.0),
    ]
    # A day without a weight has no largest one.
    assert {row[-1] for row in by_dimension if row[0] == "2026-01-02"} == {None}
    assert rows(warehouse, "label_delays") == [
        ("2026-01-01", "all", 3, 3),
        ("2026-01-01", "all", None, 1),
        ("2026-01-02", "all", 2, 1),
        ("2026-01-02", "all", None, 1),
    ]


def test_impressions_are_added_up_one_dimension_at_a_time(given: Given, rows: Rows) -> None:
    warehouse = given(
        impressions_daily=[
            {"day": "2026-01-01", "impressions": 5},
            {"day": "2026-01-01", "impressions": 5},
            {"day": "2026-01-01", "market": "FR", "surface": "search", "impressions": 2},
        ]
    )
    build_marts(warehouse)
    assert rows(warehouse, "impressions_daily") == [
        ("2026-01-01", "all", "all", 12),
        ("2026-01-01", "content_type", "text", 12),
        ("2026-01-01", "market", "DE", 10),
        ("2026-01-01", "market", "FR", 2),
        ("2026-01-01", "surface", "feed", 10),
        ("2026-01-01", "surface", "search", 2),
    ]


def test_without_daily_impressions_those_of_contents_are_added_up(given: Given, rows: Rows) -> None:
    """The table may be missing, or there without a row; a view of an unknown content is of an unknown kind."""
    views = [{"day": "2026-01-01", "content_id": "a", "impressions": 3}, {"day": "2026-01-01", "content_id": "x"}]
    warehouse = given(content_impressions=views, contents=[{"content_id": "a", "content_type": "video"}])
    build_marts(warehouse)
    expected = rows(warehouse, "impressions_daily")
    assert [row[2:] for row in expected if row[1] == "content_type"] == [("unknown", 1), ("video", 3)]
    given(impressions_daily=[])
    build_marts(warehouse, fresh=True)
    assert rows(warehouse, "impressions_daily") == expected


def test_found_impressions_are_those_before_the_first_action_that_did_not_fail(given: Given, rows: Rows) -> None:
    warehouse = given(
        enforcement_actions=[
            {"action_id": "1", "content_id": "a", "actioned_at": "2026-01-01 08:00:00", "failed": True},
            {"action_id": "2", "content_id": "a", "actioned_at": "2026-01-03 08:00:00", "policy_id": None},
            {"action_id": "3", "content_id": "a", "actioned_at": "2026-01-04 08:00:00", "policy_id": "hate"},
            {
                **{"action_id": "4", "content_id": "b", "actioned_at": "2026-01-03 09:00:00"},
                **{"reversed_at": "2026-01-05 00:00:00", "market": "AT"},
            },
            {"action_id": "5", "content_id": "c", "actioned_at": "2026-01-04 09:00:00"},
        ],
        content_impressions=[
            {"day": "2026-01-02", "content_id": "a", "impressions": 10},
            {"day": "2026-01-03", "content_id": "a", "impressions": 5, "market": "FR", "surface": "search"},
            {"day": "2026-01-04", "content_id": "a", "impressions": 99},
            {"day": "2026-01-03", "content_id": "b", "impressions": 7},
            # 181 days before the action is not looked at, 180 are.
            {"day": "2025-07-06", "content_id": "b", "impressions": 50},
            {"day": "2025-07-07", "content_id": "b", "impressions": 200},
            {"day": "2026-01-03", "content_id": "never acted on", "impressions": 1000},
        ],
    )
    build_marts(warehouse)
    found = rows(warehouse, "found_impressions")
    assert [row for row in found if row[2] == "all"] == [
        ("2026-01-03", "2025-07-07", "all", "all", "spam", 200, 200),
        ("2026-01-03", "2026-01-02", "all", "all", None, 10, 0),
        ("2026-01-03", "2026-01-03", "all", "all", "spam", 7, 7),
        ("2026-01-03", "2026-01-03", "all", "all", None, 5, 0),
    ]
    assert [row for row in rows(warehouse, "found_impressions_all_policies") if row[2] == "all"] == [
        ("2026-01-03", "2025-07-07", "all", "all", 200, 200),
        ("2026-01-03", "2026-01-02", "all", "all", 10, 0),
        ("2026-01-03", "2026-01-03", "all", "all", 12, 7),
    ]
    assert [row[1:] for row in rows(warehouse, "found_daily")] == [
        ("all", "all", 222, 207),
        ("content_type", "text", 222, 207),
        ("detection_source", "automated", 222, 207),
        ("market", "DE", 217, 207),
        ("market", "FR", 5, 0),
        ("policy_id", "spam", 207, 207),
        ("policy_id", None, 15, 0),
        ("surface", "feed", 217, 207),
        ("surface", "search", 5, 0),
    ]
    # Where it was seen, not where it was made.
    assert {row[3] for row in found if row[2] == "market"} == {"DE", "FR"}
    assert rows(warehouse, "reach") == [
        ("2026-01-03", "spam", "automated", "AT", "text", 210, 1, 207),
        ("2026-01-03", None, "automated", "DE", "text", 15, 1, 15),
        ("2026-01-04", "spam", "automated", "DE", "text", 0, 1, 0),
    ]
    assert rows(warehouse, "reach_by_source") == [
        ("2026-01-03", "automated", 15, 1, 15),
        ("2026-01-03", "automated", 210, 1, 207),
        ("2026-01-04", "automated", 0, 1, 0),
    ]
    assert rows(warehouse, "reach_by_market") == [
        ("2026-01-03", "AT", 210, 1, 207),
        ("2026-01-03", "DE", 15, 1, 15),
        ("2026-01-04", "DE", 0, 1, 0),
    ]
    assert rows(warehouse, "reach_all") == [
        ("2026-01-03", 15, 1, 15),
        ("2026-01-03", 210, 1, 207),
        ("2026-01-04", 0, 1, 0),
    ]
    assert rows(warehouse, "reach_top") == [
        ("2026-01-03", 1, "b", "spam", "automated", "AT", "text", 207),
        ("2026-01-03", 2, "a", None, "automated", "DE", "text", 15),
    ]


def test_reach_is_exact_up_to_100_and_of_2_digits_above(given: Given, rows: Rows) -> None:
    views = [100, 101, 104, 105, 994, 995, 1_000, 1_249, 1_250, 98_765, 123_456_789]
    warehouse = given(
        enforcement_actions=[
            {"action_id": str(n), "content_id": str(n), "actioned_at": "2026-01-01", "market": f"M{n:02d}"}
            for n in range(len(views))
        ],
        content_impressions=[
            {"day": "2026-01-01", "content_id": str(n), "impressions": v} for n, v in enumerate(views)
        ],
    )
    build_marts(warehouse)
    assert [row[5] for row in rows(warehouse, "reach")] == [
        *(100, 100, 100, 110, 990, 1_000, 1_000, 1_200, 1_300, 99_000, 120_000_000)
    ]


def test_actions_know_reports_before_them_and_appeals_after(given: Given, rows: Rows) -> None:
    at = "2026-01-02 12:00:00"
    actions = [{"action_id": str(n), "content_id": f"c{n}", "actioned_at": at} for n in range(5)]
    warehouse = given(
        enforcement_actions=[*actions, {"action_id": "9", "content_id": "c9", "actioned_at": at, "failed": True}],
        reports=[
            {"report_id": "1", "content_id": "c1", "reported_at": "2026-01-02 11:59:59"},
            {"report_id": "2", "content_id": "c2", "reported_at": at},
            {"report_id": "3", "content_id": "c3", "reported_at": "2026-01-02 12:00:01"},
        ],
        appeals=[
            {"appeal_id": "1", "action_id": "0", "filed_at": "2026-01-03"},
            {"appeal_id": "2", "action_id": "0", "filed_at": "2026-01-04", "outcome": "overturned"},
            {"appeal_id": "3", "action_id": "1", "filed_at": "2026-01-04", "outcome": "upheld"},
            {"appeal_id": "4", "action_id": "2", "filed_at": "2026-01-04", "outcome": "partially_overturned"},
        ],
    )
    build_marts(warehouse)
    assert rows(warehouse, "actions_daily") == [
        ("2026-01-02", "spam", "automated", "remove", "DE", "text", "full", "yes", None, 5, 3, 3, 2)
    ]


def test_actions_are_added_up_one_dimension_at_a_time(given: Given, rows: Rows) -> None:
    at = {"actioned_at": "2026-01-02 12:00:00"}
    warehouse = given(
        enforcement_actions=[
            {"action_id": "1", "content_id": "1", "decision_ground": "illegal", **at},
            {"action_id": "2", "content_id": "2", "policy_id": None, **at},
            {"action_id": "3", "content_id": "3", "market": "FR", "automated_detection": False, **at},
        ],
        reports=[{"report_id": "1", "content_id": "2", "reported_at": "2026-01-01"}],
        appeals=[{"appeal_id": "1", "action_id": "3", "filed_at": "2026-01-03", "outcome": "overturned"}],
    )
    build_marts(warehouse)
    assert [row[1:] for row in rows(warehouse, "actions_by_dimension")] == [
        ("action_type", "remove", 3, 2, 1, 1),
        ("all", "all", 3, 2, 1, 1),
        ("automated_decision", "full", 3, 2, 1, 1),
        ("automated_detection", "no", 1, 1, 1, 1),
        ("automated_detection", "yes", 2, 1, 0, 0),
        ("content_type", "text", 3, 2, 1, 1),
        ("decision_ground", "illegal", 1, 1, 0, 0),
        ("decision_ground", None, 2, 1, 1, 1),
        ("detection_source", "automated", 3, 2, 1, 1),
        ("market", "DE", 2, 1, 0, 0),
        ("market", "FR", 1, 1, 1, 1),
        ("policy_id", "spam", 2, 2, 1, 1),
        ("policy_id", None, 1, 0, 0, 0),
    ]


def test_action_hours_are_whole_hours_that_passed(given: Given, rows: Rows) -> None:
    times = [
        ("2026-01-01 23:30:00", "2026-01-02 00:29:59"),
        ("2026-01-01 23:30:00", "2026-01-02 00:30:00"),
        ("2025-12-30 10:00:01", "2026-01-02 10:00:00"),
        ("2026-01-02 10:00:01", "2026-01-02 10:00:00"),
        (None, "2026-01-02 10:00:00"),
    ]
    warehouse = given(
        enforcement_actions=[
            {"action_id": str(n), "content_id": str(n), "content_created_at": made, "actioned_at": at}
            for n, (made, at) in enumerate(times)
        ]
    )
    build_marts(warehouse)
    assert [row[5:] for row in rows(warehouse, "action_hours")] == [(-1, 1), (0, 1), (1, 1), (71, 1)]


def test_action_hours_from_100_on_are_rounded_down(given: Given, rows: Rows) -> None:
    """Each bin begins where the one before it ends, which is what `bin_widths` says."""
    ages = [99, 100, 109, 110, 999, 1_000, 1_099, 1_100, 9_999, 10_000, 10_999, 123_456]
    at = datetime(2026, 1, 2, 12)
    warehouse = given(
        enforcement_actions=[
            {
                **{"action_id": str(age), "content_id": str(age), "actioned_at": at},
                **{"content_created_at": at - timedelta(hours=age), "market": "DE" if age < 1_000 else "FR"},
            }
            for age in ages
        ]
    )
    build_marts(warehouse)
    bins = [(99, 1), (100, 2), (110, 1), (990, 1), (1_000, 2), (1_100, 1), (9_900, 1), (10_000, 2), (123_000, 1)]
    assert [row[1:] for row in rows(warehouse, "action_hours_all")] == bins
    starts = np.array([start for start, number in bins for _ in range(number)])
    assert ((starts <= ages) & (ages < starts + bin_widths(starts))).all()
    by_market = [row[1:] for row in rows(warehouse, "action_hours_by_dimension") if row[2] == "market"]
    assert by_market == [(hours, "market", "DE" if hours < 1_000 else "FR", number) for hours, number in bins]


def test_appeals_count_on_the_day_of_their_event(given: Given, rows: Rows) -> None:
    warehouse = given(
        enforcement_actions=[{"action_id": "1", "content_id": "c", "actioned_at": "2026-01-01"}],
        appeals=[
            {
                **{"appeal_id": "1", "action_id": "1", "filed_at": "2026-01-02 10:00:00"},
                **{"decided_at": "2026-01-05 10:00:00", "outcome": "overturned"},
            },
            {"appeal_id": "2", "action_id": "1", "filed_at": "2026-01-05 11:00:00"},
            {"appeal_id": "3", "action_id": "unknown", "filed_at": "2026-01-05 11:00:00"},
        ],
    )
    build_marts(warehouse)
    segment = ("spam", "DE", "text", "automated")
    assert rows(warehouse, "appeals_daily") == [
        ("2026-01-02", *segment, 1, 0, 0),
        ("2026-01-05", *segment, 1, 1, 1),
    ]
    values = [("all", "all"), ("content_type", "text"), ("detection_source", "automated"), ("market", "DE")]
    assert rows(warehouse, "appeals_by_dimension") == [
        (day, *value, *counts)
        for day, counts in (("2026-01-02", (1, 0, 0)), ("2026-01-05", (1, 1, 1)))
        for value in (*values, ("policy_id", "spam"))
    ]


def test_service_times_are_twentieths_of_the_target_and_open_items_wait_until_the_cut_off(
    given: Given, rows: Rows
) -> None:
    level = {"target_minutes": 100.0, "target_share": 0.9}
    opened = {"reported_at": "2026-01-01 23:00:00"}
    warehouse = given(
        service_levels=[
            {"applies_to": "reports", "queue_or_severity": "standard", "measure": "decision", **level},
            {"applies_to": "reports", "queue_or_severity": "another queue", "measure": "decision", **level},
            {"applies_to": "escalations", "queue_or_severity": "S1", "measure": "first_response", **level},
            {"applies_to": "appeals", "queue_or_severity": "standard", "measure": "decision", **level},
        ],
        reports=[
            {"report_id": "at once", "decided_at": "2026-01-01 23:00:00", **opened},
            {"report_id": "before 5 minutes", "decided_at": "2026-01-01 23:04:59", **opened},
            {"report_id": "after 5 minutes", "decided_at": "2026-01-01 23:05:00", **opened},
            {"report_id": "on the minute", "decided_at": "2026-01-02 00:40:00", **opened},
            {"report_id": "too late", "decided_at": "2026-01-02 00:40:01", **opened},
            {"report_id": "clock went back", "decided_at": "2026-01-01 22:00:00", **opened},
            # The newest moment of all: it ends what is open.
            {"report_id": "open", "reported_at": "2026-01-02 00:00:00"},
            {"report_id": "newest", "reported_at": "2026-01-02 00:30:00", "decided_at": "2026-01-02 00:50:00"},
        ],
        escalations=[{"escalation_id": "1", "opened_at": "2026-01-01 23:40:00"}],
        appeals=[{"appeal_id": "1", "action_id": "unknown", "filed_at": "2026-01-02 00:45:00"}],
        enforcement_actions=[],
    )
    build_marts(warehouse)
    found = [(row[0], row[1], row[4], row[8], row[9], row[10]) for row in rows(warehouse, "service_times")]
    assert found == [
        ("2026-01-01", "escalations", "DE", 14, False, 1),
        ("2026-01-01", "reports", "DE", 0, True, 3),
        ("2026-01-01", "reports", "DE", 1, True, 1),
        ("2026-01-01", "reports", "DE", 19, True, 1),
        ("2026-01-01", "reports", "DE", 20, True, 1),
        ("2026-01-02", "appeals", "ZZ", 1, False, 1),
        ("2026-01-02", "reports", "DE", 4, True, 1),
        ("2026-01-02", "reports", "DE", 10, False, 1),
    ]
    without_segments = [
        ("2026-01-01", "escalations", "S1", "first_response", 14, False, 1),
        *(("2026-01-01", "reports", "standard", "decision", *row) for row in [(0, True, 3), (1, True, 1)]),
        *(("2026-01-01", "reports", "standard", "decision", *row) for row in [(19, True, 1), (20, True, 1)]),
        ("2026-01-02", "appeals", "standard", "decision", 1, False, 1),
        *(("2026-01-02", "reports", "standard", "decision", *row) for row in [(4, True, 1), (10, False, 1)]),
    ]
    assert rows(warehouse, "service_times_all") == without_segments
    by_dimension = rows(warehouse, "service_times_by_dimension")
    assert len(by_dimension) == 5 * len(without_segments)
    for dimension, values in {
        "all": {"all"},
        "queue_or_severity": {"S1", "standard"},
        "measure": {"first_response", "decision"},
        "market": {"DE", "ZZ"},
        "policy_id": {"spam", None},
    }.items():
        of_one = [row for row in by_dimension if row[4] == dimension]
        assert [(*row[:4], row[6]) for row in of_one] == [(*row[:2], *row[4:]) for row in without_segments]
        assert {row[5] for row in of_one} == values


def test_reports_and_rules_are_counted_by_day(given: Given, rows: Rows) -> None:
    warehouse = given(
        reports=[
            {"report_id": "1", "reported_at": "2026-01-01 10:00:00", "decision": "action"},
            {"report_id": "2", "reported_at": "2026-01-01 11:00:00", "decision": "no_action"},
            {"report_id": "3", "reported_at": "2026-01-01 12:00:00"},
        ],
        rule_evaluations_daily=[
            {"day": "2026-01-01", "rule_id": "r"},
            {"day": "2026-01-01", "rule_id": "r", "content_type": "video", "hits": 2},
            {"day": "2026-01-01", "rule_id": "r", "market": "FR", "hits": 0, "hit_creators": 0},
        ],
        enforcement_actions=[
            {"action_id": "1", "content_id": "a", "actioned_at": "2026-01-01 10:00:00", "rule_id": "r"},
            {"action_id": "2", "content_id": "b", "actioned_at": "2026-01-01 10:00:00"},
        ],
    )
    build_marts(warehouse)
    assert rows(warehouse, "reports_daily") == [("2026-01-01", "spam", "DE", "standard", "user", 3, 1)]
    assert rows(warehouse, "rule_days") == [("2026-01-01", "r", 30, 3, 1)]
    assert rows(warehouse, "rule_segments") == [("2026-01-01", "r", "DE", 3)]
