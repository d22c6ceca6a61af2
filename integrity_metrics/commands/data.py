"""`integrity demo` and `integrity import sor`: fill the embedded warehouse, aside, and swap it in at the end."""

from __future__ import annotations

import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from integrity_metrics.commands.output import AsJson, progress, write
from integrity_metrics.errors import SettingsError
from integrity_metrics.settings import DEMO_WAREHOUSE, get_settings

if TYPE_CHECKING:
    from integrity_metrics.warehouse.statement_report import ImportReport, Progress

imports = typer.Typer(no_args_is_help=True, help="Bring data of another system into the contract.")
REJECTED_SHOWN = 20


def demo(
    scale: Annotated[float, typer.Option(help="Size of the simulated platform; 1 is a million contents.")] = 1.0,
    seed: Annotated[int, typer.Option(help="Seed of the simulated platform: the same seed gives the same data.")] = 1,
    days: Annotated[int, typer.Option(help="Days of the simulated platform, the last one is 2026-01-10.")] = 730,
    rebuild: Annotated[bool, typer.Option(help="Build again even if the demo warehouse is there.")] = False,
    as_json: AsJson = False,
) -> None:
    """Build the demo warehouse: the public EU data, and a simulated platform whose truth is known.

    Example: integrity demo --scale 0.1 --seed 7 --days 365 --rebuild
    """
    # Imported here, as below: what a command does not need must not slow the others down.
    from integrity_metrics.simulation.limits import check_size
    from integrity_metrics.warehouse.demo import build_demo, complete_demo

    check_size(scale, seed, days, None)
    started = time.perf_counter()
    built = rebuild or not DEMO_WAREHOUSE.exists()

    def step(title: str, number: int, of: int) -> None:
        progress(f"[{number}/{of}] {title}")

    if built:
        build_demo(
            DEMO_WAREHOUSE,
            step,
            scale=scale,
            seed=seed,
            days=days,
        )
    else:
        complete_demo(DEMO_WAREHOUSE, step)
    seconds = round(time.perf_counter() - started, 2)
    state = "The demo warehouse is already there; --rebuild builds it again."
    if built:
        state = f"The demo warehouse was built in {seconds} s."
    write([state], {"built": built, "seconds": seconds}, as_json=as_json)


@imports.command("sor")
def import_sor(
    files: Annotated[list[Path], typer.Argument(help="Dumps: CSV, zip, or zip of zips.", show_default=False)],
    rejected: Annotated[Path | None, typer.Option(help="Write every rejected row to this CSV.")] = None,
    as_json: AsJson = False,
) -> None:
    """Import raw EU DSA statement-of-reasons dumps into enforcement_actions and contents.

    Importing a file again changes nothing. Example: integrity import sor sor-global-2025-07-01-full.zip
    """
    from integrity_metrics.warehouse.demo import create_contract
    from integrity_metrics.warehouse.engine import Warehouse
    from integrity_metrics.warehouse.publish import new_version
    from integrity_metrics.warehouse.statement_import import import_statements

    link = Warehouse.from_settings(get_settings()).file
    if link is None:
        raise SettingsError(
            "INTEGRITY_WAREHOUSE_URL is not a DuckDB file, so nothing is imported; a warehouse server is only read."
        )
    with new_version(link) as connection:
        create_contract(connection)
        report = import_statements(connection, files, progress=_progress, rejected_csv=rejected)
    write(_lines(report, rejected), _records(report), as_json=as_json)


def _progress(step: Progress) -> None:
    share = step.done / step.total if step.total else 1.0
    what = f"{step.rows_read:,} rows read" if step.stage == "reading" else f"{step.done:,} rows added"
    progress(f"{step.stage} {share:4.0%}  {what}  {step.file}".rstrip())


def _lines(report: ImportReport, rejected: Path | None) -> list[str]:
    lines = [
        f"{report.rows_read:,} rows read: {report.actions_added:,} actions and {report.contents_added:,} contents "
        f"added, {report.already_present:,} already present, {report.duplicates:,} duplicates, "
        f"{report.rejected:,} rejected."
    ]
    lines += [f"  rejected: {row.file}, line {row.line}: {row.reason}" for row in report.rejected_rows[:REJECTED_SHOWN]]
    if report.rejected > REJECTED_SHOWN:
        where = f"all are in {rejected}" if rejected else "name a file with --rejected to keep them all"
        lines.append(f"  ... and {report.rejected - REJECTED_SHOWN:,} more; {where}.")
    return lines


def _records(report: ImportReport) -> dict[str, Any]:
    return {**asdict(report), "rejected_rows": [asdict(row) for row in report.rejected_rows]}
