"""Links that were mistyped, shortened, or made to do harm: a visible notice, the default view, a clean address."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote, urlencode

import pytest
from playwright.sync_api import Browser, Page, expect

from .support import (
    PAGES,
    Server,
    Witness,
    address,
    chart_title,
    drawn,
    expect_n,
    expect_parameters,
    open_page,
    settle,
)

pytestmark = pytest.mark.browser

SCRIPT = "<script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">"
# What is wrong with a link -> its parameters, and for each the words its notice must hold.
HOSTILE: dict[str, list[tuple[str, str, str]]] = {
    "injection": [
        ("market", "'; drop table dsa_statements_daily; --", "`market` is not a parameter"),
        ("platform", "x' or '1'='1", "platform="),
        ("by", SCRIPT, "by="),
        (SCRIPT, "1", "is not a parameter of this page"),
        ("scale", "[click](javascript:alert(1)) `code` $x$ **b**", "scale="),
    ],
    "unknown": [
        ("metric", "no_such_metric", "`metric` is not a parameter"),
        ("grain", "fortnight", "offered: day, week, month, quarter"),
        ("since", "2030-01-01", "outside the data (2023-09-25 to 2026-01-10)"),
        ("through", "yesterday", "not a date written YYYY-MM-DD"),
        ("without_platform", "No Such Platform", "No Such Platform"),
    ],
    "long": [("by", "x" * 10_000, "by="), ("y" * 3_000, "1", "is not a parameter of this page")],
}


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Iterator[tuple[Page, Witness]]:
    """One tab for all these links, as a visitor pastes one after the other."""
    context = browser.new_context(viewport={"width": 1440, "height": 1100})
    page, witness = context.new_page(), Witness()
    witness.watch(page)
    yield page, witness
    context.close()


@pytest.mark.parametrize("name", HOSTILE)
def test_what_a_link_may_not_say_is_named_and_left_out(tab: tuple[Page, Witness], demo: Server, name: str) -> None:
    page, witness = tab
    witness.complaints.clear()
    hostile = {parameter: value for parameter, value, _ in HOSTILE[name]}

    open_page(page, demo, "industry?" + urlencode({**hostile, "measure": "share"}, quote_via=quote))

    notices = page.get_by_test_id("stAlert")
    expect(notices).to_have_count(len(hostile))
    for notice, (_, _, words) in zip(notices.all(), HOSTILE[name], strict=True):
        expect(notice).to_contain_text(words.replace("`", ""))
        assert len(notice.inner_text()) < 400
        expect(notice.get_by_role("link")).to_have_count(0)
    # The rest of the link is obeyed, and the rest of the page stands.
    expect(chart_title(page, "trend")).to_have_text("Share of statements by platform")
    expect_n(page, 12_991_068_172)
    expect_parameters(page, {"measure": ["share"]})
    expect(page.locator("[class*=st-key-failure_]")).to_have_count(0)
    assert "taken" not in page.title()
    assert witness.complaints == []


def test_an_end_before_the_start_says_so_and_the_dates_can_be_mended(tab: tuple[Page, Witness], demo: Server) -> None:
    page, _ = tab
    open_page(page, demo, "industry?since=2025-07-01&through=2025-01-01")
    expect(page.get_by_test_id("stAlert")).to_contain_text("The period is empty")
    expect(page.locator("[class*=st-key-failure_]")).to_have_count(0)

    page.get_by_role("button", name="Period").click()
    page.get_by_role("menuitem", name="Last 13 weeks").click()

    expect(page.get_by_test_id("stAlert")).to_have_count(0)
    drawn(page, "trend")


@pytest.mark.parametrize("path", [path for path in PAGES if path])
def test_other_pages_clean_their_address_too(tab: tuple[Page, Witness], demo: Server, path: str) -> None:
    page, _ = tab
    open_page(page, demo, f"{path}?{urlencode({'secret': SCRIPT})}")
    settle(page)
    expect_parameters(page, {})
    assert address(page) == f"{demo.url}/{path}"
    expect(page.locator("[class*=st-key-failure_]")).to_have_count(0)


def test_an_unknown_anomaly_falls_back_to_the_first(tab: tuple[Page, Witness], demo: Server) -> None:
    page, _ = tab
    open_page(page, demo, "anomalies?event=" + quote("' or 1=1 --~x"))
    expect(page.get_by_text("The link names no event")).to_be_visible()
    expect_parameters(page, {})
