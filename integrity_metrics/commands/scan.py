"""`integrity scan`: judge the newest days, or replay many, and put what is abnormal into the inbox."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from integrity_metrics.errors import IntegrityError
from integrity_metrics.metrics.scan_choices import Procedure, Source
from integrity_metrics.scope import Period
from integrity_metrics.settings import get_settings

if TYPE_CHECKING:
    from integrity_metrics.metrics.scan import Options, Scanned
    from integrity_metrics.triage.run import Triaged
    from integrity_metrics.warehouse.engine import Warehouse

# A day is watched for a week, so that a cron job that missed some makes up for them.
WATCHED_DAYS = 7
NOTHING_NEW, NEW_EVENTS = 0, 10
_STEPS = 1000
AsJsonLines = Annotated[
    bool, typer.Option("--json", help="Write one event a line to standard output; the summary goes to standard error.")
]


def scan_command(
    day: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Judge as of this day; default: the last with data.")
    ] = None,
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Replay every day from here on; default: a week.")
    ] = None,
    source: Annotated[Source | None, typer.Option(help="Whose series; default: all there are.")] = None,
    rate: Annotated[float, typer.Option(min=0.001, max=0.5, help="Share of false alarms among those raised.")] = 0.1,
    procedure: Annotated[
        Procedure, typer.Option(help="Keep the rate on each day, or over all days there will ever be.")
    ] = Procedure.DAILY,
    record: Annotated[bool, typer.Option(help="Record the events; without, only tell them.")] = True,
    as_json: AsJsonLines = False,
) -> None:
    """Scan all watched metrics for what is abnormal; exit code 0 nothing new, 10 new events, 2 a failure.

    For cron, once a day after `integrity build`. Scanning the same days again changes nothing.
    Example: integrity scan --source dsa --since 2025-11-01 --json
    """
    # Imported here, as below: what a command does not need must not slow the others down.
    from integrity_metrics.metrics.scan import Options
    from integrity_metrics.warehouse.engine import Warehouse

    warehouse = Warehouse.from_settings(get_settings())
    options = Options(rate=rate, procedure=procedure)
    new = 0
    for one in (source,) if source else tuple(Source):
        try:
            watched = _watched(warehouse, one, day, since)
        except IntegrityError as error:
            if source is not None:
                raise
            typer.echo(f"{one}: not scanned. {error}", err=True)
            continue
        with _bar(one) as progress:
            scanned, done = _done(warehouse, one, watched, options, progress, record=record)
        if as_json:
            for event in scanned.events:
                typer.echo(json.dumps(event.to_record(), ensure_ascii=False, allow_nan=False))
        count = len(scanned.cards) if done is None else done.new_cards
        new += count
        for line in _summary(scanned, done, count):
            typer.echo(line, err=as_json)
    raise typer.Exit(NEW_EVENTS if new else NOTHING_NEW)


def _watched(warehouse: Warehouse, source: Source, day: datetime | None, since: datetime | None) -> Period:
    from integrity_metrics.metrics.scan import default_watch

    until = day.date() + timedelta(days=1) if day else None
    watched = default_watch(warehouse, source, WATCHED_DAYS, until)
    return Period(since.date(), watched.until) if since else watched


def _done(
    warehouse: Warehouse,
    source: Source,
    watched: Period,
    options: Options,
    progress: Callable[[str, float], None],
    *,
    record: bool,
) -> tuple[Scanned, Triaged | None]:
    if not record:
        from integrity_metrics.metrics.scan import scan

        return scan(warehouse, source, watched, options=options, progress=progress), None
    from integrity_metrics.casework.casework import open_casework
    from integrity_metrics.triage.run import triage

    casework = open_casework(get_settings().casework_url)
    try:
        done = triage(warehouse, casework, get_settings(), source, watched, options=options, progress=progress)
    finally:
        casework.close()
    return done.scanned, done


def _summary(scanned: Scanned, done: Triaged | None, new: int) -> list[str]:
    lines = [
        f"{scanned.source}: {scanned.judged:,} of {scanned.series:,} series judged on {scanned.watched}; "
        f"{len(scanned.events):,} events, {len(scanned.cards):,} of them causes of their own; "
        f"{scanned.small:,} more were too small to matter."
    ]
    if scanned.threshold is not None:
        years = 10**scanned.threshold
        lines.append(f"  raised from score {scanned.threshold:.1f} on: once in {years:,.0f} years in one series.")
    if done is None:
        return [*lines, "  Nothing was recorded."]
    queued = done.queued
    lines.append(
        f"  {new:,} new in the inbox; {len(done.recorded.updated):,} measured anew, "
        f"{len(done.recorded.unchanged):,} unchanged."
    )
    if queued.queued or queued.held:
        said = f"  {len(queued.queued):,} alerts queued, {len(queued.held):,} held back by the budget"
        lines.append(said + (f"; the lowest score let through is {queued.threshold:.1f}." if queued.threshold else "."))
    return lines


@contextmanager
def _bar(source: Source) -> Iterator[Callable[[str, float], None]]:
    """Draw a progress bar on standard error, where that is a terminal."""
    with typer.progressbar(length=_STEPS, label=f"Scanning {source}", file=sys.stderr) as bar:

        def progress(_what: str, share: float) -> None:
            ahead = round(share * _STEPS) - bar.pos
            if ahead > 0:
                bar.update(ahead)

        yield progress
