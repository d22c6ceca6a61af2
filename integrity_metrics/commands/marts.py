"""`integrity build`: make the daily aggregates of the warehouse that are missing or may have changed, where it is."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from integrity_metrics.commands.output import AsJson, progress, write
from integrity_metrics.settings import get_settings


def build(
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Build every day from here on again.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Build the marts: the days that are missing, the newest ones again, and older ones that changed.

    Example: integrity build --since 2026-01-01
    """
    # Imported here: what a command does not need must not slow the others down.
    from integrity_metrics.warehouse.marts.build import build_marts

    report = build_marts(
        get_settings(),
        lambda title, number, of: progress(f"[{number}/{of}] {title}"),
        since=since.date() if since else None,
    )
    lines = [
        f"{sum(report.days.values()):,} days of {len(report.days)} marts were built in {report.seconds:.1f} s in "
        f"{report.place}; they hold {report.rows:,} rows, data until {report.data_until:%Y-%m-%d %H:%M} UTC."
    ]
    lines += [f"  not built: {reason}" for reason in report.missing.values()]
    write(lines, report.to_records(), as_json=as_json)
