"""Builds the demo warehouse, aside, and swaps it in at the end: public data, a simulated platform, and their marts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from integrity_metrics.paths import BUNDLED_DATA
from integrity_metrics.simulation.limits import check_size
from integrity_metrics.simulation.simulate import PARQUET_SCALE, database_file, simulate
from integrity_metrics.warehouse.marts.build import Progress, build_marts
from integrity_metrics.warehouse.marts.definitions import mart_tables
from integrity_metrics.warehouse.native import run_native
from integrity_metrics.warehouse.publish import marts_link, new_version, parquet_folder
from integrity_metrics.warehouse.query_files import all_queries
from integrity_metrics.warehouse.statement_import import import_statements

STATEMENTS = BUNDLED_DATA / "dsa" / "dsa_statements_daily.parquet"
DELAYS = BUNDLED_DATA / "dsa" / "dsa_delays_daily.parquet"
SAMPLE_DUMPS = BUNDLED_DATA / "sor_samples"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the build: what it does, and how to do it."""

    title: str
    run: Callable[[duckdb.DuckDBPyConnection], object]


def build_demo(
    link: Path,
    progress: Progress | None = None,
    *,
    scale: float | None = 1.0,
    seed: int = 1,
    days: int = 730,
) -> None:
    """Build the demo warehouse at `link`, replacing the version before it.

    Parameters
    ----------
    link
        Where readers look; see publish.py.
    progress
        Called before each step with its title, its number (from 1) and how many there are.
    scale, seed, days
        Of the simulated platform. None as scale imports two sample dumps of real statements of reasons instead, so that
        the contract always holds one platform.

    Raises
    ------
    SimulationError
        One sentence, when the simulated platform cannot be built as asked; nothing is written.
    WarehouseError
        One sentence; readers keep the version they had.
    """
    if scale is not None:
        # Before anything is written; simulate() looks again, at the disk.
        check_size(scale, seed, days, None)
    real = _real_steps(with_dumps=scale is None)
    with new_version(link, from_current=False) as connection:
        for number, step in enumerate(real, start=1):
            if progress is not None:
                progress(step.title, number, len(real))
            step.run(connection)
        if scale is not None:
            file = database_file(connection)
            folder = parquet_folder(file) if file is not None and scale >= PARQUET_SCALE else None
            simulate(connection, scale=scale, seed=seed, days=days, progress=progress, parquet_folder=folder)
    build_marts(link, _titled("Building the marts", progress), fresh=True)


def complete_demo(link: Path, progress: Progress | None = None) -> None:
    """Build what is missing at `link`: the demo warehouse, or only its marts; see `build_demo`.

    Marts of an earlier version of the product lack what this one reads, so they are completed too.
    """
    if not link.exists():
        build_demo(link, progress)
    elif not _has_all_marts(marts_link(link)):
        build_marts(link, _titled("Building the marts", progress))


def _has_all_marts(marts: Path) -> bool:
    if not marts.exists():
        return False
    wanted = {(table.name, column.name) for table in mart_tables().values() for column in table.columns}
    with duckdb.connect(str(marts.resolve()), read_only=True) as connection:
        found = run_native(connection, "inventory/duckdb").df()
    return wanted <= set(zip(found["table_name"], found["column_name"], strict=True))


def create_contract(connection: duckdb.DuckDBPyConnection) -> None:
    """Create every table of the contract that is not there yet."""
    for name in all_queries():
        if name.startswith("contract/"):
            run_native(connection, name)


def _titled(title: str, progress: Progress | None) -> Progress | None:
    if progress is None:
        return None
    return lambda step, number, of: progress(f"{title}, {step}", number, of)


def _real_steps(*, with_dumps: bool) -> tuple[Step, ...]:
    dumps = sorted(SAMPLE_DUMPS.glob("*.csv"))
    steps = (
        Step("Creating the tables of the contract", create_contract),
        Step(
            "Loading 36.6 billion statements of reasons, as daily counts",
            lambda c: run_native(c, "sources/dsa/load_statements_daily", {"file": str(STATEMENTS)}),
        ),
        Step(
            "Loading their delays",
            lambda c: run_native(c, "sources/dsa/load_delays_daily", {"file": str(DELAYS)}),
        ),
        Step("Joining categories and territories into series", lambda c: run_native(c, "sources/dsa/load_series")),
    )
    if not with_dumps:
        return steps
    return (*steps, Step("Importing two sample dumps into the contract", lambda c: import_statements(c, dumps)))
