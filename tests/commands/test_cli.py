"""The command line: the same numbers as a page, JSON everywhere, failures in one sentence with exit code 2."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from integrity_metrics.cli import app
from integrity_metrics.metrics.ask import ask
from integrity_metrics.paths import BUNDLED_DATA, PROJECT
from integrity_metrics.scope import Grain, Period, Scope
from integrity_metrics.warehouse.engine import Warehouse

PASSWORD = "correct horse 9"  # noqa: S105
SAMPLES = sorted((BUNDLED_DATA / "sor_samples").glob("*.csv"))
COMMANDS = [
    ["demo"],
    ["connect"],
    ["build"],
    ["serve"],
    ["check"],
    ["metric"],
    ["backtest"],
    ["sql"],
    ["version"],
    ["import", "sor"],
    ["user", "add"],
    ["user", "remove"],
    ["user", "list"],
    ["user", "rotate-key"],
]


def integrity(*arguments: object, warehouse: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    settings = {"INTEGRITY_WAREHOUSE_URL": f"duckdb:///{warehouse}", **environment}
    return subprocess.run(
        [sys.executable, "-m", "integrity_metrics", *map(str, arguments)],
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_has_an_example_and_json(command: list[str]) -> None:
    shown = CliRunner().invoke(app, [*command, "--help"], env={"COLUMNS": "200"}).output
    assert "Example: " in shown
    assert "--json" in shown


def test_a_metric_is_what_a_page_draws(demo: Warehouse, demo_link: Path) -> None:
    done = integrity(
        "metric", "dsa_statements", "--since", "2025-07-01", "--by", "platform", "--format", "csv", warehouse=demo_link
    )
    assert done.returncode == 0, done.stderr
    scope = Scope(Period(date(2025, 7, 1), date(2026, 1, 11)), Grain.MONTH, by=("platform",))
    assert done.stdout == ask(demo, "dsa_statements", scope).to_csv()
    assert {row["scope"] for row in csv.DictReader(io.StringIO(done.stdout))} == {scope.in_words()}


def test_json_is_json(demo_link: Path) -> None:
    done = integrity("metric", "actions", "--grain", "total", "--format", "json", warehouse=demo_link)
    assert json.loads(done.stdout)["rows"][0]["value"] == 99
    done = integrity("check", "--json", warehouse=demo_link)
    assert done.returncode == 0
    assert json.loads(done.stdout)["has_errors"] is False


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["metric", "nope"], "There is no metric 'nope'"),
        (["metric", "dsa_statements", "--by", "password"], "cannot be filtered or broken down by password"),
        (["metric", "dsa_statements", "--only", "platform"], "write dimension=value"),
        (["metric", "dsa_statements", "--since", "2030-01-01"], "There are no data from 2030-01-01"),
        (["metric", "dsa_statements", "--since", "2025-02-01", "--through", "2025-01-01"], "The period is empty"),
        (["import", "sor", "absent.csv"], "absent.csv"),
        (["user", "remove", "ana", "--file", "absent.yaml"], "does not exist"),
        (["demo", "--scale", "0"], "scale is 0; give a number from 0.001 to 1000"),
        (["demo", "--scale", "nan"], "scale is nan; give a number"),
        (["demo", "--days", "10"], "days is 10; give 60 or more"),
    ],
)
def test_wrong_input_is_one_sentence_and_exit_code_2(demo_link: Path, arguments: list[str], sentence: str) -> None:
    done = integrity(*arguments, warehouse=demo_link)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.strip().count("\n") == 0


def test_importing_twice_changes_nothing(tmp_path: Path) -> None:
    link = tmp_path / "w.duckdb"
    first = json.loads(integrity("import", "sor", *SAMPLES, "--json", warehouse=link).stdout)
    assert (first["actions_added"], first["duplicates"], first["rejected"]) == (99, 1, 0)
    again = json.loads(integrity("import", "sor", *SAMPLES, "--json", warehouse=link).stdout)
    assert (again["actions_added"], again["already_present"]) == (0, 100)


def test_a_bad_dump_leaves_the_warehouse_as_it_was(tmp_path: Path) -> None:
    link = tmp_path / "w.duckdb"
    integrity("import", "sor", SAMPLES[0], warehouse=link)
    before = link.resolve()
    broken = tmp_path / "broken.zip"
    broken.write_bytes(b"PK\x03\x04 half")
    done = integrity("import", "sor", SAMPLES[1], broken, warehouse=link)
    assert done.returncode == 2
    assert "broken.zip" in done.stderr
    assert link.resolve() == before


def test_serving_anything_but_the_demo_needs_users(tmp_path: Path) -> None:
    done = integrity("serve", "--check-only", warehouse=tmp_path / "other.duckdb")
    assert done.returncode == 2
    assert "INTEGRITY_USERS_FILE" in done.stderr
    users = tmp_path / "users.yaml"
    added = integrity("user", "add", "ana", "--file", users, warehouse=users, INTEGRITY_NEW_PASSWORD=PASSWORD)
    assert added.returncode == 0, added.stderr
    done = integrity("serve", "--check-only", warehouse=tmp_path / "o.duckdb", INTEGRITY_USERS_FILE=str(users))
    assert done.returncode == 0, done.stderr


def test_the_documented_commands_exist() -> None:
    text = (PROJECT / "README.md").read_text(encoding="utf-8")
    assert "integrity import sor" in text
    assert "make demo" in text
