"""Real servers, and the few things every browser test does with a page."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import ConsoleMessage, Locator, Page, expect

from integrity_metrics.access.cookie import COOKIE_NAME
from integrity_metrics.paths import PROJECT

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM_ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
# Generous: the machine that runs the tests may be busy with others.
START_S = 90.0
WAIT_MS = 30_000
PAGES = {
    "": "Weekly review",
    "prevalence": "Prevalence",
    "unwanted_impressions": "Unwanted impressions",
    "industry": "Industry",
    "enforcement": "Enforcement",
    "rules": "Rules",
    "backtests": "Backtests",
    "policies": "Policies",
    "consistency": "Consistency",
    "anomalies": "Anomalies",
    "incidents": "Incidents",
    "glossary": "Glossary",
    "data_health": "Data health",
}
USER, PASSWORD = "ada", "correct horse battery"
# Streamlit looks for its server at every level of the address before it finds it at the root.
_PROBE = re.compile(r"/_stcore/(health|host-config)$")


def chromium_path() -> str:
    """Return the Chromium of this machine.

    Raises
    ------
    RuntimeError
        When there is none: the browser tests never skip themselves.
    """
    for name in CHROMIUM:
        if found := shutil.which(name):
            return found
    raise RuntimeError(
        f"The browser tests need Chromium, and none of {', '.join(CHROMIUM)} is on PATH. "
        "Run `make setup-browser` (or `apt-get install chromium`), then try again."
    )


@dataclass(slots=True)
class Server:
    """A running app.

    Parameters
    ----------
    url
        Its address, without a slash at the end.
    log_file
        What it wrote.
    """

    url: str
    log_file: Path
    process: subprocess.Popen[bytes]

    @property
    def log(self) -> str:
        """Everything the server wrote so far."""
        return self.log_file.read_text(errors="replace")

    def wait_until_ready(self) -> None:
        """Return when the app answers, whether or not it can read its warehouse."""
        deadline = time.monotonic() + START_S
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise RuntimeError(f"The server ended with exit code {self.process.returncode}:\n{self.log}")
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=2):  # noqa: S310 (our own server)
                    return
            except urllib.error.HTTPError:
                return  # 503: it runs, without a warehouse
            except OSError:
                time.sleep(0.1)
        raise RuntimeError(f"The server did not answer within {START_S:g} s:\n{self.log}")


@contextmanager
def serving(folder: Path, **settings: object) -> Iterator[Server]:
    """Run `integrity serve` on a free port while the block runs.

    Parameters
    ----------
    folder
        Where its log goes.
    settings
        Settings by their lower-case name, for example ``users_file``.
    """
    port = _free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("INTEGRITY_")}
    environment |= {f"INTEGRITY_{name.upper()}": str(value) for name, value in settings.items()}
    environment["INTEGRITY_PORT"] = str(port)
    # Never the casework of whoever runs the tests.
    environment.setdefault("INTEGRITY_CASEWORK_URL", f"sqlite:///{folder / 'casework.sqlite3'}")
    log_file = folder / f"server-{port}.log"
    with log_file.open("wb") as log:
        process = subprocess.Popen(
            [shutil.which("integrity", path=_scripts()) or "integrity", "serve"],
            cwd=PROJECT,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        server = Server(f"http://localhost:{port}", log_file, process)
        server.wait_until_ready()
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _scripts() -> str:
    return f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"


@dataclass(slots=True)
class Witness:
    """What a browser page did behind the scenes: which hosts it asked, and what it complained of."""

    hosts: set[str] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        """Take notes from now on."""
        page.on("request", lambda request: self._asked(request.url))
        page.on("websocket", lambda socket: self._asked(socket.url))
        page.on("console", lambda message: self._said(message))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _asked(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob"):
            self.hosts.add(parts.netloc)

    def _said(self, message: ConsoleMessage) -> None:
        probe = "404" in message.text and _PROBE.search(message.location.get("url", ""))
        if message.type == "error" and not probe:
            self.complaints.append(f"{message.text} ({message.location.get('url', '')})")


def settle(page: Page) -> None:
    """Wait until the page is connected, its script has ended and nothing on it is of the run before."""
    app = page.get_by_test_id("stApp")
    expect(app).to_have_attribute("data-test-connection-state", "CONNECTED", timeout=WAIT_MS)
    expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=WAIT_MS)
    expect(page.locator("[data-stale=true]")).to_have_count(0, timeout=WAIT_MS)


def open_page(page: Page, server: Server, link: str = "", title: str | None = None) -> Page:
    """Open a link to the app and wait until the page is drawn; `title` defaults to that of the page in the link."""
    page.goto(f"{server.url}/{link}")
    wanted = PAGES[urlsplit(link).path] if title is None else title
    expect(page.get_by_role("heading", level=1, name=wanted, exact=True)).to_be_visible(timeout=WAIT_MS)
    settle(page)
    return page


def sign_in(page: Page, username: str = USER, password: str = PASSWORD) -> None:
    """Fill in the sign-in form and send it off."""
    expect(page.get_by_role("button", name="Sign in")).to_be_visible(timeout=WAIT_MS)
    page.get_by_label("User name").fill(username)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()


def remembered_by_browser(page: Page) -> None:
    """Wait until the browser keeps the session, so that a reload does not ask again."""
    page.wait_for_function("name => document.cookie.includes(name + '=')", arg=COOKIE_NAME, timeout=WAIT_MS)


def chart(page: Page, key: str) -> Locator:
    """Return the chart with this key."""
    # While a run is under way, the chart of the run before may still stand beside its successor.
    return page.locator(f".st-key-{key} [data-testid=stPlotlyChart]").first


def drawn(page: Page, key: str) -> Locator:
    """Return the chart with this key once Plotly has drawn it."""
    found = chart(page, key)
    expect(found.locator(".main-svg").first).to_be_visible(timeout=WAIT_MS)
    return found


def chart_title(page: Page, key: str) -> Locator:
    """Return the title inside a chart."""
    return chart(page, key).locator(".gtitle")


def expect_n(page: Page, n: int) -> None:
    """Wait until a card says that it is of `n` records."""
    expect(page.locator(".st-key-cards")).to_contain_text(re.compile(rf"n = {n:,}(?![\d,])"), timeout=WAIT_MS)


def card_values(page: Page) -> list[str]:
    """Return what the cards show, line by line: labels, values, and n with the change."""
    return [line.strip() for line in page.locator(".st-key-cards").inner_text().splitlines() if line.strip()]


def pick(page: Page, field_name: str, option: str) -> None:
    """Choose an option of a select box or a multiselect by what people read."""
    page.get_by_role("combobox", name=field_name, exact=True).click()
    page.get_by_role("option", name=option, exact=True).click()


def click_bar(page: Page, key: str, name: str) -> None:
    """Click the horizontal bar that has this name at its foot."""
    figure = drawn(page, key)
    names = [text.strip() for text in figure.locator(".ytick").all_text_contents()]
    bar = figure.locator(".bars .point path").nth(names.index(name))
    bar.scroll_into_view_if_needed()
    # Near its foot, where the shortest bar still is. Plotly takes the click on a layer above the bars.
    box = bar.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + min(4.0, box["width"] / 2), box["y"] + box["height"] / 2)


def parameters(page: Page) -> dict[str, list[str]]:
    """Return what the page's address says after the question mark, by now: `page.url` may lag behind a script."""
    return parse_qs(str(page.evaluate("location.search")).removeprefix("?"), keep_blank_values=True)


def address(page: Page) -> str:
    """Return the page's address by now."""
    return str(page.evaluate("location.href"))


def expect_parameters(page: Page, wanted: dict[str, Sequence[str]]) -> None:
    """Wait until the page's address says exactly this."""
    as_lists = {name: list(values) for name, values in wanted.items()}
    page.wait_for_function(
        "wanted => { const found = {}; for (const [name, value] of new URLSearchParams(location.search)) "
        "(found[name] ??= []).push(value); const keys = Object.keys(wanted); "
        "return keys.length === Object.keys(found).length && "
        "keys.every(key => JSON.stringify(found[key]) === JSON.stringify(wanted[key])); }",
        arg=as_lists,
        timeout=WAIT_MS / 2,
    )


def run_cli(*arguments: str) -> str:
    """Return what an `integrity` command on the demo warehouse prints."""
    environment: dict[str, Any] = {k: v for k, v in os.environ.items() if not k.startswith("INTEGRITY_")}
    command = shutil.which("integrity", path=_scripts()) or "integrity"
    done = subprocess.run([command, *arguments], capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout
