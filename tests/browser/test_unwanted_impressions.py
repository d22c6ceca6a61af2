"""The Unwanted impressions page: what is still to come is hatched, what cannot be counted is said once."""

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
from integrity_metrics.scope import Grain, Period, Scope
from integrity_metrics.warehouse.engine import Warehouse

from .support import WAIT_MS, Server, chart_title, drawn, expect_parameters, open_page, pick, settle

pytestmark = pytest.mark.browser

DAYS = Scope(Period(date(2025, 12, 1), date(2026, 1, 11)), Grain.DAY)
LINK = "unwanted_impressions?since=2025-12-01"


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Iterator[Page]:
    """One tab for all these tests."""
    context = browser.new_context(viewport={"width": 1440, "height": 1100}, accept_downloads=True)
    yield context.new_page()
    context.close()


@pytest.fixture
def view(tab: Page, demo: Server) -> Page:
    """The last weeks there are data for, by day."""
    return open_page(tab, demo, LINK)


def test_what_is_still_to_be_found_is_hatched_on_the_newest_days(view: Page) -> None:
    figure = drawn(view, "exposure_trend")
    expect(figure.locator(".legendtext", has_text="still to be found (projected)")).to_be_visible()
    traces = figure.locator(".barlayer .trace.bars")
    expect(traces).to_have_count(2)
    solid, hatched = (traces.nth(i).locator(".point path") for i in range(2))
    assert "url(" not in (solid.last.get_attribute("style") or "")
    fills = [str(style) for style in hatched.evaluate_all("all => all.map(e => e.getAttribute('style'))")]
    assert all("url(" in style for style in fills)
    heights = hatched.evaluate_all("all => all.map(e => e.getBBox().height)")
    # The views of early December are found by now; of the newest, much is still to come.
    assert max(heights[:10]) <= 2 < 10 < max(heights[-5:])


def test_the_csv_holds_the_estimates_of_the_days(view: Page, demo_warehouse: Path) -> None:
    warehouse = Warehouse(f"duckdb:///{demo_warehouse}")
    answer = ask(warehouse, "unwanted_impressions", DAYS).frame
    warehouse.close()
    with view.expect_download(timeout=WAIT_MS) as download:
        view.locator(".st-key-csv_exposure_trend").get_by_role("button").click()
    rows = list(csv.DictReader(io.StringIO(Path(download.value.path()).read_text(encoding="utf-8"))))
    assert [float(row["value"] or "nan") for row in rows] == pytest.approx(list(answer["value"]), nan_ok=True)
    assert [row["status"] for row in rows] == list(answer["status"])
    assert {"ok", "immature"} <= {row["status"] for row in rows}
    assert {row["scope"] for row in rows} == {DAYS.in_words()}


def test_what_was_missed_and_why_stands_in_tables(view: Page) -> None:
    why = view.get_by_test_id("stTable").filter(has_text="Never found so far")
    expect(why.locator("tbody tr")).to_have_count(5)
    expect(view.locator("body")).to_contain_text(
        re.compile(r"Of the violating views, \d+% \(\d+% to \d+%\) were of content")
    )
    sources = view.get_by_test_id("stTable").filter(has_text="Detection source")
    expect(sources.locator("tbody tr").first).to_contain_text("User report")
    expect(view.get_by_test_id("stTable").filter(has_text="Exposure recall")).to_be_visible()


def test_market_and_surface_together_are_refused_in_one_sentence(view: Page) -> None:
    pick(view, "Market", "BR")
    expect_parameters(view, {"since": ["2025-12-01"], "market": ["BR"]})
    settle(view)
    drawn(view, "exposure_trend")
    view.keyboard.press("Escape")  # the list of markets stays open for more
    view.get_by_role("button", name="More filters").click()
    pick(view, "Surface", "Search")

    refusal = view.get_by_test_id("stAlert")
    expect(refusal).to_have_count(1)
    expect(refusal).to_contain_text("market and surface cannot be combined; choose one of them.")
    expect(view.get_by_test_id("stPlotlyChart")).to_have_count(0)
    expect(view.locator("[class*=st-key-failure_]")).to_have_count(0)
    view.keyboard.press("Escape")
    settle(view)
    view.locator(".st-key-reset_filters").get_by_role("button").click()
    expect(refusal).to_have_count(0)
    drawn(view, "exposure_trend")
    expect_parameters(view, {})


def test_a_break_down_compares_policies_and_a_click_leads_into_one(tab: Page, demo: Server) -> None:
    open_page(tab, demo, "unwanted_impressions?by=Policy&grain=week&since=2025-10-13")
    expect(chart_title(tab, "exposure_trend")).to_have_text("Unwanted impressions by policy")
    figure = drawn(tab, "exposure_segments")
    names = [text.strip() for text in figure.locator(".ytick").all_text_contents()]
    point = figure.locator(".scatterlayer .points path.point").nth(names.index("Spam"))
    point.scroll_into_view_if_needed()
    box = point.bounding_box()
    assert box is not None
    tab.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(chart_title(tab, "exposure_trend")).to_have_text("Unwanted impressions by detection source")
    wanted = {"since": ["2025-10-13"], "grain": ["week"], "by": ["Detection source"], "policy": ["Spam"]}
    expect_parameters(tab, wanted)


def test_the_contents_seen_most_are_listed_by_id(view: Page) -> None:
    part = view.locator(".st-key-top")
    part.locator("summary").click()
    settle(view)
    expect(part).to_contain_text("Ids only")
    expect(part.get_by_test_id("stDataFrame")).to_be_visible()
