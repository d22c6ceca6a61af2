"""Prevalence as pages ask it: equal to the estimator on the labels, and honest about flawed samples."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from integrity_metrics.errors import ScopeError
from integrity_metrics.metrics.ask import ask, data_period
from integrity_metrics.metrics.catalogue import metric
from integrity_metrics.metrics.prevalence import LABELLED_FROM, told
from integrity_metrics.metrics.prevalence_fixed_mix import standardised
from integrity_metrics.metrics.prevalence_layout import Cells, lay_out
from integrity_metrics.metrics.prevalence_methods import Method, prevalence_by, side_by_side
from integrity_metrics.scope import Filter, Grain, Period, Scope
from integrity_metrics.statistics.front_door import (
    LabelSums,
    PrevalenceSample,
    Question,
    SamplingFrame,
    estimate_prevalence,
)
from integrity_metrics.warehouse.engine import Warehouse
from integrity_metrics.warehouse.shaping import Statement

KEY = "prevalence"


def rows(warehouse: Warehouse, sql: str, period: Period) -> pd.DataFrame:
    return warehouse.run(Statement("test", sql, {"since": period.since, "until": period.until})).frame


@pytest.fixture
def weeks(simulated: Warehouse) -> Scope:
    data = data_period(simulated, KEY)
    monday = Grain.WEEK.start_of(data.since) + timedelta(weeks=2)
    return Scope(Period(monday, monday + timedelta(weeks=8)), Grain.WEEK)


@pytest.mark.parametrize("policy", [None, "spam"])
def test_a_week_is_the_estimate_of_its_labels(simulated: Warehouse, weeks: Scope, policy: str | None) -> None:
    week = Period(weeks.period.since, weeks.period.since + timedelta(weeks=1))
    labels = rows(
        simulated,
        "select * from prevalence_labels where day >= :since and day < :until and is_violating is not null",
        week,
    )
    frame = rows(
        simulated,
        "select stratum, sum(impressions) as impressions from sampling_frame "
        "where day >= :since and day < :until group by stratum order by stratum",
        week,
    )
    violating = labels["is_violating"] if policy is None else labels["is_violating"] & (labels["policy_id"] == policy)
    wanted = estimate_prevalence(
        PrevalenceSample(
            violating.astype(float),
            labels["content_id"],
            labels["stratum"],
            inclusion_probability=labels["inclusion_probability"],
        ),
        SamplingFrame(tuple(frame["stratum"]), frame["impressions"].astype(float)),
        Question.LEVEL,
    )
    filters = (Filter("policy", (policy,)),) if policy else ()
    answer = ask(simulated, KEY, replace(weeks, period=week, filters=filters)).frame
    np.testing.assert_allclose(answer["low"], wanted.low, rtol=1e-9)
    np.testing.assert_allclose(answer["high"], wanted.high, rtol=1e-9)
    assert answer["n"].tolist() == [len(labels)]


def test_a_break_down_by_market_is_the_filter_of_each(simulated: Warehouse, weeks: Scope) -> None:
    whole = weeks.total()
    by_market = ask(simulated, KEY, replace(whole, by=("market",))).frame.set_index("market")
    for market in by_market["n"].nlargest(3).index:
        alone = ask(simulated, KEY, replace(whole, filters=(Filter("market", (market,)),))).frame.iloc[0]
        for name in ("low", "high", "n", "status"):
            assert alone[name] == by_market.loc[market, name], (market, name)


def test_policies_without_a_positive_are_there_with_an_upper_bound(simulated: Warehouse, weeks: Scope) -> None:
    frame = ask(simulated, KEY, replace(weeks, by=("policy",))).frame
    per_week = frame.groupby("period_start")["policy"].nunique()
    assert per_week.min() == per_week.max()
    none = frame[frame["status"] == "upper_bound_only"]
    assert len(none) > 0
    assert none["value"].isna().all()
    assert (none["high"] > 0).all()
    assert none["reason"].str.contains("upper bound").all()


def test_policies_are_never_added_up(simulated: Warehouse, weeks: Scope) -> None:
    whole = weeks.total()
    total = ask(simulated, KEY, whole).frame["value"].iloc[0]
    areas = ask(simulated, KEY, replace(whole, by=("area",))).frame["value"].sum()
    assert total <= areas * (1 + 1e-9)


def test_newest_weeks_are_immature_and_say_why(simulated: Warehouse) -> None:
    data = data_period(simulated, KEY)
    last = Grain.WEEK.start_of(data.last_day)
    frame = ask(simulated, KEY, Scope(Period(last, data.until), Grain.WEEK)).frame
    assert frame["status"].iloc[0] in ("immature", "interval_only", "suppressed")
    assert not frame["is_mature"].iloc[0]
    assert "Labels are still to come" in frame["reason"].iloc[0]


def test_a_period_outside_the_data_is_empty(simulated: Warehouse) -> None:
    assert ask(simulated, KEY, Scope(Period(date(2031, 1, 6), date(2031, 1, 13)), Grain.WEEK)).is_empty


# What a flawed sample looks like once the warehouse has added it up.
SCOPE = Scope(Period(date(2025, 6, 2), date(2025, 6, 9)), Grain.WEEK)
WEEK = date(2025, 6, 2)


def summed(stratum: str, labels: int, weight: float) -> dict[str, object]:
    return {
        "period_start": WEEK,
        "stratum": stratum,
        "sampled": labels,
        "labels": labels,
        "weight": weight * labels,
        "weight_squared": weight**2 * labels,
        "largest_weight": weight,
    }


def positive(stratum: str, count: int, weight: float) -> dict[str, object]:
    sums = {"positive_weight": weight * count, "positive_weight_squared": weight**2 * count}
    return {"period_start": WEEK, "stratum": stratum, "positives": count, **sums}


FRAME = pd.DataFrame([{"period_start": WEEK, "stratum": "low", "impressions": 100_000}])


def answered(simulated: Warehouse, labels: list[dict[str, object]], frame: pd.DataFrame) -> pd.Series:
    positives = pd.DataFrame([positive("low", 20, 100.0)])
    cells = lay_out(pd.DataFrame(labels), positives, frame, SCOPE, {})
    return told(simulated, metric(KEY), SCOPE, cells).frame.iloc[0]


def test_no_frame_is_weighed_by_the_probabilities_and_said(simulated: Warehouse) -> None:
    row = answered(simulated, [summed("low", 1_000, 100.0)], FRAME.iloc[:0])
    assert row["value"] == pytest.approx(0.02)
    assert row["status"] == "interval_only"
    assert "No sampling frame" in row["reason"]


def test_labels_of_a_stratum_without_a_frame_are_left_out_and_counted(simulated: Warehouse) -> None:
    row = answered(simulated, [summed("low", 1_000, 100.0), summed("lost", 40, 5.0)], FRAME)
    assert row["n"] == 1_000
    assert row["status"] == "interval_only"
    assert "40 labels of stratum lost left out" in row["reason"]


def test_three_labels_are_suppressed_with_what_is_missing(simulated: Warehouse) -> None:
    row = answered(simulated, [summed("low", 3, 100.0)], FRAME)
    assert row["status"] == "suppressed"
    assert np.isnan(row["value"])
    assert "27 more needed" in row["reason"]


def test_half_the_labels_missing_is_immature(simulated: Warehouse) -> None:
    half = {**summed("low", 1_000, 100.0), "sampled": int(1_000 / LABELLED_FROM) + 60}
    row = answered(simulated, [half], FRAME)
    assert not row["is_mature"]
    assert "Labels are still to come" in row["reason"]


@pytest.mark.parametrize("method", [Method.CORRECTED, Method.FIXED_MIX, Method.ASSISTED])
def test_other_methods_answer_the_same_periods(simulated: Warehouse, weeks: Scope, method: Method) -> None:
    direct = ask(simulated, KEY, weeks).frame
    frame = prevalence_by(simulated, method, weeks).frame
    assert frame["period_start"].tolist() == direct["period_start"].tolist()
    assert (frame["method"] != direct["method"]).all()


def test_at_the_mix_of_the_period_itself_a_fixed_mix_changes_nothing_much(simulated: Warehouse, weeks: Scope) -> None:
    whole = weeks.total()
    direct = ask(simulated, KEY, whole).frame.iloc[0]
    fixed = prevalence_by(simulated, Method.FIXED_MIX, whole).frame.iloc[0]
    assert direct["low"] < fixed["value"] < direct["high"]


def test_a_comparison_before_the_data_has_no_mix_to_hold_fixed(simulated: Warehouse, weeks: Scope) -> None:
    early = Period(date(2019, 1, 1), date(2019, 2, 1))
    with pytest.raises(ScopeError, match="choose a later one"):
        prevalence_by(simulated, Method.FIXED_MIX, replace(weeks.total(), comparison=early))


def test_a_segment_without_a_part_in_the_reference_is_left_out() -> None:
    index = pd.DataFrame({"period_start": [date(2026, 1, 5), date(2026, 1, 12)], "surface": ["feed", "search"]})
    one = np.array([[100.0], [100.0]])
    sums = LabelSums(one, one * 0.1, one, one, one * 0.01, one * 0.1, one * 0.1)
    cells = Cells(index, sums, SamplingFrame(("all",), one * 1e6), np.array([100.0, 100.0]), ("", ""), ())
    found = standardised(cells, (), "surface", {"feed": 1.0})
    assert found.index["period_start"].tolist() == [date(2026, 1, 5)]
    assert np.asarray(found.frame.populations).tolist() == [[1.0]]


def test_shrinking_pulls_segments_together_and_says_by_how_much(simulated: Warehouse, weeks: Scope) -> None:
    whole = replace(weeks.total(), by=("market",))
    direct = ask(simulated, KEY, whole).frame.set_index("market")["value"].dropna()
    shrunk = prevalence_by(simulated, Method.SHRUNK, whole).frame.set_index("market")
    both = shrunk.loc[direct.index, "value"]
    assert both.std() < direct.std()
    assert shrunk["reason"].str.contains("own labels").all()
    with pytest.raises(ScopeError, match="break down"):
        prevalence_by(simulated, Method.SHRUNK, weeks)


def test_side_by_side_holds_every_method_also_those_that_cannot_answer(simulated: Warehouse, weeks: Scope) -> None:
    frame = side_by_side(simulated, weeks).frame.set_index("by")
    assert list(frame.index) == [str(m) for m in Method]
    assert frame.loc["shrunk", "status"] == "undefined"
    assert frame.loc["direct", "deff"] > 0
