"""How fast the Industry page is, beside a Dash page with the same data and charts, in one run.

    python bench/page.py --json page.json

Runs on the demo warehouse and needs the `bench` and `dev` extras and a Chromium. Takes about four minutes; run it on an
idle machine. The server figures come from visitors that speak each page's own protocol (sessions.py) and end when the
server has sent everything; the browser figures end when the last chart stands (last_chart.js).
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

import browser
import load
import servers
import sessions
from filters import Filters, never_asked
from machine import Machine, resident_mb, this_machine
from report import Row, Target, as_markdown

from integrity_metrics.settings import DEMO_WAREHOUSE
from integrity_metrics.warehouse.demo import complete_demo

VISITORS = (1, 10, 25)
WARM_RUNS = 60
NEW_VIEWS = 15
STARTS = 3


@dataclass(frozen=True, slots=True)
class Contender:
    """One of the two pages: how to start it, where it is, how to visit it without a browser and to handle it in one."""

    start: Callable[[int], AbstractContextManager[servers.Server]]
    path: str
    visitor: Callable[[], sessions.Visitor]
    hands: browser.Hands


PRODUCT = Contender(servers.product, sessions.PAGE, sessions.StreamlitVisitor, browser.STREAMLIT)
PEER = Contender(servers.dash_peer, "", sessions.DashVisitor, browser.DASH)


@dataclass(frozen=True, slots=True)
class Measured:
    """Every figure of one page; times in seconds."""

    starts: list[float]
    first_runs: list[float]
    reruns: list[float]
    warm_mb: float
    waits: browser.Waits
    new_views: list[float]
    loads: list[load.Load]
    loaded_mb: float


def measure(contender: Contender, port: int, *, seconds: float) -> Measured:
    """Measure one page, from a cold start to after the largest load."""
    starts, first_runs = [], []
    for _ in range(STARTS - 1):
        with contender.start(port) as server:
            starts.append(server.start_seconds)
            first_runs.append(load.first_run(contender.visitor, port))
    with contender.start(port) as server:
        starts.append(server.start_seconds)
        first_runs.append(load.first_run(contender.visitor, port))
        reruns = load.one_by_one(contender.visitor, port, [Filters()] * WARM_RUNS)
        load.warm_views(contender.visitor, port)
        warm_mb = resident_mb(server.pid)
        waits = browser.waits(server.url + contender.path, contender.hands, repetitions=7, first_visits=3)
        new_views = load.one_by_one(contender.visitor, port, islice(never_asked(), NEW_VIEWS))
        loads = [load.concurrent(contender.visitor, port, visitors, seconds) for visitors in VISITORS]
        return Measured(starts, first_runs, reruns, warm_mb, waits, new_views, loads, resident_mb(server.pid))


def rows(product: Measured, peer: Measured) -> list[Row]:
    """Return the figures of both pages, with the targets of the plan."""
    middle = statistics.median

    def row(name: str, unit: str, value: Callable[[Measured], float], target: Target | None = None) -> Row:
        return Row(name, unit, value(product), value(peer), target)

    found = [
        row(f"start to served page, warehouse built (median of {STARTS})", "s", lambda m: middle(m.starts), Target(5)),
        row(f"first run after start (median of {STARTS})", "ms", lambda m: middle(m.first_runs), Target(0.4)),
        row(f"server rerun, nothing changed, p50 of {WARM_RUNS}", "ms", lambda m: middle(m.reruns), Target(0.05)),
        row("server rerun, p95", "ms", lambda m: load.p95(m.reruns)),
        row(f"server, a view never asked before, p50 of {NEW_VIEWS}", "ms", lambda m: middle(m.new_views)),
        row("first visit, empty cache (median of 3)", "s", lambda m: middle(m.waits.first_visit)),
        row("sent on a first visit", "MB", lambda m: m.waits.first_visit_mb),
        row("repeat visit to last chart (median of 7)", "s", lambda m: middle(m.waits.repeat_visit), Target(1.2)),
        row("break-down changed to last chart (median of 7)", "s", lambda m: middle(m.waits.break_down), Target(0.4)),
        row("grain changed to last chart (median of 7)", "s", lambda m: middle(m.waits.grain), Target(0.4)),
    ]
    for i, visitors in enumerate(VISITORS):
        who = f"{visitors} session{'s' if visitors > 1 else ''} changing filters"
        target = Target(15, at_least=True) if visitors == max(VISITORS) else None
        found += [
            row(f"{who}: reruns", "/s", lambda m, i=i: m.loads[i].per_second, target),
            row(f"{who}: p50", "ms", lambda m, i=i: m.loads[i].p50_s),
            row(f"{who}: p95", "ms", lambda m, i=i: m.loads[i].p95_s),
        ]
    return [
        *found,
        row("resident memory after warm-up", "MB", lambda m: m.warm_mb, Target(400)),
        row("resident memory after the load", "MB", lambda m: m.loaded_mb, Target(400)),
    ]


def main() -> None:
    """Measure both pages and print the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures, also the single repetitions")
    parser.add_argument("--port", type=int, default=8660, help="the product's port; the Dash page takes the next")
    parser.add_argument("--seconds", type=float, default=10, help="how long each load lasts")
    arguments = parser.parse_args()
    machine: Machine = this_machine()
    complete_demo(DEMO_WAREHOUSE)
    asked = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("queries.py"))], check=True, capture_output=True, text=True
    )
    queries = json.loads(asked.stdout)
    product = measure(PRODUCT, arguments.port, seconds=arguments.seconds)
    peer = measure(PEER, arguments.port + 1, seconds=arguments.seconds)
    table = rows(product, peer)
    if arguments.json:
        record = {
            "machine": asdict(machine) | {"idle": machine.is_idle},
            "figures": [row.as_record() for row in table],
            "queries": queries,
            "integrity_metrics": asdict(product),
            "dash": asdict(peer),
        }
        arguments.json.write_text(json.dumps(record, indent=2), encoding="utf-8")
    print(as_markdown(machine, queries, table))


if __name__ == "__main__":
    main()
