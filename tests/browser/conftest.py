"""One Chromium, one demo server and one server with sign-in for all browser tests; each test gets its own tab."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from integrity_metrics.access.users import add_user
from integrity_metrics.settings import DEMO_WAREHOUSE
from integrity_metrics.warehouse.demo import complete_demo
from integrity_metrics.warehouse.publish import marts_link

from .support import CHROMIUM_ARGUMENTS, PASSWORD, USER, WAIT_MS, Server, Witness, chromium_path, serving

WIDE = {"width": 1440, "height": 1100}


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium without a window."""
    expect.set_options(timeout=WAIT_MS)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path(), args=list(CHROMIUM_ARGUMENTS))
        yield chromium
        chromium.close()


@pytest.fixture(scope="package")
def demo_warehouse() -> Path:
    """The file `make demo` builds; built now if it is not there."""
    complete_demo(DEMO_WAREHOUSE)
    return DEMO_WAREHOUSE


@pytest.fixture(scope="package")
def demo(demo_warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app as `make demo` starts it: the bundled data, no sign-in."""
    folder = tmp_path_factory.mktemp("demo")
    with serving(folder, casework_url=f"sqlite:///{folder}/casework.sqlite3") as server:
        yield server


@pytest.fixture(scope="package")
def own_warehouse(demo_warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse that is not the demo's, with the same data; tests that break it put it back."""
    link = tmp_path_factory.mktemp("warehouse") / "own.duckdb"
    version = link.with_name("own.v000001.duckdb")
    shutil.copyfile(demo_warehouse.resolve(), version)
    link.symlink_to(version.name)
    shutil.copyfile(marts_link(demo_warehouse).resolve(), marts_link(link))
    return link


@pytest.fixture(scope="package")
def users_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A password file with one user."""
    path = tmp_path_factory.mktemp("users") / "users.yaml"
    add_user(path, USER, "Ada Lovelace", PASSWORD, rounds=4)
    return path


@pytest.fixture(scope="package")
def guarded(own_warehouse: Path, users_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app on a warehouse of one's own, so with sign-in."""
    folder = tmp_path_factory.mktemp("guarded")
    own = {"warehouse_url": f"duckdb:///{own_warehouse}", "casework_url": f"sqlite:///{folder}/casework.sqlite3"}
    with serving(folder, **own, users_file=users_file) as server:
        yield server


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh tab of a fresh visitor."""
    context = browser.new_context(viewport=WIDE)
    yield context.new_page()
    context.close()


@pytest.fixture
def witness(page: Page) -> Witness:
    """Notes on what `page` does, from before it opens anything."""
    notes = Witness()
    notes.watch(page)
    return notes
