"""Every page opens cleanly: no error, nothing fetched from elsewhere, and readable for a screen reader."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from .support import PAGES, WAIT_MS, Server, Witness, drawn, open_page, settle

pytestmark = pytest.mark.browser

# What must stand on each page once it is drawn: charts by key, and one more thing.
CHARTS = {
    "": ("policy_by_market",),
    "prevalence": ("prevalence_trend", "prevalence_change"),
    "unwanted_impressions": ("exposure_trend", "exposure_delays", "exposure_reach"),
    "industry": ("trend", "ranking", "movers", "dsa_moderation_delay", "dsa_disclosure_delay"),
    "enforcement": ("actions_trend", "actions_ranking", "time_to_action"),
    "rules": (),
    "backtests": (),
    "policies": ("policy_timeline",),
    "consistency": ("consistency_funnel", "consistency_ratios"),
    "anomalies": (),
    "incidents": (),
    "glossary": (),
    "data_health": (),
}
LANDMARKS = {
    "": ".st-key-card_sla_attainment .im-value",
    "prevalence": "[data-testid=stTable]",
    "unwanted_impressions": "[data-testid=stTable]",
    "industry": ".st-key-cards [data-testid=stMetric]",
    "enforcement": ".st-key-cards [data-testid=stMetric]",
    "rules": "[data-testid=stDataFrame]",
    "backtests": ".st-key-draft_run button",
    "policies": "[data-testid=stTable]",
    "consistency": "[data-testid=stDataFrame]",
    "anomalies": ".st-key-scan_bar button",
    "incidents": ".st-key-view",
    "glossary": ".st-key-metric_dsa_statements",
    "data_health": "[data-testid=stDataFrame]",
}
# Of everything a visitor can fill in or press, what a screen reader would announce without a name. An input that only
# carries the value of a labelled group is hidden from it, and cannot be reached by Tab.
NAMELESS = """() => {
  const named = e => {
    const by = (e.getAttribute('aria-labelledby') || '').split(' ').map(id => document.getElementById(id));
    const words = [e.getAttribute('aria-label'), e.getAttribute('title'), e.getAttribute('alt'), e.innerText,
      ...by.map(l => l && l.textContent), ...[...(e.labels || [])].map(l => l.textContent)];
    return words.some(w => w && w.trim());
  };
  const shown = e => e.checkVisibility() && !e.closest('[aria-hidden=true], [inert]');
  const wanted = 'input:not([type=hidden]):not([tabindex="-1"]), textarea, select, button, [role=radiogroup], '
    + '[role=combobox], [role=spinbutton]';
  return [...document.querySelectorAll(wanted)].filter(e => shown(e) && !named(e)).map(e => e.outerHTML.slice(0, 160));
}"""
PICTURES = """() => [...document.querySelectorAll(
    'img, [role=img], [role=figure], [role=graphics-document], [data-testid=stPlotlyChart]')]
  .filter(e => e.checkVisibility() && !e.closest('[aria-hidden=true]'))
  .filter(e => !(e.getAttribute('aria-label') || e.getAttribute('alt') || '').trim())
  .map(e => e.outerHTML.slice(0, 160))"""


@dataclass(frozen=True, slots=True)
class Visit:
    """A page that was opened, and notes on how that went."""

    path: str
    page: Page
    witness: Witness


@pytest.fixture(scope="module", params=list(PAGES), ids=lambda path: path or "weekly_review")
def visit(request: pytest.FixtureRequest, browser: Browser, demo: Server) -> Iterator[Visit]:
    context = browser.new_context(viewport={"width": 1440, "height": 1100})
    page, witness = context.new_page(), Witness()
    witness.watch(page)
    open_page(page, demo, request.param)
    for key in CHARTS[request.param]:
        drawn(page, key)
    expect(page.locator(LANDMARKS[request.param]).first).to_be_visible(timeout=WAIT_MS)
    settle(page)
    yield Visit(request.param, page, witness)
    context.close()


def test_opens_without_an_error(visit: Visit) -> None:
    expect(visit.page.locator("[class*=st-key-failure_]")).to_have_count(0)
    expect(visit.page.get_by_test_id("stException")).to_have_count(0)
    # An empty inbox says so in a box of its own; what must not be there is a warning or an error.
    expect(visit.page.locator("[data-testid=stAlertContentWarning], [data-testid=stAlertContentError]")).to_have_count(
        0
    )
    expect(visit.page.locator("body")).not_to_contain_text("Traceback")
    expect(visit.page.locator("body")).not_to_contain_text("Try again")
    assert visit.witness.complaints == []


def test_asks_no_other_host(visit: Visit, demo: Server) -> None:
    assert visit.witness.hosts == {demo.url.removeprefix("http://")}


def test_has_one_main_heading_and_a_title(visit: Visit) -> None:
    expect(visit.page.locator("h1")).to_have_count(1)
    assert "Integrity Metrics" in visit.page.title()


def test_pictures_and_charts_have_a_description(visit: Visit) -> None:
    assert visit.page.evaluate(PICTURES) == []


def test_charts_are_described_with_their_scope(visit: Visit) -> None:
    for key in CHARTS[visit.path]:
        described = visit.page.locator(f".st-key-{key} [data-testid=stPlotlyChart]").get_attribute("aria-label") or ""
        assert len(described) > 30, f"{key}: {described!r}"


def test_fields_and_buttons_have_a_name(visit: Visit) -> None:
    assert visit.page.evaluate(NAMELESS) == []


# The section of the navigation each page is under; the others stand in the navigation themselves.
SECTIONS = {
    "rules": "Rules and policies",
    "backtests": "Rules and policies",
    "policies": "Rules and policies",
    "consistency": "Rules and policies",
    "anomalies": "What is abnormal",
    "incidents": "What is abnormal",
    "industry": "Data",
    "glossary": "Data",
    "data_health": "Data",
}


def follow_navigation(page: Page, path: str, title: str) -> None:
    """Click a page in the navigation, opening its section first."""
    navigation = page.get_by_test_id("stTopNav")
    if path in SECTIONS:
        navigation.get_by_role("button", name=SECTIONS[path]).click()
        page.get_by_test_id("stTopNavDropdownLink").filter(has_text=title).click()
    else:
        navigation.get_by_role("link", name=title).click()


def test_navigation_leads_to_every_page(page: Page, demo: Server) -> None:
    open_page(page, demo)
    for path, title in reversed(PAGES.items()):
        follow_navigation(page, path, title)
        expect(page.get_by_role("heading", level=1, name=title, exact=True)).to_be_visible(timeout=WAIT_MS)
        assert page.url.removeprefix(demo.url).strip("/") == path
        settle(page)
        expect(page.locator("[class*=st-key-failure_]")).to_have_count(0)


def test_an_unknown_address_says_so_and_offers_the_first_page(page: Page, demo: Server) -> None:
    open_page(page, demo, "secret", title="Weekly review")
    expect(page.get_by_role("dialog")).to_contain_text("Page not found")
