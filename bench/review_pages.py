"""How long the weekly review, Prevalence and Unwanted impressions take to their last chart, on two warehouses.

    python bench/review_pages.py .data/warehouse.duckdb /tmp/ten/warehouse.duckdb --labels 1 10

The larger warehouse is built with `integrity demo --scale 10` in a copy of the project. In headless Chromium, medians
of seven: navigation to last chart, and filter change (another week, another market) to last chart. Cold is a fresh
server and an empty browser cache for each repetition, and a view nobody asked before; warm is a new tab, and a view
seen before. Servers ask for a sign-in, which is over before anything is measured. Run it on an idle machine.

How long the marts take to build, and what a night costs, is measured by `bench/marts.py --scale 10`.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median

import servers
from browser import LONGEST_MS, QUIET_MS, chromium_path
from machine import this_machine
from playwright.sync_api import Browser, BrowserContext, Page, TimeoutError, expect, sync_playwright

from integrity_metrics.access.cookie import COOKIE_NAME
from integrity_metrics.access.users import add_user

USER, PASSWORD = "bench", "only for this run"
LARGEST_RATIO = 1.3
SCRIPTS = ("last_chart.js", "run_state.js")


@dataclass(frozen=True, slots=True)
class View:
    """A page, and the filter that is changed on it.

    Parameters
    ----------
    path
        Of its address.
    charts
        How many it shows.
    words
        What stands in how many charts, spaces left out, before the change and after it.
    change
        Asks for the second view (True), or goes back to the first.
    """

    path: str
    charts: int
    words: tuple[tuple[int, str], tuple[int, str]]
    change: Callable[[Page, bool], None]


@dataclass(slots=True)
class Waits:
    """Seconds to the last chart, one a repetition; for navigations also to the heading and to the end of the run."""

    last_chart: list[float] = field(default_factory=list)
    heading: list[float] = field(default_factory=list)
    run_ended: list[float] = field(default_factory=list)


def _choose_week(page: Page, there: bool) -> None:
    page.locator(".st-key-week").get_by_role("combobox").focus()
    page.keyboard.type("2025-W40" if there else "2025-W50")
    expect(page.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")


def _keep_market(page: Page, there: bool) -> None:
    # The press that counts is the last one: the list is closed before the next change, not after this one.
    page.keyboard.press("Escape")
    if there:
        page.get_by_role("combobox", name="Market", exact=True).click()
        page.get_by_role("option", name="US", exact=True).click()
    else:
        page.locator(".st-key-reset_filters button").click()


VIEWS = {
    "weekly review, another week": View(
        "?week=2025-W50", 1, ((1, "to2025-12-14"), (1, "to2025-10-05")), _choose_week
    ),
    "prevalence, one market": View("prevalence", 3, ((2, "(UTCdays)"), (2, "onlymarketUS")), _keep_market),
    "unwanted impressions, one market": View(
        "unwanted_impressions", 3, ((2, "(UTCdays)"), (2, "onlymarketUS")), _keep_market
    ),
}  # fmt: skip


@dataclass(slots=True)
class Measured:
    """The waits of one view on one warehouse."""

    cold: Waits = field(default_factory=Waits)
    cold_change: Waits = field(default_factory=Waits)
    warm: Waits = field(default_factory=Waits)
    warm_change: Waits = field(default_factory=Waits)


def measure(
    browser: Browser, warehouses: list[Path], folder: Path, port: int, repetitions: int
) -> list[dict[str, Measured]]:
    """Measure every view on every warehouse, in turns, so that a busy minute of the machine hits all alike."""
    users_file = folder / "users.yaml"
    add_user(users_file, USER, "Bench", PASSWORD, rounds=4)
    found = [{name: Measured() for name in VIEWS} for _ in warehouses]
    for turn in range(repetitions):
        for warehouse, measured in zip(warehouses, found, strict=True):
            with servers.product_on(warehouse, users_file, folder, port) as server:
                for name, view in VIEWS.items():
                    context = _signed_in(browser, server.url)
                    page = context.new_page()
                    _navigate(page, server.url, view, measured[name].cold)
                    _change(page, view, True, measured[name].cold_change)
                    if turn == repetitions - 1:
                        _warm(context, page, server.url, view, measured[name], repetitions)
                    context.close()
    return found


def _warm(context: BrowserContext, page: Page, url: str, view: View, found: Measured, repetitions: int) -> None:
    _change(page, view, False, Waits())
    for turn in range(repetitions):
        _change(page, view, turn % 2 == 0, found.warm_change)
    for _ in range(repetitions):
        tab = context.new_page()
        _navigate(tab, url, view, found.warm)
        tab.close()


def _signed_in(browser: Browser, url: str) -> BrowserContext:
    """Return a fresh profile, its cache empty, whose visitor has signed in on a page that is not measured."""
    entrance = browser.new_context()
    page = entrance.new_page()
    page.goto(f"{url}glossary", timeout=LONGEST_MS)
    page.get_by_label("User name").fill(USER, timeout=LONGEST_MS)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", level=1, name="Glossary").wait_for(timeout=LONGEST_MS)
    page.wait_for_function("name => document.cookie.includes(name + '=')", arg=COOKIE_NAME, timeout=LONGEST_MS)
    kept = entrance.storage_state()
    entrance.close()
    context = browser.new_context(viewport={"width": 1280, "height": 900}, storage_state=kept)
    for script in SCRIPTS:
        context.add_init_script(path=Path(__file__).with_name(script))
    return context


def _navigate(page: Page, url: str, view: View, waits: Waits) -> None:
    page.goto(url + view.path, wait_until="commit", timeout=LONGEST_MS)
    waits.last_chart.append(_until_drawn(page, view, view.words[0]))
    waits.heading.append(float(page.evaluate("window.headingAt")) / 1000)
    waits.run_ended.append(float(page.evaluate("window.runEndedAt")) / 1000)


def _change(page: Page, view: View, there: bool, waits: Waits) -> None:
    before = page.evaluate("performance.now()")
    view.change(page, there)
    drawn = _until_drawn(page, view, view.words[int(there)], since=before)
    pressed = float(page.evaluate("window.lastPressed")) / 1000
    waits.last_chart.append(drawn - pressed)
    waits.run_ended.append(float(page.evaluate("window.runEndedAt")) / 1000 - pressed)


def _until_drawn(page: Page, view: View, words: tuple[int, str], since: float = 0) -> float:
    """Return when the last chart was drawn and the run was over, in seconds of the page's clock."""
    condition = {"charts": view.charts, "wanted": [list(words)], "quiet": QUIET_MS}
    over = "(c) => window.allDrawn(c) && window.runEndedAt > c.since && " \
           "!document.querySelector('[data-stale=true], [data-testid=stSkeleton]')"  # fmt: skip
    try:
        page.wait_for_function(over, arg={**condition, "since": since}, polling=50, timeout=LONGEST_MS)
        app = page.get_by_test_id("stApp")
        expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=LONGEST_MS)
    except TimeoutError:
        found = page.locator(".js-plotly-plot .infolayer").all_text_contents()
        raise SystemExit(f"{page.url} never showed {view.charts} charts with {words}; it shows {found}.") from None
    return float(page.evaluate("window.lastDrawn")) / 1000


