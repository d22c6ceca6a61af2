"""Every planted event can be seen in the data, or in the truth where the data are not meant to show it."""

from __future__ import annotations

from datetime import date, timedelta

import duckdb
import pandas as pd
import pytest

Connection = duckdb.DuckDBPyConnection


@pytest.fixture(scope="module")
def events(platform: Connection) -> pd.DataFrame:
    return platform.execute("select * from truth.events").df().set_index("event")


def days_of(events: pd.DataFrame, name: str) -> tuple[date, date]:
    return events.loc[name, "since"].date(), events.loc[name, "until"].date()


def one(platform: Connection, sql: str, *values: object) -> float:
    return float(platform.execute(sql, list(values)).fetchall()[0][0])


def test_at_least_24_events_of_every_kind_the_issue_names(events: pd.DataFrame) -> None:
    assert len(events) >= 24
    assert {
        "campaign",
        "rule_stop",
        "rule_version",
        "rule_launch",
        "policy_deterrent",
        "policy_counts",
        "policy_no_effect",
        "mix_shift",
        "missing_day",
        "double_count",
        "report_backfill",
        "pending_backfill",
        "site_drift",
        "sla_wave",
        "brigading",
        "holiday",
    } <= set(events["kind"])
    assert (events["since"] < events["until"]).all()


@pytest.mark.parametrize(
    ("event", "least"),
    [
        ("spam_spike", 2.0),
        ("streaming_ramp", 1.4),
        ("scam_search_brazil", 3.0),
        ("regulated_goods_episodes", 2.0),
        ("impersonation_wave", 2.0),
        ("manipulation_indonesia", 3.0),
    ],
)
def test_a_campaign_raises_violations_in_its_segment(
    platform: Connection, events: pd.DataFrame, event: str, least: float
) -> None:
    since, until = days_of(events, event)
    where = "where t.policy_id = ? and c.created_at >= ? and c.created_at < ?"
    parameters: list[object] = [events.loc[event, "policy_id"], since, until]
    for column in ("market", "content_type"):
        if events.loc[event, column] is not None and not pd.isna(events.loc[event, column]):
            where += f" and c.{column} = ?"
            parameters.append(events.loc[event, column])
    rows = platform.execute(
        f"select count(*), count(*) filter (where t.event is null) from contents as c "  # noqa: S608
        f"join truth.contents as t using (content_id) {where}",
        parameters,
    ).fetchall()
    made, usual = rows[0]
    assert made >= least * max(usual, 1)


def test_a_campaign_is_the_work_of_few_creators(platform: Connection) -> None:
    contents = "select count(*) / count(distinct creator_id) from contents join truth.contents as t using (content_id) "
    assert one(platform, contents + "where t.event = 'spam_spike'") > 4
    assert one(platform, contents + "where t.event is null and not t.is_violating") < 8


def test_the_rise_below_detection_is_one(platform: Connection, events: pd.DataFrame) -> None:
    made = one(platform, "select count(*) from truth.contents where event = 'self_harm_below_detection'")
    usual = one(platform, "select count(*) from truth.contents where policy_id = 'self_harm' and event is null")
    assert made < 0.1 * usual


def test_a_rule_stops_while_it_is_still_run(platform: Connection, events: pd.DataFrame) -> None:
    since, until = days_of(events, "spam_rule_stops")
    during = "rule_id = 'spam_link_velocity' and day >= ? and day < ?"
    assert one(platform, f"select sum(hits) from rule_evaluations_daily where {during}", since, until) == 0  # noqa: S608
    assert one(platform, f"select sum(evaluations) from rule_evaluations_daily where {during}", since, until) > 0  # noqa: S608
    before = since - (until - since)
    assert one(platform, f"select sum(hits) from rule_evaluations_daily where {during}", before, since) > 3  # noqa: S608


