"""What tests share: a real demo warehouse in a temporary folder, built once a run."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from integrity_metrics.metrics import memory
from integrity_metrics.settings import get_settings
from integrity_metrics.simulation.simulate import simulate
from integrity_metrics.warehouse.demo import build_demo, create_contract
from integrity_metrics.warehouse.engine import Warehouse
from integrity_metrics.warehouse.marts.build import build_marts
from tests.servers import postgresql

# PostgreSQL is tested wherever it can be started.
collect_ignore_glob = [] if postgresql.programs() is not None else ["*_postgresql.py"]


@pytest.fixture(scope="session", autouse=True)
def _own_casework(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Never write into the casework of whoever runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        file = tmp_path_factory.mktemp("casework") / "casework.sqlite3"
        patch.setenv("INTEGRITY_CASEWORK_URL", f"sqlite:///{file}")
        get_settings.cache_clear()
        yield
    get_settings.cache_clear()


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[postgresql.PostgreSQL]:
    """A server for the tests that name it."""
    with postgresql.running() as server:
        yield server


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


@pytest.fixture(scope="session")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """A small simulated platform with its marts, for metrics the bundled data cannot answer."""
    file = tmp_path_factory.mktemp("simulated") / "warehouse.duckdb"
    with duckdb.connect(str(file)) as connection:
        create_contract(connection)
        simulate(connection, scale=0.1, seed=3, days=150)
    build_marts(file)
    warehouse = Warehouse(f"duckdb:///{file}")
    yield warehouse
    warehouse.close()


def _filings() -> pd.DataFrame:
    """Three platforms by category and automation for 220 days: Alpha's scams jump on day 180, Beta stops on day 200."""
    rng = np.random.default_rng(4)
    rows = []
    for platform, size in (("Alpha", 3000), ("Beta", 800), ("Gamma", 400)):
        for i in range(220 if platform != "Beta" else 200):
            day = date(2025, 1, 1) + timedelta(days=i)
            parts = rng.poisson(np.array([0.5, 0.3, 0.2]) * size * (1.2 if day.weekday() < 5 else 0.6))
            if platform == "Alpha" and 180 <= i < 184:
                parts[0] *= 4
            automated = int(rng.binomial(parts.sum(), 0.6))
            told = {("all", "all"): parts.sum(), ("automated_detection", "Yes"): automated}
            told |= {("automated_detection", "No"): parts.sum() - automated}
            told |= {("category", name): part for name, part in zip(("SCAMS", "HATE", "SPAM"), parts, strict=True)}
            rows += [(day, platform, *key, int(number)) for key, number in told.items()]
    return pd.DataFrame(rows, columns=["day", "platform", "dimension", "value", "statements"])


@pytest.fixture(scope="session")
def filed_link(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse of filings whose two events are known, small enough to scan in a second."""
    file = tmp_path_factory.mktemp("filed") / "warehouse.duckdb"
    with duckdb.connect(str(file)) as connection:
        create_contract(connection)
        connection.execute("create table if not exists dsa_series (dimension varchar, value varchar, series varchar)")
        connection.register("filings", _filings())
        connection.execute("insert into dsa_statements_daily select * from filings")
    return file


@pytest.fixture(scope="session")
def filed(filed_link: Path) -> Iterator[Warehouse]:
    warehouse = Warehouse(f"duckdb:///{filed_link}")
    yield warehouse
    warehouse.close()


@pytest.fixture(autouse=True)
def _fresh_memory() -> Iterator[None]:
    """Answers remembered by one test must not answer another."""
    memory.forget()
    yield
    memory.forget()
