"""Each silent difference is there, and the product is not fooled: the lint refuses it, or our rules set it right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import create_engine, text
from sqlglot import parse_one

from integrity_metrics.warehouse.dialects.parameters import escape
from integrity_metrics.warehouse.dialects.portable import faults
from integrity_metrics.warehouse.dialects.translate import write
from integrity_metrics.warehouse.engine import Warehouse
from integrity_metrics.warehouse.shaping import Statement

from .report import PAGE
from .silent import SILENT, Silent

engines = pytest.mark.engines
each = pytest.mark.parametrize("silent", SILENT, ids=lambda silent: silent.name)


@pytest.fixture(scope="module")
def urls(seeded: Any, seeded_postgresql: str, seeded_spark: str) -> Mapping[str, str]:
    return {"duckdb": f"duckdb:///{seeded}", "postgres": seeded_postgresql, "spark": seeded_spark}


@pytest.fixture(scope="module")
def warehouses(urls: Mapping[str, str]) -> Iterator[Mapping[str, Warehouse]]:
    opened = {dialect: Warehouse(url, query_seconds=300) for dialect, url in urls.items()}
    yield opened
    for warehouse in opened.values():
        warehouse.close()


@engines
@pytest.mark.timeout(1200)
@each
def test_the_engine_differs_without_a_word(
    silent: Silent, urls: Mapping[str, str], warehouses: Mapping[str, Warehouse]
) -> None:
    raw = silent.text or parse_one(silent.sql, read="duckdb").sql(silent.engine)
    engine = create_engine(urls[silent.engine])
    with engine.connect() as connection:
        found = [_plain(row[0]) for row in connection.execute(text(escape(raw)))]
    engine.dispose()
    assert found == list(silent.wrong)
    assert asked(warehouses["duckdb"], silent.sql) == list(silent.right)


@engines
@each
def test_the_product_is_right_or_refuses(silent: Silent, warehouses: Mapping[str, Warehouse]) -> None:
    if silent.is_refused:
        assert faults(parse_one(silent.sql, read="duckdb"))
    else:
        assert asked(warehouses[silent.engine], silent.sql) == list(silent.right)
        assert not faults(parse_one(silent.sql, read="duckdb"))


@pytest.mark.parametrize(
    "sql",
    [
        # Right on a few rows, wrong and different each time on 200,000: the order is lost between the workers.
        "select a.day, (select b.impressions from impressions_daily as b where b.day <= a.day"
        " order by b.day desc limit 1) from impressions_daily as a",
        "select a.day, last.n from impressions_daily as a cross join lateral (select b.impressions as n"
        " from impressions_daily as b where b.day <= a.day order by b.day desc limit 1) as last",
        # Another estimate on each engine.
        "select approx_count_distinct(market) from contents",
        "select any_value(market) from contents",
        "select arg_max(market, created_at) from contents",
    ],
)
def test_what_no_rule_can_set_right_is_refused(sql: str) -> None:
    assert faults(parse_one(sql, read="duckdb"))


@engines
def test_capitals_of_rare_letters_are_the_one_difference_left(warehouses: Mapping[str, Warehouse]) -> None:
    usual = "select upper('zoë naïve ñ') || lower('ÀÉÎ ЖΩ') as x"
    rare = "select upper('straße') || lower('İ') as x"
    assert {asked(warehouse, usual)[0] for warehouse in warehouses.values()} == {"ZOË NAÏVE Ñàéî жω"}
    assert {dialect: asked(warehouse, rare)[0] for dialect, warehouse in warehouses.items()} == {
        "duckdb": "STRAẞEi",
        "postgres": "STRASSEi̇",
        "spark": "STRASSEi̇",
    }


def test_every_silent_difference_is_in_the_docs() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert [silent.name for silent in SILENT if f"`{silent.name}`" not in page] == []


def asked(warehouse: Warehouse, sql: str) -> list[Any]:
    """Return the first column of what the product gets for a statement."""
    statement = Statement("asked", write(parse_one(sql, read="duckdb"), warehouse.dialect), {})
    column = warehouse.run(statement).frame.iloc[:, 0]
    return [None if pd.isna(value) else value for value in column]


def _plain(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value
