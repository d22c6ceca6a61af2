"""The manager's Monday: the start page, another week, a target, the file, and the page behind a card."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from integrity_metrics.metrics.ask import ask
from integrity_metrics.metrics.catalogue import metric
from integrity_metrics.metrics.labels import format_interval, format_value
from integrity_metrics.metrics.weekly_review import default_week, week_name, week_scope
from integrity_metrics.warehouse.engine import Warehouse

from .support import WAIT_MS, Server, Witness, address, drawn, expect_parameters, open_page, settle

pytestmark = pytest.mark.browser

HEADLINES = (
    "prevalence",
    "unwanted_impressions",
    "proactive_rate",
    "time_to_action",
    "overturn_rate",
    "sla_attainment",
)
BASES = ("against the week before", "against the same week last year")
VERDICT = re.compile(r"(Detectable (rise|fall): |No detectable change|Too little data: )")
OTHER_WEEK, ITS_DAYS = "2025-W40", "Week 2025-W40 (29 Sep to 5 Oct 2025)"
# What a link may not say -> the words its notice must hold.
HOSTILE = {
    "week=2030-W01": "there are labels from 2024-W03 to 2026-W01",
    "week=%27%3B+drop+table+policies%3B--": "there are labels from 2024-W03 to 2026-W01",
    "market=%3Cscript%3Edocument.title%3D%27taken%27%3C%2Fscript%3E": "choose one of the list",
    "policy=spam": "is not a parameter of this page",
}


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Iterator[tuple[Page, Witness]]:
    """One tab of one manager for all these tests."""
    context = browser.new_context(viewport={"width": 1440, "height": 1100}, accept_downloads=True)
    page, witness = context.new_page(), Witness()
    witness.watch(page)
    yield page, witness
    context.close()


@pytest.fixture
def review(tab: tuple[Page, Witness], demo: Server) -> Page:
    """The start page as it opens."""
    return open_page(tab[0], demo)


@pytest.fixture(scope="module")
def week_shown(demo_warehouse: Path) -> tuple[str, dict[str, tuple[str, str]]]:
    """The week the page opens with, and of each headline its number and interval as `ask` has them."""
    warehouse = Warehouse(f"duckdb:///{demo_warehouse}")
    week = default_week(warehouse)
    found = {}
    for key in HEADLINES:
        row = ask(warehouse, key, week_scope(week).alone()).frame.iloc[0]
        unit = metric(key).unit
        found[key] = format_value(row["value"], unit), format_interval(row["low"], row["high"], unit)
    warehouse.close()
    return week_name(week), found


def card(page: Page, key: str) -> Locator:
    return page.locator(f".st-key-card_{key}")


def numbers(page: Page) -> list[str]:
    """Return the number of each headline as it is written, with its unit."""
    return [" ".join(card(page, key).locator(".im-value").inner_text().split()) for key in HEADLINES]


def choose_week(page: Page, week: str) -> None:
    """Choose a week as one does without a mouse: there are two years of them."""
    page.get_by_role("combobox", name=re.compile("^Week")).focus()
    page.keyboard.type(week)
    expect(page.get_by_role("option", name=week, exact=True)).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("h4").first).to_contain_text(f"Week {week}", timeout=WAIT_MS)
    settle(page)


def test_the_start_page_answers_with_six_headlines(
    review: Page, tab: tuple[Page, Witness], week_shown: tuple[str, dict[str, tuple[str, str]]]
) -> None:
    name, wanted = week_shown
    assert numbers(review) == [wanted[key][0] for key in HEADLINES]
    for key in HEADLINES:
        told = card(review, key)
        expect(told).to_contain_text(f"95% interval {wanted[key][1]}")
        expect(told).to_contain_text(re.compile(r"n = [\d,]+ \w+"))
        expect(told.get_by_role("img", name=re.compile("26 weeks with their 95% interval"))).to_be_visible()
        verdicts = told.locator(".im-verdict").all_inner_texts()
        assert len(verdicts) == len(BASES)
        for verdict, basis in zip(verdicts, BASES, strict=True):
            assert VERDICT.search(verdict), verdict
            assert basis in verdict
    sentence = review.locator("h4").first
    expect(sentence).to_contain_text(f"Week {name} (")
    expect(sentence).to_contain_text(f"prevalence {wanted['prevalence'][0]} (95% interval {wanted['prevalence'][1]})")
    drawn(review, "policy_by_market")
    assert tab[1].complaints == []


def test_another_week_changes_the_numbers_and_the_link_carries_it(review: Page, browser: Browser) -> None:
    before = numbers(review)
    choose_week(review, OTHER_WEEK)
    expect(review.locator("h4").first).to_contain_text(ITS_DAYS)
    expect_parameters(review, {"week": [OTHER_WEEK]})
    after = numbers(review)
    assert all(old != new for old, new in zip(before, after, strict=True)), (before, after)

    colleague = browser.new_context(viewport={"width": 1440, "height": 1100}).new_page()
    colleague.goto(address(review))
    expect(colleague.locator("h4").first).to_contain_text(ITS_DAYS, timeout=WAIT_MS)
    settle(colleague)
    assert numbers(colleague) == after
    colleague.context.close()


@pytest.mark.parametrize("link", HOSTILE)
def test_what_a_link_may_not_say_is_named_and_left_out(
    tab: tuple[Page, Witness], demo: Server, week_shown: tuple[str, dict[str, tuple[str, str]]], link: str
) -> None:
    page, witness = tab
    witness.complaints.clear()
    open_page(page, demo, f"?{link}")
    notice = page.locator("[data-testid=stAlert]", has_text="left out")
    expect(notice).to_have_count(1)
    expect(notice).to_contain_text(HOSTILE[link])
    expect(page.locator("h4").first).to_contain_text(f"Week {week_shown[0]} (")
    expect_parameters(page, {})
    expect(page.locator("[class*=st-key-failure_]")).to_have_count(0)
    assert "taken" not in page.title()
    assert witness.complaints == []


def test_a_market_with_few_labels_says_so_instead_of_a_number(tab: tuple[Page, Witness], demo: Server) -> None:
    page, _ = tab
    open_page(page, demo, "?market=ZA")
    told = card(page, "prevalence")
    expect(told.locator(".im-value")).to_contain_text("not enough data")
    expect(told).to_contain_text(re.compile(r"Not shown: Too few labels.* \d+ more needed"))
    expect(told.locator(".im-verdict").first).to_contain_text("Too little data")


def test_a_target_is_set_and_every_later_week_is_on_or_off_it(tab: tuple[Page, Witness], demo: Server) -> None:
    page, _ = tab
    open_page(page, demo, f"?week={OTHER_WEEK}")
    told = card(page, "prevalence")
    expect(told).to_contain_text("No target set")
    page.get_by_role("button", name="Set a target").click()
    for typed, said in (("1", "Off target: at most 1.0 of 10,000 views"), ("9000", "On target: at most 9,000 of")):
        field = page.get_by_role("spinbutton", name="Target, of 10,000 views")
        field.fill(typed)
        field.press("Tab")
        expect(page.get_by_role("button", name="Save the target")).to_be_enabled()
        page.get_by_role("button", name="Save the target").click()
        expect(told).to_contain_text(said)
        settle(page)
    open_page(page, demo)
    expect(card(page, "prevalence")).to_contain_text("On target: at most 9,000 of 10,000 views")
    open_page(page, demo, "?week=2025-W39")
    expect(card(page, "prevalence")).to_contain_text("No target set")


def test_the_csv_holds_what_the_cards_say(review: Page) -> None:
    with review.expect_download(timeout=WAIT_MS) as download:
        review.locator(".st-key-review_csv").get_by_role("button").click()
    rows = list(csv.DictReader(io.StringIO(Path(download.value.path()).read_text(encoding="utf-8"))))
    assert [row["metric"] for row in rows] == list(HEADLINES)
    assert [row["value"] for row in rows] == numbers(review)
    for row in rows:
        told = " ".join(card(review, row["metric"]).inner_text().split())
        for column in ("title", "interval", "n", "target"):
            assert row[column]
            assert row[column] in told
        for basis in ("the week before", "the same week last year"):
            # The card writes the verdict in bold and what follows it below.
            assert all(part in told for part in row[basis].split("; ")), row[basis]
        assert row["method"]
        assert row["status"]
        assert "by week" in row["scope"]


@pytest.mark.parametrize(
    ("key", "title"),
    [("prevalence", "Prevalence"), ("unwanted_impressions", "Unwanted impressions"), ("overturn_rate", "Enforcement")],
)
def test_a_card_leads_to_its_page(review: Page, key: str, title: str) -> None:
    card(review, key).get_by_role("link", name="Open").click()
    expect(review.get_by_role("heading", level=1, name=title, exact=True)).to_be_visible(timeout=WAIT_MS)
    settle(review)
    expect(review.locator("[class*=st-key-failure_]")).to_have_count(0)


def test_tab_reaches_the_week_the_market_and_the_cards(review: Page) -> None:
    drawn(review, "policy_by_market")  # what is drawn later would move the focus
    reached = []
    for _ in range(40):
        review.keyboard.press("Tab")
        words = review.evaluate("() => document.activeElement.ariaLabel || document.activeElement.innerText || ''")
        reached.append(" ".join(str(words).split()))
        if "Set a target" in reached[-1]:
            break
    for wanted in ("Week", "Market", "Open", "Set a target"):
        assert any(wanted in name for name in reached), (wanted, reached)
