"""The marts of what reviewers said hold the rows counted by hand, and what comes later changes them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from integrity_metrics.metrics.exposure_scope import HORIZON_DAYS
from integrity_metrics.scope import Filter
from integrity_metrics.warehouse.engine import Warehouse
from integrity_metrics.warehouse.marts.build import build_marts
from integrity_metrics.warehouse.query_files import load_query

Given = Callable[..., Path]
Add = Callable[[Path, str, Sequence[dict[str, Any]]], None]
Rows = Callable[[Path, str], list[tuple[Any, ...]]]
Contents = Callable[[Path], dict[str, list[tuple[Any, ...]]]]

ACTED = date(2026, 1, 5)
FIRST = ACTED - timedelta(days=HORIZON_DAYS)


def decision(number: int, content: str, at: str, *, says: bool, purpose: str = "production") -> dict[str, Any]:
    row = {"decision_id": str(number), "content_id": content, "decided_at": at, "purpose": purpose}
    return {**row, "is_violating": says, "policy_id": "spam" if says else None}


@pytest.fixture
def seen(given: Given) -> Path:
    """Two contents acted on at noon of the fifth: "a" was let go three times before, "b" never; both reviewed again."""
    at = f"{ACTED} 12:00:00"
    return given(
        enforcement_actions=[
            {"action_id": "0", "content_id": "a", "actioned_at": "2026-01-01 12:00:00", "failed": True},
            {"action_id": "1", "content_id": "a", "actioned_at": at},
            {"action_id": "2", "content_id": "b", "actioned_at": at, "policy_id": None, "content_type": "video"},
            {"action_id": "3", "content_id": "b", "actioned_at": "2026-01-06 12:00:00"},
        ],
        content_impressions=[
            {"day": FIRST - timedelta(days=1), "content_id": "a", "impressions": 1000},
            {"day": FIRST, "content_id": "a", "impressions": 3},
            {"day": ACTED, "content_id": "a", "impressions": 4, "market": "FR"},
            {"day": ACTED, "content_id": "b", "impressions": 5, "surface": "search"},
            {"day": ACTED + timedelta(days=1), "content_id": "b", "impressions": 1000},
            {"day": ACTED, "content_id": "never acted on", "impressions": 1000},
        ],
        review_decisions=[
            *(decision(n, "a", f"2026-01-0{n} 10:00:00", says=False) for n in (2, 3, 4)),
            # Not before the action; not a decision to let it go; not of work.
            decision(5, "a", at, says=False),
            decision(6, "b", "2026-01-04 10:00:00", says=True),
            decision(7, "b", "2026-01-04 10:00:00", says=False, purpose="calibration"),
            # Before the action; the first after it; a later one.
            decision(10, "a", at, says=True, purpose="qa"),
            decision(11, "a", "2026-01-06 10:00:00", says=False, purpose="qa"),
            decision(12, "a", "2026-01-07 10:00:00", says=True, purpose="qa"),
            decision(13, "b", "2026-01-06 10:00:00", says=True, purpose="qa"),
        ],
        contents=[{"content_id": "a"}],
        reviewers=[{}],
    )


def test_views_before_an_action_are_counted_by_how_often_the_content_was_let_go(seen: Path, rows: Rows) -> None:
    build_marts(seen)
    found = rows(seen, "let_go_impressions")
    assert [row for row in found if row[1] == "all"] == [
        (str(FIRST), "all", "all", "spam", 2, 3),
        (str(ACTED), "all", "all", "spam", 2, 4),
        (str(ACTED), "all", "all", None, 0, 5),
    ]
    # Where it was seen, and what the action says it is.
    assert {(row[1], row[2], row[5]) for row in found if row[0] == str(ACTED) and row[1] != "all"} == {
        *(("market", "FR", 4), ("market", "DE", 5), ("surface", "feed", 4), ("surface", "search", 5)),
        *(("content_type", "text", 4), ("content_type", "video", 5)),
        *(("detection_source", "automated", 4), ("detection_source", "automated", 5)),
    }


def test_reviewed_contents_keep_their_views_and_the_first_review_after_the_action(seen: Path, rows: Rows) -> None:
    build_marts(seen)
    assert rows(seen, "reviewed_impressions") == [
        (str(ACTED), str(FIRST), "a", "spam", "automated", "text", "DE", "feed", 2, 0, 3),
        (str(ACTED), str(ACTED), "a", "spam", "automated", "text", "FR", "feed", 2, 0, 4),
        (str(ACTED), str(ACTED), "b", None, "automated", "video", "DE", "search", 0, 1, 5),
    ]


@pytest.mark.parametrize(
    ("by", "markets", "expected"),
    [
        ((), ("DE", "FR"), [(0, 1, 25, 25), (2, 1, 49, 0)]),
        ((), ("FR",), [(2, 1, 16, 0)]),
        (("market",), (), [(0, "DE", 1, 25, 25), (2, "DE", 1, 9, 0), (2, "FR", 1, 16, 0)]),
    ],
)
def test_the_views_of_a_content_are_added_up_within_the_scope_before_they_are_squared(
    seen: Path, by: tuple[str, ...], markets: tuple[str, ...], expected: list[tuple[Any, ...]]
) -> None:
    build_marts(seen)
    filters = (Filter("market", markets),) if markets else ()
    warehouse = Warehouse(f"duckdb:///{seen}")
    asked = {"since": FIRST, "until": ACTED + timedelta(days=9)}
    found = warehouse.run(
        warehouse.shape(load_query("metrics/exposure_precision"), asked, by=by, filters=filters)
    ).frame
    warehouse.close()
    columns = ["stratum", *(["segment_1"] if by else []), "contents", "impressions_squared"]
    columns.append("confirmed_impressions_squared")
    assert sorted(found[columns].itertuples(index=False, name=None)) == expected


def test_second_reviews_are_compared_with_the_newest_decision_before_them(seen: Path, rows: Rows) -> None:
    build_marts(seen)
    found = rows(seen, "second_reviews")
    assert [row for row in found if row[1] == "all"] == [
        ("2026-01-05", "all", "all", None, 1, 1),
        ("2026-01-06", "all", "all", "spam", 1, 0),
        ("2026-01-06", "all", "all", None, 1, 0),
        ("2026-01-07", "all", "all", None, 1, 1),
    ]
    # Nothing is known of "b" but what the reviewers say.
    assert [row[1:] for row in found if row[0] == "2026-01-06" and row[3] == "spam"] == [
        ("all", "all", "spam", 1, 0),
        ("content_type", None, "spam", 1, 0),
        ("market", None, "spam", 1, 0),
        ("site", "dublin", "spam", 1, 0),
    ]


def test_scored_contents_count_once_for_a_policy(given: Given, rows: Rows) -> None:
    warehouse = given(
        rules=[{"rule_id": "r"}, {"rule_id": "s"}, {"rule_id": "h", "policy_id": "hate"}],
        rule_hits=[
            {"hit_id": "1", "hit_at": "2026-01-01 10:00:00", "content_id": "a", "score": 0.51},
            {"hit_id": "2", "hit_at": "2026-01-02 10:00:00", "content_id": "a", "score": 0.93, "rule_id": "s"},
            {"hit_id": "3", "hit_at": "2026-01-02 10:00:00", "content_id": "a", "score": 0.2, "rule_id": "h"},
            {"hit_id": "4", "hit_at": "2026-01-02 10:00:00", "content_id": "b"},
        ],
        contents=[{"content_id": "a", "content_type": "video"}],
        enforcement_actions=[
            {"action_id": "1", "content_id": "a", "actioned_at": "2026-01-02", "failed": True},
            {"action_id": "2", "content_id": "a", "actioned_at": "2026-01-03"},
            {"action_id": "3", "content_id": "a", "actioned_at": "2026-01-04"},
        ],
        reviewers=[{}],
        review_decisions=[
            decision(1, "a", "2026-01-03 10:00:00", says=True),
            decision(2, "a", "2026-01-03 11:00:00", says=True, purpose="qa"),
            decision(3, "b", "2026-01-03 11:00:00", says=True),
        ],
    )
    build_marts(warehouse)
    assert rows(warehouse, "scored_contents") == [
        ("2026-01-01", "spam", "content_type", "video", 0.9, 1, 1),
        ("2026-01-01", "spam", "market", "DE", 0.9, 1, 1),
        ("2026-01-02", "hate", "content_type", "video", 0.2, 1, 0),
        ("2026-01-02", "hate", "market", "DE", 0.2, 1, 0),
    ]
    assert [row for row in rows(warehouse, "scored_decisions") if row[2] == "site"] == [
        ("2026-01-03", "hate", "site", "dublin", 0.2, 1, 0),
        ("2026-01-03", "spam", "site", "dublin", 0.9, 1, 1),
    ]


def test_a_violating_label_that_comes_twice_is_one_and_one_without_a_weight_none(given: Given, rows: Rows) -> None:
    label = {"day": "2026-01-05", "is_violating": True, "policy_id": "spam", "labelled_at": "2026-01-06"}
    warehouse = given(
        prevalence_labels=[
            {"sample_id": "1", "content_id": "a", **label},
            {"sample_id": "1", "content_id": "a", **label},
            {"sample_id": "2", "content_id": "a", "inclusion_probability": 0.1, **label},
            {"sample_id": "3", "content_id": "b", **label},
            {"sample_id": "4", "content_id": "b", **label, "inclusion_probability": 0.0},
            {"sample_id": "5", "content_id": "b", **label, "is_violating": False, "policy_id": None},
        ],
        enforcement_actions=[{"action_id": "1", "content_id": "a", "actioned_at": "2026-01-05 12:00:00"}],
        review_decisions=[],
        reports=[{"report_id": "1", "content_id": "b", "reported_at": "2026-01-04", "decided_at": "2026-01-04",
                  "decision": "no_action"}],
    )  # fmt: skip
    build_marts(warehouse)
    place = ("2026-01-05", "all", "DE", "feed", "text", "spam")
    assert rows(warehouse, "label_reasons") == [
        (*place, "before_detection", "yes", 2, 12.0, 104.0, 10.0),
        (*place, "wrong_decision", "no", 1, 2.0, 4.0, 2.0),
    ]


def test_what_is_decided_and_acted_on_later_changes_older_days(given: Given, add: Add, contents: Contents) -> None:
    """Each content is seen, hit, labelled and decided on a day of its own; then all that can come late comes late."""
    days = [date(2025, 6, 1) + timedelta(days=n) for n in range(150)]
    label = {"is_violating": True, "policy_id": "spam"}
    warehouse = given(
        content_impressions=[{"day": day, "content_id": f"c{day}"} for day in days],
        prevalence_labels=[
            {"sample_id": f"s{day}", "day": day, "content_id": f"c{day}", "labelled_at": day, **label} for day in days
        ],
        rules=[{"rule_id": "r"}],
        rule_hits=[{"hit_id": f"h{day}", "hit_at": day, "content_id": f"c{day}", "score": 0.5} for day in days],
        review_decisions=[decision(n, f"c{day}", str(day), says=True) for n, day in enumerate(days)],
        enforcement_actions=[
            {"action_id": f"a{day}", "content_id": f"c{day}", "actioned_at": day} for day in days[:120]
        ],
        reports=[],
        contents=[],
        reviewers=[],
    )
    build_marts(warehouse)
    before, now = contents(warehouse), str(days[-1] + timedelta(days=1))
    newly, reviewed, hit = (f"c{days[n]}" for n in (-30, 40, 10))
    add(warehouse, "enforcement_actions", [{"action_id": "late", "content_id": newly, "actioned_at": now}])
    add(warehouse, "review_decisions", [decision(900, reviewed, now, says=False, purpose="qa")])
    add(warehouse, "rule_hits", [{"hit_id": "late", "hit_at": now, "content_id": hit, "score": 0.95}])
    build_marts(warehouse)
    after = contents(warehouse)
    changed = {name for name, found in after.items() if found != before[name]}
    assert changed >= {
        *("let_go_impressions", "reviewed_impressions", "label_reasons", "second_reviews"),
        *("scored_contents", "scored_decisions"),
    }
    build_marts(warehouse, fresh=True)
    assert after == contents(warehouse)
