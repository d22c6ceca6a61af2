"""Server time of every statement the Industry page asks by default: `python bench/queries.py` prints it as JSON.

Run in a process of its own, so that the first time is cold. What is asked is recorded while Streamlit's AppTest runs
the real page, so it cannot drift from it.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import Any

from streamlit.testing.v1 import AppTest

from integrity_metrics.interface.context import get_warehouse
from integrity_metrics.paths import PROJECT
from integrity_metrics.warehouse.engine import Heartbeat, Result, Warehouse
from integrity_metrics.warehouse.shaping import Statement

REPETITIONS = 7
ROUTER = PROJECT / "integrity_metrics" / "interface" / "router.py"


@dataclass(frozen=True, slots=True)
class Recorded:
    """A statement, how long it took the first time, and how many rows it returned."""

    statement: Statement
    cold_s: float
    rows: int


def recorded_by_page() -> list[Recorded]:
    """Run the page once and return its statements in order."""
    found: list[Recorded] = []
    run = Warehouse.run

    def recording(warehouse: Warehouse, statement: Statement, *, heartbeat: Heartbeat | None = None) -> Result:
        result = run(warehouse, statement, heartbeat=heartbeat)
        found.append(Recorded(statement, result.executed.seconds, len(result.frame)))
        return result

    Warehouse.run = recording  # type: ignore[method-assign]
    try:
        test = AppTest.from_file(str(ROUTER), default_timeout=120).run()
    finally:
        Warehouse.run = run  # type: ignore[method-assign]
    if test.exception or test.error:
        raise SystemExit(f"The Industry page failed: {[e.value for e in (*test.exception, *test.error)]}")
    return found


def measured(record: Recorded) -> dict[str, Any]:
    """Return a statement's name and what it asks, with its seconds cold (with connecting, the first) and warm."""
    warehouse, warm = get_warehouse(), []
    for _ in range(REPETITIONS):
        started = time.perf_counter()
        warehouse.run(record.statement)
        warm.append(time.perf_counter() - started)
    asked = ", ".join(f"{key} {value}" for key, value in record.statement.parameters.items())
    return {
        "name": record.statement.name,
        "asked": asked,
        "rows": record.rows,
        "cold_s": record.cold_s,
        "warm_s": min(warm),
    }


if __name__ == "__main__":
    print(json.dumps([measured(record) for record in recorded_by_page()], default=str))
