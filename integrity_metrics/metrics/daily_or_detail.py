"""Asks the daily aggregates, and the rows themselves where the aggregates cannot answer: the same counts, later."""

from __future__ import annotations

from integrity_metrics.paths import QUERIES
from integrity_metrics.scope import Scope
from integrity_metrics.warehouse.engine import Heartbeat, Result, Warehouse
from integrity_metrics.warehouse.failures import MissingTableError
from integrity_metrics.warehouse.query_files import QueryFile, load_query

_DETAIL = "_detail"


def detail_of(query: str) -> str | None:
    """Return the query that asks the rows themselves what `query` asks an aggregate, if there is one.

    Examples
    --------
    >>> detail_of("metrics/actions"), detail_of("metrics/reports")
    ('metrics/actions_detail', None)
    """
    name = f"{query}{_DETAIL}"
    return name if (QUERIES / f"{name}.sql").is_file() else None


def daily_or_detail(
    warehouse: Warehouse, query: str, scope: Scope | None = None, heartbeat: Heartbeat | None = None
) -> Result:
    """Return the rows of `query` for a scope, or of its detail.

    The detail is asked for break-downs and filters that the aggregate does not hold, and in a warehouse whose
    aggregates are not built or cannot be, for it lacks another table they need.

    Parameters
    ----------
    warehouse, heartbeat
        What to ask, and whom to tell while waiting.
    query
        A query file with a detail beside it.
    scope
        None for a query without a period.

    Raises
    ------
    MissingTableError
        When the rows are missing too.
    """
    daily, detail = load_query(query), load_query(f"{query}{_DETAIL}")
    asked = set() if scope is None else {*scope.by, *(f.dimension for f in scope.filters)}
    if asked <= daily.dimensions.keys():
        try:
            return _run(warehouse, daily, scope, heartbeat)
        except MissingTableError:
            pass
    return _run(warehouse, detail, scope, heartbeat)


def _run(warehouse: Warehouse, query: QueryFile, scope: Scope | None, heartbeat: Heartbeat | None) -> Result:
    if scope is None:
        return warehouse.run(warehouse.shape(query, {}), heartbeat=heartbeat)
    statement = warehouse.shape(
        query,
        {"since": scope.period.since, "until": scope.period.until},
        grain=scope.grain,
        by=scope.by,
        filters=scope.filters,
    )
    return warehouse.run(statement, heartbeat=heartbeat)
