"""How long the marts take to build: ``python bench/marts.py [--scale 10]``.

Prints, for the simulated platform at each scale, rows of the contract read a second, peak memory, and what a nightly
build costs as a share of a build of everything. Every build runs in a process of its own; its time is that of the
build, without starting Python.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

import duckdb

from integrity_metrics.settings import DEMO_WAREHOUSE
from integrity_metrics.simulation.simulate import simulate
from integrity_metrics.warehouse.demo import complete_demo, create_contract
from integrity_metrics.warehouse.marts.build import build_marts
from integrity_metrics.warehouse.marts.definitions import load_marts

REPEATS = 5


def one_build(warehouse: Path, *, fresh: bool) -> None:
    """Build, and print seconds, processor seconds, rows and peak memory as JSON."""
    load_marts()
    before = resource.getrusage(resource.RUSAGE_SELF)
    report = build_marts(warehouse, fresh=fresh)
    after = resource.getrusage(resource.RUSAGE_SELF)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    figures = {"seconds": report.seconds, "processor": used, "rows": report.rows, "megabytes": after.ru_maxrss / 1024}
    sys.stdout.write(json.dumps(figures))


def measured(warehouse: Path, *, fresh: bool) -> dict[str, float]:
    """Return the figures of a build in a process of its own."""
    command = [sys.executable, __file__, "--one", str(warehouse), *(["--fresh"] if fresh else [])]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def rows_read(warehouse: Path) -> int:
    """Return how many rows the tables have that marts are built of."""
    tables = sorted({table for mart in load_marts() for part in mart.parts for table in part.tables})
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"attach '{warehouse.resolve()}' as warehouse (read_only)")
        return sum(connection.execute(f"select count(*) from warehouse.{t}").fetchall()[0][0] for t in tables)  # noqa: S608


def report(title: str, warehouse: Path) -> None:
    """Measure one warehouse and print a line of a table."""
    full = measured(warehouse, fresh=True)
    nightly = [measured(warehouse, fresh=False) for _ in range(REPEATS)]
    rows, share = rows_read(warehouse), {}
    for what in ("seconds", "processor"):
        share[what] = median(each[what] for each in nightly) / full[what]
    memory = max(each["megabytes"] for each in (full, *nightly))
    sys.stdout.write(
        f"| {title} | {rows:,} | {full['rows']:,} | {full['seconds']:.1f} s | {rows / full['seconds']:,.0f} "
        f"| {memory:,.0f} MB | {median(each['seconds'] for each in nightly):.2f} s "
        f"| {share['seconds']:.1%} | {share['processor']:.1%} |\n"
    )


def main() -> None:
    """Measure the demo warehouse, and a platform of another scale if asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, help="also simulate and measure a platform of this scale")
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--fresh", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        one_build(arguments.one, fresh=arguments.fresh)
        return
    complete_demo(DEMO_WAREHOUSE)
    sys.stdout.write(
        "| scale | rows read | rows of marts | full build | rows read a second | peak memory | nightly build "
        "| share of full, time | share of full, processor |\n|---|---|---|---|---|---|---|---|---|\n"
    )
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "warehouse.duckdb"
        # The marts of the demo stay as they are: a server may be reading them.
        copy.symlink_to(DEMO_WAREHOUSE.resolve())
        report("1", copy)
        if arguments.scale:
            file = Path(folder) / "larger.duckdb"
            with duckdb.connect(str(file)) as connection:
                create_contract(connection)
                simulate(connection, scale=arguments.scale)
            report(f"{arguments.scale:g}", file)


if __name__ == "__main__":
    main()
