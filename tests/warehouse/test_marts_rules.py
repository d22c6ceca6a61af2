"""The marts about rules hold the rows counted by hand, and a build that goes on finds what changes older days."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from integrity_metrics.warehouse.marts.build import build_marts

Given = Callable[..., Path]
Add = Callable[[Path, str, Sequence[dict[str, Any]]], None]
Rows = Callable[[Path, str], list[tuple[Any, ...]]]
Contents = Callable[[Path], dict[str, list[tuple[Any, ...]]]]

HIT = datetime(2026, 1, 10, 8)
RULES = [{"rule_id": "r"}]


def after(days: int) -> datetime:
    return HIT + timedelta(days=days)


def hit(content: str, days: int = 0, **more: Any) -> dict[str, Any]:
    return {"hit_id": f"{content}{days}", "content_id": content, "hit_at": after(days), **more}


def review(content: str, days: int, **more: Any) -> dict[str, Any]:
    usual = {"decision_id": f"{content}{days}{len(more)}", "content_id": content, "decided_at": after(days)}
    return {**usual, "purpose": "qa", **more}


def action(content: str, days: int, **more: Any) -> dict[str, Any]:
    return {"action_id": f"{content}{days}", "content_id": content, "actioned_at": after(days), **more}


def reviewed(file: Path, rows: Rows) -> dict[tuple[str, str, str], tuple[Any, ...]]:
    """Counts of contents, second reviews, decisions ... by day, kind of content and fate."""
    found = {(day, kind, fate): tuple(counts) for day, _, _, kind, fate, *counts in rows(file, "rule_reviews_daily")}
    added: dict[tuple[str, str], list[float]] = {}
    for (day, _, fate), counts in found.items():
        so_far = added.setdefault((day, fate), [0] * len(counts))
        added[day, fate] = [a + b for a, b in zip(so_far, counts, strict=True)]
    totals = {(day, fate): list(counts) for day, _, fate, *counts in rows(file, "rule_reviews_totals")}
    assert totals == added
    return found


def test_the_fate_of_a_hit_is_what_happens_within_90_days(given: Given, rows: Rows) -> None:
    kinds = ("after", "before", "failed", "late", "passed", "confirmed")
    warehouse = given(
        rules=RULES,
        contents=[{"content_id": kind, "content_type": kind} for kind in kinds],
        rule_hits=[*(hit(kind) for kind in kinds), hit("unknown")],
        enforcement_actions=[
            *(action("after", 1), action("before", -30), action("failed", 2, failed=True)),
            *(action("late", 90), action("late", -91)),
        ],
        review_decisions=[
            # The first second review counts, whatever a later one says; the policy must be the rule's.
            *(review("after", 5), review("after", 6, is_violating=False)),
            *(review("before", -29), review("failed", 4, policy_id="hate")),
            *(review("late", 90), review("late", -91)),
            # A decision before the hit is not about it.
            review("passed", -1, purpose="production", handle_seconds=600.0),
            review("passed", 1, purpose="production", is_violating=False, handle_seconds=30.5),
            review("passed", 2, purpose="production", handle_seconds=7.0),
            review("confirmed", 1, purpose="production"),
        ],
    )
    build_marts(warehouse)
    # contents, second reviews, those that confirm, decisions, those that confirm, timed ones, seconds
    assert reviewed(warehouse, rows) == {
        ("2026-01-10", "after", "acted on"): (1, 1, 1, 0, 0, 0, 0.0),
        ("2026-01-10", "before", "acted on"): (1, 1, 1, 0, 0, 0, 0.0),
        ("2026-01-10", "failed", "acted on"): (1, 1, 0, 0, 0, 0, 0.0),
        ("2026-01-10", "late", "not reviewed"): (1, 0, 0, 0, 0, 0, 0.0),
        ("2026-01-10", "passed", "passed"): (1, 0, 0, 1, 0, 1, 30.5),
        ("2026-01-10", "confirmed", "passed"): (1, 0, 0, 1, 1, 0, 0.0),
    }


def test_a_content_counts_again_after_180_days_without_a_hit(given: Given, rows: Rows) -> None:
    warehouse = given(
        rules=[*RULES, {"rule_id": "other"}],
        contents=[{"content_id": kind, "content_type": kind} for kind in ("soon", "often", "again")],
        rule_hits=[
            *(hit("soon"), hit("soon", 2), hit("soon", -200, rule_id="other")),
            *(hit("often", days) for days in (-300, -130, 0, 170)),
            *(hit("again", days) for days in (-181, 0)),
        ],
        enforcement_actions=[],
        review_decisions=[],
    )
    build_marts(warehouse)
    fate = "not reviewed"
    found = reviewed(warehouse, rows)
    assert set(found) == {
        ("2026-01-10", "soon", fate),
        ("2025-06-24", "soon", fate),
        ("2025-03-16", "often", fate),
        ("2025-07-13", "again", fate),
        ("2026-01-10", "again", fate),
    }
    assert sum(row[2] for row in rows(warehouse, "rule_hits_totals")) == 9
    assert ("2026-01-12", "r", "DE", "soon", 1, 0, 0) in rows(warehouse, "rule_hits_daily")


def test_hits_and_endings_are_counted_by_day(given: Given, rows: Rows) -> None:
    in_france = {"content_id": "f", "market": "FR"}
    warehouse = given(
        contents=[{"content_id": "c"}, in_france],
        rule_hits=[hit("c", action_id="x"), hit("c", 0, is_shadow=True), hit("f"), hit("unknown")],
        enforcement_actions=[
            *(action(str(n), 0, rule_id="r") for n in range(4)),
            *(action("5", 0, rule_id="r", failed=True), action("6", 0)),
        ],
        appeals=[
            {"appeal_id": "1", "action_id": "00", "filed_at": after(1)},
            {"appeal_id": "2", "action_id": "10", "filed_at": after(1), "decided_at": after(3), "outcome": "upheld"},
            *(
                {"appeal_id": f"{name}{days}", "action_id": name, "filed_at": after(1), "decided_at": after(days)}
                | {"outcome": outcome}
                for name, days, outcome in (
                    *(("20", 4, "upheld"), ("20", 27, "partially_overturned")),
                    *(("30", 28, "overturned"), ("30", 40, "overturned")),
                )
            ),
        ],
    )
    build_marts(warehouse)
    day = "2026-01-10"
    assert rows(warehouse, "rule_hits_daily") == [
        (day, "r", "DE", "text", 2, 1, 1),
        (day, "r", "FR", "text", 1, 0, 0),
    ]
    assert rows(warehouse, "rule_hits_totals") == [(day, "r", 3, 1, 1)]
    assert rows(warehouse, "rule_actions_daily") == [(day, "r", "spam", "DE", "text", 4, 4, 3, 2, 1)]
    assert rows(warehouse, "rule_actions_totals") == [(day, "r", 4, 4, 3, 2, 1)]
    assert rows(warehouse, "rule_endings") == [
        (day, "r", "2026-01-13", None, 1),
        (day, "r", "2026-01-14", "2026-02-06", 1),
        (day, "r", "2026-02-07", "2026-02-07", 1),
        (day, "r", None, None, 1),
    ]


def draw(content: str, days: int, **more: Any) -> dict[str, Any]:
    usual = {"sample_id": f"{content}{days}", "content_id": content, "day": after(days).date(), "is_violating": False}
    return {**usual, "labelled_at": after(days), **more}


def view(content: str, days: int) -> dict[str, Any]:
    return {"content_id": content, "day": after(days).date(), "impressions": 3}


def test_what_is_noted_of_the_label_sample_is_what_was_hit_or_violates(given: Given, rows: Rows) -> None:
    warehouse = given(
        contents=[{"content_id": name} for name in ("hit", "bad", "plain")],
        rule_hits=[hit("hit", 1), hit("hit", 1, hit_id="2", is_shadow=True), hit("strange", 2), hit("not drawn", 1)],
        prevalence_labels=[
            *(draw("hit", 0), draw("hit", 0, sample_id="2", inclusion_probability=0.25)),
            *(draw("bad", 0, is_violating=True, policy_id="spam"), draw("bad", 1, is_violating=None)),
            *(draw("plain", 0), draw("strange", 0)),
        ],
        content_impressions=[
            *(view(name, days) for name in ("hit", "bad", "plain", "not drawn") for days in (-90, -89, 0, 9)),
            # Known one day later than drawn: it was hit then.
            view("hit", -89),
        ],
    )
    build_marts(warehouse)
    assert rows(warehouse, "noted_labels") == [
        ("2026-01-10", "bad", "spam", True, 1, 2.0),
        ("2026-01-10", "hit", None, False, 2, 6.0),
        ("2026-01-10", "strange", None, False, 1, 2.0),
    ]
    assert rows(warehouse, "noted_hits") == [
        ("2026-01-11", "r", "hit", "DE", "text", False, "2026-01-11 08:00:00"),
        ("2026-01-11", "r", "hit", "DE", "text", True, "2026-01-11 08:00:00"),
        ("2026-01-12", "r", "strange", "ZZ", "unknown", False, "2026-01-12 08:00:00"),
    ]
    assert rows(warehouse, "noted_views") == [
        ("2025-10-12", "bad", 3),
        ("2025-10-13", "bad", 3),
        ("2025-10-13", "hit", 6),
        ("2026-01-10", "bad", 3),
        ("2026-01-10", "hit", 3),
        ("2026-01-19", "bad", 3),
        ("2026-01-19", "hit", 3),
    ]


def test_draws_hits_and_labels_of_today_change_older_days(
    given: Given, add: Add, rows: Rows, contents: Contents
) -> None:
    """What was hit or drawn long ago is noted once it is drawn, hit or labelled too; all in steps of their own."""
    names = ("hit, then drawn", "drawn, then hit", "drawn, then labelled")
    warehouse = given(
        rules=RULES,
        contents=[{"content_id": name} for name in names],
        rule_hits=[hit(names[0], -150), hit("x", 0)],
        prevalence_labels=[draw(names[1], -150), draw(names[2], -150, is_violating=None, labelled_at=None)],
        content_impressions=[view(name, days) for name in names for days in range(-150, 1)],
        enforcement_actions=[action("y", -150, rule_id="r"), action("x", 0, rule_id="r")],
        appeals=[],
        review_decisions=[],
    )
    build_marts(warehouse)
    assert not rows(warehouse, "noted_hits") + rows(warehouse, "noted_labels") + rows(warehouse, "noted_views")
    add(warehouse, "prevalence_labels", [draw(names[0], 1)])
    add(warehouse, "rule_hits", [hit(names[1], 1)])
    add(warehouse, "appeals", [{"appeal_id": "1", "action_id": "y-150", "filed_at": after(1)}])
    with duckdb.connect(str(warehouse)) as connection:
        told = "update prevalence_labels set is_violating = true, labelled_at = ? where content_id = ?"
        connection.execute(told, [after(1), names[2]])
    report = build_marts(warehouse)
    assert report.days["rule_hits_daily"] < 10, "what was hit long ago is not counted again"
    assert [row[:3] for row in rows(warehouse, "noted_hits")] == [
        ("2025-08-13", "r", names[0]),
        ("2026-01-11", "r", names[1]),
    ]
    assert [row[0] for row in rows(warehouse, "noted_labels")] == ["2025-08-13", "2025-08-13", "2026-01-11"]
    assert {row[1] for row in rows(warehouse, "noted_views")} == set(names)
    assert min(row[0] for row in rows(warehouse, "noted_views")) == str(date(2026, 1, 11) - timedelta(days=90))
    assert rows(warehouse, "rule_actions_totals")[0][3] == 1
    incremental = contents(warehouse)
    build_marts(warehouse, fresh=True)
    assert incremental == contents(warehouse)
