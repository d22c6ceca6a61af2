"""The platform looks like one: tails, weeks, delays, labels, prevalence."""

from __future__ import annotations

import duckdb
import numpy as np
import pytest

Connection = duckdb.DuckDBPyConnection


def one(platform: Connection, sql: str) -> float:
    return float(platform.execute(sql).fetchall()[0][0])


def test_the_top_percent_of_contents_has_a_third_to_three_fifths_of_the_views(platform: Connection) -> None:
    views = platform.execute(
        "select coalesce(sum(impressions), 0) as views from contents left join content_impressions using (content_id) "
        "group by content_id order by views desc"
    ).fetchnumpy()["views"]
    share = float(views[: len(views) // 100].sum() / views.sum())
    assert 0.35 < share < 0.60


def test_sundays_are_quiet(platform: Connection) -> None:
    frame = platform.execute(
        "select day, sum(impressions)::double as views from truth.impressions_daily "
        "where market not in ('EG', 'SA', 'IL') group by day order by day"
    ).df()
    views = frame["views"].to_numpy()
    sundays = np.flatnonzero(frame["day"].dt.day_of_week == 6)[1:-1]
    # The median over the weeks, against the Thursday before and the Tuesday after: one hit must not decide.
    assert 0.80 < np.median(views[sundays] / ((views[sundays - 3] + views[sundays + 2]) / 2)) < 0.95


def test_a_holiday_is_quiet_where_it_is_one(platform: Connection) -> None:
    views = (
        "select sum(impressions) filter (where day = '2025-12-25') / "
        "avg(impressions) filter (where day in ('2025-12-23', '2025-12-27')) "
        "/ count(*) filter (where day = '2025-12-25') "
        "from truth.impressions_daily where market {} ('US', 'BR', 'MX', 'GB', 'DE', 'FR', 'ES', 'IT', 'AU')"
    )
    assert one(platform, views.format("in")) < 0.92 * one(platform, views.format("not in"))


def test_the_platform_grows(platform: Connection) -> None:
    days = platform.execute("select count(*)::double as n from contents where created_at >= '2024-12-07' "
                            "group by created_at::date order by created_at::date").fetchnumpy()["n"]  # fmt: skip
    assert 1.1 < days[-100:].mean() / days[:100].mean() < 1.5


def test_automation_is_quick_and_reports_are_not(platform: Connection) -> None:
    rows = platform.execute(
        "select detection_source, median(epoch(actioned_at - content_created_at)) / 3600 as hours, "
        "quantile_cont(epoch(actioned_at - content_created_at), 0.95) / 3600 as slow from enforcement_actions "
        "group by detection_source"
    ).df()
    found = rows.set_index("detection_source")
    assert 0.2 < found.loc["automated", "hours"] < 6
    assert 8 < found.loc["user_report", "hours"] < 120
    assert found.loc["automated", "slow"] > 20 * found.loc["automated", "hours"]


def test_some_violations_are_never_found_and_some_actions_are_wrong(platform: Connection) -> None:
    never = one(platform, "select 1 - avg(is_actioned::int) from truth.contents where is_violating")
    wrong = one(
        platform,
        "select 1 - avg(t.is_violating::int) from enforcement_actions join truth.contents as t using (content_id)",
    )
    assert 0.1 < never < 0.4
    assert 0.05 < wrong < 0.25
    overturned = "select avg((outcome = 'overturned')::int) from appeals join enforcement_actions using (action_id) " \
        "join truth.contents as t using (content_id) where decided_at is not null and t.is_violating = {}"  # fmt: skip
    assert one(platform, overturned.format("false")) > 0.5
    assert one(platform, overturned.format("true")) < 0.2


def test_every_policy_has_a_prevalence_between_a_hundredth_of_a_percent_and_three_percent(platform: Connection) -> None:
    rows = platform.execute(
        "select policy_id, sum(violating_impressions) / sum(impressions) from truth.prevalence_daily "
        "where dimension = 'all' and policy_id <> 'any' group by policy_id"
    ).fetchall()
    assert len(rows) == 14
    for policy, prevalence in rows:
        # Rare policies have few contents at a fiftieth of the usual size: a third of the band is left to chance.
        assert 0.0001 / 3 < prevalence < 0.03, policy


def test_labels_of_a_day_and_stratum_stand_for_exactly_the_views_of_the_frame(platform: Connection) -> None:
    rows = platform.execute(
        "with drawn as (select day, stratum, sum(1 / inclusion_probability) as views, count(*) as n, "
        "min(inclusion_probability) as low, max(inclusion_probability) as high from prevalence_labels group by all), "
        "frame as (select day, stratum, sum(impressions)::double as impressions from sampling_frame group by all) "
        "select impressions, views, low, high, n from frame left join drawn using (day, stratum)"
    ).fetchnumpy()
    # So small a platform has a day or two without a very high score.
    assert 0.97 * 5 * 399 <= len(rows["views"]) <= 5 * 399
    np.testing.assert_allclose(rows["views"], rows["impressions"], rtol=1e-9)
    np.testing.assert_array_equal(rows["low"], rows["high"])
    assert rows["n"].min() >= 1


def test_the_sample_finds_a_segment_as_large_as_it_is(platform: Connection) -> None:
    """Within a stratum all views are drawn alike: weighted labels give a market's share of the views."""
    sampled = "select sum(1 / inclusion_probability) filter (where market = 'US') / sum(1 / inclusion_probability) " \
        "from prevalence_labels"  # fmt: skip
    true = "select sum(impressions) filter (where market = 'US') / sum(impressions) from sampling_frame"
    assert one(platform, sampled) == pytest.approx(one(platform, true), abs=0.02)


def test_labels_come_days_later_and_a_few_never(platform: Connection) -> None:
    days = platform.execute(
        "select epoch(labelled_at - day) / 86400 as days from prevalence_labels where labelled_at is not null"
    ).fetchnumpy()["days"]
    assert 2 < np.median(days) < 5
    never = one(platform, "select avg((labelled_at is null)::int) from prevalence_labels where day < '2025-12-01'")
    assert 0.003 < never < 0.04


def test_labels_err_little_and_reviewers_more(platform: Connection) -> None:
    labels = (
        "select avg((l.is_violating = t.is_violating)::int) from prevalence_labels as l "
        "join truth.labels as t using (sample_id) where l.is_violating is not null and {} t.is_violating"
    )
    assert 0.90 < one(platform, labels.format("")) < 0.99
    assert 0.985 < one(platform, labels.format("not")) < 1
    golden = "select avg((is_violating = reference_is_violating)::int) from review_decisions where purpose = 'golden'"
    assert 0.80 < one(platform, golden) < 0.98
    assert one(platform, "select count(distinct purpose) from review_decisions") == 4


def test_mean_reviewers_are_as_good_as_their_truth(platform: Connection) -> None:
    rows = platform.execute(
        "select r.sensitivity, avg(d.is_violating::int) as seen, count(*) as n from review_decisions as d "
        "join truth.reviewers as r using (reviewer_id) where d.purpose = 'golden' and d.reference_is_violating "
        "group by all having count(*) > 30"
    ).fetchnumpy()
    assert len(rows["n"]) > 60
    assert np.corrcoef(rows["sensitivity"], rows["seen"])[0, 1] > 0.1
    assert np.abs((rows["sensitivity"] - rows["seen"]).mean()) < 0.06
