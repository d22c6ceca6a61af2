"""The text of every query file for the databases we have none of: a change shows in the diff and is read by a person.

`RENEW_SNAPSHOTS=1 pytest tests/warehouse/dialects/test_snapshots.py` writes the files anew.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from integrity_metrics.warehouse.dialects.dialects import DIALECTS
from integrity_metrics.warehouse.dialects.translate import show
from integrity_metrics.warehouse.query_files import all_queries, load_query

FOLDER = Path(__file__).parent / "snapshots"
SNAPSHOTS = ("trino", "bigquery", "snowflake", "databricks")
PORTABLE = ("contract/", "marts/", "metrics/")


def compiled(dialect: str) -> str:
    """Return every portable query file as a database would take it."""
    said = f"-- {DIALECTS[dialect].title}: {DIALECTS[dialect].caption}. Made by test_snapshots.py.\n"
    queries = [load_query(name) for name in all_queries() if name.startswith(PORTABLE)]
    texts = [f"-- queries/{q.name}.sql\n{show(q.tree, dialect, types=q.parameters)};\n" for q in queries]
    return "\n".join([said, *texts])


@pytest.mark.parametrize("dialect", SNAPSHOTS)
def test_the_text_is_the_one_somebody_read(dialect: str) -> None:
    file = FOLDER / f"{dialect}.sql"
    text = compiled(dialect)
    if os.environ.get("RENEW_SNAPSHOTS"):
        file.write_text(text, encoding="utf-8")
    assert file.read_text(encoding="utf-8") == text, "read the difference, then renew: RENEW_SNAPSHOTS=1 pytest ..."


def test_what_is_not_executed_has_a_snapshot() -> None:
    # ClickHouse is an optional check of its own, in process.
    assert {name for name, dialect in DIALECTS.items() if not dialect.is_executed} == {*SNAPSHOTS, "clickhouse"}