def report(labels: list[str], found: list[dict[str, Measured]]) -> str:
    """Return the medians as markdown, with the ratio of the second warehouse to the first."""
    head = f"| seconds, medians | {' | '.join(f'scale {label}' for label in labels)} | ratio | <= {LARGEST_RATIO} |"
    lines = [head, "|---" * (len(labels) + 3) + "|"]
    for name in VIEWS:
        for what, said in (
            ("cold", "first visit"), ("cold_change", "change, never asked"),
            ("warm", "new tab"), ("warm_change", "change, seen before"),
        ):  # fmt: skip
            waits = [getattr(each[name], what) for each in found]
            last = [median(w.last_chart) for w in waits]
            lines.append(_line(f"{name}: {said}, to last chart", last, judged=True))
            if waits[0].heading:
                lines.append(_line("... of which to the heading", [median(w.heading) for w in waits]))
            lines.append(_line("... until the server's run was over", [median(w.run_ended) for w in waits]))
    return "\n".join(lines)


def _line(name: str, seconds: list[float], *, judged: bool = False) -> str:
    ratio = seconds[-1] / seconds[0]
    verdict = ("met" if ratio <= LARGEST_RATIO else "**not met**") if judged else ""
    return f"| {name} | {' | '.join(f'{s:.2f} s' for s in seconds)} | {ratio:.2f} | {verdict} |"


def main() -> None:
    """Measure both warehouses and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("warehouses", type=Path, nargs="*", help="one or two files; default: the demo's")
    parser.add_argument("--labels", nargs="*", help="their scales, for the table's head")
    parser.add_argument("--repetitions", type=int, default=7)
    parser.add_argument("--port", type=int, default=8670)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every repetition")
    arguments = parser.parse_args()
    warehouses = arguments.warehouses or [Path(".data/warehouse.duckdb")]
    labels = arguments.labels or [str(i) for i in range(1, len(warehouses) + 1)]
    machine = this_machine()
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
        found = measure(browser, warehouses, Path(folder), arguments.port, arguments.repetitions)
        browser.close()
    if arguments.json:
        record = [{name: asdict(each) for name, each in views.items()} for views in found]
        arguments.json.write_text(json.dumps({"machine": asdict(machine), "found": record}, indent=2), encoding="utf-8")
    print(
        f"{machine.cores} cores ({machine.processor}), {machine.memory_gb} GB, Python {machine.python}; load average "
        f"at the start {machine.load:.2f}.{'' if machine.is_idle else ' **Not idle: do not compare.**'}\n"
    )
    print(report(labels, found))


if __name__ == "__main__":
    main()
