"""The same build and the same pages on PostgreSQL and on Spark, beside DuckDB on the same machine in the same run.

Each server is started here on loopback and ended here (tests/servers): PostgreSQL with 2 GB of shared buffers, Spark
as a master, two workers of one core and a Thrift server, which has 1 GB of memory as each executor has, and 3 GB each
from scale 10 on. Two cores cannot show that a cluster is faster; they show what the same work costs.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from machine import this_machine
from marts import measured as build_figures
from scale_platforms import size_of

from integrity_metrics.paths import PROJECT
from integrity_metrics.settings import Settings
from integrity_metrics.warehouse.dialects.dialects import DIALECTS
from integrity_metrics.warehouse.marts.build import build_marts

# The servers are the tests': they are not part of the package.
sys.path.insert(0, str(PROJECT))
from tests.servers import load, postgresql, spark

VIEWS = ("weekly review", "prevalence", "unwanted impressions", "enforcement")
TITLES = {"postgresql": "postgres", "spark": "spark"}
# From this scale on Spark has more memory.
LARGE = 10
SPARK_MEMORY, SPARK_MEMORY_LARGE = "1g", "3g"


def measured(engine: str, warehouse: Path, scale: float, repeats: int, *, raw: bool) -> dict[str, Any]:
    """Load a platform into an engine, build its marts there and ask what the pages ask.

    Returns
    -------
    dict
        ``title`` (of Spark with the memory of the server and of each executor), ``scale``, ``rows`` of the contract,
        ``cores`` of the machine, ``seconds``: what was done -> its seconds on the engine and on DuckDB (0: not done),
        and ``different``: questions of raw rows whose answer is not that of the marts.
    """
    with tempfile.TemporaryDirectory(prefix="scale-") as folder:
        # Marts of its own: those of the platform may be read by others.
        copy = Path(folder) / "warehouse.duckdb"
        copy.symlink_to(warehouse.resolve())
        duckdb_build = build_figures(copy, fresh=True)["seconds"]
        duckdb_pages = _pages(f"duckdb:///{copy}", repeats, raw=raw)
        started = time.perf_counter()
        memory = SPARK_MEMORY_LARGE if scale >= LARGE else SPARK_MEMORY
        with _loaded(engine, warehouse, Path(folder), memory) as url:
            seconds = {"start and load": (time.perf_counter() - started, 0.0)}
            report = build_marts(Settings(warehouse_url=url), fresh=True)
            seconds["full build of the marts"] = (report.seconds, duckdb_build)
            # Said at once: the pages may take as long again.
            _say(f"full build: {report.seconds:.1f} s, DuckDB {duckdb_build:.1f} s")
            night = build_marts(Settings(warehouse_url=url))
            seconds["a night"] = (night.seconds, build_figures(copy, fresh=False)["seconds"])
            _say(f"a night: {night.seconds:.1f} s")
            pages = _pages(url, repeats, raw=raw)
    for view, found in pages.items():
        for what, marts in (("on marts", True), ("on the contract", False)):
            seconds[f"{view}: statements {what}"] = (_warm(found, marts), _warm(duckdb_pages[view], marts))
        if raw:
            seconds[f"{view}: its questions of marts, on raw rows"] = (_raw(found), _raw(duckdb_pages[view]))
    different = sorted({each["name"] for found in pages.values() for each in found["raw"] if each["same"] is False})
    return {
        "title": DIALECTS[TITLES[engine]].title + (f", {memory[:-1]} GB each" if engine == "spark" else ""),
        "scale": f"{scale:g}",
        "rows": size_of(warehouse).rows,
        "cores": this_machine().cores,
        "seconds": seconds,
        "different": different,
    }


@contextmanager
def _loaded(engine: str, warehouse: Path, folder: Path, memory: str) -> Iterator[str]:
    """Yield the URL of a server that holds the platform, for the time of the block."""
    if engine == "postgresql":
        with postgresql.running(postgresql.LARGE) as server:
            url = server.url(server.create())
            load.into_postgresql(url, warehouse.resolve(), "public")
            yield url
        return
    parquet = folder / "parquet"
    load.to_parquet(warehouse.resolve(), parquet)
    with spark.SparkCluster(progress=_say, memory=memory) as cluster:
        load.into_spark(cluster.url, parquet, "platform")
        yield cluster.url.replace("/default?", "/platform?")


def _pages(url: str, repeats: int, *, raw: bool) -> dict[str, Any]:
    script = Path(__file__).with_name("scale_pages.py")
    command = [sys.executable, str(script), url, "--repeats", str(repeats), *(["--raw"] * raw), "--only", *VIEWS]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


def _warm(view: dict[str, Any], marts: bool) -> float:
    return float(sum(each["warm_s"] for each in view["statements"] if bool(each["marts"]) == marts))


def _raw(view: dict[str, Any]) -> float:
    return float(sum(each["raw_s"] or 0.0 for each in view["raw"]))
