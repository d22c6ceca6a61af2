"""Every statement of the product gives the same rows on DuckDB, PostgreSQL and Spark."""

from __future__ import annotations

import pytest

from integrity_metrics.warehouse.query_files import all_queries

from .answers import Answers
from .cases import ALWAYS_EMPTY, ELSEWHERE, all_cases, by_name, uncovered
from .compare import compared

engines = pytest.mark.engines
# Of the first test of an engine, which starts it; Spark's start takes minutes on a busy machine.
patient = pytest.mark.timeout(1200)
NAMES = sorted(by_name())


def test_every_query_file_is_compared() -> None:
    assert not uncovered(), "give these cases (tests/engines), or a reason in ELSEWHERE"
    assert all(any(name.startswith(folder) for name in all_queries()) for folder in ELSEWHERE)


def test_cases_are_told_apart() -> None:
    labels = [(case.name, case.label) for case in all_cases()]
    assert len(labels) == len(set(labels))


def test_spark_gets_a_case_of_every_query_file() -> None:
    without = [name for name in all_queries() if name in by_name() and not any(c.is_core for c in by_name()[name])]
    assert not without


@engines
@patient
@pytest.mark.parametrize("name", NAMES)
def test_no_comparison_is_of_nothing(name: str, duckdb_answers: Answers) -> None:
    rows = {case: len(duckdb_answers.of(case).frame) for case in by_name()[name]}
    core = [number for case, number in rows.items() if case.is_core]
    if not name.startswith("metrics/") and name.endswith(ALWAYS_EMPTY):
        assert not sum(rows.values())
    else:
        assert sum(rows.values())
        assert sum(core) or not core


@engines
@patient
@pytest.mark.parametrize("name", NAMES)
def test_postgresql(name: str, duckdb_answers: Answers, postgresql_answers: Answers) -> None:
    assert not compared(name, duckdb_answers, postgresql_answers)


@engines
@patient
@pytest.mark.parametrize("name", [name for name in NAMES if any(case.is_core for case in by_name()[name])])
def test_spark(name: str, duckdb_answers: Answers, spark_answers: Answers) -> None:
    assert not compared(name, duckdb_answers, spark_answers)
