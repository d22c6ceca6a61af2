"""Enforcement actions: the bundled sample, times with their intervals, failures left out."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest

from integrity_metrics.errors import ScopeError
from integrity_metrics.metrics import action_times, enforcement
from integrity_metrics.metrics.ask import ask
from integrity_metrics.metrics.catalogue import metric
from integrity_metrics.scope import Grain, Period, Scope
from integrity_metrics.warehouse.demo import create_contract
from integrity_metrics.warehouse.engine import Warehouse
from integrity_metrics.warehouse.failures import MissingTableError

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
    assert shares["share"].iloc[-1] == 1.0
    assert (shares["low"] <= shares["share"]).all()


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
