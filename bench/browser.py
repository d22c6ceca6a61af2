"""What a visitor waits for: navigation, or a filter change, until the last chart stands, in headless Chromium."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, TimeoutError, sync_playwright

CHARTS = 5
QUIET_MS = 150
LONGEST_MS = 60_000
# In how many charts at least which words stand, spaces left out, when a view is complete: the break-down in the first
# three, the grain in those over time.
BY = {"Platform": [(3, "byplatform")], "Category": [(3, "bycategory")]}
GRAIN = {"month": [(3, "bymonth")], "week": [(3, "byweek")]}


@dataclass(frozen=True, slots=True)
class Hands:
    """How a visitor changes the break-down and the grain on one of the pages."""

    break_down: Callable[[Page, str], None]
    grain: Callable[[Page, str], None]


@dataclass(frozen=True, slots=True)
class Waits:
    """Seconds of each repetition; megabytes as sent over the network on the first visit."""

    first_visit: list[float]
    repeat_visit: list[float]
    break_down: list[float]
    grain: list[float]
    first_visit_mb: float


def _streamlit_break_down(page: Page, label: str) -> None:
    page.get_by_role("combobox", name=re.compile("Break down by")).click()
    page.get_by_role("option", name=label, exact=True).click()


def _streamlit_grain(page: Page, label: str) -> None:
    page.locator(".st-key-grain").get_by_text(label, exact=True).click()


def _dash_pick(dropdown: str) -> Callable[[Page, str], None]:
    def pick(page: Page, label: str) -> None:
        page.locator(f"#{dropdown}").click()
        page.get_by_role("option", name=label, exact=True).click()

    return pick


STREAMLIT = Hands(_streamlit_break_down, _streamlit_grain)
DASH = Hands(_dash_pick("by"), _dash_pick("grain"))


def waits(url: str, hands: Hands, *, repetitions: int, first_visits: int) -> Waits:
    """Return the waits of a page at `url`; a first visit has an empty cache, a repeat visit is a new tab."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
        # Not what is measured: the browser's own first page.
        browser.new_page().close()
        first, weight = [], 0.0
        for _ in range(first_visits):
            page = _new_tab(browser)
            first.append(_navigate(page, url))
            weight = page.evaluate(
                "performance.getEntries().reduce((sum, entry) => sum + (entry.transferSize || 0), 0) / 1e6"
            )
            page.context.close()
        page = _new_tab(browser)
        _navigate(page, url)
        repeat = []
        for _ in range(repetitions):
            tab = page.context.new_page()
            repeat.append(_navigate(tab, url))
            tab.close()
        by = _changes(page, hands.break_down, BY, repetitions)
        grain = _changes(page, hands.grain, GRAIN, repetitions)
        browser.close()
    return Waits(first, repeat, by, grain, weight)


def _new_tab(browser: Browser) -> Page:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_init_script(path=Path(__file__).with_name("last_chart.js"))
    return context.new_page()


def _navigate(page: Page, url: str) -> float:
    page.goto(url, wait_until="commit", timeout=LONGEST_MS)
    return _until_drawn(page, [*BY["Platform"], *GRAIN["month"]])


def _changes(
    page: Page, change: Callable[[Page, str], None], views: dict[str, list[tuple[int, str]]], repetitions: int
) -> list[float]:
    """Return the waits of changing to the second view and back, after each was seen once; the first view is drawn."""
    back, there = views
    taken = []
    for label in [there, back] * (repetitions // 2 + 2):
        change(page, label)
        taken.append(_until_drawn(page, views[label]) - page.evaluate("window.lastPressed") / 1000)
    # Leaves the page at the first view, as it was found.
    return taken[2 : 2 + repetitions]


def _until_drawn(page: Page, wanted: list[tuple[int, str]]) -> float:
    """Return when the last chart was drawn, in seconds of the page's clock; the quiet time is not in it."""
    condition = {"charts": CHARTS, "wanted": wanted, "quiet": QUIET_MS}
    try:
        page.wait_for_function("(c) => window.allDrawn(c)", arg=condition, polling=50, timeout=LONGEST_MS)
    except TimeoutError:
        found = page.locator(".js-plotly-plot .infolayer").all_text_contents()
        raise SystemExit(f"{page.url} never showed {CHARTS} charts with {wanted}; it shows {found}.") from None
    return float(page.evaluate("window.lastDrawn")) / 1000


def chromium_path() -> str | None:
    """Return the Chromium on the PATH; None stands for the one Playwright installed."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
