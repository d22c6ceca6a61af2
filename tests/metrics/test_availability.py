"""What a metric is said to need is what it reads."""

from __future__ import annotations

from datetime import timedelta

import pytest

from integrity_metrics.metrics.ask import ask, data_period
from integrity_metrics.metrics.availability import missing_tables, queries_of
from integrity_metrics.metrics.catalogue import catalogue, metric
from integrity_metrics.scope import Grain, Period, Scope
from integrity_metrics.warehouse.contract import load_contract
from integrity_metrics.warehouse.engine import Warehouse
from integrity_metrics.warehouse.query_files import load_query
from integrity_metrics.warehouse.rollups import rollups

CONTRACT = {table.name for table in load_contract()}
# Asked, and done without when it is not there.
OPTIONAL = {"simulation_settings"}


@pytest.mark.parametrize("key", catalogue())
def test_a_metric_reads_nothing_it_is_not_said_to_need(
    key: str, simulated: Warehouse, demo: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse = demo if metric(key).owner == "industry" else simulated
    read: set[str] = set()
    run = Warehouse.run

    def recorded(self, statement, **options):  # type: ignore[no-untyped-def]
        read.update(statement.tables)
        return run(self, statement, **options)

    monkeypatch.setattr(Warehouse, "run", recorded)
    period = data_period(warehouse, key)
    ask(warehouse, key, Scope(Period(period.until - timedelta(days=21), period.until), Grain.WEEK))
    told = {name for query in queries_of(metric(key)) for name in load_query(query).tables}
    told |= {f"marts.{each.name}" for name in told for each in rollups().get(name.removeprefix("marts."), ())}
    assert read and read - OPTIONAL <= told


def test_what_needs_a_mart_that_cannot_be_built_may_have_a_detail() -> None:
    lacking = missing_tables({"enforcement_actions"})
    assert lacking["actions"] == lacking["action_share"] == lacking["time_to_action"] == ()
    assert lacking["proactive_rate"] == ("appeals", "reports")


def test_every_table_a_metric_lacks_is_named_and_none_when_all_are_there() -> None:
    nothing, everything = missing_tables(set()), missing_tables(CONTRACT | {"dsa_series"})
    assert set(nothing) == set(catalogue())
    assert all(nothing.values())
    assert not any(everything.values())
    assert {name for lack in nothing.values() for name in lack} <= CONTRACT | {"dsa_series"}


def test_the_industry_s_metrics_need_what_only_the_bundled_data_have() -> None:
    assert missing_tables(CONTRACT)["dsa_statements"] == ("dsa_series",)
