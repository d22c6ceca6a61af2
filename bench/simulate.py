"""How fast the simulated platform is built, and with how much memory: `python bench/simulate.py [SCALE ...]`.

Every scale runs in a process of its own, so that peak memory is its own; the default is 1 and 10.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb

from integrity_metrics.simulation.simulate import PARQUET_SCALE, simulate
from integrity_metrics.warehouse.demo import create_contract


def run(scales: tuple[float, ...] = (1.0, 10.0)) -> list[dict[str, float]]:
    """Return one row a scale: rows, seconds, rows a second, processor seconds, peak memory and size on disk."""
    rows = []
    for scale in scales:
        done = subprocess.run(
            [sys.executable, __file__, "--child", str(scale)], check=True, capture_output=True, text=True
        )
        rows.append(json.loads(done.stdout.splitlines()[-1]))
    return rows


def child(scale: float) -> dict[str, float]:
    """Build one platform in a temporary folder and measure this process."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "platform.duckdb"
        with duckdb.connect(str(file)) as connection:
            create_contract(connection)
            parquet = Path(folder) / "views" if scale >= PARQUET_SCALE else None
            summary = simulate(connection, scale=scale, parquet_folder=parquet)
            counted = "select sum(estimated_size) from duckdb_tables() where not temporary"
            rows = int(connection.execute(counted).fetchall()[0][0])
            rows += summary.impression_rows if parquet is not None else 0
        size = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "scale": scale,
        "rows": rows,
        "impression_rows": summary.impression_rows,
        "contents": summary.contents,
        "actions": summary.actions,
        "seconds": summary.seconds,
        "rows_a_second": round(rows / summary.seconds),
        "processor_seconds": round(usage.ru_utime + usage.ru_stime, 1),
        "peak_memory_mb": round(usage.ru_maxrss / 1024),
        "disk_mb": round(size / 1e6),
    }


if __name__ == "__main__":
    if "--child" in sys.argv:
        print(json.dumps(child(float(sys.argv[-1]))))
    else:
        for row in run(tuple(float(scale) for scale in sys.argv[1:]) or (1.0, 10.0)):
            print(json.dumps(row))
