"""From a scan to a report in real browsers: two people on one event, and a webhook that is dead."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from integrity_metrics.access.users import add_user

from .support import (
    PASSWORD,
    USER,
    WAIT_MS,
    Server,
    chart_title,
    drawn,
    open_page,
    parameters,
    remembered_by_browser,
    serving,
    settle,
    sign_in,
)

pytestmark = pytest.mark.browser

SCAN_MS = 180_000
OTHER = "grace"
# Port 9 discards; nobody listens there.
DEAD = {"on-call": "json://ana:s3cret@127.0.0.1:9/t0ken?rto=0.3&cto=0.3"}


@pytest.fixture(scope="module")
def desk(filed_link: Path, users_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with a small warehouse, a casework file of its own and two people."""
    folder = tmp_path_factory.mktemp("desk")
    add_user(users_file, OTHER, "Grace Hopper", PASSWORD, rounds=4)
    with serving(
        folder,
        warehouse_url=f"duckdb:///{filed_link}",
        casework_url=f"sqlite:///{folder}/casework.sqlite3",
        users_file=users_file,
        alert_targets=json.dumps(DEAD),
    ) as server:
        yield server


def opened(browser: Browser, desk: Server, link: str, title: str, user: str = USER) -> Page:
    """Return a tab of somebody who has signed in."""
    page = browser.new_context(viewport={"width": 1440, "height": 1400}).new_page()
    page.goto(f"{desk.url}/{link}")
    sign_in(page, user)
    # Keeping the cookie runs the page again, at a moment of its own; from here on it runs only when asked to.
    remembered_by_browser(page)
    page.reload()
    expect(page.get_by_role("heading", level=1, name=title, exact=True)).to_be_visible(timeout=WAIT_MS)
    settle(page)
    return page


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=re.compile(rf"{name}$")).first.click()


def test_from_a_scan_to_a_report_with_two_people_and_a_dead_webhook(browser: Browser, desk: Server) -> None:
    ada = opened(browser, desk, "anomalies", "Anomalies")
    expect(ada.get_by_text("The inbox is empty")).to_be_visible()
    press(ada, "Scan now")
    expect(ada.locator(".st-key-event_table [data-testid=stDataFrame]")).to_be_visible(timeout=SCAN_MS)
    settle(ada)
    expect(ada.get_by_text("new in the inbox").first).to_be_visible()

    # The strangest and largest: a category that jumped, explained from its platform; a tick chooses the other.
    drawn(ada, "series_figure")
    first = str(chart_title(ada, "series_figure").text_content())
    table = ada.locator(".st-key-event_table [data-testid=stDataFrame]")
    # The grid is a canvas: header and rows are 35 pixels high, and the boxes to tick are at the left.
    table.click(position={"x": 18, "y": 35 + 35 + 17})
    expect(chart_title(ada, "series_figure")).not_to_have_text(first)
    settle(ada)
    assert list(parameters(ada)) == ["event"]
    event = parameters(ada)["event"][0]
    expect(ada.get_by_text("What drives it")).to_be_visible()

    # Grace opens the same event, Ada takes it, Grace's verdict is refused with Ada's change shown.
    grace = opened(browser, desk, f"anomalies?event={event}", "Anomalies", OTHER)
    press(ada, "Take it")
    expect(ada.get_by_text(f"Event {event} is assigned to {USER}.")).to_be_visible()
    press(grace, "Resolve")
    expect(grace.locator(".st-key-conflict")).to_contain_text(f"{USER} changed assignee from None to '{USER}'")
    expect(grace.get_by_role("button", name=re.compile("Resolve$"))).to_be_visible()
    grace.context.close()

    press(ada, "Incident")
    ada.get_by_label("Title of a new incident").fill("A platform went silent")
    ada.locator(".st-key-incident_verdict, [data-testid=stPopoverBody]").last.get_by_test_id(
        "stFormSubmitButton"
    ).get_by_role("button").click()
    expect(ada.get_by_text(f"Event {event} belongs to an incident now.")).to_be_visible()
    expect(ada.get_by_role("link", name=re.compile("Incident 1"))).to_be_visible()
    ada.get_by_role("link", name=re.compile("Incident 1")).click()
    expect(ada.get_by_role("heading", level=1, name="Incidents", exact=True)).to_be_visible()
    settle(ada)
    expect(ada.get_by_text("Incident 1: A platform went silent")).to_be_visible()
    press(ada, "Impact")
    press(ada, "Take this")
    expect(ada.get_by_text(re.compile(r"^Impact: .*statements"))).to_be_visible()
    settle(ada)
    with ada.expect_download(timeout=SCAN_MS) as waiting:
        ada.get_by_role("button", name=re.compile("Report as HTML$")).click()
    report = Path(waiting.value.path()).read_text(encoding="utf-8")
    assert "Incident 1: A platform went silent" in report
    assert "Timeline" in report and "was linked" in report

    ada.locator(".st-key-view").get_by_text("Alert targets").click()
    settle(ada)
    press(ada, "Send a test")
    expect(ada.get_by_text("on-call: json://127.0.0.1 could not be reached")).to_be_visible()
    assert "s3cret" not in ada.content() + desk.log
    ada.context.close()


def test_the_empty_pages_say_what_to_do(page: Page, demo: Server) -> None:
    open_page(page, demo, "incidents")
    expect(page.get_by_text("There is no incident")).to_be_visible()
    open_page(page, demo, "anomalies")
    expect(page.get_by_role("button", name=re.compile("Scan now$"))).to_be_visible()
