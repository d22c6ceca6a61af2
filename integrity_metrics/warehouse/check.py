"""`check_contract`: compares a warehouse with the contract, for `integrity check` and the data health page.

What it costs: for each table two statements that read no data, one scan, one grouping by the key and one anti-join a
reference. Each reads only the columns it needs. Of large tables the newest days can be checked alone (check_window.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pandas as pd
from sqlglot import exp
from sqlglot.dialects.dialect import Dialect

from integrity_metrics.warehouse import check_statements as statements
from integrity_metrics.warehouse import check_window
from integrity_metrics.warehouse.check_found import (
    IRREGULAR_TABLES,
    Found,
    check_freshness,
    day_of,
    newest_day,
    no_column,
)
from integrity_metrics.warehouse.check_names import CASE_SENSITIVE, found_elsewhere, namesakes
from integrity_metrics.warehouse.column_types import serves
from integrity_metrics.warehouse.contract import Column, Table, load_contract
from integrity_metrics.warehouse.contract_report import (
    ContractReport,
    Problem,
    Severity,
    Status,
    counted,
)
from integrity_metrics.warehouse.engine import Warehouse
from integrity_metrics.warehouse.failures import MissingTableError, UnreachableError, WarehouseError
from integrity_metrics.warehouse.orderings import ORDERINGS
from integrity_metrics.warehouse.shaping import Statement

# Clocks and time zones of sources may be this far ahead before a date counts as one in the future.
DAYS_AHEAD = 1


def check_contract(
    warehouse: Warehouse,
    *,
    stale_after_days: int = 3,
    as_of: date | None = None,
    newest_days: int | None = None,
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
    newest_days
        Of tables of more than `check_window.LARGE` rows look at so many of the newest days only; None looks at all.
    progress
        Called before each table with a title, its number (from 1) and how many there are.

    Raises
    ------
    WarehouseError
        When the warehouse itself cannot be reached. What goes wrong with one table is a finding of that table.
    """
    if stale_after_days < 0:
        raise ValueError(f"stale_after_days is {stale_after_days}; it must be 0 or more")
    if newest_days is not None and newest_days < 1:
        raise ValueError(f"newest_days is {newest_days}; it must be 1 or more, or None for all")
    check = _Check(warehouse, newest_days)
    check.reach()
    found = [check.columns(table) for table in load_contract()]
    check.elsewhere([each for each in found if each.status is Status.MISSING])
    present = {each.table.name: each for each in found if each.status is Status.PRESENT}
    for number, each in enumerate(present.values(), start=1):
        if progress is not None:
            progress(f"Checking {each.table.name}", number, len(present))
        check.contents(each, present)
    fresh_until = as_of or newest_day(present.values())
    for each in present.values():
        check_freshness(each, fresh_until, stale_after_days, warehouse.dialect)
    return ContractReport(warehouse.name, fresh_until, tuple(each.report() for each in found))


class _Check:
    """Asks one warehouse the questions of the check and writes the answers down."""

    def __init__(self, warehouse: Warehouse, newest_days: int | None) -> None:
        self._warehouse = warehouse
        self._dialect = warehouse.dialect
        self._newest_days = newest_days

    def reach(self) -> None:
        """Raise when the warehouse itself cannot be reached."""
        self._warehouse.run(Statement("check/reach", "select 1 as one", {}))

    def columns(self, table: Table) -> Found:
        """Find out whether a table is there, with the columns and types the contract gives it."""
        found = Found(table)
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
                sentence = no_column(table, column, names)
                found.add(Problem.MISSING_COLUMN, Severity.ERROR, column.name, sentence, probe.written(self._dialect))
        self._types(found, [column for column in table.columns if column.name in names])
        return found

    def elsewhere(self, missing: list[Found]) -> None:
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

    def contents(self, found: Found, present: Mapping[str, Found]) -> None:
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
                self._in_parts(found, statements.duplicates(found.table)),
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
                [check_window.within(statements.orphans(found.table, column, rows=False), found.table, found.window)],
                statements.orphans(found.table, column, rows=True),
                (Problem.ORPHAN, Severity.WARNING, column.name, sentence),
            )

    def _types(self, found: Found, columns: list[Column]) -> None:
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

    def _scan(self, found: Found) -> None:
        table = found.table
        conditions = statements.conditions(table, tuple(found.usable.values()), ORDERINGS)
        time = table.time if table.time in found.usable else None
        future = None
        if time is not None and table.name not in IRREGULAR_TABLES:
            latest = datetime.now(UTC).date() + timedelta(days=DAYS_AHEAD)
            future = statements.dated_after(time, latest, latest + timedelta(days=1))
            conditions = (*conditions, future)
        # Where a table may be too large for the rest, its size is asked first.
        first = conditions if self._newest_days is None else ()
        answer = self._answer(found, statements.scan(table, first, time, future))
        if answer is None:
            return
        found.rows = int(answer["row_total"])
        found.first_day, found.last_day = day_of(answer.get("first_day")), day_of(answer.get("last_day"))
        if found.rows == 0:
            probe = statements.probe(table).written(self._dialect)
            found.add(Problem.EMPTY_TABLE, Severity.INFO, None, f"{table.name} has no rows.", probe)
            return
        if self._newest_days is not None:
            if found.rows > check_window.LARGE and time is not None and found.last_day is not None:
                found.window = check_window.newest(table, found.last_day, self._newest_days)
            query = check_window.within(statements.scan(table, conditions, None, None), table, found.window)
            answer = self._answer(found, query)
            if answer is None:
                return
        for number, condition in enumerate(conditions):
            count = int(answer[f"condition_{number}"])
            if count:
                sentence = condition.sentence.replace("{rows}", counted(count))
                rows = check_window.within(statements.rows_where(table, condition), table, found.window)
                sql = rows.written(self._dialect)
                found.add(condition.problem, condition.severity, condition.column, sentence, sql, count=count)

    def _in_parts(self, found: Found, query: statements.Query) -> list[statements.Query]:
        """Return a statement about keys for the days to look at, of a large table in parts."""
        windows: tuple[check_window.Window | None, ...] = (found.window,)
        if found.window is None and (found.rows or 0) > check_window.LARGE and found.first_day and found.last_day:
            windows = check_window.parts(found.table, found.first_day, found.last_day)
        return [check_window.within(query, found.table, window) for window in windows]

    def _count(
        self,
        found: Found,
        counts: Sequence[statements.Query],
        rows: statements.Query,
        finding: tuple[Problem, Severity, str, str],
    ) -> None:
        number = 0
        for each in counts:
            answer = self._answer(found, each)
            if answer is None:
                break
            number += int(answer["row_total"])
        if number:
            problem, severity, column, sentence = finding
            sentence = sentence.replace("{rows}", counted(number))
            sql = check_window.within(rows, found.table, found.window).written(self._dialect)
            found.add(problem, severity, column, sentence, sql, count=number)

    def _answer(self, found: Found, query: statements.Query) -> dict[str, Any] | None:
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

    def _unreadable(self, found: Found, query: statements.Query, error: WarehouseError) -> Found:
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
