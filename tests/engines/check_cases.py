"""Cases of the contract check: its statements for every table of the contract."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from integrity_metrics.warehouse import check_statements as statements
from integrity_metrics.warehouse.contract import Table, load_contract
from integrity_metrics.warehouse.orderings import ORDERINGS

from .case import Case, built

LATEST, NEXT_DAY = date(2025, 12, 31), date(2026, 1, 1)
# Spark gets all kinds of statements of these, of the other tables only the one that looks for every fault at once.
IN_FULL = ("enforcement_actions",)


def check_cases() -> Iterator[Case]:
    """Yield the statements `integrity check` runs and those it shows, for every table."""
    for table in load_contract():
        yield from _of(table)


def _of(table: Table) -> Iterator[Case]:
    in_full = table.name in IN_FULL
    future = statements.dated_after(table.time, LATEST, NEXT_DAY) if table.time else None
    conditions = statements.conditions(table, table.columns, ORDERINGS)
    conditions = (*conditions, future) if future else conditions
    yield built(statements.probe(table), is_core=in_full)
    yield built(statements.scan(table, conditions, table.time, future), is_core=True)
    for number, condition in enumerate(conditions):
        label = f"{condition.column} {number}"
        yield built(statements.rows_where(table, condition), label, is_core=in_full and number % 5 == 0)
    yield built(statements.duplicates(table), is_core=in_full)
    yield built(statements.duplicate_rows(table), is_core=in_full)
    if table.time:
        yield built(statements.newest(table, table.time), is_core=in_full)
    for column in table.columns:
        if column.references:
            for rows in (False, True):
                label = f"{column.name} {'rows' if rows else 'count'}"
                yield built(statements.orphans(table, column, rows=rows), label, is_core=in_full)
