"""What became of actions and appeals: found before anybody reported it, appealed, overturned; with Wilson limits."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from integrity_metrics.errors import ScopeError
from integrity_metrics.estimates import Estimates, Executed
from integrity_metrics.metrics.catalogue import Metric, Origin, notes_for
from integrity_metrics.metrics.enforcement import origin_of
from integrity_metrics.metrics.memory import remembered
from integrity_metrics.metrics.tidy import named_segments
from integrity_metrics.metrics.worth import with_worth
from integrity_metrics.scope import Period, Scope
from integrity_metrics.statistics.wilson import wilson
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse
from integrity_metrics.warehouse.query_files import load_query


@dataclass(frozen=True, slots=True)
class ShareColumns:
    """Which columns of a metric's query are its numerator and its denominator."""

    positives: str
    n: str


SHARES = {
    "proactive_rate": ShareColumns("proactive_actions", "actions"),
    "appeal_rate": ShareColumns("appealed_actions", "actions"),
    "overturn_rate": ShareColumns("overturned_appeals", "decided_appeals"),
}


def share(warehouse: Warehouse, metric: Metric, scope: Scope, heartbeat: Heartbeat | None) -> Estimates:
    """Return a metric of `SHARES`, per period and segment."""
    counts, executed = share_counts(warehouse, metric, scope, heartbeat)
    data, origin = extent(warehouse)
    interval = wilson(counts["positives"].to_numpy(), counts["n"].to_numpy())
    estimated = counts.drop(columns="positives").assign(
        value=interval.estimate,
        low=interval.low,
        high=interval.high,
        method=interval.method.value,
        status=interval.status,
    )
    frame = with_worth(estimated, metric, scope, data)
    return Estimates(metric.key, metric.unit, scope, frame, (executed,), notes_for(metric.key, scope, origin=origin))


def share_counts(
    warehouse: Warehouse, metric: Metric, scope: Scope, heartbeat: Heartbeat | None = None
) -> tuple[pd.DataFrame, Executed]:
    """Return ``period_start``, the scope's dimensions, ``positives`` and ``n`` (> 0) of a metric of `SHARES`.

    Raises
    ------
    ScopeError
        For the proactive rate when no report was ever loaded: every action would count as unprompted.
    """
    if metric.key == "proactive_rate" and not _has_reports(warehouse):
        raise ScopeError(
            "The proactive rate needs reports, and there are none: without them every action looks unprompted. "
            "Map or import the table reports, then run `integrity build`."
        )
    columns = SHARES[metric.key]
    frame, executed = asked_rows(warehouse, metric, scope, heartbeat)
    counted = frame[frame[columns.n].fillna(0) > 0]
    counts = counted[["period_start", *scope.by]].assign(
        positives=counted[columns.positives].astype(np.int64), n=counted[columns.n].astype(np.int64)
    )
    return counts.reset_index(drop=True), executed


def asked_rows(
    warehouse: Warehouse, metric: Metric, scope: Scope, heartbeat: Heartbeat | None = None
) -> tuple[pd.DataFrame, Executed]:
    """Return the rows of a metric's query for a scope, with segments by name."""
    statement = warehouse.shape(
        load_query(metric.query),
        {"since": scope.period.since, "until": scope.period.until},
        grain=scope.grain,
        by=scope.by,
        filters=scope.filters,
    )
    result = warehouse.run(statement, heartbeat=heartbeat)
    return named_segments(result.frame, scope), result.executed


def pending_appeals(
    warehouse: Warehouse, scope: Scope, heartbeat: Heartbeat | None = None
) -> tuple[pd.DataFrame, Executed]:
    """Return how many appeals were open at the end of the scope's period, per segment, to say beside overturn rates.

    Returns
    -------
    DataFrame
        The scope's dimensions and ``pending``.
    Executed
        The statement.
    """
    statement = warehouse.shape(
        load_query("metrics/appeals_pending"),
        {"until": scope.period.until},
        by=scope.by,
        filters=scope.filters,
    )
    result = warehouse.run(statement, heartbeat=heartbeat)
    dated = result.frame.assign(period_start=scope.period.since)
    frame = named_segments(dated, replace(scope, comparison=None))
    return frame[[*scope.by]].assign(pending=frame["pending"].astype(np.int64)), result.executed


def extent(warehouse: Warehouse) -> tuple[Period, Origin | None]:
    """Return the days the daily actions cover, and where the actions are from.

    Raises
    ------
    ScopeError
        When there are none yet.
    """
    return remembered(("promises extent", warehouse.version), lambda: _extent(warehouse))


def _extent(warehouse: Warehouse) -> tuple[Period, Origin | None]:
    statement = warehouse.shape(load_query("metrics/action_outcomes_extent"), {})
    row = warehouse.run(statement).frame.iloc[0]
    if pd.isna(row["first_day"]):
        raise ScopeError(
            "There are no enforcement actions in the daily aggregates yet. Load some, then run `integrity build`."
        )
    last = pd.Timestamp(row["last_day"]) + pd.Timedelta(days=1)
    return Period(pd.Timestamp(row["first_day"]).date(), last.date()), origin_of(warehouse, int(row["actions"]))


def _has_reports(warehouse: Warehouse) -> bool:
    def asked() -> bool:
        statement = warehouse.shape(load_query("metrics/reports_extent"), {})
        return bool(pd.notna(warehouse.run(statement).frame.iloc[0]["first_day"]))

    return remembered(("has reports", warehouse.version), asked)
