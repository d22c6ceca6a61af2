"""What every page asks of one warehouse, recorded while the real page runs, and how long each statement takes.

    python bench/scale_pages.py sqlalchemy-url [--repeats 5] [--raw] > answers.json

Cold is the first time in a fresh process, its connections new and (for DuckDB) the warehouse's files out of the
memory of the operating system; warm is the median of the repetitions after it. With `--raw`, the statements that read
marts are asked once more of the raw rows, and their answers compared.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import Any

import pandas as pd
from scale_raw import mart_names, raw

from integrity_metrics.errors import IntegrityError
from integrity_metrics.paths import PACKAGE, PAGES
from integrity_metrics.warehouse.engine import Heartbeat, Result, Warehouse
from integrity_metrics.warehouse.shaping import Statement

# The pages that ask about the platform, with the parameters of a link. Not here: Industry (its data are the same at
# every scale), Glossary (asks nothing), Data health (checks the contract, row by row), Anomalies and Incidents (show
# what a scan has written down; what it asks is the last view).
VIEWS: tuple[tuple[str, dict[str, str]], ...] = (
    ("weekly_review", {}),
    ("prevalence", {}),
    ("prevalence", {"market": "US"}),
    ("unwanted_impressions", {}),
    ("unwanted_impressions", {"market": "US"}),
    ("enforcement", {}),
    ("policies", {}),
    ("consistency", {}),
    ("rules", {}),
    ("rule", {"rule": "hate_text_model"}),
    ("backtests", {}),
)
SCAN = "anomaly scan"
ROUTER = PACKAGE / "interface" / "router.py"
QUERY_SECONDS, PAGE_SECONDS = 900.0, 3600
# What takes this long is repeated once only: its noise is small beside it.
LONG_S = 2.0
WHEN_DATA_END = Statement("marts/builds", "select max(data_until) as data_until from marts.builds", {})


@dataclass(frozen=True, slots=True)
class Asked:
    """A statement, how long its first answer took, and the answer."""

    statement: Statement
    first_s: float
    frame: pd.DataFrame


class Recorder:
    """Stands before a warehouse and keeps what is asked of it."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self._run = Warehouse.run

    def listen(self) -> None:
        """Record what any warehouse of this process is asked from now on."""
        original, asked = self._run, self.asked

        def recording(warehouse: Warehouse, statement: Statement, *, heartbeat: Heartbeat | None = None) -> Result:
            result = original(warehouse, statement, heartbeat=heartbeat)
            asked.append(Asked(statement, result.executed.seconds, result.frame))
            return result

        Warehouse.run = recording  # type: ignore[method-assign]

    def taken(self) -> list[Asked]:
        """Return what was asked since the last time."""
        taken, self.asked[:] = list(self.asked), []
        return taken

    def seconds(self, warehouse: Warehouse, statement: Statement) -> float:
        """Ask without recording, and return how long it took."""
        started = time.perf_counter()
        self._run(warehouse, statement)
        return time.perf_counter() - started

    def answer(self, warehouse: Warehouse, statement: Statement) -> Result:
        """Ask without recording."""
        return self._run(warehouse, statement)


def view_name(page: str, parameters: dict[str, str]) -> str:
    """Return what to call a view in a table.

    Examples
    --------
    >>> view_name("unwanted_impressions", {"market": "US"})
    'unwanted impressions, market US'
    """
    return ", ".join([page.replace("_", " "), *(f"{name} {value}" for name, value in parameters.items())])


def open_page(page: str, parameters: dict[str, str]) -> list[str]:
    """Run a page as Streamlit runs it, and return the errors it shows."""
    from streamlit.testing.v1 import AppTest

    test = AppTest.from_file(str(ROUTER), default_timeout=PAGE_SECONDS)
    for name, value in parameters.items():
        test.query_params[name] = value
    if page != "weekly_review":
        test.switch_page(str(PAGES / f"{page}.py"))
    test.run()
    return [str(element.value) for element in (*test.exception, *test.error)]


def scan_platform(warehouse: Warehouse) -> list[str]:
    """Ask what the nightly scan of the platform asks, and judge the newest week; no errors to return."""
    from integrity_metrics.metrics.scan import default_watch, scan
    from integrity_metrics.metrics.scan_choices import Source

    scan(warehouse, Source.PLATFORM, default_watch(warehouse, Source.PLATFORM, 7, None))
    return []


