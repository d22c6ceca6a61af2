"""Takes the pictures of docs/screenshots on the demo warehouse: `python docs/screenshots.py [NAME ...]`."""

from __future__ import annotations

import io
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from integrity_metrics.paths import PROJECT

FOLDER = PROJECT / "docs" / "screenshots"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
HEIGHT = 1_100
WAIT_MS = 60_000
COLOURS = 256
MOST_BYTES = 200_000


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: its file name, the page, how wide and high, and in which colours."""

    name: str
    path: str
    title: str
    width: int = 1_440
    height: int = HEIGHT
    scheme: str = "light"


SHOTS = (
    Shot("weekly-review", "", "Weekly review", height=1_190),
    Shot("weekly-review-dark", "", "Weekly review", height=1_190, scheme="dark"),
    Shot("prevalence", "prevalence", "Prevalence"),
    Shot(
        "prevalence-policy",
        "prevalence?policy=Harassment&since=2025-01-11&through=2025-12-28&grain=month",
        "Prevalence",
    ),
    Shot("unwanted-impressions", "unwanted_impressions", "Unwanted impressions"),
    Shot("industry", "industry", "Industry"),
    Shot("industry-dark", "industry", "Industry", scheme="dark"),
    Shot("industry-800", "industry", "Industry", width=800),
    Shot("enforcement", "enforcement", "Enforcement"),
    Shot("anomalies", "anomalies", "Anomalies"),
    Shot("glossary", "glossary", "Glossary"),
    Shot("data-health", "data_health", "Data health"),
)


@contextmanager
def serving() -> Iterator[str]:
    """Run the app on a free port while the block runs, and yield its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("INTEGRITY_")}
    command = [sys.executable, "-c", "from integrity_metrics.cli import main; main()", "serve"]
    folder = tempfile.TemporaryDirectory()
    # Nobody's casework: pictures are the same wherever they are taken.
    environment |= {"INTEGRITY_PORT": str(port), "INTEGRITY_CASEWORK_URL": f"sqlite:///{folder.name}/casework.sqlite3"}
    server = subprocess.Popen(command, cwd=PROJECT, env=environment)
    address = f"http://localhost:{port}"
    try:
        _wait_for(f"{address}/healthz", server)
        yield address
    finally:
        server.terminate()
        server.wait()
        folder.cleanup()


def _wait_for(url: str, server: subprocess.Popen[bytes], *, seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit(f"The app did not answer at {url}; its output is above.")


def take(browser: Browser, address: str, shot: Shot) -> Path:
    """Take one picture and return its file."""
    context = browser.new_context(viewport={"width": shot.width, "height": shot.height}, color_scheme=shot.scheme)
    page = context.new_page()
    page.goto(f"{address}/{shot.path}")
    expect(page.get_by_role("heading", level=1, name=shot.title, exact=True)).to_be_visible(timeout=WAIT_MS)
    _wait_until_drawn(page)
    picture = Image.open(io.BytesIO(page.screenshot(animations="disabled")))
    context.close()
    file = FOLDER / f"{shot.name}.png"
    # A palette: a page of text and flat bars loses nothing one could see, and the repository stays small.
    picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)
    if file.stat().st_size > MOST_BYTES:
        raise SystemExit(f"{file.name} has {file.stat().st_size:,} bytes; at most {MOST_BYTES:,} are wanted.")
    return file


def _wait_until_drawn(page: Page) -> None:
    app = page.get_by_test_id("stApp")
    expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=WAIT_MS)
    page.wait_for_load_state("networkidle")
    expect(page.locator(".stPlotlyChart:not(:has(.main-svg))")).to_have_count(0, timeout=WAIT_MS)
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0, timeout=WAIT_MS)
    page.evaluate("document.fonts.ready.then(() => true)")
    # Fonts and charts are there; the browser paints them on the second frame from now.
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))")


def main() -> None:
    """Take every picture, or those named."""
    wanted = sys.argv[1:] or [shot.name for shot in SHOTS]
    chromium = next((found for name in CHROMIUM if (found := shutil.which(name))), None)
    if chromium is None:
        raise SystemExit("There is no Chromium on PATH. Run `make setup-browser` (or `apt-get install chromium`).")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with serving() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for shot in (shot for shot in SHOTS if shot.name in wanted):
            file = take(browser, address, shot)
            sys.stdout.write(f"{file.relative_to(PROJECT)}  {file.stat().st_size / 1000:.0f} kB\n")
        browser.close()


if __name__ == "__main__":
    main()
