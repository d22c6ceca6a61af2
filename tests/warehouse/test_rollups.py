"""A statement that reads a rollup gives what it gives when it reads the mart with every combination."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pandas as pd
import pytest
from sqlglot import parse_one

from integrity_metrics.scope import Filter, Grain
from integrity_metrics.warehouse import rollups, shaping
from integrity_metrics.warehouse.contract import Table
from integrity_metrics.warehouse.engine import Warehouse
from integrity_metrics.warehouse.marts.definitions import mart_tables
from integrity_metrics.warehouse.query_files import QueryFile, all_queries, load_query

PARAMETERS: dict[str, Any] = {
    "since": date(2025, 1, 1),
    "until": date(2026, 1, 1),
    "start": date(2025, 10, 1),
    "as_of": date(2026, 1, 11),
    "open_since": date(2025, 11, 1),
    "horizon": 60,
    "dimension": "market",
    "policy": "hate",
    "rule_id": "hate_text_model",
}
ROLLED = [
    name
    for name in all_queries()
    if name.startswith("metrics/") and {f"marts.{mart}" for mart in rollups.rollups()} & set(load_query(name).tables)
]


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """A way to forget that there are rollups; statements are shaped anew before and after."""
    shaping._shaped_sql.cache_clear()
    yield monkeypatch
    shaping._shaped_sql.cache_clear()


def scopes(query: QueryFile) -> Iterator[dict[str, Any]]:
    """Yield no scope, each break-down, and each break-down with a filter on another dimension and on itself."""
    grain = Grain.MONTH if any(each.alias == "period_start" for each in query.tree.selects) else None
    yield {"grain": grain}
    for dimension in query.dimensions:
        yield {"grain": grain, "by": (dimension,)}
        yield {"grain": grain, "filters": (Filter(dimension, ("DE", "user_report", "text", "spam", "standard")),)}
        yield {"grain": grain, "filters": (Filter(dimension, ("DE", "text"), excluded=True),)}
    if len(query.dimensions) > 1:
        yield {"grain": grain, "by": tuple(query.dimensions)[:2]}


def answers(warehouse: Warehouse, query: QueryFile) -> Iterator[tuple[dict[str, Any], tuple[str, ...], pd.DataFrame]]:
    bound = {name: PARAMETERS[name] for name in query.parameters}
    for scope in scopes(query):
        statement = warehouse.shape(query, bound, **scope)
        yield scope, statement.tables, warehouse.run(statement).frame


@pytest.mark.parametrize("name", ROLLED)
def test_every_statement_gives_the_same_with_and_without_rollups(
    name: str, simulated: Warehouse, without: pytest.MonkeyPatch
) -> None:
    query = load_query(name)
    rolled = list(answers(simulated, query))
    assert any(len(frame) for _, _, frame in rolled)
    shaping._shaped_sql.cache_clear()
    without.setattr(rollups, "rollups", dict)
    for (scope, _, frame), (_, tables, whole) in zip(rolled, answers(simulated, query), strict=True):
        assert set(tables) == set(query.tables)
        columns = list(whole.columns)
        pd.testing.assert_frame_equal(
            frame.sort_values(columns, ignore_index=True),
            whole.sort_values(columns, ignore_index=True),
            obj=f"{name} {scope}",
            rtol=1e-12,
        )


def test_pages_ask_rollups() -> None:
    for name, scope, read in (
        ("metrics/action_outcomes", {}, "marts.actions_by_dimension"),
        ("metrics/action_outcomes", {"by": ("policy",)}, "marts.actions_by_dimension"),
        ("metrics/action_outcomes", {"by": ("policy", "market")}, "marts.actions_daily"),
    ):
        query = load_query(name)
        statement = shaping.shape(query, {key: PARAMETERS[key] for key in query.parameters}, **scope)
        assert [table for table in statement.tables if table.startswith("marts.")] == [read], (name, scope)


@pytest.mark.parametrize(
    "sql",
    [
        "select count(*) as n from marts.actions_daily",
        "select count(distinct market) as n from marts.actions_daily",
        "select * from marts.actions_daily",
        "select market, row_number() over (order by day) as n from marts.actions_daily",
        "select market, policy_id, sum(actions) as n from marts.actions_daily group by market, policy_id",
        "select p.policy_id, sum(a.actions) as n from policies as p left join marts.actions_daily as a "
        "on a.policy_id = p.policy_id group by p.policy_id",
        # Whose column day is cannot be told.
        "select sum(actions) as n from marts.actions_daily as a inner join policies as p on a.policy_id = p.policy_id "
        "where day > :since",
    ],
)
def test_what_a_rollup_cannot_answer_is_asked_of_the_mart(sql: str) -> None:
    tree = parse_one(sql, read="duckdb")
    before = tree.sql()
    rollups.read_rollups(tree)
    assert tree.sql() == before


def test_a_column_of_a_joined_table_is_left_alone() -> None:
    tree = parse_one(
        "select policies.area, sum(a.actions) as n from marts.actions_daily as a "
        "inner join policies on policies.policy_id = a.policy_id group by policies.area",
        read="duckdb",
    )
    rollups.read_rollups(tree)
    assert tree.sql() == (
        "SELECT policies.area, SUM(a.actions) AS n FROM marts.actions_by_dimension AS a "
        "INNER JOIN policies ON policies.policy_id = a.value WHERE a.dimension = 'policy_id' "
        "GROUP BY policies.area"
    )


@pytest.mark.parametrize(
    ("mart", "rollup"), [(mart, each) for mart, found in rollups.rollups().items() for each in found]
)
def test_a_rollup_has_the_columns_of_its_mart(mart: str, rollup: rollups.Rollup) -> None:
    tables = mart_tables()
    columns = {column.name: column.type for column in tables[mart].columns}
    own = {column.name: column.type for column in tables[rollup.name].columns}
    assert {name: kind for name, kind in own.items() if name in rollup.kept} == {
        name: columns[name] for name in rollup.kept
    }
    assert all(columns[dimension] == "VARCHAR" for dimension in rollup.dimensions)
    if rollup.dimensions:
        assert {"dimension", "value"} <= own.keys()
    assert _measures(tables[rollup.name]) == _measures(tables[mart])


def _measures(table: Table) -> set[str]:
    """Return the columns that are not part of the key; what only describes another column is none either."""
    return {column.name for column in table.columns if column.name not in table.key and column.type != "VARCHAR"} - {
        "target_minutes",
        "target_share",
    }
