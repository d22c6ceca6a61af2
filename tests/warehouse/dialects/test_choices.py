"""The dialects a statement behind a chart can be read in."""

from __future__ import annotations

from datetime import date

import pytest
from sqlglot import parse_one

from integrity_metrics.estimates import Executed
from integrity_metrics.scope import Filter, Grain
from integrity_metrics.warehouse.dialects.choices import dialects_of, text_in
from integrity_metrics.warehouse.dialects.dialects import DIALECTS
from integrity_metrics.warehouse.dialects.translate import show
from integrity_metrics.warehouse.query_files import all_queries, load_query
from integrity_metrics.warehouse.shaping import shape


def ran(dialect: str) -> Executed:
    statement = shape(
        load_query("metrics/exposure_reach"),
        {"since": date(2026, 1, 1), "until": date(2026, 2, 1)},
        grain=Grain.WEEK,
        by=("market",),
        filters=(Filter("market", ("BR", "MX")),),
        dialect=dialect,
    )
    return Executed(statement.name, statement.sql, statement.parameters, 0.012, dialect, statement.authored)


@pytest.mark.parametrize("dialect", ["duckdb", "postgres", "spark"])
def test_the_text_that_ran_comes_first_and_is_not_touched(dialect: str) -> None:
    executed = ran(dialect)
    assert dialects_of(executed)[0].name == dialect
    assert {each.name for each in dialects_of(executed)} == set(DIALECTS)
    assert text_in(executed, dialect) == executed.as_text()


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_text_is_the_same_whatever_database_ran_it(dialect: str) -> None:
    expected = text_in(ran("duckdb"), dialect).splitlines()[1:]
    assert text_in(ran("spark"), dialect).splitlines()[1:] == expected
    assert expected[0].startswith("-- :only_market = ")


def test_without_the_authored_text_there_is_no_choice() -> None:
    executed = Executed("check/contents/columns", "SELECT 1", {}, 0.1, "postgres")
    assert [each.title for each in dialects_of(executed)] == ["PostgreSQL"]


@pytest.mark.parametrize("name", [name for name in all_queries() if name.startswith(("metrics/", "marts/"))])
def test_the_authored_text_is_read_back_as_it_was(name: str) -> None:
    tree = load_query(name).tree
    assert parse_one(show(tree, "duckdb"), read="duckdb").sql("duckdb", comments=False) == tree.sql(
        "duckdb", comments=False
    )
