"""Enforcement actions: the bundled sample, times with their intervals, failures left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from integrity_metrics.errors import ScopeError
from integrity_metrics.metrics import action_times, enforcement
from integrity_metrics.metrics.ask import ask
from integrity_metrics.metrics.catalogue import metric
from integrity_metrics.scope import Grain, Period, Scope
from integrity_metrics.warehouse.demo import create_contract
from integrity_metrics.warehouse.engine import Warehouse
from integrity_metrics.warehouse.failures import MissingTableError
from integrity_metrics.warehouse.marts.build import build_marts
from integrity_metrics.warehouse.publish import marts_link

COLUMNS = (
    "action_id, content_id, creator_id, policy_id, detection_source, action_type, content_type, market, "
    "content_created_at, actioned_at, automated_detection, automated_decision, failed"
)


def warehouse_with(path: Path, rows: list[tuple[str, datetime | None, datetime, bool]]) -> Warehouse:
    with duckdb.connect(str(path)) as connection:
        create_contract(connection)
        for action, created, actioned, failed in rows:
            connection.execute(
                f"insert into enforcement_actions ({COLUMNS}) values "  # noqa: S608
                "(?, ?, 'creator', 'spam', 'automated', 'remove', 'text', 'DE', ?, ?, true, 'full', ?)",
                [action, action, created, actioned, failed],
            )
    return Warehouse(f"duckdb:///{path}")


def test_the_bundled_sample_says_that_it_is_one(demo: Warehouse) -> None:
    period, origin = enforcement.extent(demo)
    answer = ask(demo, "actions", Scope(period, Grain.DAY, by=("policy",)))
    assert origin == "sample"
    assert answer.frame["value"].sum() == 99
    assert answer.notes == ("bundled_sample",)


def test_times_are_counted_from_creation_and_negative_ones_apart(tmp_path: Path) -> None:
    day = datetime(2025, 1, 10)
    rows: list[tuple[str, datetime | None, datetime, bool]] = [
        (f"a{i}", datetime(2025, 1, 9, 24 - i if i else 23), day, False) for i in range(1, 24)
    ]
    rows += [("unknown", None, day, False), ("negative", datetime(2025, 1, 11), day, False), ("failed", day, day, True)]
    warehouse = warehouse_with(tmp_path / "w.duckdb", rows)
    scope = Scope(Period(date(2025, 1, 10), date(2025, 1, 11)), Grain.TOTAL)
    assert ask(warehouse, "actions", scope).frame["value"].tolist() == [25]
    median = ask(warehouse, "time_to_action", scope).frame.iloc[0]
    assert median["n"] == 23
    # 1 to 23 whole hours: the middle one lies between 12 and 13.
    assert median["value"] * 24 == pytest.approx(12.5)
    assert median["low"] * 24 < 12.5 < median["high"] * 24
    times = action_times.action_times(warehouse, metric("time_to_action"), scope)
    assert times.negative == 1
    shares = action_times.shares_within(times, scope, 3)["all actions"]
    # Those of the hour from 1 to 2 are all taken in less than 2 hours.
    assert shares[["hours", "share"]].iloc[0].tolist() == [2.0, 1 / 23]
    assert shares[["hours", "share"]].iloc[-1].tolist() == [24.0, 1.0]
    assert (shares["low"] <= shares["share"]).all()


def test_a_time_of_days_is_exact_to_a_tenth(tmp_path: Path) -> None:
    """21 actions after 200 to 240 hours, every second one: the median of 220 lies in the bin from 220 to 230."""
    done = datetime(2025, 1, 20)
    rows: list[tuple[str, datetime | None, datetime, bool]] = [
        (f"a{i}", done - timedelta(hours=200 + 2 * i), done, False) for i in range(21)
    ]
    warehouse = warehouse_with(tmp_path / "w.duckdb", rows)
    scope = Scope(Period(date(2025, 1, 20), date(2025, 1, 21)), Grain.TOTAL)
    median = ask(warehouse, "time_to_action", scope).frame.iloc[0]
    # The 11th is the first of five in its bin of ten hours: (1 - 1/2) / 5 of the way.
    assert median["value"] * 24 == pytest.approx(221)
    assert (median["low"] * 24, median["high"] * 24) == (pytest.approx(211), pytest.approx(231))
    times = action_times.action_times(warehouse, metric("time_to_action"), scope)
    shares = action_times.shares_within(times, scope, 1)["all actions"]
    assert shares["hours"].tolist() == [210, 220, 230, 240, 250]
    assert (shares["share"] * 21).tolist() == pytest.approx([5, 10, 15, 20, 21])


def test_the_daily_aggregate_answers_as_the_actions_do(simulated: Warehouse, tmp_path: Path) -> None:
    """The same rows with and without marts: every break-down, choices and extent."""
    assert simulated.file is not None
    bare = tmp_path / "bare.duckdb"
    bare.symlink_to(simulated.file.resolve())
    without = Warehouse(f"duckdb:///{bare}")
    assert enforcement.extent(without) == enforcement.extent(simulated)
    assert enforcement.choices(without) == enforcement.choices(simulated)
    scope = Scope(enforcement.extent(simulated)[0], Grain.MONTH)
    for by in [(), *((dimension,) for dimension in metric("actions").dimensions), ("policy", "automated_detection")]:
        for key in ("actions", "action_share"):
            daily, detail = (ask(warehouse, key, replace(scope, by=by)) for warehouse in (simulated, without))
            assert daily.executed[0].name == "metrics/actions"
            assert detail.executed[0].name == "metrics/actions_detail"
            pd.testing.assert_frame_equal(daily.frame, detail.frame)
    without.close()


def test_marts_of_an_older_version_do_not_stop_the_actions(tmp_path: Path) -> None:
    file = tmp_path / "w.duckdb"
    warehouse_with(file, [("a", None, datetime(2025, 1, 3), False)]).close()
    build_marts(file)
    scope = Scope(Period(date(2025, 1, 3), date(2025, 1, 4)), Grain.TOTAL, by=("policy", "decision_ground"))
    warehouse = Warehouse(f"duckdb:///{file}")
    built = ask(warehouse, "actions", scope)
    warehouse.close()
    with duckdb.connect(str(marts_link(file).resolve())) as connection:
        connection.execute("alter table actions_daily drop column decision_ground")
    warehouse = Warehouse(f"duckdb:///{file}")
    older = ask(warehouse, "actions", scope)
    warehouse.close()
    assert [each.executed[0].name for each in (built, older)] == ["metrics/actions", "metrics/actions_detail"]
    pd.testing.assert_frame_equal(built.frame, older.frame)


def test_few_actions_are_suppressed(tmp_path: Path) -> None:
    warehouse = warehouse_with(tmp_path / "w.duckdb", [("a", datetime(2025, 1, 1), datetime(2025, 1, 3), False)])
    answer = ask(warehouse, "time_to_action", Scope(Period(date(2025, 1, 3), date(2025, 1, 4)), Grain.TOTAL))
    assert answer.frame["status"].tolist() == ["suppressed"]
    assert answer.frame["value"].isna().all()


def test_no_actions_and_no_table_are_sentences(tmp_path: Path) -> None:
    empty = warehouse_with(tmp_path / "empty.duckdb", [])
    scope = Scope(Period(date(2025, 1, 3), date(2025, 1, 4)))
    with pytest.raises(ScopeError, match="no enforcement actions yet"):
        ask(empty, "actions", scope)
    duckdb.connect(str(tmp_path / "bare.duckdb")).close()
    with pytest.raises(MissingTableError, match="needs table enforcement_actions"):
        ask(Warehouse(f"duckdb:///{tmp_path / 'bare.duckdb'}"), "actions", scope)
