"""The rows every engine gets: a small simulated platform, awkward rows, part of the public data, and their marts."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import duckdb

from integrity_metrics.simulation.simulate import simulate
from integrity_metrics.warehouse.demo import DELAYS, STATEMENTS, create_contract
from integrity_metrics.warehouse.marts.build import build_marts
from integrity_metrics.warehouse.marts.definitions import load_marts
from integrity_metrics.warehouse.native import run_native
from integrity_metrics.warehouse.publish import marts_link

from .awkward import add_awkward_rows
from .staged import add_staged_rows

# Where they are in Spark: databases of their own, for other tests build marts in theirs.
SPARK_SCHEMA, SPARK_MARTS = "compared", "compared_marts"
# The simulation ends there, the public data too.
LAST_DAY = date(2026, 1, 10)
SCALE, SEED, DAYS = 0.02, 3, 130
# Of the public data's 191 platforms, and of their days.
PLATFORMS = ("YouTube", "Pinterest", "LinkedIn", "Spark Networks", "Rajče")
SINCE = LAST_DAY - timedelta(days=45)
# Days on which each mart is made to differ from the contract, so that the checks of marts have something to find.
LOST_DAY, DOUBLED_DAY = date(2025, 12, 30), date(2025, 12, 31)


def build_seeded(file: Path) -> None:
    """Build the seeded warehouse with its marts at `file`."""
    with duckdb.connect(str(file)) as connection:
        create_contract(connection)
        simulate(connection, scale=SCALE, seed=SEED, days=DAYS)
        _add_public_rows(connection)
        add_awkward_rows(connection)
        add_staged_rows(connection)
    build_marts(file)
    _damage(marts_link(file).resolve())


def _add_public_rows(connection: duckdb.DuckDBPyConnection) -> None:
    run_native(connection, "sources/dsa/load_statements_daily", {"file": str(STATEMENTS)})
    run_native(connection, "sources/dsa/load_delays_daily", {"file": str(DELAYS)})
    run_native(connection, "sources/dsa/load_series")
    for table in ("dsa_statements_daily", "dsa_delays_daily"):
        others = f"delete from {table} where day < $since or not list_contains($kept, platform)"  # noqa: S608
        connection.execute(others, {"since": SINCE, "kept": list(PLATFORMS)})


def _damage(marts: Path) -> None:
    with duckdb.connect(str(marts)) as connection:
        for mart in load_marts():
            lose = f"delete from {mart.name} where {mart.day} = $day"  # noqa: S608
            double = f"insert into {mart.name} select * from {mart.name} where {mart.day} = $day"  # noqa: S608
            connection.execute(lose, {"day": LOST_DAY})
            connection.execute(double, {"day": DOUBLED_DAY})
