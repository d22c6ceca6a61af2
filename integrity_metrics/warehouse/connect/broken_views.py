"""Why a view of the views file is not there, for the contract check: a session leaves out what it cannot make."""

from __future__ import annotations

from dataclasses import replace

from integrity_metrics.warehouse.contract_report import (
    ContractReport,
    Finding,
    Problem,
    Severity,
    Status,
    TableReport,
)
from integrity_metrics.warehouse.dialects.parameters import escape
from integrity_metrics.warehouse.drivers.views_text import SessionView
from integrity_metrics.warehouse.engine import Warehouse
from integrity_metrics.warehouse.failures import WarehouseError
from integrity_metrics.warehouse.shaping import Statement

_REMEDY = {
    "postgres": "grant the role TEMPORARY on the database",
    "duckdb": "check what the view reads",
    "spark": "let the user create temporary views",
}


def with_broken_views(warehouse: Warehouse, report: ContractReport) -> ContractReport:
    """Return the report with the reason for every view that could not be made, as an error of its table."""
    if warehouse.views is None:
        return report
    views = {view.name: view for view in warehouse.views.views(warehouse.dialect)}
    file = warehouse.views.path.name
    return replace(
        report,
        tables=tuple(
            _explained(warehouse, table, views[table.name], file)
            if table.status is Status.MISSING and table.name in views
            else table
            for table in report.tables
        ),
    )


def _explained(warehouse: Warehouse, table: TableReport, view: SessionView, file: str) -> TableReport:
    where = f"The view {view.name} ({file}, line {view.line}) could not be made"
    try:
        warehouse.run(_probe(view))
    except WarehouseError as error:
        sentence = f"{where}: {error}"
    else:
        sentence = (
            f"{where}, though its SELECT runs: {_REMEDY[warehouse.dialect]}, "
            f"or have {file} run as permanent views by whoever may."
        )
    finding = Finding(Problem.UNREADABLE, Severity.ERROR, view.name, None, 0, sentence, view.query)
    return replace(table, status=Status.UNREADABLE, findings=(finding,))


def _probe(view: SessionView) -> Statement:
    # The text is the operator's own, from the file of a setting: a session runs it as it is.
    sql = f"with viewed as ({escape(view.query)}\n) select 1 as one from viewed where 1 = 0"  # noqa: S608
    return Statement(f"views/{view.name}", sql, {})
