"""What the contract check has found of one table while it runs, and how fresh the table is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from integrity_metrics.warehouse import check_statements as statements
from integrity_metrics.warehouse.check_names import REMEDY, misnamed
from integrity_metrics.warehouse.check_window import Window
from integrity_metrics.warehouse.contract import Column, Table
from integrity_metrics.warehouse.contract_report import Finding, Problem, Severity, Status, TableReport

# Nothing may happen in them for weeks, and changes are planned ahead: an old or a future date is no fault.
IRREGULAR_TABLES = frozenset({"policy_changes", "rule_changes", "escalations"})


@dataclass(slots=True)
class Found:
    """What is known of one table while the check runs."""

    table: Table
    status: Status = Status.PRESENT
    usable: dict[str, Column] = field(default_factory=dict)
    rows: int | None = None
    first_day: date | None = None
    last_day: date | None = None
    window: Window | None = None
    findings: list[Finding] = field(default_factory=list)

    def add(
        self, problem: Problem, severity: Severity, column: str | None, sentence: str, sql: str, *, count: int = 0
    ) -> None:
        """Write a finding down."""
        self.findings.append(Finding(problem, severity, self.table.name, column, count, sentence, sql))

    def report(self) -> TableReport:
        """Return what was found."""
        since = self.window.since if self.window else None
        found = tuple(self.findings)
        return TableReport(self.table.name, self.status, self.rows, self.first_day, self.last_day, found, since)


def newest_day(found: Iterable[Found]) -> date | None:
    """Return the newest day any table reaches; tables in which nothing may happen for weeks do not count."""
    days = [each.last_day for each in found if each.last_day and each.table.name not in IRREGULAR_TABLES]
    return max(days, default=None)


def check_freshness(each: Found, fresh_until: date | None, stale_after_days: int, dialect: str) -> None:
    """Add a finding when the newest day of a table is too old."""
    time = each.table.time
    if time is None or each.last_day is None or fresh_until is None or each.table.name in IRREGULAR_TABLES:
        return
    behind = (fresh_until - each.last_day).days
    if behind > stale_after_days:
        sentence = (
            f"The newest {time} is from {each.last_day}, {behind:,} days before {fresh_until}; more than "
            f"{stale_after_days} is stale. Load the days since then."
        )
        each.add(Problem.STALE, Severity.WARNING, time, sentence, statements.newest(each.table, time).written(dialect))


def no_column(table: Table, column: Column, names: Iterable[str]) -> str:
    """Return the sentence that a table has no such column, or has it by a name that only SQL in quotes finds."""
    if other := misnamed(column.name, names):
        return f"{table.name} has no column {column.name} but {other}, which only SQL in quotes finds; {REMEDY}."
    null = "may be NULL" if column.nullable else "not NULL"
    return f"{table.name} has no column {column.name} ({column.type}, {null}); add it to the table or view."


def day_of(text: object) -> date | None:
    """Return a day the database wrote as text; None for NULL and for what Python cannot hold, such as infinity."""
    try:
        return date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