def test_a_launched_rule_has_no_hits_before(platform: Connection) -> None:
    launched = one(platform, "select min(epoch(hit_at)) from rule_hits where rule_id = 'scam_payment_keyword'")
    assert launched >= one(platform, "select epoch(since) from truth.events where event = 'scam_rule_launch'")


def test_truth_knows_what_each_change_caused(platform: Connection) -> None:
    effects = platform.execute("select * from truth.effects").df().set_index("event")
    relative = effects["relative_effect"]
    assert relative["spam_rule_stops"] > 0.02
    assert relative["scam_rule_launch"] < -0.01
    assert relative["harassment_tightened"] < -0.1
    assert relative["misinformation_more_labels"] == relative["copyright_clarified"] == 0
    assert abs(relative["hate_false_positives"]) < 0.05
    changed = effects.loc["hate_false_positives"]
    assert changed["benign_actioned"] >= changed["benign_actioned_without"]
    assert (
        effects.loc["spam_rule_stops", "contents_actioned"]
        < effects.loc["spam_rule_stops", "contents_actioned_without"]
    )


def test_a_tightening_lowers_prevalence_and_another_only_raises_counts(
    platform: Connection, events: pd.DataFrame
) -> None:
    since, _ = days_of(events, "misinformation_more_labels")
    actions = (
        "select count(*) / count(distinct content_id) from enforcement_actions where policy_id = 'misinformation' "
    )
    assert one(platform, actions + "and actioned_at >= ?", since) > 1.8
    assert one(platform, actions + "and actioned_at < ?", since) < 1.3
    since, _ = days_of(events, "harassment_tightened")
    made = (
        "select count(*) filter (where t.policy_id = 'harassment') / count(*) from contents "
        "join truth.contents as t using (content_id) where created_at {} ?"
    )
    assert one(platform, made.format(">="), since) < 0.8 * one(platform, made.format("<"), since)


def test_the_mix_shift_moves_views_and_no_content(platform: Connection, events: pd.DataFrame) -> None:
    since, until = days_of(events, "profile_mix_shift")
    share = (
        "select sum(impressions) filter (where surface = 'profile') / sum(impressions) from impressions_daily "
        "where day >= ? and day < ?"
    )
    before = since - timedelta(days=40)
    assert one(platform, share, since, until) > 1.5 * one(platform, share, before, since)
    prevalence = (
        "select sum(violating_impressions) / sum(impressions) from truth.prevalence_daily "
        "where policy_id = 'any' and dimension = 'surface' and (value = 'profile') = ?"
    )
    assert one(platform, prevalence, True) > 1.2 * one(platform, prevalence, False)


def test_data_faults_are_in_the_log_and_not_in_the_truth(platform: Connection, events: pd.DataFrame) -> None:
    missing, _ = days_of(events, "logging_outage")
    double, _ = days_of(events, "double_ingestion")
    for table in ("content_impressions", "impressions_daily", "sampling_frame", "prevalence_labels"):
        assert one(platform, f"select count(*) from {table} where day = ?", missing) == 0  # noqa: S608
    views = "select sum(impressions) from {} where day = ?"
    assert one(platform, views.format("truth.impressions_daily"), missing) > 0
    true = one(platform, views.format("truth.impressions_daily"), double)
    for table in ("content_impressions", "impressions_daily"):
        assert one(platform, views.format(table), double) == 2 * true
    assert one(platform, views.format("sampling_frame"), double) == true
    pending, _ = days_of(events, "evaluations_pending")
    assert one(platform, "select count(*) from rule_evaluations_daily where day >= ?", pending) == 0
    logged = one(platform, "select sum(impressions) from content_impressions")
    assert logged == one(platform, "select sum(impressions) from impressions_daily")


def test_reports_of_one_market_carry_the_day_they_were_loaded(platform: Connection, events: pd.DataFrame) -> None:
    since, until = days_of(events, "reports_backfilled")
    reports = "select count(*) from reports where market = ? and reported_at >= ? and reported_at < ?"
    assert one(platform, reports, "MX", since, until) == 0
    assert one(platform, reports, "MX", until - timedelta(days=60), until + timedelta(days=60)) > 0


