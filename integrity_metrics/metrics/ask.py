"""The one way to ask a metric: pages, exports, alerts and the command line all call `ask`."""

from __future__ import annotations

from collections.abc import Callable

from integrity_metrics.errors import ScopeError
from integrity_metrics.estimates import Estimates
from integrity_metrics.metrics import enforcement, industry
from integrity_metrics.metrics.catalogue import Metric, metric
from integrity_metrics.metrics.memory import remembered
from integrity_metrics.scope import Period, Scope
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse

Estimator = Callable[[Warehouse, Metric, Scope, Heartbeat | None], Estimates]

ESTIMATORS: dict[str, Estimator] = {
    "dsa_statements": industry.statements,
    "dsa_statement_share": industry.statement_share,
    "dsa_moderation_delay": industry.moderation_delay,
    "dsa_disclosure_delay": industry.disclosure_delay,
    "dsa_zero_moderation_delay_share": industry.zero_moderation_delay_share,
    "dsa_zero_disclosure_delay_share": industry.zero_disclosure_delay_share,
    "actions": enforcement.actions,
    "action_share": enforcement.action_share,
    "time_to_action": enforcement.time_to_action,
}


def ask(warehouse: Warehouse, key: str, scope: Scope, *, heartbeat: Heartbeat | None = None) -> Estimates:
    """Return the answer of metric `key` to `scope`.

    Raises
    ------
    UnknownMetricError, ScopeError, WarehouseError
        Each one sentence with a remedy.

    Notes
    -----
    The answer is shared between callers: never change its frame in place.
    """
    entry = metric(key)
    for dimension in (*scope.by, *(f.dimension for f in scope.filters)):
        if dimension not in entry.dimensions:
            raise ScopeError(
                f"{entry.title} cannot be filtered or broken down by {dimension.replace('_', ' ')}. "
                f"It can be by: {', '.join(d.replace('_', ' ') for d in entry.dimensions)}."
            )
    return remembered(
        ("ask", warehouse.version, key, scope),
        lambda: ESTIMATORS[entry.estimator](warehouse, entry, scope, heartbeat),
    )


def data_period(warehouse: Warehouse, key: str) -> Period:
    """Return the days the data of a metric cover."""
    entry = metric(key)
    return EXTENTS[entry.owner](warehouse)


EXTENTS: dict[str, Callable[[Warehouse], Period]] = {
    "industry": lambda warehouse: industry.extent(warehouse)[0],
    "enforcement": lambda warehouse: enforcement.extent(warehouse)[0],
}
