"""What `integrity connect` says: of the warehouse, of the check, and of what works now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from pathlib import Path

from integrity_metrics.commands.connect_url import NAME, Found
from integrity_metrics.metrics.availability import missing_tables
from integrity_metrics.metrics.catalogue import metric
from integrity_metrics.warehouse.connect.inventory import Inventory
from integrity_metrics.warehouse.contract_report import ContractReport, Status, as_text

_SCHEMAS_SHOWN = 8


def in_words(inventory: Inventory) -> str:
    """Return what there is, counted."""
    views = sum(table.is_view for table in inventory.tables)
    schemas = Counter(table.schema for table in inventory.tables)
    named = [f"{schema} ({number:,})" for schema, number in schemas.most_common(_SCHEMAS_SHOWN)]
    more = f" and {len(schemas) - _SCHEMAS_SHOWN:,} more" if len(schemas) > _SCHEMAS_SHOWN else ""
    tables = len(inventory.tables) - views
    return f"{_counted(tables, 'table')} and {_counted(views, 'view')}, by schema: {', '.join(named)}{more}."


def short(report: ContractReport) -> str:
    """Return the tables that are there, each with its findings but without SQL."""
    lines = as_text(report, with_sql=False).rstrip().splitlines()
    absent = {table.name for table in report.tables if table.status is Status.MISSING}
    kept = [line for line in lines if line.partition(" ")[0] not in absent]
    return "\n".join([*kept, "`integrity check` shows the same with the SQL that finds the rows."])


def present(report: ContractReport) -> tuple[str, ...]:
    """Return the tables that can be used."""
    return tuple(table.name for table in report.tables if table.status is Status.PRESENT)


def outlook(tables: Collection[str]) -> tuple[list[str], dict[str, tuple[str, ...]]]:
    """Return which metrics can be answered with these tables: in words, and what each lacks.

    The industry's metrics are of public data that come with the demo warehouse; no platform has them.
    """
    lacks = {key: missing for key, missing in missing_tables(tables).items() if metric(key).owner != "industry"}
    ready = [metric(key).title for key, missing in lacks.items() if not missing]
    lines = [f"{len(ready)} of {len(lacks)} metrics can be answered" + (f": {', '.join(ready)}." if ready else ".")]
    wanted = Counter(missing for missing in lacks.values() if missing)
    ordered = sorted(wanted.items(), key=lambda item: (len(item[0]), -item[1], item[0]))
    lines += [f"  {number} more with {', '.join(missing)}" for missing, number in ordered]
    return lines, lacks


def next_steps(found: Found, views: Path | None, *, is_kept: bool) -> list[str]:
    """Return the commands that lead to the first page."""
    lines = []
    if found.variable and found.variable != NAME:
        lines.append(f'export {NAME}="${found.variable}"')
    if views is not None and not is_kept:
        lines.append(f"export INTEGRITY_VIEWS_FILE={views}")
    return [
        *lines,
        "integrity check              # again after every change of the views",
        "integrity build              # the daily aggregates that pages read; INTEGRITY_MARTS_FILE keeps them locally",
        "integrity user add NAME      # visitors of your own data sign in (docs/sign-in.md)",
        "integrity serve",
    ]


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"
