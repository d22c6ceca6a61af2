"""What the contract check found, for the command line, a page and JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """How bad a finding is: an error makes numbers wrong or pages fail, a warning may, information does not."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Problem(StrEnum):
    """What kind of finding it is."""

    MISSING_TABLE = "missing_table"
    UNREADABLE = "unreadable"
    MISSING_COLUMN = "missing_column"
    WRONG_TYPE = "wrong_type"
    EMPTY_TABLE = "empty_table"
    STALE = "stale"
    FUTURE = "future"
    MISSING_VALUE = "missing_value"
    UNKNOWN_VALUE = "unknown_value"
    OUT_OF_RANGE = "out_of_range"
    WRONG_ORDER = "wrong_order"
    DUPLICATE_KEY = "duplicate_key"
    ORPHAN = "orphan"
    DIFFERENT = "different"


class Status(StrEnum):
    """Whether a table can be used."""

    PRESENT = "present"
    MISSING = "missing"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a warehouse does otherwise than the contract.

    Parameters
    ----------
    problem, severity
        Kind and weight.
    table, column
        Where; the column may be several (``day, platform``), or None for the whole table.
    count
        How many rows; 0 when it is not about rows.
    sentence
        What is wrong and what to do.
    sql
        Shows these rows (or the fact), in the warehouse's dialect with its values written out, ready to paste.
    """

    problem: Problem
    severity: Severity
    table: str
    column: str | None
    count: int
    sentence: str
    sql: str

    def to_records(self) -> dict[str, Any]:
        """Return the finding as plain values, for JSON."""
        return {
            "problem": self.problem.value,
            "severity": self.severity.value,
            "table": self.table,
            "column": self.column,
            "count": self.count,
            "sentence": self.sentence,
            "sql": self.sql,
        }


@dataclass(frozen=True, slots=True)
class TableReport:
    """One table: whether it is there, how many rows it has, the UTC days they cover, and the findings.

    `rows` is None when they could not be counted. The last day leaves out rows dated in the future. `checked_since` is
    the first day that was looked at, when that was not all of the table.
    """

    name: str
    status: Status
    rows: int | None = None
    first_day: date | None = None
    last_day: date | None = None
    findings: tuple[Finding, ...] = ()
    checked_since: date | None = None

    def to_records(self) -> dict[str, Any]:
        """Return the table as plain values, for JSON."""
        return {
            "table": self.name,
            "status": self.status.value,
            "rows": self.rows,
            "first_day": self.first_day.isoformat() if self.first_day else None,
            "last_day": self.last_day.isoformat() if self.last_day else None,
            "checked_since": self.checked_since.isoformat() if self.checked_since else None,
            "findings": [finding.to_records() for finding in self.findings],
        }


@dataclass(frozen=True, slots=True)
class ContractReport:
    """How a warehouse compares with the contract.

    `fresh_until` is the day freshness was measured against: the one asked for, or the newest day in the warehouse.
    `marts` is what `check_marts` found, when it was asked.
    """

    warehouse: str
    fresh_until: date | None
    tables: tuple[TableReport, ...]
    marts: tuple[TableReport, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every finding, table by table, those of the marts last."""
        return tuple(finding for table in (*self.tables, *self.marts) for finding in table.findings)

    @property
    def has_errors(self) -> bool:
        """Whether any finding is an error."""
        return self.count(Severity.ERROR) > 0

    def count(self, severity: Severity) -> int:
        """Return how many findings have this severity."""
        return sum(finding.severity is severity for finding in self.findings)

    def to_records(self) -> dict[str, Any]:
        """Return the report as plain values, for JSON."""
        return {
            "warehouse": self.warehouse,
            "fresh_until": self.fresh_until.isoformat() if self.fresh_until else None,
            "has_errors": self.has_errors,
            "errors": self.count(Severity.ERROR),
            "warnings": self.count(Severity.WARNING),
            "tables": [table.to_records() for table in self.tables],
            "marts": [mart.to_records() for mart in self.marts],
        }


def as_text(report: ContractReport, *, with_sql: bool = True) -> str:
    """Return the report as lines for a terminal: a line a table, its findings below, totals at the end.

    Parameters
    ----------
    report
        From `check_contract`.
    with_sql
        Also write, under each error and warning, the statement that shows the rows.
    """
    tables = (*report.tables, *report.marts)
    width = max((len(table.name) for table in tables), default=0)
    lines: list[str] = []
    for table in tables:
        lines.append(f"{table.name:<{width}}  {_in_words(table)}".rstrip())
        for finding in table.findings:
            if finding.problem in (Problem.MISSING_TABLE, Problem.EMPTY_TABLE):
                continue
            lines.append(f"  {finding.severity.value}: {finding.sentence}")
            if with_sql and finding.severity is not Severity.INFO:
                lines += [f"      {line}" for line in finding.sql.splitlines()]
    lines += ["", _totals(report)]
    return "\n".join(_printable(line) for line in lines) + "\n"


def _in_words(table: TableReport) -> str:
    if table.status is Status.MISSING:
        return "not available"
    if table.rows is None:
        return "cannot be read" if table.status is Status.UNREADABLE else "present"
    days = f"  {table.first_day} to {table.last_day}" if table.first_day and table.last_day else ""
    only = f", checked from {table.checked_since}" if table.checked_since else ""
    return f"{counted(table.rows)}{days}{only}" if table.rows else "present, empty"


def counted(rows: int) -> str:
    """Return a number of rows in words.

    Examples
    --------
    >>> counted(1), counted(12_345)
    ('1 row', '12,345 rows')
    """
    return f"{rows:,} {'row' if rows == 1 else 'rows'}"


def _totals(report: ContractReport) -> str:
    present = sum(table.status is Status.PRESENT for table in report.tables)
    parts = [f"{present} of {len(report.tables)} tables present"]
    for severity in (Severity.ERROR, Severity.WARNING):
        number = report.count(severity)
        parts.append(f"{number} {severity.value}{'' if number == 1 else 's'}")
    measured = f" Freshness measured against {report.fresh_until}." if report.fresh_until else ""
    return ", ".join(parts) + "." + measured


def _printable(line: str) -> str:
    """Keep a database's own words from steering the terminal."""
    return "".join(_shown(line))


def _shown(line: str) -> Iterator[str]:
    return (letter if letter.isprintable() else "�" for letter in line)
