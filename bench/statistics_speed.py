"""Statistics beside their peers: the same inputs here and in other packages, seconds, ratio and largest difference.

python bench/statistics_speed.py [--prepare] [--write]

The peers live in an environment of their own (.venv-bench), because they need other versions than the product.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import venv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from calibration.report import markdown_table, replace_between_marks
from machine import Machine, this_machine
from speed.clock import timed
from speed.inputs import make_inputs
from speed.ours import tasks
from speed.peers import TASKS

from integrity_metrics.paths import PROJECT

PAGE = PROJECT / "docs" / "statistics-speed.md"
ENVIRONMENT = PROJECT / ".venv-bench"
PYTHON = ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
REQUIREMENTS = Path(__file__).with_name("requirements-statistics.txt")
WORDS = {
    "wilson": "Wilson limits, 10,000 segments",
    "clopper_pearson": "Clopper-Pearson limits, 10,000 segments",
    "jeffreys": "Jeffreys limits, 10,000 segments",
    "newcombe": "Newcombe limits of a difference, 10,000 pairs",
    "clustered_share": "clustered share and SE, 50,000 rows, 20 strata",
    "clustered_share_by_segment": "the same by 200 segments",
    "kaplan_meier": "Kaplan-Meier, 100,000 cases, one queue",
    "kaplan_meier_by_queue": "Kaplan-Meier, 100,000 cases, 200 queues",
    "aalen_johansen": "Aalen-Johansen with SE, 100,000 cases",
    "ppi_mean": "PPI++ mean, 5,000 labels, 200,000 scores",
    "krippendorff_nominal": "Krippendorff nominal, 5 x 20,000",
    "krippendorff_ordinal": "Krippendorff ordinal, 5 x 20,000",
    "fleiss": "Fleiss, 3 x 20,000",
    "benjamini_hochberg": "Benjamini-Hochberg, 100,000 p-values",
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """One task in one other package; `failed` says why there is nothing to compare."""

    task: str
    peer: str
    ours_seconds: float
    peer_seconds: float | None
    largest_difference: float | None
    failed: str = ""


def main() -> None:
    """Compare, print the table, and renew the page when asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--prepare", action="store_true", help="install the peers into .venv-bench and stop")
    parser.add_argument("--write", action="store_true", help="renew the table of docs/statistics-speed.md")
    options = parser.parse_args()
    if options.prepare or not PYTHON.exists():
        prepare()
    if options.prepare:
        return
    machine = this_machine()
    text = f"{_table(compare())}\n\n{_facts(machine)}"
    print(text)
    if options.write:
        replace_between_marks(PAGE, "table", text)


def prepare() -> None:
    """Make .venv-bench and install the peers; where they do not go together, each that does by itself."""
    if not PYTHON.exists():
        venv.create(ENVIRONMENT, with_pip=True)
    install = [str(PYTHON), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    if subprocess.run([*install, "-r", str(REQUIREMENTS)], check=False).returncode == 0:
        return
    for line in REQUIREMENTS.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#") and subprocess.run([*install, line], check=False).returncode != 0:
            print(f"{line} cannot be installed here and is left out", file=sys.stderr)


def compare() -> list[Comparison]:
    """Run every task here, then in the other environment, on the same arrays."""
    data = make_inputs()
    here = {name: timed(call) for name, call in tasks(data).items()}
    with tempfile.TemporaryDirectory() as folder:
        inputs, results = Path(folder, "inputs.npz"), Path(folder, "results.npz")
        np.savez(inputs, **data)
        answer = subprocess.run(
            [str(PYTHON), str(Path(__file__).with_name("speed") / "peers.py"), str(inputs), str(results)],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        said: dict[str, dict[str, Any]] = json.loads(answer.stdout.splitlines()[-1])
        theirs = dict(np.load(results))
    rows = []
    for task, package, _ in TASKS:
        key = f"{task} {package}"
        seconds, mine = here[task]
        if "failed" in said[key]:
            rows.append(Comparison(task, package, seconds, None, None, said[key]["failed"]))
            continue
        difference = float(np.nanmax(np.abs(mine - theirs[key])))
        peer = f"{package} {said[key]['version']}"
        rows.append(Comparison(task, peer, seconds, said[key]["seconds"], difference))
    return rows


def _table(rows: list[Comparison]) -> str:
    return markdown_table(
        ("task", "here", "peer", "its time", "peer / here", "largest difference"),
        [
            (
                WORDS[row.task],
                _milliseconds(row.ours_seconds),
                row.peer,
                row.failed[:80] if row.peer_seconds is None else _milliseconds(row.peer_seconds),
                "-" if row.peer_seconds is None else f"{row.peer_seconds / row.ours_seconds:.2g}",
                "-" if row.largest_difference is None else f"{row.largest_difference:.1e}",
            )
            for row in rows
        ],
    )


def _facts(machine: Machine) -> str:
    busy = (
        "" if machine.is_idle else " Other work was running: times and ratios can be off by a factor of two or three."
    )
    return (
        f"{time.strftime('%Y-%m-%d', time.gmtime())}: {machine.cores} cores, {machine.processor}, "
        f"{machine.memory_gb} GB, {machine.system}, Python {machine.python}, load {machine.load} at the start.{busy}"
    )


def _milliseconds(seconds: float) -> str:
    return f"{1000 * seconds:.3g} ms"


if __name__ == "__main__":
    main()
