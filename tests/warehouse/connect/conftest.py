"""Warehouses of platforms, with their own names for things."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from integrity_metrics.warehouse.engine import Warehouse
from tests.warehouse.connect.shop import STATEMENTS

Opened = Callable[..., Warehouse]


@pytest.fixture
def opened() -> Iterator[Opened]:
    """Return a function that opens a warehouse, which is closed after the test."""
    warehouses: list[Warehouse] = []

    def open_warehouse(url: str | Path, views_file: Path | None = None) -> Warehouse:
        full = str(url) if "://" in str(url) else f"duckdb:///{url}"
        warehouses.append(Warehouse(full, query_seconds=20, pool_size=2, views_file=views_file))
        return warehouses[-1]

    yield open_warehouse
    for warehouse in warehouses:
        warehouse.close()


@pytest.fixture
def made(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that makes a DuckDB file with statements."""

    def make(*statements: str) -> Path:
        file = tmp_path / "shop.duckdb"
        with duckdb.connect(str(file)) as connection:
            for statement in statements:
                connection.execute(statement)
        return file

    return make


@pytest.fixture
def shop(made: Callable[..., Path]) -> Path:
    return made(*STATEMENTS)
