"""`integrity backtest`: what a draft rule would have done over a past period."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from integrity_metrics.commands.output import AsJson, write
from integrity_metrics.errors import ScopeError
from integrity_metrics.scope import Period
from integrity_metrics.settings import get_settings

if TYPE_CHECKING:
    from integrity_metrics.metrics.rule_backtest import Backtest

DEFAULT_DAYS = 90
MOST_ROWS = 10


def backtest_command(
    file: Annotated[Path, typer.Option("--file", help="The draft rule, see docs/rules.md.")],
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="First day; default: 90 days.")] = None,
    through: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Last day, included.")] = None,
    save: Annotated[bool, typer.Option("--save", help="Keep the run in casework, under the rule's author.")] = False,
    as_json: AsJson = False,
) -> None:
    """Run a draft rule over a past period: hits, overlap with the rules there are, precision and recall on labels.

    Example: integrity backtest --file rule.toml --since 2025-10-01
    """
    # Imported here: what a command does not need must not slow the others down.
    from integrity_metrics.metrics.rule_backtest import backtest
    from integrity_metrics.metrics.rule_file import read_rule_file
    from integrity_metrics.metrics.rule_report import as_records
    from integrity_metrics.metrics.rule_rows import extent
    from integrity_metrics.warehouse.engine import Warehouse

    rule = read_rule_file(file)
    rule.condition()
    warehouse = Warehouse.from_settings(get_settings())
    data = extent(warehouse)
    until = through.date() + timedelta(days=1) if through else data.until
    first = since.date() if since else max(until - timedelta(days=DEFAULT_DAYS), data.since)
    if first >= data.until or until <= data.since:
        raise ScopeError(f"There are no hits from {first} through {until - timedelta(days=1)}: they cover {data}.")
    result = backtest(warehouse, rule, Period(first, until))
    records = as_records(result)
    lines = _lines(result)
    if save:
        kept = _saved(records, rule.author)
        records["saved"] = kept
        lines.append(f"saved as backtest {kept}")
    write(lines, records, as_json=as_json)


def _saved(records: dict[str, Any], author: str) -> int:
    """Keep a run in casework and return its number."""
    from integrity_metrics.casework.casework import open_casework

    casework = open_casework(get_settings().casework_url)
    try:
        return casework.backtests.add(records, by=author).id
    finally:
        casework.close()


def _lines(result: Backtest) -> list[str]:
    from integrity_metrics.metrics.rule_report import MEASURE_WORDS

    lines = [f"{result.rule.name} ({result.rule.author}): {result.understood}", f"{result.period} (UTC days)"]
    if result.hits is not None and result.contents is not None:
        lines += [
            f"hits {result.hits:,} of {result.contents:,} contents made; "
            f"{result.hits_of_live_rules:,} hit by a live rule too, {result.hits_acted_on:,} acted on",
            f"views of the hits from when the rule could know: {result.impressions_after:,}, "
            f"of them before the action on it: {result.impressions_before_action:,}",
        ]
    elif result.hits_estimated is not None:
        value, low, high = result.hits_estimated
        lines.append(f"hits {value:,.0f} [{low:,.0f}, {high:,.0f}] contents seen, estimated from the label sample")
    for row in result.estimates.itertuples():
        known = row.status != "undefined"
        told = f"{row.value:.1%} [{row.low:.1%}, {row.high:.1%}]" if known else "no labels"
        lines.append(f"{MEASURE_WORDS[str(row.measure)]}: {told} ({row.n:,} contents, {row.status})")
    lines += [
        f"also hit by {row.rule_id} ({row.status}): {row.both_hit:,.0f}, {row.share_of_draft:.1%} of the draft's hits"
        for row in result.overlap.head(MOST_ROWS).itertuples()
    ]
    lines.append(f"run {result.query_hash}, {result.seconds:.2f} s in the warehouse; nothing was changed")
    return lines
