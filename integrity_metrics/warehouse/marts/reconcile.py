"""`check_marts`: compares the sums of the marts with the contract, day by day, for `integrity check`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from integrity_metrics.warehouse.check_statements import Query
from integrity_metrics.warehouse.contract_report import Finding, Problem, Severity, Status, TableReport
from integrity_metrics.warehouse.engine import Warehouse
from integrity_metrics.warehouse.failures import UnreachableError, WarehouseError
from integrity_metrics.warehouse.marts import halves, statements
from integrity_metrics.warehouse.marts.definitions import LOG, SCHEMA, Mart, load_marts
from integrity_metrics.warehouse.marts.sources import AHEAD, Sources, utc_now
from integrity_metrics.warehouse.marts.statements import FINISHED
from integrity_metrics.warehouse.marts.warehouse_reader import WarehouseReader
from integrity_metrics.warehouse.query_files import QueryFile, all_queries, load_query

DAYS_NAMED = 3


def check_marts(
    warehouse: Warehouse, progress: Callable[[str, int, int], None] | None = None
) -> tuple[TableReport, ...]:
    """Return, for each mart, its days and rows, and on which days its sums are not the contract's.

    Parameters
    ----------
    warehouse
        Read only.
    progress
        Called before each mart with a title, its number (from 1) and how many there are.

    Raises
    ------
    UnreachableError
        When the warehouse cannot be reached. What goes wrong with one mart is a finding of that mart.
    """
    check = _Check(WarehouseReader(warehouse))
    reports = []
    marts = load_marts()
    for number, mart in enumerate(marts, start=1):
        if progress is not None:
            progress(f"Comparing {SCHEMA}.{mart.name}", number, len(marts))
        reports.append(check.report(mart))
    return (check.freshness(), *reports)


class _Check:
    """Asks one warehouse how its marts compare."""

    def __init__(self, reader: WarehouseReader) -> None:
        self._reader = reader
        self._now = utc_now()
        self._sources = Sources(reader, self._now)
        self._built_until = self._last_build()
        self._is_stale = self._built_until is not None and self._sources.cut_off() > self._built_until

    def freshness(self) -> TableReport:
        """Return what the log says: whether there are marts, and whether the warehouse is newer."""
        name, query = f"{SCHEMA}.{LOG}", statements.logged()
        if self._built_until is None:
            sentence = "No marts are built for this warehouse. Run `integrity build`."
            finding = self._finding(Problem.MISSING_TABLE, Severity.INFO, name, sentence, query)
            return TableReport(name, Status.MISSING, findings=(finding,))
        if not self._is_stale:
            return TableReport(name, Status.PRESENT)
        sentence = (
            f"The marts end with the data of {self._built_until:%Y-%m-%d %H:%M}, the warehouse with those of "
            f"{self._sources.cut_off():%Y-%m-%d %H:%M}. Run `integrity build`."
        )
        finding = self._finding(Problem.STALE, Severity.WARNING, name, sentence, query)
        return TableReport(name, Status.PRESENT, findings=(finding,))

    def report(self, mart: Mart) -> TableReport:
        """Return how one mart compares."""
        name = f"{SCHEMA}.{mart.name}"
        extent = statements.extent(mart)
        try:
            source = self._sources.of(mart)
            if self._reader.columns(statements.columns_of(mart.name)) is None:
                why = " ".join(source.reasons) or "Run `integrity build`."
                sentence = f"{name} is not built. {why}"
                finding = self._finding(Problem.MISSING_TABLE, Severity.INFO, name, sentence, extent)
                return TableReport(name, Status.MISSING, findings=(finding,))
            rows, first, last = self._reader.run(extent)[0]
            findings = [finding for part in source.parts for finding in self._compare(name, part)]
        except UnreachableError:
            raise
        except WarehouseError as error:
            finding = self._finding(Problem.UNREADABLE, Severity.ERROR, name, str(error), extent)
            return TableReport(name, Status.UNREADABLE, findings=(finding,))
        return TableReport(name, Status.PRESENT, int(rows), first, last, tuple(findings))

    def _compare(self, name: str, part: QueryFile) -> list[Finding]:
        check = (
            f"{SCHEMA}/checks/{'_'.join(part.name.removeprefix(f'{SCHEMA}/').split('/')).removeprefix('otherwise_')}"
        )
        if check not in all_queries():
            return []
        query = statements.differing_days(load_query(check), (self._now + AHEAD).date())
        differing = self._differing_days(query)
        if not differing:
            return []
        first = ", ".join(str(day) for day in differing[:DAYS_NAMED])
        number, since = len(differing), differing[0]
        more = f" and {number - DAYS_NAMED:,} more" if number > DAYS_NAMED else ""
        sentence = (
            f"{name} and the contract differ on {number:,} {'day' if number == 1 else 'days'}: {first}{more}. "
            f"Run `integrity build --since {since}`."
        )
        # While the marts are behind the warehouse they are expected to differ.
        severity = Severity.WARNING if self._is_stale else Severity.ERROR
        shown = halves.halves(query)[0] if self._reader.has_local_marts else query
        return [self._finding(Problem.DIFFERENT, severity, name, sentence, shown, number)]

    def _differing_days(self, query: Query) -> list[date]:
        if not self._reader.has_local_marts:
            return [row[0] for row in self._reader.run(query)]
        # No database has both sides: each gives its sums, and they are compared here.
        source, built = (self._reader.run(half) for half in halves.halves(query))
        return halves.differing_days(source, built)

    def _last_build(self) -> Any:
        if self._reader.columns(statements.columns_of(LOG)) is None:
            return None
        return max((row[3] for row in self._reader.run(statements.logged()) if row[0] == FINISHED), default=None)

    def _finding(
        self, problem: Problem, severity: Severity, name: str, sentence: str, query: Query, count: int = 0
    ) -> Finding:
        return Finding(problem, severity, name, None, count, sentence, self._reader.written(query))
