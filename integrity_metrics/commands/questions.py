"""`integrity metric`, `integrity check`, `integrity version`: ask from a terminal what a page asks."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated

import typer

from integrity_metrics import __version__
from integrity_metrics.commands.output import AsJson, write
from integrity_metrics.errors import ScopeError
from integrity_metrics.scope import Filter, Grain, Period, Scope
from integrity_metrics.settings import get_settings


class Format(StrEnum):
    """How an answer is written."""

    CSV = "csv"
    JSON = "json"


def metric_command(
    key: Annotated[str, typer.Argument(help="The metric's key in the glossary, for example dsa_statements.")],
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="First day; default: all data.")] = None,
    through: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Last day, included.")] = None,
    grain: Annotated[Grain, typer.Option(help="How to cut the period.")] = Grain.MONTH,
    by: Annotated[str | None, typer.Option(help="Dimension to break down by, for example platform.")] = None,
    only: Annotated[list[str] | None, typer.Option(help="Keep to a value: dimension=value; repeat it.")] = None,
    without: Annotated[list[str] | None, typer.Option(help="Leave a value out: dimension=value; repeat it.")] = None,
    file_format: Annotated[Format, typer.Option("--format", help="How to write the answer.")] = Format.CSV,
    as_json: AsJson = False,
) -> None:
    """Ask a metric: the same numbers a page draws, with interval, status and scope on every row.

    Example: integrity metric dsa_statements --since 2025-07-01 --by platform --format csv
    """
    # Imported here, as below: what a command does not need must not slow the others down.
    from integrity_metrics.metrics.ask import ask, data_period
    from integrity_metrics.metrics.catalogue import metric
    from integrity_metrics.warehouse.engine import Warehouse

    entry = metric(key)
    warehouse = Warehouse.from_settings(get_settings())
    data = data_period(warehouse, key)
    first = since.date() if since else data.since
    end = through.date() + timedelta(days=1) if through else max(data.until, first + timedelta(days=1))
    if first >= data.until or end <= data.since:
        raise ScopeError(f"There are no data from {first} through {end - timedelta(days=1)}: they cover {data}.")
    filters = _filters(only, excluded=False) + _filters(without, excluded=True)
    scope = Scope(Period(first, end), grain, filters, (by,) if by else ())
    answer = ask(warehouse, entry.key, scope)
    if as_json or file_format is Format.JSON:
        write([], answer.to_records(), as_json=True)
    else:
        typer.echo(answer.to_csv(), nl=False)


def check(
    stale_after_days: Annotated[int, typer.Option(min=0, help="How old the newest day of a table may be.")] = 3,
    as_of: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day to measure against.")] = None,
    newest_days: Annotated[
        int | None, typer.Option(min=1, help="Of tables of more than 5 million rows, look at so many newest days only.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Compare the warehouse with the contract, and its marts with both; exit code 1 when there are errors.

    Example: integrity check --json
    """
    from integrity_metrics.warehouse.check import check_contract
    from integrity_metrics.warehouse.connect.broken_views import with_broken_views
    from integrity_metrics.warehouse.contract_report import as_text
    from integrity_metrics.warehouse.engine import Warehouse
    from integrity_metrics.warehouse.marts.reconcile import check_marts

    warehouse = Warehouse.from_settings(get_settings())
    day = as_of.date() if as_of else None
    report = check_contract(warehouse, stale_after_days=stale_after_days, as_of=day, newest_days=newest_days)
    report = replace(with_broken_views(warehouse, report), marts=check_marts(warehouse))
    write([as_text(report).rstrip()], report.to_records(), as_json=as_json)
    raise typer.Exit(1 if report.has_errors else 0)


def version(as_json: AsJson = False) -> None:
    """Print the version.

    Example: integrity version
    """
    write([f"integrity-metrics {__version__}"], {"version": __version__}, as_json=as_json)


def _filters(pairs: list[str] | None, *, excluded: bool) -> tuple[Filter, ...]:
    values: dict[str, list[str]] = {}
    for pair in pairs or []:
        dimension, separator, value = pair.partition("=")
        if not separator or not dimension or not value:
            raise ScopeError(f"'{pair}' is not a filter; write dimension=value, for example platform=TikTok.")
        values.setdefault(dimension, []).append(value)
    return tuple(Filter(dimension, tuple(kept), excluded) for dimension, kept in values.items())
