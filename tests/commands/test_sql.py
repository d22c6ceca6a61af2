"""`integrity sql`: the text on standard output, whether it was ever executed on standard error."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from integrity_metrics.cli import app
from integrity_metrics.warehouse.dialects.translate import TranslationError, show
from integrity_metrics.warehouse.query_files import QueryFileError, load_query


def run(*arguments: str) -> tuple[str, str]:
    done = CliRunner().invoke(app, ["sql", *arguments], catch_exceptions=False)
    assert done.exit_code == 0
    return done.stdout, done.stderr


@pytest.mark.parametrize("name", ["metrics/reports", "queries/metrics/reports.sql"])
def test_the_text_of_a_file_is_printed(name: str) -> None:
    query = load_query("metrics/reports")
    text, said = run(name, "--dialect", "trino")
    assert text == show(query.tree, "trino", types=query.parameters) + "\n"
    assert said == "Trino: transpiles, not executed.\n"


@pytest.mark.parametrize("dialect", ["duckdb", "postgres", "spark"])
def test_nothing_is_said_of_what_is_executed(dialect: str) -> None:
    text, said = run("metrics/reports", "--dialect", dialect)
    assert text.startswith("SELECT")
    assert said == ""


def test_programs_get_json() -> None:
    record = json.loads(run("metrics/reports", "--dialect", "bigquery", "--json")[0])
    assert record["dialect"] == "bigquery"
    assert record["is_executed"] is False
    assert "DATETIME_TRUNC" in record["sql"]


@pytest.mark.parametrize(
    ("arguments", "error", "sentence"),
    [
        (["metrics/nothing"], QueryFileError, "no query file metrics/nothing"),
        (["metrics/reports", "--dialect", "oracle"], TranslationError, "no dialect 'oracle'"),
        (["sources/dsa/map_statements", "--dialect", "spark"], TranslationError, "written for DuckDB alone"),
    ],
)
def test_bad_input_is_one_sentence(arguments: list[str], error: type[Exception], sentence: str) -> None:
    with pytest.raises(error, match=sentence):
        CliRunner().invoke(app, ["sql", *arguments], catch_exceptions=False)
