"""Every statement that fills a mart can be written for Spark's store, and as one SELECT for marts in a local file."""

from __future__ import annotations

from datetime import date, datetime

import pytest
import sqlglot
from sqlglot import exp

from integrity_metrics.warehouse.check_statements import Query
from integrity_metrics.warehouse.marts import spark_statements, spark_tables
from integrity_metrics.warehouse.marts.definitions import Mart, load_marts
from integrity_metrics.warehouse.marts.inlined import inlined
from integrity_metrics.warehouse.marts.plan import Span
from integrity_metrics.warehouse.marts.store import Job
from integrity_metrics.warehouse.query_files import QueryFile

SPAN, AT = Span(date(2026, 3, 30), date(2026, 4, 3)), datetime(2026, 4, 3, 2, 30)
PARTS = [(mart, part) for mart in load_marts() for part in mart.parts]


def job(mart: Mart, *days: date) -> Job:
    return Job(mart, SPAN, mart.parts, frozenset(days))


@pytest.mark.parametrize(("mart", "part"), PARTS, ids=[part.name for _, part in PARTS])
def test_a_step_on_spark_writes_its_days_and_keeps_the_others_of_their_quarters(mart: Mart, part: QueryFile) -> None:
    parameters = {"since": SPAN.since, "until": SPAN.until, "cut_off": AT}
    alone = spark_statements.fill(job(mart), part, parameters, 7, keep=False)
    both = spark_statements.fill(job(mart), part, parameters, 7, keep=True)
    for query in (alone, both):
        text = query.bound("spark").sql
        assert f"marts.{mart.name}_rows" in text
        assert "REBALANCE(quarter)" in text
        assert set(query.parameters) == {each.this for each in query.tree.find_all(exp.Placeholder)}
    assert f"FROM marts.{mart.name}\n" not in alone.bound("spark").sql
    assert f"FROM marts.{mart.name}\n" in both.bound("spark").sql
    assert (both.parameters["first_day"], both.parameters["next_day"]) == (date(2026, 1, 1), date(2026, 7, 1))


def test_what_spark_shows_changes_with_one_statement_that_drops_nothing() -> None:
    text = spark_tables.show_steps(7, {("reach", 20261, 5), ("builds", 0, 7)}).bound("spark").sql
    assert " ".join(text.split()) == (
        "ALTER VIEW marts.current_steps AS SELECT mart, quarter, step "
        "FROM VALUES ('builds', 0, 7), ('reach', 20261, 5) AS shown(mart, quarter, step)"
    )


def test_the_log_of_a_step_has_the_days_without_rows_too() -> None:
    reach, flaws = (next(mart for mart in load_marts() if mart.name == name) for name in ("reach", "label_flaws"))
    jobs = [job(reach), job(flaws, SPAN.since)]
    text = spark_statements.log_jobs(jobs, AT, AT, 7).bound("spark").sql
    assert "('label_flaws', '2026-03-30')" in text
    assert text.count("_rows") == 3, "those of both marts, and the log's own"
    # Days that are gone from the warehouse are made and logged as days that are not there.
    assert "source_days" not in spark_statements.log_jobs([job(reach)], AT, AT, 8).bound("spark").sql


@pytest.mark.parametrize("dialect", ["postgres", "spark"])
@pytest.mark.parametrize(("mart", "part"), PARTS, ids=[part.name for _, part in PARTS])
def test_a_mart_can_be_asked_in_one_statement(mart: Mart, part: QueryFile, dialect: str) -> None:
    query = inlined(part)
    used = {each.this: SPAN.since for each in query.find_all(exp.Placeholder)}
    tree = sqlglot.parse_one(Query(part.name, query, used).bound(dialect).sql, read=dialect)
    names = [cte.alias for cte in tree.find_all(exp.CTE)]
    assert len(names) == len(set(names)), "Spark refuses two expressions of the same name"
    staged = {table.name for table in tree.find_all(exp.Table)} - set(names)
    assert staged <= {table for each in mart.parts for table in each.tables}
