"""The button "View SQL": what ran comes first; the others are a choice, with the words for what was not executed."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from integrity_metrics.warehouse.dialects.dialects import NOT_EXECUTED


def script(authored: str) -> None:
    import streamlit as st

    from integrity_metrics.estimates import Executed
    from integrity_metrics.interface.view_sql import view_sql

    st.session_state.setdefault("sql_chart", True)
    executed = Executed("metrics/reports", "SELECT 1.0 / a FROM t", {"since": 1}, 0.002, "duckdb", authored)
    view_sql("chart", (executed, executed))


def test_the_text_that_ran_is_shown_and_another_database_can_be_chosen() -> None:
    page = AppTest.from_function(script, kwargs={"authored": "SELECT 1.0 / a FROM t"}).run()
    assert not page.exception
    choice = page.selectbox(key="dialect_chart")
    assert choice.options[:3] == ["DuckDB", "PostgreSQL", "Spark"]
    assert [code.value for code in page.code] == [
        "-- queries/metrics/reports.sql, 2 ms\n-- :since = 1\nSELECT 1.0 / a FROM t"
    ]
    assert not page.caption

    choice.select("trino").run()
    assert [caption.value for caption in page.caption] == [f"Trino: {NOT_EXECUTED}."]
    assert "CAST(1.0 AS DOUBLE) / a" in page.code[0].value
    assert "ms" not in page.code[0].value

    page.selectbox(key="dialect_chart").select("spark").run()
    assert not page.caption


def test_without_the_authored_text_there_is_no_choice() -> None:
    page = AppTest.from_function(script, kwargs={"authored": ""}).run()
    assert len(page.code) == 1
    assert not page.selectbox
