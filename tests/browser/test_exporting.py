"""What leaves the page: CSV, PNG and the statement, each saying what it is of."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from integrity_metrics.metrics.ask import ask
from integrity_metrics.scope import Filter, Grain, Period, Scope
from integrity_metrics.settings import get_settings
from integrity_metrics.warehouse.engine import Warehouse

from .support import WAIT_MS, Server, chart, drawn, open_page

pytestmark = pytest.mark.browser

LINK = "industry?since=2025-06-01&through=2025-08-31&grain=week&without_platform=Google+Shopping&by=Category"
SCOPE = Scope(
    Period(date(2025, 6, 1), date(2025, 9, 1)),
    Grain.WEEK,
    (Filter("platform", ("Google Shopping",), excluded=True),),
    ("category",),
)
IN_WORDS = "2025-06-01 to 2025-08-31 (UTC days), by week, by category, without platform Google Shopping"


@pytest.fixture(scope="module")
def view(browser: Browser, demo: Server) -> Iterator[Page]:
    """The Industry page with a scope of its own; these tests only read it."""
    context = browser.new_context(viewport={"width": 1440, "height": 1100}, accept_downloads=True)
    page = context.new_page()
    open_page(page, demo, LINK)
    drawn(page, "dsa_disclosure_delay")
    yield page
    context.close()


def test_the_csv_holds_the_estimates_and_the_scope_in_words(view: Page) -> None:
    with view.expect_download(timeout=WAIT_MS) as download:
        view.locator(".st-key-csv_trend").get_by_role("button", name="CSV").first.click()
    assert download.value.suggested_filename == "dsa_statements_2025-06-01_2025-08-31_trend.csv"
    rows = list(csv.DictReader(io.StringIO(Path(download.value.path()).read_text(encoding="utf-8"))))

    warehouse = Warehouse.from_settings(get_settings())
    answer = ask(warehouse, "dsa_statements", SCOPE)
    warehouse.close()
    assert SCOPE.in_words() == IN_WORDS
    assert len(rows) == len(answer.frame) > 100
    assert {row["scope"] for row in rows} == {IN_WORDS}
    assert {(row["metric"], row["unit"]) for row in rows} == {("dsa_statements", "count")}
    columns = ["period_start", "category", "value", "low", "high", "n"]
    found = [tuple(float(row[c]) if c in columns[2:] else row[c] for c in columns) for row in rows]
    wanted = [(str(start), *rest) for start, *rest in answer.frame[columns].itertuples(index=False)]
    assert found == wanted
    assert [row["status"] for row in rows] == list(answer.frame["status"])


def test_the_camera_saves_the_chart_as_png(view: Page) -> None:
    with view.expect_download(timeout=WAIT_MS) as download:
        chart(view, "ranking").get_by_role("button", name="Download plot as a PNG").click()
    assert download.value.suggested_filename == "dsa_statements_2025-06-01_2025-08-31_ranking.png"
    picture = Path(download.value.path()).read_bytes()
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    assert len(picture) > 5_000
    # The picture is of the figure, whose subtitle is the scope; long ones are broken into lines.
    subtitle = (
        chart(view, "ranking")
        .locator(".gtitle-subtitle")
        .evaluate_all(
            "all => all.flatMap(e => [...(e.querySelectorAll('tspan').length ? e.querySelectorAll('tspan') : [e])])"
            ".map(e => e.textContent).join(' ')"
        )
    )
    assert re.sub(", by week", "", IN_WORDS) in subtitle


def test_view_sql_shows_the_statement_with_its_parameters(view: Page) -> None:
    view.locator(".st-key-sql_trend").get_by_role("button").first.click()
    shown = view.get_by_test_id("stPopoverBody")
    expect(shown).to_contain_text("-- queries/metrics/dsa_statements.sql")
    for line in (
        ":dimension = 'category'",
        ":since = date '2025-06-01'",
        ":until = date '2025-09-01'",
        ":without_platform = ('Google Shopping')",
        "FROM dsa_statements_daily",
        "NOT filed.platform IN :without_platform",
    ):
        expect(shown).to_contain_text(line)
    view.keyboard.press("Escape")
    expect(shown).to_have_count(0)


def test_view_table_shows_the_scope_in_words(view: Page) -> None:
    view.locator(".st-key-table_ranking").get_by_role("button").first.click()
    shown = view.get_by_test_id("stPopoverBody")
    expect(shown).to_contain_text(re.sub(", by week", "", IN_WORDS))
    expect(shown.get_by_test_id("stDataFrame")).to_be_visible()
    view.keyboard.press("Escape")
    expect(shown).to_have_count(0)


def test_a_break_and_the_known_errors_of_the_data_stand_on_the_chart(view: Page) -> None:
    expect(chart(view, "trend")).to_contain_text("codes changed")
    expect(view.locator(".st-key-frame_trend")).to_contain_text("have no successor")
