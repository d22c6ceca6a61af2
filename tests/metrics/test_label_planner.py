"""The label planner: more labels see more, targets are met by the smallest budget, impossible ones are refused."""

from __future__ import annotations

import pytest

from integrity_metrics.errors import ScopeError
from integrity_metrics.metrics.ask import data_period
from integrity_metrics.metrics.label_coverage import label_coverage
from integrity_metrics.metrics.label_planner import FEWEST_EXPECTED, budget_for, plan_week
from integrity_metrics.scope import Grain, Scope
from integrity_metrics.warehouse.engine import Warehouse


@pytest.fixture
def scope(simulated: Warehouse) -> Scope:
    return Scope(data_period(simulated, "prevalence"), Grain.WEEK)


def test_more_labels_see_more(simulated: Warehouse, scope: Scope) -> None:
    few, many = (plan_week(simulated, scope, budget=budget) for budget in (500, 5_000))
    assert few.strata["labels"].sum() == 500
    assert many.strata["labels"].sum() == 5_000
    assert many.plan.expected_width < few.plan.expected_width
    assert many.plan.minimum_detectable_rise < few.plan.minimum_detectable_rise
    assert len(many.unseen) <= len(few.unseen)
    assert (few.unseen["expected_positives"] < FEWEST_EXPECTED).all()


def test_the_budget_for_a_target_is_the_smallest(simulated: Warehouse, scope: Scope) -> None:
    width = plan_week(simulated, scope, budget=3_000).plan.expected_width
    found = budget_for(simulated, scope, width=width)
    assert found.plan.expected_width <= width
    assert plan_week(simulated, scope, budget=found.budget - 1).plan.expected_width > width
    assert found.budget <= 3_000


def test_an_impossible_target_is_refused(simulated: Warehouse, scope: Scope) -> None:
    with pytest.raises(ScopeError, match="No budget up to"):
        budget_for(simulated, scope, width=1e-9)


def test_floors_that_do_not_fit_are_named(simulated: Warehouse, scope: Scope) -> None:
    with pytest.raises(ScopeError, match="floors need"):
        plan_week(simulated, scope, budget=50, floor=30)


def test_coverage_counts_draws_and_labels(simulated: Warehouse, scope: Scope) -> None:
    found = label_coverage(simulated, scope)
    assert (found.frame["labels"] <= found.frame["sampled"]).all()
    assert found.delays["share"].is_monotonic_increasing
    total = found.frame["labels"].sum() / found.frame["sampled"].sum()
    assert found.delays["share"].iloc[-1] == pytest.approx(total)
    half = found.days_until(0.5)
    assert half is not None and half <= 7
    assert found.days_until(1.01) is None
