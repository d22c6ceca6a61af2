"""Parameters: the name stays, the type is written where a database needs it, and literals stay literals."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.dialects import sqlite
from sqlglot import exp, parse_one

from integrity_metrics.scope import Filter
from integrity_metrics.warehouse.dialects.dialects import DIALECTS
from integrity_metrics.warehouse.dialects.parameters import types_of
from integrity_metrics.warehouse.dialects.translate import write
from integrity_metrics.warehouse.query_files import load_query
from integrity_metrics.warehouse.shaping import shape

TREE = parse_one(
    "select a * :share from t where day >= :since and at < cast(:until as timestamp) and name = :name and m in :only_m",
    read="duckdb",
)
TYPES = {"share": "double", "since": "date", "until": "timestamp", "name": "text", "n": "integer"}


@pytest.mark.parametrize(
    ("dialect", "expected"),
    [
        ("duckdb", "a * :share|day >= :since|CAST(:until AS TIMESTAMP)|name = :name|m IN :only_m"),
        (
            "postgres",
            "a * CAST(:share AS DOUBLE PRECISION)|day >= CAST(:since AS DATE)|CAST(:until AS TIMESTAMP)"
            "|name = CAST(:name AS TEXT)|m IN :only_m",
        ),
        (
            "spark",
            "a * CAST(:share AS DOUBLE)|day >= CAST(:since AS DATE)|CAST(:until AS TIMESTAMP_NTZ)|name = :name"
            "|m IN :only_m",
        ),
        ("bigquery", "a * :share|day >= :since|CAST(:until AS DATETIME)|name = :name|m IN :only_m"),
    ],
)
def test_a_parameter_keeps_its_name_and_gets_its_type(dialect: str, expected: str) -> None:
    sql = " ".join(write(TREE, dialect, types=TYPES).split())
    assert all(part in sql for part in expected.split("|")), sql


@pytest.mark.parametrize("dialect", DIALECTS)
def test_lists_expand_in_every_dialect(dialect: str) -> None:
    filters = (Filter("market", ("BR", "MX")), Filter("content_type", ("video",), excluded=True))
    query = load_query("metrics/exposure_reach")
    statement = shape(query, dict.fromkeys(query.parameters, date(2026, 1, 1)), filters=filters, dialect=dialect)
    assert "IN :only_market" in statement.sql
    assert "IN :without_content_type" in statement.sql
    assert set(text(statement.sql)._bindparams) == set(statement.parameters)


def test_types_are_those_of_the_values() -> None:
    values = {"a": True, "b": 1, "c": 1.5, "d": "x", "e": datetime(2026, 1, 1), "f": date(2026, 1, 1), "g": ("x",)}
    expected = {"a": "boolean", "b": "bigint", "c": "double", "d": "text", "e": "timestamp", "f": "date"}
    assert types_of(values | {"h": None}) == expected


# What SQLAlchemy could take for a parameter, or for an escaped one.
PIECES = st.lists(st.sampled_from([":", "\\", "a", "at", " ", "$", "'", "é", "1", "%"]), max_size=12)


@given(PIECES)
@example([":", "a", "$", ":"])
def test_a_literal_reaches_the_database_as_it_is(pieces: list[str]) -> None:
    literal = "".join(pieces)
    sql = write(exp.select(exp.Literal.string(literal), exp.Placeholder(this="since")), "duckdb")
    compiled = text(sql).compile(dialect=sqlite.dialect(paramstyle="named"))
    assert list(compiled.params) == ["since"]
    assert parse_one(str(compiled), read="duckdb").expressions[0].this == literal