def forget_files(warehouse: Warehouse) -> None:
    """Let go of the connections and of what the operating system remembers of the files of a DuckDB warehouse."""
    warehouse.close()
    if warehouse.file is None:
        return
    for file in sorted({path.resolve() for path in warehouse.file.parent.rglob("*") if path.is_file()}):
        descriptor = os.open(file, os.O_RDONLY)
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(descriptor)


def measured(recorder: Recorder, warehouse: Warehouse, asked: Iterable[Asked], repeats: int) -> list[dict[str, Any]]:
    """Return each statement with its seconds; the same statement asked twice by a page is two entries."""
    found, warm = [], {}
    for each in asked:
        key = (each.statement.sql, str(each.statement.parameters))
        if key not in warm:
            times = repeats if each.first_s < LONG_S else 1
            warm[key] = median(recorder.seconds(warehouse, each.statement) for _ in range(times))
        found.append(
            {
                "name": each.statement.name,
                "asks": {name: str(value) for name, value in each.statement.parameters.items()},
                "marts": mart_names(each.statement),
                "rows": len(each.frame),
                "cold_s": each.first_s,
                "warm_s": warm[key],
            }
        )
    return found


def raw_contrast(recorder: Recorder, warehouse: Warehouse, asked: Iterable[Asked]) -> list[dict[str, Any]]:
    """Ask each question that is answered from marts once of the raw rows: the slowest of its kind in the view."""
    cut_off = datetime.fromisoformat(str(recorder.answer(warehouse, WHEN_DATA_END).frame.iloc[0, 0]))
    slowest: dict[str, Asked] = {}
    for each in sorted(asked, key=lambda one: one.first_s):
        if mart_names(each.statement):
            slowest[each.statement.name] = each
    found: list[dict[str, Any]] = []
    for name, each in slowest.items():
        statement = raw(each.statement, cut_off, dialect=warehouse.dialect)
        try:
            answer = recorder.answer(warehouse, statement)
        except IntegrityError as refused:
            found.append({"name": name, "raw_s": None, "same": None, "why": str(refused)})
            continue
        same = _sorted(answer.frame).equals(_sorted(each.frame)) or _close(answer.frame, each.frame)
        warm = recorder.seconds(warehouse, each.statement)
        found.append({"name": name, "raw_s": answer.executed.seconds, "marts_s": warm, "same": same, "why": ""})
    return found


def _sorted(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.sort_values(list(frame.columns)).reset_index(drop=True) if len(frame.columns) else frame


def _close(left: pd.DataFrame, right: pd.DataFrame) -> bool:
    """Whether two answers are the same but for the order of the rows and of the additions."""
    try:
        pd.testing.assert_frame_equal(_sorted(left), _sorted(right), check_dtype=False, rtol=1e-9)
    except AssertionError:
        return False
    return True


def main() -> None:
    """Measure one warehouse and print JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--raw", action="store_true")
    parser.add_argument("--only", nargs="*", help="names of views")
    arguments = parser.parse_args()
    views = [(view_name(*view), view) for view in VIEWS] + [(SCAN, None)]
    recorder, found = Recorder(), {}
    with tempfile.TemporaryDirectory() as folder:
        os.environ["INTEGRITY_CASEWORK_URL"] = f"sqlite:///{Path(folder) / 'casework.sqlite3'}"
        from integrity_metrics.interface import context
        from integrity_metrics.metrics import memory

        recorder.listen()
        for name, view in views:
            if arguments.only and name not in arguments.only:
                continue
            warehouse = Warehouse(arguments.url, query_seconds=QUERY_SECONDS)
            forget_files(warehouse)
            warehouse = Warehouse(arguments.url, query_seconds=QUERY_SECONDS)
            # The demo's settings ask for no sign-in; only the warehouse is another one.
            Warehouse.from_settings = classmethod(lambda _cls, _settings, one=warehouse: one)  # type: ignore
            context.get_warehouse.cache_clear()
            memory.forget()
            started = time.perf_counter()
            errors = open_page(*view) if view else scan_platform(warehouse)
            wall = time.perf_counter() - started
            asked = recorder.taken()
            found[name] = {
                "page_s": wall,
                "errors": errors,
                "statements": measured(recorder, warehouse, asked, arguments.repeats),
                "raw": raw_contrast(recorder, warehouse, asked) if arguments.raw else [],
            }
            warehouse.close()
            sys.stderr.write(f"{name}: {wall:.1f} s, {len(asked)} statements {errors or ''}\n")
    json.dump(found, sys.stdout, default=str)


if __name__ == "__main__":
    main()
