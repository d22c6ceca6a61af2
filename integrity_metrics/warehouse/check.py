"""`check_contract`: compares a warehouse with the contract, for `integrity check` and the data health page.

What it costs: for each table two statements that read no data, one scan, one grouping by the key and one anti-join a
reference. Each reads only the columns it needs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pandas as pd
from sqlglot import exp
from sqlglot.dialects.dialect import Dialect

from integrity_metrics.warehouse import check_statements as statements
from integrity_metrics.warehouse.check_names import CASE_SENSITIVE, REMEDY, found_elsewhere, misnamed, namesakes
from integrity_metrics.warehouse.column_types import serves
from integrity_metrics.warehouse.contract import Column, Table, load_contract
from integrity_metrics.warehouse.contract_report import (
    ContractReport,
    Finding,
    Problem,
    Severity,
    Status,
    TableReport,
    counted,
)
from integrity_metrics.warehouse.engine import Warehouse
from integrity_metrics.warehouse.failures import MissingTableError, UnreachableError, WarehouseError
from integrity_metrics.warehouse.orderings import ORDERINGS
from integrity_metrics.warehouse.shaping import Statement

# Nothing may happen in them for weeks, and changes are planned ahead: an old or a future date is no fault.
IRREGULAR_TABLES = frozenset({"policy_changes", "rule_changes", "escalations"})
# Clocks and time zones of sources may be this far ahead before a date counts as one in the future.
DAYS_AHEAD = 1


@dataclass(slots=True)
class _Found:
    """What is known of one table while the check runs."""

    table: Table
    status: Status = Status.PRESENT
    usable: dict[str, Column] = field(default_factory=dict)
    rows: int | None = None
    first_day: date | None = None
    last_day: date | None = None
    findings: list[Finding] = field(default_factory=list)

    def add(
        self, problem: Problem, severity: Severity, column: str | None, sentence: str, sql: str, *, count: int = 0
    ) -> None:
        self.findings.append(Finding(problem, severity, self.table.name, column, count, sentence, sql))

    def report(self) -> TableReport:
        return TableReport(self.table.name, self.status, self.rows, self.first_day, self.last_day, tuple(self.findings))


def check_contract(
    warehouse: Warehouse,
    *,
    stale_after_days: int = 3,
    as_of: date | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> ContractReport:
    """Compare every table of the contract with what `warehouse` has.

    Parameters
    ----------
    warehouse
        Read only. Views serve as well as tables, and columns the contract does not know are left alone.
    stale_after_days
        How many days the newest row of a table may be behind.
    as_of
        The UTC day the tables should reach; None takes the newest day any table reaches.
    progress
        Called before each table with a title, its number (from 1) and how many there are.

    Raises
    ------
    WarehouseError
        When the warehouse itself cannot be reached. What goes wrong with one table is a finding of that table.
    """
    if stale_after_days < 0:
        raise ValueError(f"stale_after_days is {stale_after_days}; it must be 0 or more")
    check = _Check(warehouse)
    check.reach()
    found = [check.columns(table) for table in load_contract()]
    check.elsewhere([each for each in found if each.status is Status.MISSING])
    present = {each.table.name: each for each in found if each.status is Status.PRESENT}
    for number, each in enumerate(present.values(), start=1):
        if progress is not None:
            progress(f"Checking {each.table.name}", number, len(present))
        check.contents(each, present)
    fresh_until = as_of or _newest_day(present.values())
    for each in present.values():
        _check_freshness(each, fresh_until, stale_after_days, warehouse.dialect)
    return ContractReport(warehouse.name, fresh_until, tuple(each.report() for each in found))


def _newest_day(found: Iterable[_Found]) -> date | None:
    days = [each.last_day for each in found if each.last_day and each.table.name not in IRREGULAR_TABLES]
    return max(days, default=None)


def _check_freshness(each: _Found, fresh_until: date | None, stale_after_days: int, dialect: str) -> None:
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


def _no_column(table: Table, column: Column, names: Iterable[str]) -> str:
    if other := misnamed(column.name, names):
        return f"{table.name} has no column {column.name} but {other}, which only SQL in quotes finds; {REMEDY}."
    null = "may be NULL" if column.nullable else "not NULL"
    return f"{table.name} has no column {column.name} ({column.type}, {null}); add it to the table or view."


def _day(text: object) -> date | None:
    """Return a day the database wrote as text; None for NULL and for what Python cannot hold, such as infinity."""
    try:
        return date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None


class _Check:
    """Asks one warehouse the questions of the check and writes the answers down."""

    def __init__(self, warehouse: Warehouse) -> None:
        self._warehouse = warehouse
        self._dialect = warehouse.dialect

    def reach(self) -> None:
        """Raise when the warehouse itself cannot be reached."""
        self._warehouse.run(Statement("check/reach", "select 1 as one", {}))

    def columns(self, table: Table) -> _Found:
        """Find out whether a table is there, with the columns and types the contract gives it."""
        found = _Found(table)
        probe = statements.probe(table)
        try:
            names = {self._name(str(name)) for name in self._run(probe).columns}
        except MissingTableError as error:
            if f"needs table {table.name}," in str(error):
                found.status = Status.MISSING
                sentence = f"{table.name} is not available; metrics that need it say so. It tells {table.answers}."
                found.add(Problem.MISSING_TABLE, Severity.INFO, None, sentence, probe.written(self._dialect))
                return found
            # The table is a view, and what it reads is gone.
            return self._unreadable(found, probe, error)
        except WarehouseError as error:
            return self._unreadable(found, probe, error)
        for column in table.columns:
            if column.name not in names:
                sentence = _no_column(table, column, names)
                found.add(Problem.MISSING_COLUMN, Severity.ERROR, column.name, sentence, probe.written(self._dialect))
        self._types(found, [column for column in table.columns if column.name in names])
        return found

    def elsewhere(self, missing: list[_Found]) -> None:
        """Say of missing tables which are there by another name."""
        if not missing or self._dialect not in CASE_SENSITIVE:
            return
        query = namesakes([each.table.name for each in missing])
        with suppress(WarehouseError):
            told = found_elsewhere(self._run(query))
            for each in (each for each in missing if each.table.name in told):
                sentence, sql = told[each.table.name], query.written(self._dialect)
                each.findings.clear()
                each.add(Problem.MISSING_TABLE, Severity.WARNING, None, sentence, sql)

    def contents(self, found: _Found, present: Mapping[str, _Found]) -> None:
        """Count the rows of a table, and those the contract does not allow."""
        self._scan(found)
        if not found.rows:
            return
        if all(name in found.usable for name in found.table.key):
            sentence = (
                f"{{rows}} with a key ({', '.join(found.table.key)}) that another row has too; totals are too high."
            )
            self._count(
                found,
                statements.duplicates(found.table),
                statements.duplicate_rows(found.table),
                (Problem.DUPLICATE_KEY, Severity.ERROR, ", ".join(found.table.key), sentence),
            )
        for column in found.usable.values():
            reference = column.references
            parent = present.get(reference.table) if reference else None
            if reference is None or parent is None or reference.column not in parent.usable:
                continue
            sentence = f"{{rows}} with a {column.name} that {reference} does not have."
            self._count(
                found,
                statements.orphans(found.table, column, rows=False),
                statements.orphans(found.table, column, rows=True),
                (Problem.ORPHAN, Severity.WARNING, column.name, sentence),
            )

    def _types(self, found: _Found, columns: list[Column]) -> None:
        if not columns:
            return
        query = statements.types(found.table, columns, self._dialect)
        answer = self._answer(found, query)
        if answer is None:
            return
        for column in columns:
            kind = str(answer[column.name])
            usable, trouble = serves(column.type, kind, self._dialect)
            if usable:
                found.usable[column.name] = column
            if trouble or not usable:
                sentence = f"{column.name} is of type {kind[:60]} where the contract has {column.type}" + (
                    f": {trouble}." if trouble else "; cast it in a view."
                )
                severity = Severity.WARNING if usable else Severity.ERROR
                sql = statements.types(found.table, [column], self._dialect).written(self._dialect)
                found.add(Problem.WRONG_TYPE, severity, column.name, sentence, sql)

    def _scan(self, found: _Found) -> None:
        table = found.table
        conditions = statements.conditions(table, tuple(found.usable.values()), ORDERINGS)
        time = table.time if table.time in found.usable else None
        future = None
        if time is not None and table.name not in IRREGULAR_TABLES:
            latest = datetime.now(UTC).date() + timedelta(days=DAYS_AHEAD)
            future = statements.dated_after(time, latest, latest + timedelta(days=1))
            conditions = (*conditions, future)
        answer = self._answer(found, statements.scan(table, conditions, time, future))
        if answer is None:
            return
        found.rows = int(answer["row_total"])
        found.first_day, found.last_day = _day(answer.get("first_day")), _day(answer.get("last_day"))
        if found.rows == 0:
            probe = statements.probe(table).written(self._dialect)
            found.add(Problem.EMPTY_TABLE, Severity.INFO, None, f"{table.name} has no rows.", probe)
        for number, condition in enumerate(conditions):
            count = int(answer[f"condition_{number}"])
            if count:
                sentence = condition.sentence.replace("{rows}", counted(count))
                sql = statements.rows_where(table, condition).written(self._dialect)
                found.add(condition.problem, condition.severity, condition.column, sentence, sql, count=count)

    def _count(
        self,
        found: _Found,
        count: statements.Query,
        rows: statements.Query,
        finding: tuple[Problem, Severity, str, str],
    ) -> None:
        answer = self._answer(found, count)
        number = int(answer["row_total"]) if answer is not None else 0
        if number:
            problem, severity, column, sentence = finding
            sentence = sentence.replace("{rows}", counted(number))
            found.add(problem, severity, column, sentence, rows.written(self._dialect), count=number)

    def _answer(self, found: _Found, query: statements.Query) -> dict[str, Any] | None:
        """Return the one row of an answer; a failure is a finding, unless the whole warehouse is gone."""
        try:
            return {str(name): value for name, value in self._run(query).iloc[0].items()}
        except UnreachableError as error:
            self.reach()
            failure: WarehouseError = error
        except WarehouseError as error:
            failure = error
        found.add(Problem.UNREADABLE, Severity.ERROR, None, str(failure), query.written(self._dialect))
        return None

    def _unreadable(self, found: _Found, query: statements.Query, error: WarehouseError) -> _Found:
        if isinstance(error, UnreachableError):
            self.reach()
        found.status = Status.UNREADABLE
        found.add(Problem.UNREADABLE, Severity.ERROR, None, str(error), query.written(self._dialect))
        return found

    def _run(self, query: statements.Query) -> pd.DataFrame:
        return self._warehouse.run(query.bound(self._dialect)).frame

    def _name(self, column: str) -> str:
        """Return a column's name as unquoted SQL would have to write it."""
        identifier = exp.to_identifier(column, quoted=True)
        return str(Dialect.get_or_raise(self._dialect).normalize_identifier(identifier).this)
