"""What the pack of Coop makes of our sample rows, table by table; rows/coop.sql says what is odd about each."""

from __future__ import annotations

from datetime import date

import pytest

from tests.sources.conftest import Row, Source

REMOVED_1 = "post-items:e1/a_remove/t_post/i1"
REMOVED_AGAIN = "retroaction:e9/a_remove/t_post/i1"
DECIDED_1 = "mrt-decision:j1/a_remove/t_post/i5"
DECIDED_2 = "mrt-decision:j2/a_remove/t_post/i6"
BANNED = "post-items:e3/a_ban/t_user/i3"


def of(rows: dict[str, Row], *columns: str) -> dict[str, tuple[object, ...]]:
    """Return some columns of the rows, by key."""
    return {key: tuple(row[column] for column in columns) for key, row in rows.items()}


def test_an_action_counts_once_with_the_policy_of_the_rule_that_led_to_it(coop: Source) -> None:
    actions = coop.rows("enforcement_actions")
    assert of(actions, "content_id", "creator_id", "content_type", "policy_id", "rule_id", "action_type", "failed") == {
        # The union of policies begins with that of a rule that matched but does not remove.
        REMOVED_1: ("i1", "c1", "post", "p_hate", "r_hate", "remove", False),
        "post-items:e2/a_remove/t_post/i2": ("i2", "i2", "post", None, "r_plain", "remove", False),
        BANNED: ("i3", "i3", "account", "p_spam", "r_spam", "suspend_account", True),
        "post-actions:e4/a_remove/t_post/i4": ("i4", "c4", "post", "p_old", None, "remove", False),
        DECIDED_1: ("i5", "c5", "post", "p_spam", None, "remove", False),
        DECIDED_2: ("i6", "c6", "post", None, None, "remove", False),
        REMOVED_AGAIN: ("i1", "c1", "post", "p_hate", "r_hate", "remove", False),
    }


def test_who_found_and_who_decided(coop: Source) -> None:
    actions = coop.rows("enforcement_actions")
    assert of(actions, "detection_source", "automated_detection", "automated_decision", "reviewer_id") == {
        REMOVED_1: ("automated", True, "full", None),
        "post-items:e2/a_remove/t_post/i2": ("automated", True, "full", None),
        BANNED: ("automated", True, "full", None),
        "post-actions:e4/a_remove/t_post/i4": ("internal", False, "none", None),
        DECIDED_1: ("user_report", False, "none", "ann"),
        DECIDED_2: ("automated", True, "none", "bob"),
        REMOVED_AGAIN: ("automated", True, "full", None),
    }


def test_when_things_happened_in_utc(coop: Source) -> None:
    actions = coop.rows("enforcement_actions")
    assert of(actions, "content_created_at", "detected_at", "actioned_at", "reversed_at") == {
        # The appeal was accepted at 12:00 two hours east; the second removal is another action.
        REMOVED_1: ("2026-03-02 09:00:00", "2026-03-02 09:00:01", "2026-03-02 09:00:01", "2026-03-04 10:00:00"),
        REMOVED_AGAIN: ("2026-03-02 09:00:00", "2026-03-05 08:00:00", "2026-03-05 08:00:00", None),
        # The failed request came before the one that succeeded.
        "post-items:e2/a_remove/t_post/i2": (*["2026-03-02 09:04:00"], *["2026-03-02 09:04:01"] * 2, None),
        BANNED: ("2026-03-02 09:05:00", "2026-03-02 09:05:01", "2026-03-02 09:05:01", None),
        # Of a try that failed and one that succeeded, the latter.
        "post-actions:e4/a_remove/t_post/i4": (None, "2026-03-02 09:10:05", "2026-03-02 09:10:05", None),
        # Found when the job was made.
        DECIDED_1: (None, "2026-03-02 09:55:02", "2026-03-02 10:30:00", None),
        DECIDED_2: (None, "2026-03-02 10:40:01", "2026-03-02 11:00:00", None),
    }


def test_an_appeal_is_about_the_latest_action_before_it(coop: Source) -> None:
    assert of(coop.rows("appeals"), "action_id", "filed_at", "decided_at", "outcome") == {
        "ap 1": (REMOVED_1, "2026-03-03 10:00:00", "2026-03-04 10:00:00", "overturned"),
        "ap2": (DECIDED_1, "2026-03-03 11:00:00", "2026-03-04 11:00:00", "upheld"),
        "ap3": ("unmatched/ap3", "2026-03-03 12:00:00", None, None),
        "ap4": (REMOVED_AGAIN, "2026-03-06 09:00:00", None, None),
    }


def test_policies_that_are_gone_are_still_named(coop: Source) -> None:
    assert of(coop.rows("policies"), "name", "parent_policy_id", "area", "severity") == {
        "p_harm": ("Harm", None, "Harm", 1),
        "p_hate": ("Hate", "p_harm", "Harm", 3),
        "p_spam": ("Spam", None, "Spam", 2),
        "P_wide": ("Wide", None, "Wide", 1),
        "p_old": ("Last name", None, "Last name", 4),
        "none": ("No policy named", None, "No policy named", 1),
    }


def test_rules_that_expired_or_are_gone_are_retired(coop: Source) -> None:
    assert of(coop.rows("rules"), "name", "policy_id", "detection", "mode", "status", "retired_at") == {
        "r_hate": ("Hateful words", "p_hate", "keyword", "proactive", "live", None),
        # Of p_spam and P_wide the first by bytes, whatever the database sorts by.
        "r_spam": ("Spam model", "P_wide", "model", "proactive", "live", None),
        "r_try": ("Trial", "p_hate", "hash_match", "proactive", "shadow", None),
        "r_plain": ("New accounts", "none", "heuristic", "proactive", "live", None),
        "r_expired": ("Election week", "p_spam", "heuristic", "proactive", "retired", "2026-01-31 00:00:00"),
        "r_gone": ("Old rule", "p_old", "heuristic", "proactive", "retired", "2026-01-15 12:30:00.500000"),
        "rr_spam": ("Reported spam", "p_spam", "heuristic", "reactive", "live", None),
    }