def test_a_site_errs_while_its_guideline_is_outdated(platform: Connection, events: pd.DataFrame) -> None:
    since, until = days_of(events, "site_outdated_guideline")
    right = (
        "select avg((d.is_violating = t.is_violating)::int) from review_decisions as d "
        "join reviewers using (reviewer_id) join truth.contents as t using (content_id) "
        "where site = 'manila' and (decided_at >= ? and decided_at < ?) = ?"
    )
    assert one(platform, right, since, until, True) < one(platform, right, since, until, False) - 0.05


def test_queues_overflow_and_appeals_wait(platform: Connection, events: pd.DataFrame) -> None:
    waited = "select median(epoch({1} - {0})) from {2} where ({0} >= ? and {0} < ?) = ? and {1} is not null"
    reports = waited.format("reported_at", "first_reviewed_at", "reports")
    appeals = waited.format("filed_at", "decided_at", "appeals")
    labels = waited.format("day", "labelled_at", "prevalence_labels")
    for query, event in ((reports, "queue_overload"), (appeals, "appeal_backlog"), (labels, "label_backlog")):
        days = days_of(events, event)
        assert one(platform, query, *days, True) > 1.6 * one(platform, query, *days, False), event
    assert one(platform, "select count(*) from reports where decided_at is null") > 0


def test_brigades_report_benign_contents(platform: Connection, events: pd.DataFrame) -> None:
    since, until = days_of(events, "brigading_turkey")
    most = (
        "select max(n) from (select count(*) as n from reports join truth.contents as t using (content_id) "
        "where not t.is_violating and market = 'TR' and reported_at >= ? and reported_at < ? group by content_id)"
    )
    assert one(platform, most, since, until) >= 20


def test_the_press_escalates_and_the_model_loses_sight(platform: Connection, events: pd.DataFrame) -> None:
    days = days_of(events, "press_burst")
    burst = (
        "select count(*) from escalations where source = 'press' and market = 'GB' and opened_at >= ? and opened_at < ?"
    )
    assert one(platform, burst, *days) >= 18
    score = (
        "select avg(model_score) from truth.contents join contents using (content_id) "
        "where is_violating and (created_at >= ? and created_at < ?) = ?"
    )
    drift = days_of(events, "score_drift")
    assert one(platform, score, *drift, True) < one(platform, score, *drift, False) - 0.1


def test_true_prevalence_adds_up(platform: Connection) -> None:
    """The truth about prevalence, about exposure and about contents are the same views."""
    exposure = one(platform, "select sum(found_impressions + never_found_impressions) from truth.exposure_daily")
    of_any = (
        "select sum(violating_impressions) from truth.prevalence_daily where policy_id = 'any' and dimension = '{}'"
    )
    for dimension in ("all", "market", "surface", "content_type"):
        assert one(platform, of_any.format(dimension)) == exposure
    by_policy = (
        "select sum(violating_impressions) from truth.prevalence_daily where policy_id <> 'any' and dimension = 'all'"
    )
    assert one(platform, by_policy) == exposure
    ordinary = "day not in (select since from truth.events where kind in ('missing_day', 'double_count'))"
    logged = (
        "select sum(i.impressions) from content_impressions as i join truth.contents as t using (content_id) "  # noqa: S608
        f"where t.is_violating and {ordinary}"
    )
    true = f"select sum(impressions) from truth.exposure_daily where {ordinary}"  # noqa: S608
    assert one(platform, logged) == one(platform, true)


def test_nothing_is_seen_after_it_is_removed(platform: Connection) -> None:
    late = (
        "select count(*) from content_impressions as i join enforcement_actions as a using (content_id) "
        "where a.action_type in ('remove', 'disable', 'suspend_account', 'terminate_account') and not a.failed "
        "and i.day > a.actioned_at::date"
    )
    assert one(platform, late) == 0
