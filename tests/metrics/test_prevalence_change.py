"""The change of prevalence as pages ask it: the front door on the labels of both periods."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from integrity_metrics.errors import ScopeError
from integrity_metrics.metrics.ask import data_period
from integrity_metrics.metrics.prevalence_change import prevalence_change
from integrity_metrics.metrics.prevalence_mix import mix_and_rate
from integrity_metrics.scope import Filter, Grain, Period, Scope
from integrity_metrics.statistics.front_door import PrevalenceSample, SamplingFrame, estimate_change
from integrity_metrics.warehouse.engine import Warehouse
from integrity_metrics.warehouse.shaping import Statement

MONTH = timedelta(weeks=4)


@pytest.fixture
def months(simulated: Warehouse) -> Scope:
    start = Grain.WEEK.start_of(data_period(simulated, "prevalence").since) + timedelta(weeks=2)
    return Scope(Period(start + MONTH, start + 2 * MONTH), comparison=Period(start, start + MONTH))


def sample(warehouse: Warehouse, period: Period) -> tuple[PrevalenceSample, SamplingFrame]:
    bound = {"since": period.since, "until": period.until}
    labels = warehouse.run(
        Statement(
            "test",
            "select * from prevalence_labels where day >= :since and day < :until and is_violating is not null",
            bound,
        )
    ).frame
    frame = warehouse.run(
        Statement(
            "test",
            "select stratum, sum(impressions) as impressions from sampling_frame "
            "where day >= :since and day < :until group by stratum order by stratum",
            bound,
        )
    ).frame
    drawn = PrevalenceSample(
        labels["is_violating"].astype(float),
        labels["content_id"],
        labels["stratum"],
        inclusion_probability=labels["inclusion_probability"],
    )
    return drawn, SamplingFrame(tuple(frame["stratum"]), frame["impressions"].astype(float))


def test_the_total_is_the_front_door_on_both_samples(simulated: Warehouse, months: Scope) -> None:
    assert months.comparison is not None
    before, after = sample(simulated, months.comparison), sample(simulated, months.period)
    wanted = estimate_change(before[0], after[0], before[1], after[1])
    row = prevalence_change(simulated, months).frame.iloc[0]
    for name in ("before", "after", "difference", "low", "high"):
        assert row[name] == pytest.approx(getattr(wanted, name)[0], rel=1e-9), name
    assert row["verdict"] == wanted.verdict[0]


def test_segments_are_the_filters_of_each(simulated: Warehouse, months: Scope) -> None:
    by_policy = prevalence_change(simulated, replace(months, by=("policy",))).frame.set_index("policy")
    for policy in by_policy["positives"].nlargest(2).index:
        alone = prevalence_change(simulated, replace(months, filters=(Filter("policy", (policy,)),))).frame.iloc[0]
        assert alone["difference"] == pytest.approx(by_policy.loc[policy, "difference"], rel=1e-9)
    both = prevalence_change(simulated, replace(months, by=("policy", "market"))).frame
    assert set(both["policy"]) == set(by_policy.index)
    # Judged together, fewer changes hold than when each is judged alone.
    assert both["is_found"].sum() <= both["verdict"].isin(["detectable_rise", "detectable_fall"]).sum()


def test_immature_weeks_are_never_called_a_change(simulated: Warehouse) -> None:
    data = data_period(simulated, "prevalence")
    newest = Period(data.until - timedelta(weeks=1), data.until)
    row = prevalence_change(simulated, Scope(newest, comparison=newest.previous())).frame.iloc[0]
    assert row["verdict"] == "too_little_data"
    assert "still to come" in row["reason"]


def test_a_period_before_the_data_has_no_verdict(simulated: Warehouse) -> None:
    data = data_period(simulated, "prevalence")
    first = Period(data.since, data.since + timedelta(weeks=1))
    found = prevalence_change(simulated, Scope(first, comparison=first.previous())).frame
    assert found.empty or (found["verdict"] == "too_little_data").all()


def test_without_a_comparison_it_says_what_to_choose(simulated: Warehouse, months: Scope) -> None:
    with pytest.raises(ScopeError, match="Compare with"):
        prevalence_change(simulated, months.alone())
    with pytest.raises(ScopeError, match="Compare with"):
        mix_and_rate(simulated, months.alone(), "surface")


def test_mix_and_rate_add_up(simulated: Warehouse, months: Scope) -> None:
    found = mix_and_rate(simulated, months, "surface")
    assert found.rate_part + found.mix_part == pytest.approx(found.change, abs=1e-12)
    np.testing.assert_allclose(found.frame["rate_part"].sum(), found.rate_part, atol=1e-12)
    np.testing.assert_allclose(found.frame["mix_part"].sum(), found.mix_part, atol=1e-12)
    assert found.rate_low < found.rate_part < found.rate_high
    assert found.sentence.startswith("Prevalence went")
    with pytest.raises(ScopeError, match="no mix by policy"):
        mix_and_rate(simulated, months, "policy")
