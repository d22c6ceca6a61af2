"""Sign-in in a real browser: a deep link to a fresh server shows the form and no data, then the very page asked for."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from .support import WAIT_MS, Server, drawn, expect_parameters, remembered_by_browser, serving, settle, sign_in

pytestmark = pytest.mark.browser


def _expect_form_and_nothing_else(page: Page) -> None:
    expect(page.get_by_role("button", name="Sign in")).to_be_visible(timeout=WAIT_MS)
    settle(page)
    expect(page.locator("h1")).to_have_count(0)
    expect(page.get_by_test_id("stPlotlyChart")).to_have_count(0)
    expect(page.get_by_test_id("stMetric")).to_have_count(0)
    expect(page.get_by_test_id("stDataFrame")).to_have_count(0)
    expect(page.locator(".st-key-filter_bar")).to_have_count(0)


def test_a_cold_deep_link_asks_to_sign_in_and_then_shows_the_page_asked_for(
    page: Page, own_warehouse: Path, users_file: Path, tmp_path: Path
) -> None:
    # A server of its own: before Streamlit's navigation has run once, a page's address could reach its file directly.
    with serving(tmp_path, warehouse_url=f"duckdb:///{own_warehouse}", users_file=users_file) as fresh:
        received: list[str] = []
        page.on("websocket", lambda socket: socket.on("framereceived", lambda data: received.append(str(data))))
        page.goto(f"{fresh.url}/enforcement?grain=week")
        _expect_form_and_nothing_else(page)
        assert not any("actions_trend" in data or "Illegal or harmful" in data for data in received)

        sign_in(page)

        expect(page.get_by_role("heading", level=1, name="Enforcement", exact=True)).to_be_visible(timeout=WAIT_MS)
        assert "by week" in (drawn(page, "actions_trend").get_attribute("aria-label") or "")
        expect_parameters(page, {"grain": ["week"]})
        assert any("actions_trend" in data for data in received)


def test_a_wrong_password_is_refused_without_saying_which_part_was_wrong(page: Page, guarded: Server) -> None:
    page.goto(guarded.url)
    for username in ("ada", "nobody"):
        sign_in(page, username, "not the password")
        expect(page.get_by_test_id("stAlert")).to_have_text("Name or password is wrong.")
    _expect_form_and_nothing_else(page)


def test_sign_in_survives_a_reload_and_ends_with_sign_out(page: Page, guarded: Server) -> None:
    page.goto(guarded.url)
    sign_in(page)
    expect(page.get_by_text("Signed in as Ada Lovelace")).to_be_visible(timeout=WAIT_MS)
    drawn(page, "policy_by_market")
    settle(page)
    remembered_by_browser(page)

    page.reload()
    expect(page.get_by_text("Signed in as Ada Lovelace")).to_be_visible(timeout=WAIT_MS)
    drawn(page, "policy_by_market")
    settle(page)

    page.get_by_role("button", name="Sign out").click()
    _expect_form_and_nothing_else(page)
    page.goto(f"{guarded.url}/glossary")
    _expect_form_and_nothing_else(page)
