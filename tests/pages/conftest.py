"""The pages without a browser: the router is run as Streamlit runs it, on the bundled data."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from integrity_metrics.interface.context import get_warehouse
from integrity_metrics.paths import PACKAGE, PAGES
from integrity_metrics.settings import DEMO_WAREHOUSE, get_settings
from integrity_metrics.warehouse.demo import complete_demo
from integrity_metrics.warehouse.engine import Warehouse

ROUTER = PACKAGE / "interface" / "router.py"
Open = Callable[..., AppTest]


@pytest.fixture(scope="session")
def warehouse() -> Warehouse:
    """The demo warehouse, which every page of this process shares."""
    complete_demo(DEMO_WAREHOUSE)
    assert get_settings().is_demo_warehouse
    return get_warehouse()


@pytest.fixture
def open_page(warehouse: Warehouse) -> Open:
    """Return a function that opens a page by its file name, with the parameters of a link."""

    def opened(page: str = "industry", **parameters: str | list[str]) -> AppTest:
        # No run on the start page before: a visitor who follows a link comes straight to the page.
        app = AppTest.from_file(str(ROUTER), default_timeout=60)
        for name, value in parameters.items():
            app.query_params[name] = value
        if page != "weekly_review":
            app.switch_page(str(PAGES / f"{page}.py"))
        return app.run()

    return opened
