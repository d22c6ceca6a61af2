"""The one way to ask a metric: pages, exports, alerts and the command line all call `ask`."""

from __future__ import annotations

from collections.abc import Callable

from integrity_metrics.errors import ScopeError
from integrity_metrics.estimates import Estimates
from integrity_metrics.metrics import (
    action_times,
    counted,
    enforcement,
    exposure,
    exposure_scope,
    industry,
    prevalence,
    prevalence_sums,
    promises,
    rule_metrics,
    rule_rows,
    service,
)
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
    "prevalence": prevalence.prevalence,
    "unwanted_impressions": exposure.unwanted_impressions,
    "unwanted_impressions_count": exposure.unwanted_impressions_count,
    "actions": enforcement.actions,
    "action_share": enforcement.action_share,
    "time_to_action": action_times.time_to_action,
    "counted": counted.counted,
    "share": promises.share,
    "sla_attainment": service.sla_attainment,
    "rule_hits": rule_metrics.rule_hits,
    "rule_precision": rule_metrics.rule_precision,
    "rule_exposure_recall": rule_metrics.rule_exposure_recall,
    "rule_unique_contribution": rule_metrics.rule_unique_contribution,
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
    "prevalence": prevalence_sums.label_extent,
    "exposure": exposure_scope.extent,
    "industry": lambda warehouse: industry.extent(warehouse)[0],
    "enforcement": lambda warehouse: enforcement.extent(warehouse)[0],
    "promises": lambda warehouse: promises.extent(warehouse)[0],
    "service": lambda warehouse: service.extent(warehouse)[0],
    "rules": rule_rows.extent,
}
