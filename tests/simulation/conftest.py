"""One small simulated platform, built once a run; tests read it only."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from integrity_metrics.simulation.simulate import simulate
from integrity_metrics.warehouse.demo import create_contract

SCALE, SEED, DAYS = 0.02, 7, 400


@pytest.fixture(scope="session")
def platform_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("simulation") / "platform.duckdb"
    with duckdb.connect(str(file)) as connection:
        create_contract(connection)
        simulate(connection, scale=SCALE, seed=SEED, days=DAYS)
    return file


@pytest.fixture(scope="session")
def platform(platform_file: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(platform_file), read_only=True) as connection:
        yield connection
