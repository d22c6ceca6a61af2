"""docs/data-dictionary.md is what the contract says."""

from __future__ import annotations

import subprocess
import sys

from integrity_metrics.paths import PROJECT
from integrity_metrics.warehouse.contract import load_contract
from integrity_metrics.warehouse.dictionary import data_dictionary

PAGE = PROJECT / "docs" / "data-dictionary.md"


def test_the_page_in_docs_is_current():
    assert PAGE.read_text(encoding="utf-8") == data_dictionary(), (
        "run `python -m integrity_metrics.warehouse.dictionary > docs/data-dictionary.md`"
    )


def test_every_column_has_its_row():
    page = data_dictionary()
    for table in load_contract():
        section = page.split(f"\n## {table.name}\n")[1].split("\n## ")[0]
        rows = [line for line in section.splitlines() if line.startswith("| `")]
        assert [row.split("`")[1] for row in rows] == [column.name for column in table.columns]
        assert all(len(row.replace(r"\|", "").split("|")) == 7 for row in rows)


def test_the_module_writes_the_page():
    written = subprocess.run(
        [sys.executable, "-m", "integrity_metrics.warehouse.dictionary"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert written.stdout == data_dictionary()
