"""The Prevalence page as a policy team and an analyst walk it: a policy, a change, methods, segments, the evidence."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from integrity_metrics.metrics.ask import ask
from integrity_metrics.metrics.label_planner import plan_week
from integrity_metrics.metrics.labels import per_10k
from integrity_metrics.scope import Filter, Grain, Period, Scope
from integrity_metrics.warehouse.engine import Warehouse

from .support import WAIT_MS, Server, chart_title, drawn, expect_parameters, open_page, parameters, settle

pytestmark = pytest.mark.browser

# The quarter before and the quarter after a policy was tightened.
SINCE, THROUGH = "2024-10-07", "2025-04-27"
HARASSMENT = f"prevalence?policy=Harassment&since={SINCE}&through={THROUGH}"
SCOPE = Scope(Period(date(2024, 10, 7), date(2025, 4, 28)), Grain.WEEK, (Filter("policy", ("harassment",)),))
IN_WORDS = "2024-10-07 to 2025-04-27 (UTC days), by week, only policy harassment"


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Iterator[Page]:
    """One tab for all these tests."""
    context = browser.new_context(viewport={"width": 1440, "height": 1100}, accept_downloads=True)
    yield context.new_page()
    context.close()


@pytest.fixture
def policy(tab: Page, demo: Server) -> Page:
    """The page of one policy around its change."""
    return open_page(tab, demo, HARASSMENT)


@pytest.fixture(scope="module")
def warehouse(demo_warehouse: Path) -> Iterator[Warehouse]:
    """The warehouse the server reads."""
    opened = Warehouse(f"duckdb:///{demo_warehouse}")
    yield opened
    opened.close()


def methods(page: Page) -> dict[str, list[str]]:
    """Return the table of methods: method -> its cells."""
    table = page.get_by_test_id("stTable").last
    expect(table).to_be_visible(timeout=WAIT_MS)
    rows = table.locator("tbody tr").all()
    return {cells[0]: cells[1:] for cells in (row.locator("td").all_inner_texts() for row in rows)}


def point_of(page: Page, key: str, name: str) -> Locator:
    """Return the point of a forest plot that has this name beside it."""
    figure = drawn(page, key)
    names = [text.strip() for text in figure.locator(".ytick").all_text_contents()]
    return figure.locator(".scatterlayer .points path.point").nth(names.index(name))


def opened(page: Page, key: str) -> Locator:
    """Open one of the parts at the foot of the page and return it."""
    part = page.locator(f".st-key-{key}")
    part.locator("summary").click()
    settle(page)
    return part


def test_a_policy_shows_its_change_its_break_and_what_made_it(policy: Page) -> None:
    expect(policy.locator("h4").first).to_contain_text(
        re.compile(r"of 10,000 views \(95% interval .* labels, 2024-10-07")
    )
    expect(policy.get_by_text("Against 2024-03-18 to 2024-10-06: ")).to_contain_text("Detectable fall: −")
    trend = drawn(policy, "prevalence_trend")
    expect(trend).to_contain_text("policy changed")
    expect(policy.locator(".st-key-frame_prevalence_trend")).to_contain_text("2025-01-11, Harassment policy tightened")
    # The line and its band stop at the break: each is drawn in two pieces.
    for pieces in (trend.locator(".fills path.js-fill"), trend.locator(".scatterlayer .lines path.js-line")):
        shapes = [shape or "" for shape in pieces.evaluate_all("all => all.map(e => e.getAttribute('d'))")]
        assert sum(shape.count("M") for shape in shapes) >= 2, shapes
    made = drawn(policy, "prevalence_change")
    assert {"mix of surface", "Home", "Profile"} <= {
        text.strip() for text in made.locator(".xtick").all_text_contents()
    }
    expect(policy.locator(".st-key-frame_prevalence_change")).to_contain_text(
        "This is inside the surface values, not mix"
    )
    log = opened(policy, "log_open")
    expect(log.get_by_test_id("stDataFrame")).to_contain_text("Harassment policy tightened with strikes (tightened)")


def test_the_page_says_what_ask_says_and_the_csv_holds_it(policy: Page, warehouse: Warehouse) -> None:
    total = ask(warehouse, "prevalence", SCOPE.total()).frame.iloc[0]
    expect(policy.locator("h4").first).to_contain_text(f"{per_10k(total['value'])} of 10,000 views")
    expect(policy.locator("h4").first).to_contain_text(f"from {total['n']:,} labels")
    answer = ask(warehouse, "prevalence", SCOPE).frame
    with policy.expect_download(timeout=WAIT_MS) as download:
        policy.locator(".st-key-csv_prevalence_trend").get_by_role("button").click()
    rows = list(csv.DictReader(io.StringIO(Path(download.value.path()).read_text(encoding="utf-8"))))
    assert {row["scope"] for row in rows} == {IN_WORDS}
    for column in ("value", "low", "high"):
        assert [float(row[column] or "nan") for row in rows] == pytest.approx(list(answer[column]), nan_ok=True)
    for column in ("status", "reason", "method"):
        assert [row[column] for row in rows] == list(answer[column])


def test_every_method_answers_beside_the_others_and_one_switch_draws_it(policy: Page) -> None:
    table = methods(policy)
    assert list(table) == ["direct", "corrected", "assisted", "shrunk", "fixed mix"]
    assert table["direct"][6] == "ok"
    assert "weighed to the frame (Hájek)" in table["direct"][7]
    assert "Shrinking needs segments" in table["shrunk"][7]

    policy.get_by_role("radiogroup", name="Method").get_by_text("fixed mix", exact=True).click()
    expect(chart_title(policy, "prevalence_trend")).to_have_text("Prevalence, fixed mix")
    assert parameters(policy)["method"] == ["fixed mix"]
    settle(policy)
    policy.get_by_role("radiogroup", name="Method").get_by_text("shrunk", exact=True).click()
    expect(policy.get_by_test_id("stAlert").first).to_contain_text("Shrinking needs segments to learn from")
    expect(policy.locator("[class*=st-key-failure_]")).to_have_count(0)


def test_a_click_on_a_segment_leads_into_it_and_its_statement_is_one_click_away(tab: Page, demo: Server) -> None:
    open_page(tab, demo, "prevalence?by=Policy&since=2025-10-06&through=2025-12-28")
    point_of(tab, "prevalence_segments", "Spam").scroll_into_view_if_needed()
    box = point_of(tab, "prevalence_segments", "Spam").bounding_box()
    assert box is not None
    tab.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    expect(chart_title(tab, "prevalence_trend")).to_have_text("Prevalence by market")
    wanted = {"since": ["2025-10-06"], "through": ["2025-12-28"], "by": ["Market"], "policy": ["Spam"]}
    expect_parameters(tab, wanted)
    settle(tab)
    tab.locator(".st-key-sql_prevalence_segments").get_by_role("button").first.click()
    shown = tab.get_by_test_id("stPopoverBody")
    for line in (
        "-- queries/metrics/prevalence_positives.sql",
        ":since = date '2025-10-06'",
        ":only_policy = ('spam')",
    ):
        expect(shown).to_contain_text(line)
    tab.keyboard.press("Escape")
    tab.locator(".st-key-table_prevalence_segments").get_by_role("button").first.click()
    expect(shown.get_by_test_id("stDataFrame")).to_be_visible()
    expect(shown).to_contain_text("by market, only policy spam")
    tab.keyboard.press("Escape")
    expect(shown).to_have_count(0)


def test_the_sample_is_listed_by_id_and_its_labels_are_counted(policy: Page) -> None:
    sample = opened(policy, "sample_open")
    expect(sample).to_contain_text("Ids and scores only")
    expect(sample.get_by_test_id("stDataFrame")).to_contain_text(re.compile(r"content_\d+|c\d+|\d{4,}"))
    labels = opened(policy, "labels_open")
    expect(labels).to_contain_text(
        re.compile(r"[\d,]+ of [\d,]+ sampled views have their label \(9\d\.\d%\): half of them")
    )


def test_the_planner_says_what_a_budget_buys_and_what_it_cannot_see(
    tab: Page, demo: Server, warehouse: Warehouse
) -> None:
    open_page(tab, demo, "prevalence?since=2025-10-06&through=2025-12-28")
    scope = Scope(Period(date(2025, 10, 6), date(2025, 12, 29)), Grain.WEEK)
    planner = opened(tab, "planner_open")
    for budget in (2_800, 500):
        field = planner.get_by_role("spinbutton", name="Labels a week")
        field.fill(str(budget))
        field.press("Enter")
        plan = plan_week(warehouse, scope, budget=budget).plan
        expect(planner).to_contain_text(
            f"{budget:,} labels a week give an interval of about {per_10k(plan.expected_low)} to "
            f"{per_10k(plan.expected_high)} of 10,000 views a week"
        )
        expect(planner).to_contain_text("This budget cannot see")
    planner.get_by_role("radiogroup", name="Plan by").get_by_text("interval width", exact=True).click()
    expect(planner).to_contain_text(re.compile(r"[\d,]+ labels a week give an interval of about"))


def test_a_market_of_few_labels_gets_a_reason_and_no_number(tab: Page, demo: Server) -> None:
    open_page(tab, demo, "prevalence?market=ZA&since=2025-12-15&through=2025-12-21")
    expect(tab.locator("h4").first).to_contain_text("No number from")
    expect(tab.locator("body")).to_contain_text(re.compile(r"Too few labels.* more needed"))
    expect(tab.locator("body")).to_contain_text("Too little data")
    expect(tab.locator("[class*=st-key-failure_]")).to_have_count(0)
