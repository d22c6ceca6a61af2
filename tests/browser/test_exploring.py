"""Asking a narrower question: filters, drill-down, links, two tabs, and all of it from the keyboard."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from integrity_metrics.metrics.ask import ask
from integrity_metrics.scope import Grain, Period, Scope
from integrity_metrics.warehouse.engine import Warehouse

from .support import (
    Server,
    address,
    card_values,
    chart,
    chart_title,
    click_bar,
    drawn,
    expect_n,
    expect_parameters,
    open_page,
    parameters,
    pick,
    run_cli,
    settle,
)

pytestmark = pytest.mark.browser

SINCE, THROUGH = "2025-07-01", "2025-09-30"
QUARTER = f"industry?since={SINCE}&through={THROUGH}"


def on_command_line(*arguments: str) -> int:
    """How many statements `integrity metric` counts in the quarter."""
    text = run_cli("metric", "dsa_statements", "--since", SINCE, "--through", THROUGH, *arguments)
    return sum(int(row["n"]) for row in csv.DictReader(io.StringIO(text)))


@pytest.fixture(scope="module")
def filed(demo_warehouse: Path) -> Callable[[str], int]:
    """How many statements a platform filed in the quarter."""
    warehouse = Warehouse(f"duckdb:///{demo_warehouse}")
    scope = Scope(Period(date(2025, 7, 1), date(2025, 10, 1)), Grain.TOTAL, by=("platform",))
    counts = ask(warehouse, "dsa_statements", scope).frame.set_index("platform")["n"]
    warehouse.close()
    return lambda platform: int(counts[platform])


def test_a_filter_redraws_the_page_with_the_numbers_of_the_command_line(page: Page, demo: Server) -> None:
    everything = on_command_line()
    others = on_command_line("--without", "platform=Google Shopping")
    assert 0 < others < everything

    open_page(page, demo, QUARTER)
    expect_n(page, everything)
    expect(drawn(page, "ranking")).to_contain_text("Google Shopping")

    pick(page, "Excluding platform", "Google Shopping")

    expect_n(page, others)
    expect(drawn(page, "ranking").locator(".ytick").last).not_to_have_text("Google Shopping")
    expect(drawn(page, "trend").locator(".legendtext", has_text="Google Shopping")).to_have_count(0)
    expect_parameters(page, {"since": [SINCE], "through": [THROUGH], "without_platform": ["Google Shopping"]})


def test_a_click_on_a_bar_drills_down_and_the_link_carries_the_view(
    page: Page, browser: Browser, demo: Server, filed: Callable[[str], int]
) -> None:
    tiktok = filed("TikTok")
    open_page(page, demo, f"{QUARTER}&without_platform=Google+Shopping")

    click_bar(page, "ranking", "TikTok")

    expect(chart_title(page, "trend")).to_have_text("Statements of reasons by category")
    expect_n(page, tiktok)
    wanted = {
        "since": [SINCE],
        "through": [THROUGH],
        "without_platform": ["Google Shopping"],
        "platform": ["TikTok"],
        "by": ["Category"],
    }
    expect_parameters(page, wanted)
    settle(page)

    other = browser.new_context(viewport={"width": 1440, "height": 1100}).new_page()
    other.goto(address(page))
    expect(chart_title(other, "trend")).to_have_text("Statements of reasons by category")
    settle(other)
    assert card_values(other) == card_values(page)
    for field_key in ("since", "through", "platform", "without_platform"):
        shown = page.locator(f".st-key-{field_key}").inner_text()
        assert other.locator(f".st-key-{field_key}").inner_text() == shown
    expect(other.get_by_role("combobox", name="Break down by")).to_have_value("Category")
    for key in ("trend", "ranking"):
        assert drawn(other, key).get_attribute("aria-label") == drawn(page, key).get_attribute("aria-label")
    assert parameters(other) == wanted
    other.context.close()


def test_every_option_of_the_bar_survives_a_reload(page: Page, demo: Server) -> None:
    link = f"{QUARTER}&grain=week&by=Source&compare=52+weeks+earlier&measure=share&scale=log&platform=TikTok&platform=X"
    open_page(page, demo, link)
    expect(page.get_by_test_id("stAlert")).to_have_count(0)
    expect(chart_title(page, "trend")).to_have_text("Share of statements by source")
    assert "by week, by source type, only platform TikTok, X" in (
        drawn(page, "trend").get_attribute("aria-label") or ""
    )
    for group, choice in (("Grain", "week"), ("Measure", "share"), ("Scale", "log")):
        chosen = page.get_by_role("radiogroup", name=group).get_by_role("radio", name=choice)
        expect(chosen).to_have_attribute("aria-checked", "true")
    expect(page.get_by_role("combobox", name="Compare with")).to_have_value("52 weeks earlier")
    expect(page.locator(".st-key-cards")).to_contain_text("against 2024-07-02 to 2024-10-01")


def test_reset_returns_to_the_default_view(page: Page, demo: Server) -> None:
    open_page(page, demo, f"{QUARTER}&grain=week&platform=TikTok&measure=share")
    expect(chart_title(page, "trend")).to_have_text("Share of statements by platform")

    page.locator(".st-key-reset_filters").get_by_role("button").click()

    expect_n(page, 12_991_068_172)
    expect(chart_title(page, "trend")).to_have_text("Statements of reasons by platform")
    expect_parameters(page, {})


def test_a_quick_period_sets_dates_and_grain(page: Page, demo: Server) -> None:
    open_page(page, demo, "industry")
    page.get_by_role("button", name="Period").click()
    page.get_by_role("menuitem", name="Last 4 weeks").click()
    wanted = re.compile(r"^Trend of Statements of reasons, 2025-12-14 to 2026-01-10 \(UTC days\), by day, by platform;")
    expect(chart(page, "trend")).to_have_attribute("aria-label", wanted)
    expect_parameters(page, {"since": ["2025-12-14"], "grain": ["day"]})


def test_two_tabs_keep_their_own_filters(page: Page, demo: Server, filed: Callable[[str], int]) -> None:
    second = page.context.new_page()
    open_page(page, demo, f"{QUARTER}&platform=TikTok")
    open_page(second, demo, f"{QUARTER}&platform=Temu")
    tiktok, temu = filed("TikTok"), filed("Temu")
    expect_n(page, tiktok)
    expect_n(second, temu)

    page.get_by_role("radiogroup", name="Grain").get_by_text("week", exact=True).click()
    second.get_by_role("radiogroup", name="Measure").get_by_text("share", exact=True).click()

    expect(drawn(page, "trend")).to_have_attribute(
        "aria-label", re.compile("by week, by platform, only platform TikTok;")
    )
    expect(chart_title(second, "trend")).to_have_text("Share of statements by platform")
    expect_n(page, tiktok)
    expect_n(second, temu)
    expect(chart_title(page, "trend")).to_have_text("Statements of reasons by platform")
    expect_parameters(page, {"since": [SINCE], "through": [THROUGH], "platform": ["TikTok"], "grain": ["week"]})
    expect_parameters(second, {"since": [SINCE], "through": [THROUGH], "platform": ["Temu"], "measure": ["share"]})


def test_the_keyboard_reaches_filters_and_buttons_and_enter_works(page: Page, demo: Server) -> None:
    open_page(page, demo, QUARTER)
    drawn(page, "dsa_disclosure_delay")  # the last one: what is drawn later would move the focus
    settle(page)
    reached = _tab_through(page, until="View SQL")
    wanted = [
        *("year, From", "month, From", "day, From", "year, Through", "month, Through", "day, Through"),
        *("Period", "day", "Break down by", "Platform", "Excluding platform", "More filters", "Compare with"),
        *("count", "linear", "Reset", "Help for Statements of reasons", "Download plot as a PNG", "View SQL"),
    ]
    assert [name for name in wanted if name not in reached] == [], reached

    page.keyboard.press("Enter")  # on the "View SQL" of the first chart
    expect(page.get_by_test_id("stPopoverBody")).to_contain_text("FROM dsa_statements_daily")
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("stPopoverBody")).to_have_count(0)

    page.get_by_role("combobox", name="Platform", exact=True).focus()
    page.keyboard.type("TikTok")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect_parameters(page, {"since": [SINCE], "through": [THROUGH], "platform": ["TikTok"]})


def _tab_through(page: Page, *, until: str, most: int = 80) -> list[str]:
    """Press Tab until an element with this name has the focus; return the names on the way."""
    reached: list[str] = []
    while len(reached) < most:
        page.keyboard.press("Tab")
        # A button with an icon reads as the icon's name, an empty line, its label, and perhaps another icon.
        words = page.evaluate("() => document.activeElement.ariaLabel || document.activeElement.innerText || ''")
        lines = [line for line in str(words).split("\n") if line]
        name = lines[1] if len(lines) > 1 else "".join(lines)
        reached.append(name)
        if name == until:
            return reached
    raise AssertionError(f"{most} times Tab did not reach {until!r}, but: {reached}")
