"""What the pack of Osprey makes of our sample rows, table by table; rows/osprey.sql says what is odd about each."""

from __future__ import annotations

from datetime import date

from tests.sources.conftest import Source
from tests.sources.test_coop import of


def test_a_label_a_person_took_off_is_an_action_taken_back(osprey: Source) -> None:
    actions = osprey.rows("enforcement_actions")
    assert of(actions, "content_id", "creator_id", "action_type", "actioned_at", "reversed_at") == {
        "101/User/spammer": ("101", "u1", "label", "2026-03-02 09:00:00", "2026-03-03 10:00:00"),
        # Removed by hand a month before the rule labelled it: not because of this label.
        "101/Email/seen": ("101", "e1", "label", "2026-03-02 09:00:00", None),
        "102/User/spammer": ("102", "7", "label", "2026-03-02 23:30:00", None),
    }


def test_the_rule_is_named_where_there_is_one_only(osprey: Source) -> None:
    assert of(osprey.rows("enforcement_actions"), "rule_id", "policy_id", "automated_decision", "failed") == {
        "101/User/spammer": ("ContainsHello", None, "full", False),
        "101/Email/seen": ("ContainsHello", None, "full", False),
        "102/User/spammer": (None, None, "full", False),
    }


def test_what_a_user_typed_is_no_hit(osprey: Source) -> None:
    assert of(osprey.rows("rule_hits"), "rule_id", "content_id", "hit_at", "is_shadow") == {
        "101/ContainsHello": ("ContainsHello", "101", "2026-03-02 09:00:00", False),
        "102/ContainsHello": ("ContainsHello", "102", "2026-03-02 23:30:00", False),
        "102/ManyPosts": ("ManyPosts", "102", "2026-03-02 23:30:00", False),
        "105/ManyPosts": ("ManyPosts", "105", "2026-03-02 11:00:00", False),
    }


def test_a_rule_that_did_not_run_looked_at_nothing(osprey: Source) -> None:
    rows = osprey.rows("rule_evaluations_daily").values()
    assert {row["day"] for row in rows} == {date(2026, 3, 2)}
    assert {
        (row["rule_id"], row["content_type"]): (row["evaluations"], row["hits"], row["hit_creators"]) for row in rows
    } == {
        ("ContainsHello", "create_post"): (4, 2, 2),
        ("ContainsHello", "sign_up"): (1, 0, 0),
        ("ManyPosts", "create_post"): (3, 2, 2),
        ("ManyPosts", "sign_up"): (1, 0, 0),
    }


def test_events_are_the_contents(osprey: Source) -> None:
    assert of(osprey.rows("contents"), "creator_id", "content_type", "created_at") == {
        "101": ("u1", "create_post", "2026-03-02 09:00:00"),
        "102": ("7", "create_post", "2026-03-02 23:30:00"),
        "103": ("u3", "create_post", "2026-03-02 10:00:00"),
        "104": ("104", "sign_up", "2026-03-02 10:00:00"),
        "105": ("u1", "create_post", "2026-03-02 11:00:00"),
    }


def test_rules_are_those_once_deployed(osprey: Source) -> None:
    assert of(osprey.rows("rules"), "policy_id", "status", "launched_at") == {
        "ContainsHello": ("none", "live", "2026-02-01 00:00:00"),
        "ManyPosts": ("none", "live", "2026-02-02 00:00:00"),
    }
    assert list(osprey.rows("policies")) == ["none"]
