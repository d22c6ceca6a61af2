"""The weekly review as files: the page's words, to the digit, in each format; and the command that writes it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from integrity_metrics.casework.targets import Comparison, Target
from integrity_metrics.cli import app
from integrity_metrics.errors import ScopeError
from integrity_metrics.metrics.review_cards import HEADLINES, review_card
from integrity_metrics.metrics.weekly_review import default_week, week_name, week_scope
from integrity_metrics.reports.html import to_html
from integrity_metrics.reports.markdown import to_markdown
from integrity_metrics.reports.weekly_review import weekly_document
from integrity_metrics.settings import get_settings
from integrity_metrics.warehouse.engine import Warehouse

MADE = datetime(2026, 1, 12, 9, tzinfo=UTC)


def test_every_card_says_what_the_page_says(simulated: Warehouse) -> None:
    week = week_scope(default_week(simulated))
    aim = Target(1, 1, "prevalence", {}, 0.0001, Comparison.AT_MOST, date(2020, 1, 6), "ana")
    document = weekly_document(simulated, week, {"prevalence": aim}, "3", MADE)
    html, markdown = to_html(document), to_markdown(document)
    for key in HEADLINES:
        card = review_card(simulated, key, week)
        for text in (html, markdown):
            assert card.number_and_unit[0] in text, key
            assert card.interval in text, key
            assert card.against[0].words.split(";")[0] in text, key
    assert "Off target: at most 1.0 of 10,000 views" in html
    assert week.in_words() in html


@pytest.fixture
def on_simulated(simulated: Warehouse, monkeypatch: pytest.MonkeyPatch) -> Iterator[Warehouse]:
    monkeypatch.setenv("INTEGRITY_WAREHOUSE_URL", f"duckdb:///{simulated.file}")
    get_settings.cache_clear()
    yield simulated
    get_settings.cache_clear()


def test_the_command_writes_the_files(on_simulated: Warehouse, tmp_path: Path) -> None:
    name = week_name(default_week(on_simulated))
    result = CliRunner().invoke(app, ["report", "weekly", "--week", name, "--out", str(tmp_path / "new")])
    assert result.exit_code == 0, result.output
    written = sorted(path.name for path in (tmp_path / "new").iterdir())
    assert written == [f"weekly-{name}.html", f"weekly-{name}.pdf"]
    assert (tmp_path / "new" / f"weekly-{name}.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(("week", "said"), [("2031-W01", "no whole week 2031-W01"), ("next", "write it like 2026-W12")])
def test_a_week_that_is_not_there_is_one_sentence(
    on_simulated: Warehouse, tmp_path: Path, week: str, said: str
) -> None:
    result = CliRunner().invoke(app, ["report", "weekly", "--week", week, "--out", str(tmp_path)])
    assert isinstance(result.exception, ScopeError)
    assert said in str(result.exception)
    assert list(tmp_path.iterdir()) == []
