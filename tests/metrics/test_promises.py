"""Proactive, appeal and overturn rates, times to action, SLA attainment: on hand-made rows and a simulated platform."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb
import numpy as np
import pytest

from integrity_metrics.errors import ScopeError
from integrity_metrics.metrics import promises, service
from integrity_metrics.metrics.action_times import hour_counts
from integrity_metrics.metrics.ask import ask, data_period
from integrity_metrics.metrics.catalogue import metric
from integrity_metrics.metrics.changes import KINDS, change, changes
from integrity_metrics.scope import Filter, Grain, Period, Scope
from integrity_metrics.statistics.change_estimate import Verdict
from integrity_metrics.statistics.wilson import wilson
from integrity_metrics.warehouse.demo import create_contract
from integrity_metrics.warehouse.engine import Warehouse
from integrity_metrics.warehouse.failures import MissingTableError
from integrity_metrics.warehouse.marts.build import build_marts
from integrity_metrics.warehouse.query_files import load_query

MONDAY = datetime(2025, 3, 3)
WEEK = Period(date(2025, 3, 3), date(2025, 3, 10))
ALL = Scope(WEEK, Grain.TOTAL)


def action(i: int, market: str = "DE", hours: int = 5) -> tuple[object, ...]:
    done = MONDAY + timedelta(hours=3 * i)
    return (f"a{i}", f"c{i}", "spam", "automated", "remove", "text", market, done - timedelta(hours=hours), done)


def fill(connection: duckdb.DuckDBPyConnection) -> None:
    """40 actions in DE and 3 in FR, all in one week; 10 contents reported first; 12 appeals, 10 of them decided."""
    actions = [action(i) for i in range(40)] + [action(40 + i, "FR") for i in range(3)]
    connection.executemany(
        "insert into enforcement_actions (action_id, content_id, creator_id, policy_id, detection_source, action_type, "
        "content_type, market, content_created_at, actioned_at, automated_detection, automated_decision, failed) "
        "values (?, ?, 'creator', ?, ?, ?, ?, ?, ?, ?, true, 'full', false)",
        actions,
    )
    reported = [
        (f"r{i}", f"c{i}", MONDAY + timedelta(hours=3 * i - 1), MONDAY + timedelta(hours=3 * i + 1 + 9 * (i % 5)))
        for i in range(10)
    ]
    connection.executemany(
        "insert into reports (report_id, content_id, reporter_type, market, queue, reported_at, decided_at) "
        "values (?, ?, 'user', 'DE', 'urgent', ?, ?)",
        reported,
    )
    connection.execute(
        "insert into reports (report_id, content_id, reporter_type, market, queue, reported_at) "
        "values ('open', 'c39', 'user', 'DE', 'urgent', ?)",
        [MONDAY + timedelta(days=6, hours=20)],
    )
    connection.execute("insert into service_levels values ('reports', 'urgent', 'decision', 1200, 0.9)")
    appeals = [
        (f"p{i}", f"a{i}", MONDAY + timedelta(days=2, hours=i), *outcome)
        for i, outcome in enumerate(
            [(MONDAY + timedelta(days=4), "overturned")] * 3
            + [(MONDAY + timedelta(days=4), "partially_overturned")]
            + [(MONDAY + timedelta(days=5), "upheld")] * 6
            + [(None, None)] * 2
        )
    ]
    connection.executemany("insert into appeals values (?, ?, ?, ?, ?)", appeals)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    file = tmp_path_factory.mktemp("small") / "w.duckdb"
    with duckdb.connect(str(file)) as connection:
        create_contract(connection)
        fill(connection)
    build_marts(file)
    warehouse = Warehouse(f"duckdb:///{file}")
    yield warehouse
    warehouse.close()


@pytest.mark.parametrize(
    ("key", "positives", "n"), [("proactive_rate", 33, 43), ("appeal_rate", 12, 43), ("overturn_rate", 4, 10)]
)
def test_shares_are_of_what_the_definition_says(small: Warehouse, key: str, positives: int, n: int) -> None:
    row = ask(small, key, ALL).frame.iloc[0]
    limits = wilson(positives, n)
    assert row["n"] == n
    assert row["value"] == pytest.approx(positives / n)
    assert (row["low"], row["high"]) == pytest.approx((float(limits.low), float(limits.high)))


def test_appeals_are_immature_until_nearly_all_are_filed(small: Warehouse) -> None:
    young = ask(small, "appeal_rate", ALL).frame.iloc[0]
    assert young["status"] == "immature"
    assert not young["is_mature"]
    # The last action is of 8 March: one day of the week and four weeks after it are missing.
    assert "29 more days needed" in young["reason"]


def test_pending_appeals_are_known(small: Warehouse) -> None:
    pending, executed = promises.pending_appeals(small, ALL)
    assert pending["pending"].tolist() == [2]
    assert executed.name == "metrics/appeals_pending"
    midweek = replace(ALL, period=Period(date(2025, 3, 3), date(2025, 3, 7)), by=("market",))
    by_market, _ = promises.pending_appeals(small, midweek)
    assert by_market.to_dict("records") == [{"market": "DE", "pending": 12}]


def test_attainment_counts_what_is_open(small: Warehouse) -> None:
    row = ask(small, "sla_attainment", ALL).frame.iloc[0]
    # 9 reports of the week waited 2, 11, 11, 20, 20, 29, 29, 38 and 38 of 20 hours; one came in just now.
    assert row["n"] == 10
    assert row["value"] == pytest.approx(5 / 9)
    assert row["low"] < row["value"] < row["high"]
    assert service.choices(small)["queue_or_severity"] == ("urgent",)


def test_a_market_with_three_actions_is_suppressed_with_what_is_missing(small: Warehouse) -> None:
    for key in ("proactive_rate", "appeal_rate", "time_to_action"):
        frame = ask(small, key, replace(ALL, by=("market",))).frame.set_index("market")
        assert frame.loc["FR", "status"] == "suppressed"
        assert frame.loc["FR", "reason"] == "Too few actions: 7 more needed."
        assert np.isnan(frame.loc["FR", "value"])
        assert frame.loc["DE", "value"] >= 0


def test_a_future_week_is_empty_and_its_change_says_so(small: Warehouse) -> None:
    future = Scope(Period(date(2030, 1, 7), date(2030, 1, 14)), Grain.WEEK)
    for key in KINDS:
        assert ask(small, key, future).is_empty
        found = change(small, key, replace(future, comparison=future.period.previous()))
        assert found.verdict is Verdict.TOO_LITTLE_DATA
        assert "in 2030-01-07 to 2030-01-13" in found.reason


def test_a_first_week_has_nothing_to_be_compared_with(small: Warehouse) -> None:
    found = change(small, "proactive_rate", replace(ALL, comparison=WEEK.previous()))
    assert found.verdict is Verdict.TOO_LITTLE_DATA
    assert found.reason == "There are no actions in 2025-02-24 to 2025-03-02."


def test_what_cannot_be_compared_is_a_sentence(small: Warehouse) -> None:
    with pytest.raises(ScopeError, match="needs a period to compare with"):
        change(small, "proactive_rate", ALL)
    with pytest.raises(ScopeError, match="The change of 'actions' is not judged here"):
        change(small, "actions", replace(ALL, comparison=WEEK.previous()))


def test_without_marts_reports_or_promises_the_remedy_is_named(tmp_path: Path) -> None:
    bare = tmp_path / "bare.duckdb"
    with duckdb.connect(str(bare)) as connection:
        create_contract(connection)
        connection.executemany(
            "insert into enforcement_actions (action_id, content_id, creator_id, policy_id, detection_source, "
            "action_type, content_type, market, content_created_at, actioned_at, automated_detection, "
            "automated_decision, failed) values (?, ?, 'creator', ?, ?, ?, ?, ?, ?, ?, true, 'full', false)",
            [action(i) for i in range(12)],
        )
    without_marts = Warehouse(f"duckdb:///{bare}")
    for key in ("proactive_rate", "appeal_rate", "overturn_rate", "sla_attainment"):
        with pytest.raises(MissingTableError, match="integrity build"):
            ask(without_marts, key, ALL)
    assert ask(without_marts, "time_to_action", ALL).frame["n"].tolist() == [12]
    without_marts.close()
    build_marts(bare)
    warehouse = Warehouse(f"duckdb:///{bare}")
    with pytest.raises(ScopeError, match="needs reports, and there are none"):
        ask(warehouse, "proactive_rate", ALL)
    with pytest.raises((ScopeError, MissingTableError)):
        ask(warehouse, "sla_attainment", ALL)
    warehouse.close()


@pytest.mark.parametrize("key", KINDS)
@pytest.mark.parametrize("grain", list(Grain))
def test_every_grain_has_limits_around_its_value(simulated: Warehouse, key: str, grain: Grain) -> None:
    frame = ask(simulated, key, Scope(data_period(simulated, key), grain)).frame
    assert len(frame) >= 1
    shown = frame[~frame["status"].isin(["suppressed", "undefined"])]
    # Nobody decides ten appeals a day on so small a platform.
    assert len(shown) or (key, grain) == ("overturn_rate", Grain.DAY)
    assert (shown["low"] <= shown["value"]).all()
    assert (shown["value"] <= shown["high"]).all()


@pytest.mark.parametrize("key", KINDS)
def test_parts_add_up_to_the_whole(simulated: Warehouse, key: str) -> None:
    scope = Scope(data_period(simulated, key), Grain.TOTAL)
    whole = ask(simulated, key, scope).frame["n"].sum()
    for dimension in metric(key).dimensions:
        parts = ask(simulated, key, replace(scope, by=(dimension,))).frame
        assert parts["n"].sum() == whole, dimension
        largest = parts.sort_values("n").iloc[-1]
        filtered = replace(scope, filters=(Filter(dimension, (largest[dimension],)),))
        assert ask(simulated, key, filtered).frame["value"].iloc[0] == pytest.approx(largest["value"])


def test_the_daily_aggregate_counts_hours_as_the_actions_do(simulated: Warehouse) -> None:
    entry = metric("time_to_action")
    scope = Scope(data_period(simulated, entry.key), Grain.WEEK, by=("policy",))
    daily, executed = hour_counts(simulated, entry, scope)
    assert executed.name == "metrics/action_hours"
    detail, executed = hour_counts(simulated, entry, replace(scope, by=("policy", "action_type")))
    assert executed.name == "metrics/action_hours_detail"
    keys = ["period_start", "policy", "hours"]
    assert daily.groupby(keys)["actions"].sum().equals(detail.groupby(keys)["actions"].sum())
    assert set(load_query("metrics/action_hours").dimensions) < set(entry.dimensions)


@pytest.mark.parametrize("key", KINDS)
def test_changes_are_judged_per_segment(simulated: Warehouse, key: str) -> None:
    data = data_period(simulated, key)
    last = Grain.WEEK.start_of(data.until - timedelta(days=metric(key).maturity_days))
    week = Period(last - timedelta(days=7), last)
    scope = Scope(week, by=("policy",), comparison=week.previous())
    found = changes(simulated, key, scope)
    assert len(found) > 3
    for segment, one in found.items():
        assert len(segment) == 1
        assert (one.verdict is Verdict.TOO_LITTLE_DATA) == bool(one.reason)
        if one.verdict is not Verdict.TOO_LITTLE_DATA:
            assert one.low is not None and one.difference is not None and one.high is not None
            assert one.low <= one.difference <= one.high
    assert change(simulated, key, scope) == changes(simulated, key, scope.without_break_down())[()]


def test_the_change_is_the_difference_of_the_values_shown(simulated: Warehouse) -> None:
    for key in KINDS:
        data = data_period(simulated, key)
        last = Grain.WEEK.start_of(data.until - timedelta(days=metric(key).maturity_days))
        week = Period(last - timedelta(days=14), last)
        scope = Scope(week, comparison=week.previous())
        shown = [ask(simulated, key, scope.total(p)).frame["value"].iloc[0] for p in (week, week.previous())]
        assert change(simulated, key, scope).difference == pytest.approx(shown[0] - shown[1]), key


def test_an_incomplete_week_is_never_called_a_change(simulated: Warehouse) -> None:
    data = data_period(simulated, "appeal_rate")
    young = Period(data.until - timedelta(days=7), data.until)
    found = change(simulated, "appeal_rate", Scope(young, comparison=young.previous()))
    assert found.verdict is Verdict.TOO_LITTLE_DATA
    assert found.difference is None
    assert "is not complete yet" in found.reason