def test_versions_are_named_as_the_evaluations_name_them(coop: Source) -> None:
    changes = coop.rows("rule_changes")
    assert of(changes, "changed_at", "change", "threshold") == {
        "r_hate 2025-01-01 00:00:00": ("2025-01-01 00:00:00", "Version with status BACKGROUND", None),
        "r_hate 2026-02-01 00:00:00": ("2026-02-01 00:00:00", "Version with status LIVE", None),
        "rr_spam 2026-02-02 00:00:00": ("2026-02-02 00:00:00", "Version with status LIVE", None),
    }
    used = {(row["rule_id"], row["version"]) for row in coop.rows("rule_evaluations_daily").values()}
    assert {("r_hate", "2026-02-01 00:00:00"), ("rr_spam", "2026-02-02 00:00:00")} < used


def test_evaluations_are_counted_from_the_log(coop: Source) -> None:
    rows = coop.rows("rule_evaluations_daily").values()
    assert {row["day"] for row in rows} == {date(2026, 3, 2)}
    assert {
        (row["rule_id"], row["content_type"]): (row["evaluations"], row["hits"], row["hit_creators"]) for row in rows
    } == {
        # Of i1 four runs, of i2 one and a backtest.
        ("r_hate", "post"): (2, 1, 1),
        ("r_spam", "post"): (1, 1, 1),
        ("r_spam", "account"): (1, 1, 1),
        ("r_try", "post"): (1, 1, 1),
        ("rr_spam", "post"): (1, 1, 1),
    }


def test_hits_in_the_background_have_no_consequence(coop: Source) -> None:
    assert of(coop.rows("rule_hits"), "rule_id", "content_id", "hit_at", "is_shadow", "action_id") == {
        "post-items:e1/r_hate/t_post/i1": ("r_hate", "i1", "2026-03-02 09:00:00.500000", False, REMOVED_1),
        # It matched too, but does not remove.
        "post-items:e1/r_spam/t_post/i1": ("r_spam", "i1", "2026-03-02 09:00:00.500000", False, None),
        "post-items:e1/r_try/t_post/i1": ("r_try", "i1", "2026-03-02 09:00:00.500000", True, None),
        "post-items:e3/r_spam/t_user/i3": ("r_spam", "i3", "2026-03-02 09:05:00.500000", False, BANNED),
        "submit-report:n1/rr_spam/t_post/i5": ("rr_spam", "i5", "2026-03-02 09:55:01", False, None),
    }


def test_a_report_is_decided_by_the_first_decision_after_it(coop: Source) -> None:
    reports = coop.rows("reports")
    assert of(reports, "content_id", "reporter_id", "policy_id", "queue", "decided_at", "decision", "action_id") == {
        "submit-report:n1": ("i5", "x1", "p_spam", "Standard", "2026-03-02 10:29:59", "action", DECIDED_1),
        "submit-report:n2": ("i7", "x1", None, "Standard", "2026-03-02 12:00:00", "no_action", None),
        # Handed on, not decided; its queue is gone.
        "submit-report:n3": ("i8", "x2", None, "q9", None, None, None),
        # The view of decisions does not have this one.
        "submit-report:n5": ("i6", "x3", None, "Urgent", "2026-03-02 11:00:00", "action", DECIDED_2),
        "submit-report:n6": ("i7", "x2", None, "Standard", None, None, None),
    }
    assert {row["reporter_type"] for row in reports.values()} == {"user"}


def test_decisions_are_those_of_people(coop: Source) -> None:
    decisions = coop.rows("review_decisions")
    assert of(decisions, "content_id", "reviewer_id", "policy_id", "is_violating", "decided_at") == {
        "j1/t_post/i5": ("i5", "ann", "p_hate", True, "2026-03-02 10:29:59"),
        "j2/t_post/i6": ("i6", "bob", None, True, "2026-03-02 11:00:00"),
        "j3/t_post/i7": ("i7", "bob", None, False, "2026-03-02 12:00:00"),
        "j7/t_post/i1": ("i1", "ann", None, False, "2026-03-04 10:00:00"),
        "j8/t_post/i5": ("i5", "bob", None, True, "2026-03-04 11:00:00"),
    }


def test_contents_are_dated_by_their_first_arrival(coop: Source) -> None:
    assert of(coop.rows("contents"), "creator_id", "content_type", "created_at") == {
        "i1": ("c1", "post", "2026-03-02 09:00:00"),
        "i2": ("i2", "post", "2026-03-02 09:04:00"),
        "i3": ("i3", "account", "2026-03-02 09:05:00"),
        "i5": ("i5", "post", "2026-03-02 09:55:01"),
        "i6": ("i6", "post", "2026-03-02 10:50:01"),
        "i7": ("i7", "post", "2026-03-02 11:30:01"),
        "i8": ("i8", "post", "2026-03-02 11:40:01"),
    }


def test_reviewers_are_ids(coop: Source) -> None:
    assert of(coop.rows("reviewers"), "site", "started_on") == {
        "ann": ("unknown", date(2025, 1, 1)),
        "bob": ("unknown", date(2025, 5, 1)),
    }


@pytest.mark.parametrize("table", ["enforcement_actions", "reports", "contents", "rule_hits", "rule_evaluations_daily"])
def test_a_market_is_never_made_up(coop: Source, table: str) -> None:
    assert {row.get("market", "ZZ") for row in coop.rows(table).values()} == {"ZZ"}
