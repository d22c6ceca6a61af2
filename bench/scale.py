"""The same questions at a thousand times the data: builds of the marts and what every page asks, by scale and engine.

    python bench/scale.py --work /data/scale --scales 1 10 100     # DuckDB; makes the platforms that are not there
    python bench/scale.py --work /data/scale --scales 100 --raw 100
    python bench/scale.py --work /data/scale --scales 100 --parts pages
    python bench/scale.py --work /data/scale --engines postgresql spark --engine-scale 1
    python bench/scale.py --work /data/scale --write               # only writes docs/scale.md from what was measured

Every figure is measured in a process of its own. With `--rounds`, pages are measured several times, the scales in turn,
and the median counts: on a machine shared with others, a slow minute would else fall on one scale only.

What is measured is kept in WORK/results.json, scale by scale, so that a long run can be done in parts; `--write` writes
the tables into docs/scale.md. Scale 100 is ten copies of scale 10 (bench/scale_copies.py), or with `--simulate` a
simulation of its own. It needs 10 GB of disk; the copies need 14 minutes of processor, and a build of their marts a
quarter of an hour.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from statistics import median
from typing import Any

import scale_report
from machine import this_machine
from marts import measured as build_figures
from scale_checks import differing_sums
from scale_copies import COPIES
from scale_platforms import is_copy, platform, size_of

from integrity_metrics.paths import PROJECT
from integrity_metrics.warehouse.publish import marts_link

BENCH = Path(__file__).resolve().parent
DOCS = PROJECT / "docs" / "scale.md"
NIGHTS = 3


def pages_of(url: str, *, raw: bool, repeats: int) -> dict[str, Any]:
    """Return what every page asks of a warehouse, with its seconds, from a process of its own."""
    command = [sys.executable, str(BENCH / "scale_pages.py"), url, "--repeats", str(repeats), *(["--raw"] * raw)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def middle(rounds: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the first of several measurements of the pages, with the median of each statement's times."""
    first = rounds[0]
    for view, found in first.items():
        for number, one in enumerate(found["statements"]):
            same = [each[view]["statements"][number] for each in rounds]
            one |= {key: median(each[key] for each in same) for key in ("cold_s", "warm_s")}
    return first


def builds_of(warehouse: Path) -> dict[str, Any]:
    """Return the figures of a build of everything, and of some nights after it."""
    full = build_figures(warehouse, fresh=True)
    return {"full": full, "nights": [build_figures(warehouse, fresh=False) for _ in range(NIGHTS)]}


def duckdb_url(arguments: argparse.Namespace, scale: float) -> str:
    """Return the URL of the platform of a scale, which is made if it is not there."""
    warehouse = platform(arguments.work, scale, really_simulated=arguments.simulate)
    return f"duckdb:///{warehouse.absolute()}"


def one_scale(work: Path, scale: float, arguments: argparse.Namespace) -> dict[str, Any]:
    """Measure one platform under DuckDB."""
    warehouse = platform(work, scale, really_simulated=arguments.simulate)
    found: dict[str, Any] = {"machine": asdict(this_machine()), "size": asdict(size_of(warehouse))}
    if "builds" in arguments.parts:
        found["builds"] = builds_of(warehouse)
    if is_copy(warehouse):
        original = platform(work, scale / COPIES, really_simulated=False)
        if not marts_link(original).exists():
            build_figures(original, fresh=True)
        if faults := differing_sums(original, warehouse):
            raise SystemExit("The marts are not those of ten copies:\n" + "\n".join(faults))
    if "pages" in arguments.parts:
        found["pages"] = pages_of(duckdb_url(arguments, scale), raw=scale in arguments.raw, repeats=arguments.repeats)
    return found


def main() -> None:
    """Measure what is asked for, keep it, and write the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, required=True, help="folder of the platforms and of the results")
    parser.add_argument("--scales", type=float, nargs="*", default=[], metavar="SCALE")
    parser.add_argument("--raw", type=float, nargs="*", default=[1, 10], help="scales to ask of the raw rows too")
    parser.add_argument("--parts", nargs="+", default=["builds", "pages"], choices=("builds", "pages"))
    parser.add_argument("--engines", nargs="*", default=[], choices=("postgresql", "spark"))
    parser.add_argument("--engine-scale", type=float, default=1, help="of the platform loaded into the engines")
    parser.add_argument("--simulate", action="store_true", help="simulate scale 100 instead of copying scale 10")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=1, help="how often pages are measured, scale after scale")
    parser.add_argument("--write", action="store_true", help="write the tables into docs/scale.md")
    arguments = parser.parse_args()
    arguments.work.mkdir(parents=True, exist_ok=True)
    file = arguments.work / "results.json"
    results = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {"scales": {}, "engines": {}}
    for scale in arguments.scales:
        earlier = results["scales"].get(f"{scale:g}", {})
        results["scales"][f"{scale:g}"] = earlier | one_scale(arguments.work, scale, arguments)
        file.write_text(json.dumps(results), encoding="utf-8")
    if arguments.rounds > 1:
        rounds = {scale: [results["scales"][f"{scale:g}"]["pages"]] for scale in arguments.scales}
        for scale in [*rounds] * (arguments.rounds - 1):
            rounds[scale].append(pages_of(duckdb_url(arguments, scale), raw=False, repeats=arguments.repeats))
        for scale, measured in rounds.items():
            results["scales"][f"{scale:g}"]["pages"] = middle(measured)
        file.write_text(json.dumps(results), encoding="utf-8")
    for engine in arguments.engines:
        # Imported here: the engines' drivers are not installed everywhere.
        import scale_engines

        warehouse = platform(arguments.work, arguments.engine_scale, really_simulated=arguments.simulate)
        raw = arguments.engine_scale in arguments.raw
        results["engines"][f"{engine} {arguments.engine_scale:g}"] = scale_engines.measured(
            engine, warehouse, arguments.engine_scale, arguments.repeats, raw=raw
        )
        file.write_text(json.dumps(results), encoding="utf-8")
    tables = scale_report.tables(results)
    if arguments.write:
        DOCS.write_text(scale_report.between_markers(DOCS.read_text(encoding="utf-8"), tables), encoding="utf-8")
    else:
        print(tables)


if __name__ == "__main__":
    main()
