"""From the table of rules to one rule, its threshold moved, and a draft rule run and saved."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from .support import WAIT_MS, Server, drawn, open_page, parameters, settle

pytestmark = pytest.mark.browser


def test_a_click_on_a_rule_opens_it_and_its_threshold_moves_the_numbers(page: Page, demo: Server) -> None:
    open_page(page, demo, "rules?policy=Spam&detection=Model", "Rules")
    table = page.locator(".st-key-rules_table [data-testid=stDataFrame]")
    expect(table).to_be_visible(timeout=2 * WAIT_MS)
    settle(page)
    # The grid is a canvas: header and rows are 35 pixels high, and the box to tick is at the left.
    table.click(position={"x": 18, "y": 35 + 17})

    expect(page.get_by_role("heading", name="Spam text model")).to_be_visible(timeout=2 * WAIT_MS)
    drawn(page, "threshold_curve")
    settle(page)
    assert parameters(page)["rule"] == ["Spam text model"]
    hits = page.locator("table", has_text="Expected hits").locator("tr", has_text="Expected hits").locator("td")
    now = hits.nth(2).inner_text()
    assert hits.nth(1).inner_text() == now

    page.get_by_role("slider", name="Threshold tried").focus()
    for _ in range(30):
        page.keyboard.press("ArrowRight")

    expect(hits.nth(1)).not_to_have_text(now)
    settle(page)
    assert hits.nth(2).inner_text() == now
    tried, kept = (int(re.sub(r"[^\d].*$", "", text.replace(",", ""))) for text in (hits.nth(1).inner_text(), now))
    assert tried < kept


def test_a_draft_is_refused_then_run_saved_and_linked(page: Page, demo: Server) -> None:
    open_page(page, demo, "backtests", "Backtests")
    page.get_by_role("textbox", name="Name", exact=True).fill("Comments of Brazil")
    condition = page.get_by_role("textbox", name="Hits where")
    condition.fill("markt = 'BR'")
    page.get_by_role("button", name="Run", exact=False).first.click()
    expect(page.get_by_test_id("stAlert").first).to_contain_text("markt", timeout=WAIT_MS)

    condition.fill("market = 'BR' and content_type = 'comment'")
    page.get_by_role("button", name="Run", exact=False).first.click()
    expect(page.get_by_role("heading", name="Result: Comments of Brazil")).to_be_visible(timeout=2 * WAIT_MS)
    page.locator(".st-key-save_backtest").get_by_role("button").click()

    expect(page.get_by_text("Saved as backtest")).to_be_visible()
    expect(page.get_by_role("combobox", name="Show, or compare two")).to_be_visible()
    open_page(page, demo, "backtests?saved=1", "Backtests")
    expect(page.get_by_text("Comments of Brazil, saved by")).to_be_visible(timeout=WAIT_MS)


def test_a_chart_whose_rows_are_all_too_few_says_so(page: Page, demo: Server) -> None:
    open_page(page, demo, "rule?rule=harassment_contacts", "Harassment contacts")
    frame = page.locator(".st-key-frame_rule_precision")

    expect(frame.get_by_test_id("stAlert")).to_contain_text("Too little data for any figure", timeout=2 * WAIT_MS)
    expect(frame.locator(".js-plotly-plot")).to_have_count(0)
    # What each row lacks can still be read and taken away.
    expect(frame.get_by_role("button", name="CSV")).to_be_visible()
