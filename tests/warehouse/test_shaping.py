"""The scope on the syntax tree: grain, break-down, filters, bound values."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import sqlglot

from integrity_metrics.errors import ScopeError
from integrity_metrics.scope import Filter, Grain
from integrity_metrics.warehouse.query_files import QueryFileError, load_query
from integrity_metrics.warehouse.shaping import shape

PARAMETERS = {"since": date(2025, 1, 1), "until": date(2025, 2, 1), "dimension": "all"}
HOSTILE = "'; drop table dsa_statements_daily; --"


def test_values_are_bound_and_never_written() -> None:
    statement = shape(
        load_query("metrics/dsa_statements"),
        PARAMETERS,
        grain=Grain.WEEK,
        by=("platform",),
        filters=(Filter("platform", (HOSTILE,)), Filter("value", ("b",), excluded=True)),
    )
    assert "drop table" not in statement.sql.lower()
    assert statement.parameters["only_platform"] == (HOSTILE,)
    assert statement.parameters["without_value"] == ("b",)
    assert ":only_platform" in statement.sql
    assert ":since" in statement.sql
    assert "DATE_TRUNC('WEEK'" in statement.sql.upper()


def test_the_break_down_is_selected_and_grouped() -> None:
    statement = shape(load_query("metrics/dsa_statements"), PARAMETERS, grain=Grain.MONTH, by=("platform", "value"))
    tree = sqlglot.parse_one(statement.sql.replace(":", "$"), read="duckdb")
    assert [e.alias_or_name for e in tree.expressions] == ["period_start", "segment_1", "segment_2", "statements"]
    assert len(tree.args["group"].expressions) == 3


def test_the_whole_period_is_one_row_a_segment() -> None:
    statement = shape(load_query("metrics/dsa_statements"), PARAMETERS, grain=Grain.TOTAL)
    assert "GROUP BY" not in statement.sql
    assert "CAST(:since AS DATE) AS period_start" in statement.sql


def test_a_scope_can_be_applied_inside_and_is_carried_outside() -> None:
    statement = shape(
        load_query("metrics/exposure_precision"),
        {"since": date(2025, 1, 1), "until": date(2025, 2, 1)},
        by=("policy", "market"),
        filters=(Filter("surface", ("feed",)),),
    )
    outer = sqlglot.parse_one(statement.sql.replace(":", "$"), read="duckdb")
    inner = outer.ctes[0].this
    for select, columns in ((outer, ["segment_1", "segment_2"]), (inner, ["policy_id", "market"])):
        assert [e.alias_or_name for e in select.expressions][1:3] == ["segment_1", "segment_2"]
        assert [e.name for e in select.args["group"].expressions][-2:] == columns
    assert "only_surface" in inner.args["where"].sql()
    assert "only_surface" not in outer.args["where"].sql()


def test_an_unknown_dimension_is_refused_before_anything_runs() -> None:
    with pytest.raises(ScopeError, match="cannot be filtered or broken down by 'password'"):
        shape(load_query("metrics/dsa_statements"), PARAMETERS, by=("password",))


def test_parameters_must_be_all_and_no_others() -> None:
    query = load_query("metrics/dsa_statements")
    with pytest.raises(ScopeError, match="needs until"):
        shape(query, {"since": date(2025, 1, 1), "dimension": "all"})
    with pytest.raises(ScopeError, match="has no extra"):
        shape(query, {**PARAMETERS, "extra": 1})


def test_a_query_file_is_parsed_once_and_left_as_it_was() -> None:
    query = load_query("metrics/dsa_statements")
    before = query.tree.sql()
    shape(query, PARAMETERS, grain=Grain.QUARTER, by=("platform",), filters=(Filter("platform", ("x",)),))
    assert query.tree.sql() == before


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("select 1", "no header line for answers"),
        ("-- answers: a\n-- grain: b\n-- parameters: none\n-- tables: none\nselect 1; select 2", "2 statements"),
        ("-- answers: a\n-- grain: b\n-- parameters: since\n-- tables: none\nselect 1", "`name type`"),
        ("-- answers: a\n-- grain: b\n-- parameters: none\n-- tables: none\n-- scoped: x\nselect 1", "expression x"),
    ],
)
def test_a_malformed_query_file_is_named(tmp_path: Path, text: str, complaint: str) -> None:
    (tmp_path / "odd.sql").write_text(text, encoding="utf-8")
    with pytest.raises(QueryFileError, match=complaint):
        load_query("odd", tmp_path)
    with pytest.raises(QueryFileError, match="no query file absent"):
        load_query("absent", tmp_path)
