"""Calibration: how often the intervals of the statistics hold a truth that was simulated and is therefore known.

python bench/calibrate.py [--runs 4000] [--only level] [--write]

Seeded per situation, so the same runs give the same figures; nothing in the package is tuned to them.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import calibrate_causal
from calibration.assisted import scored_labels
from calibration.daily_looks import daily_looks
from calibration.label_error import wrong_labels, wrong_labels_by_score
from calibration.level import simple_samples, stratified_samples
from calibration.queues import open_queues
from calibration.report import alarms_table, causal_table, coverage_table, replace_between_marks
from calibration.reviewers import reviewer_panels
from calibration.thin_segments import shrunk_estimates, shrunk_rates
from calibration.two_weeks import false_alarms, simple_differences
from calibration.viral import viral_weeks
from calibration.young_days import young_days

from integrity_metrics.paths import PROJECT

PAGE = PROJECT / "docs" / "calibration.md"
# One run of the causal situations takes about a second; docs/causal.md says how they were calibrated at length.
MOST_CAUSAL_RUNS = 300

Part = tuple[Sequence[Callable[[int], Iterator[Any]]], Callable[[Sequence[Any]], str]]
PARTS: dict[str, Part] = {
    "level": ((simple_samples, stratified_samples), coverage_table),
    "viral": ((viral_weeks,), coverage_table),
    "alarms": ((false_alarms,), alarms_table),
    "differences": ((simple_differences,), coverage_table),
    "label-error": ((wrong_labels, wrong_labels_by_score), coverage_table),
    "assisted": ((scored_labels,), coverage_table),
    "young-days": ((young_days,), coverage_table),
    "queues": ((open_queues,), coverage_table),
    "agreement": ((reviewer_panels,), coverage_table),
    "thin-segments": ((shrunk_rates, shrunk_estimates), coverage_table),
    "daily-looks": ((daily_looks,), alarms_table),
    "causal": ((lambda runs: iter(calibrate_causal.run(min(runs, MOST_CAUSAL_RUNS))),), causal_table),
}


def main() -> None:
    """Simulate, print the tables, and renew the page when asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=4000, help="simulated samples of each situation")
    parser.add_argument("--only", choices=PARTS, nargs="+", default=list(PARTS), help="parts to simulate")
    parser.add_argument("--write", action="store_true", help="renew the tables of docs/calibration.md")
    options = parser.parse_args()
    if options.runs < 2:
        parser.error(f"--runs is {options.runs}; at least 2 are needed, 2000 and more for figures to rely on")
    for name in options.only:
        simulations, table = PARTS[name]
        rows = [row for simulate in simulations for row in _watched(name, simulate(options.runs))]
        text = table(rows)
        print(f"### {name}\n\n{text}\n", flush=True)
        if options.write:
            replace_between_marks(PAGE, name, text)


def _watched(name: str, rows: Iterator[Any]) -> Iterator[Any]:
    """Say on the error stream how far a part has come."""
    started = time.perf_counter()
    for count, row in enumerate(rows, start=1):
        print(f"\r{name}: {count} rows, {time.perf_counter() - started:.0f} s ", end="", file=sys.stderr, flush=True)
        yield row
    print(file=sys.stderr)


if __name__ == "__main__":
    main()
