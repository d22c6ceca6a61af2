"""What tests share: a real demo warehouse in a temporary folder, built once a run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from integrity_metrics.metrics import memory
from integrity_metrics.warehouse.demo import build_demo
from integrity_metrics.warehouse.engine import Warehouse


@pytest.fixture(scope="session")
def demo_link(tmp_path_factory: pytest.TempPathFactory) -> Path:
    link = tmp_path_factory.mktemp("demo") / "warehouse.duckdb"
    build_demo(link, scale=None)
    return link


@pytest.fixture(scope="session")
def demo(demo_link: Path) -> Iterator[Warehouse]:
    warehouse = Warehouse(f"duckdb:///{demo_link}")
    yield warehouse
    warehouse.close()


@pytest.fixture(autouse=True)
def _fresh_memory() -> Iterator[None]:
    """Answers remembered by one test must not answer another."""
    memory.forget()
    yield
    memory.forget()
