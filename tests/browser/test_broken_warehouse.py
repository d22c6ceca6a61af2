"""A warehouse that dies, is damaged or lacks tables: one sentence and a retry, and the page comes back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Browser, Page, expect

from .support import WAIT_MS, Server, card_values, drawn, expect_n, open_page, remembered_by_browser, settle, sign_in

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def colleague(browser: Browser, guarded: Server) -> Iterator[Page]:
    """A tab of somebody who has signed in."""
    context = browser.new_context(viewport={"width": 1440, "height": 1100})
    page = context.new_page()
    page.goto(guarded.url)
    sign_in(page)
    expect(page.get_by_role("heading", level=1, name="Weekly review", exact=True)).to_be_visible(timeout=WAIT_MS)
    remembered_by_browser(page)
    settle(page)
    yield page
    context.close()


@pytest.fixture
def link(own_warehouse: Path) -> Iterator[Path]:
    """The path the server reads; afterwards it is what it was."""
    target = own_warehouse.readlink()
    yield own_warehouse
    own_warehouse.unlink(missing_ok=True)
    own_warehouse.symlink_to(target)


def _failures(page: Page) -> list[str]:
    return page.locator("[class*=st-key-failure_] [data-testid=stAlert]").all_inner_texts()


def _is_one_sentence(text: str) -> bool:
    return "try again" in text.lower() and "Traceback" not in text and "sqlalche" not in text and len(text) < 400


@pytest.mark.parametrize("damage", ["removed", "garbage"])
def test_a_dead_warehouse_is_one_sentence_and_try_again_works(
    colleague: Page, guarded: Server, link: Path, tmp_path: Path, damage: str
) -> None:
    page, whole = colleague, link.resolve()
    open_page(page, guarded, "industry")
    expect_n(page, 12_991_068_172)
    drawn(page, "dsa_disclosure_delay")
    before = card_values(page)
    link.unlink()
    if damage != "removed":
        broken = tmp_path / "broken.duckdb"
        broken.write_bytes(b"this was a warehouse " * 500)
        link.symlink_to(broken)

    page.get_by_role("radiogroup", name="Grain").get_by_text("week", exact=True).click()

    expect(page.get_by_role("button", name="Try again").first).to_be_visible(timeout=WAIT_MS)
    settle(page)
    told = _failures(page)
    assert told
    assert all(_is_one_sentence(text) for text in told), told
    expect(page.get_by_role("heading", level=1, name="Industry", exact=True)).to_be_visible()
    expect(page.get_by_test_id("stTopNav")).to_be_visible()
    expect(page.get_by_test_id("stException")).to_have_count(0)
    assert str(link.parent) not in page.locator("body").inner_text()

    link.unlink(missing_ok=True)
    link.symlink_to(whole.name)
    page.get_by_role("button", name="Try again").first.click()

    expect(page.get_by_role("button", name="Try again")).to_have_count(0)
    drawn(page, "dsa_disclosure_delay")
    settle(page)
    assert card_values(page) == before


def test_a_missing_table_is_named_and_other_pages_stand(
    colleague: Page, guarded: Server, link: Path, tmp_path: Path
) -> None:
    page, lacking = colleague, tmp_path / "lacking.duckdb"
    lacking.write_bytes(link.resolve().read_bytes())
    with duckdb.connect(str(lacking)) as connection:
        connection.execute("drop table dsa_statements_daily")
    link.unlink()
    link.symlink_to(lacking)

    open_page(page, guarded, "industry")
    expect(page.get_by_test_id("stAlert").first).to_contain_text("Not available: needs table dsa_statements_daily")
    expect(page.get_by_role("button", name="Try again").first).to_be_visible()

    open_page(page, guarded, "enforcement")
    expect(page.locator("[class*=st-key-failure_]")).to_have_count(0)
    drawn(page, "actions_trend")

    open_page(page, guarded, "data_health")
    expect(page.locator("[class*=st-key-failure_]")).to_have_count(0)
    expect(page.locator("body")).to_contain_text("dsa_statements_daily")


def test_only_the_delays_missing_leaves_the_counts_standing(
    colleague: Page, guarded: Server, link: Path, tmp_path: Path
) -> None:
    page, lacking = colleague, tmp_path / "lacking.duckdb"
    lacking.write_bytes(link.resolve().read_bytes())
    with duckdb.connect(str(lacking)) as connection:
        connection.execute("drop table dsa_delays_daily")
    link.unlink()
    link.symlink_to(lacking)

    open_page(page, guarded, "industry")
    for key in ("trend", "ranking", "movers"):
        drawn(page, key)
    told = _failures(page)
    assert told
    assert all("Not available: needs table dsa_delays_daily" in text for text in told), told
    expect_n(page, 12_991_068_172)
