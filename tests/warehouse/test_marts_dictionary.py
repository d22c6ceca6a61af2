"""docs/marts.md is what the files of queries/marts say."""

from __future__ import annotations

from sqlglot import exp

from integrity_metrics.paths import PROJECT
from integrity_metrics.warehouse.marts.definitions import load_marts
from integrity_metrics.warehouse.marts.dictionary import marts_page


def test_the_page_is_up_to_date() -> None:
    page = (PROJECT / "docs" / "marts.md").read_text(encoding="utf-8")
    assert page == marts_page(), "run python -m integrity_metrics.warehouse.marts.dictionary > docs/marts.md"


def test_every_statement_writes_every_column_of_its_mart() -> None:
    for mart in load_marts():
        for part in mart.parts:
            assert isinstance(part.tree, exp.Query)
            assert set(part.tree.named_selects) == {column.name for column in mart.table.columns}
