"""`WarehouseReader`: lets the questions of a build be asked of a warehouse that is only read."""

from __future__ import annotations

from typing import Any

from sqlglot import exp

from integrity_metrics.warehouse.check_statements import Query
from integrity_metrics.warehouse.engine import Warehouse
from integrity_metrics.warehouse.failures import MissingTableError
from integrity_metrics.warehouse.local_marts import is_local
from integrity_metrics.warehouse.marts import statements
from integrity_metrics.warehouse.marts.server_session import rows_of
from integrity_metrics.warehouse.shaping import Statement


class WarehouseReader:
    """Asks the database that has what a statement reads: the warehouse, or the local file of its marts."""

    def __init__(self, warehouse: Warehouse) -> None:
        self._warehouse = warehouse
        self.has_local_marts = warehouse.has_local_marts

    def run(self, query: Query) -> list[tuple[Any, ...]]:
        """Return the rows of a statement; NULL is None."""
        return rows_of(self._warehouse.run(self._bound(query)).frame)

    def columns(self, query: Query) -> list[str] | None:
        """Return the columns of a statement, or None when a table is missing."""
        try:
            return [str(name) for name in self._warehouse.run(self._bound(query)).frame.columns]
        except MissingTableError:
            return None

    def written(self, query: Query) -> str:
        """Return a statement with its values written out, for a person to paste."""
        return self._placed(query).written(self._dialect(query))

    def _bound(self, query: Query) -> Statement:
        bound = self._placed(query).bound(self._dialect(query))
        return Statement(bound.name, bound.sql, bound.parameters, tables_of(query.tree))

    def _dialect(self, query: Query) -> str:
        is_of_file = self.has_local_marts and is_local(tables_of(query.tree))
        return "duckdb" if is_of_file else self._warehouse.dialect

    def _placed(self, query: Query) -> Query:
        return query if self.has_local_marts else statements.placed(query, self._warehouse.marts_schema)


def tables_of(tree: exp.Expr) -> tuple[str, ...]:
    """Return the tables a statement reads, those of the marts with their schema.

    Examples
    --------
    >>> from sqlglot import parse_one
    >>> tables_of(parse_one("with days as (select 1 from reports) select 1 from days join marts.reach"))
    ('marts.reach', 'reports')
    """
    own = {cte.alias for cte in tree.find_all(exp.CTE)}
    tables = {f"{table.db}.{table.name}" if table.db else table.name for table in tree.find_all(exp.Table)}
    return tuple(sorted(tables - own))
