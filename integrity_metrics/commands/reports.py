"""`integrity report`: the pages that people pass on, as files."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from integrity_metrics.commands.output import AsJson, write
from integrity_metrics.errors import ScopeError
from integrity_metrics.settings import get_settings

report = typer.Typer(no_args_is_help=True, help="Write a report as HTML, PDF or Markdown.")


class FileFormat(StrEnum):
    """What a report is written as."""

    HTML = "html"
    PDF = "pdf"
    MARKDOWN = "markdown"


@report.command("weekly")
def weekly(
    week: Annotated[str | None, typer.Option(help="ISO week, as 2026-W12; default: the newest with labels.")] = None,
    out: Annotated[Path, typer.Option(help="Folder to write to; made when it is not there.")] = Path("reports"),
    formats: Annotated[list[FileFormat] | None, typer.Option("--format", help="Repeat it; default: html, pdf.")] = None,
    market: Annotated[list[str] | None, typer.Option(help="Keep to a market; repeat it.")] = None,
    as_json: AsJson = False,
) -> None:
    """Write the weekly review: the same numbers as the page, to the digit.

    Example: integrity report weekly --week 2025-W50 --out reports
    """
    # Imported here: what a command does not need must not slow the others down.
    from integrity_metrics.metrics.weekly_review import default_week, parse_week, week_name, week_scope, weeks
    from integrity_metrics.reports.weekly_review import weekly_document
    from integrity_metrics.reports.weekly_state import weekly_state
    from integrity_metrics.reports.write import write as write_report
    from integrity_metrics.scope import Filter
    from integrity_metrics.warehouse.engine import Warehouse

    settings = get_settings()
    warehouse = Warehouse.from_settings(settings)
    known = weeks(warehouse)
    monday = default_week(warehouse) if week is None else parse_week(week)
    if monday not in known:
        raise ScopeError(
            f"There is no whole week {week_name(monday)} in the data: they have {week_name(known[-1])} to "
            f"{week_name(known[0])}."
        )
    scope = week_scope(monday, (Filter("market", tuple(market)),) if market else ())
    targets, events = weekly_state(settings.casework_url, scope)
    document = weekly_document(warehouse, scope, targets, events, datetime.now(UTC))
    chosen = [f.value for f in formats or (FileFormat.HTML, FileFormat.PDF)]
    files = write_report(document, out, f"weekly-{week_name(monday)}", chosen)
    warehouse.close()
    write([f"Wrote {path}" for path in files], {"files": [str(path) for path in files]}, as_json=as_json)
