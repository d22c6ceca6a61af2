"""Time from content to action: its median with an interval, its distribution, and the counts both are made from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from integrity_metrics.estimates import Estimates, Executed
from integrity_metrics.metrics.catalogue import Metric, notes_for
from integrity_metrics.metrics.enforcement import extent
from integrity_metrics.metrics.tidy import named_segments
from integrity_metrics.metrics.worth import with_worth
from integrity_metrics.scope import Scope
from integrity_metrics.statistics.binned_quantile import binned_quantile
from integrity_metrics.statistics.status import Status
from integrity_metrics.statistics.wilson import wilson
from integrity_metrics.warehouse.engine import Heartbeat, Result, Warehouse
from integrity_metrics.warehouse.failures import MissingTableError
from integrity_metrics.warehouse.query_files import QueryFile, load_query

HOURS_A_DAY = 24.0
# How the queries write a time to action below zero.
NEGATIVE = -1
METHOD = "median, order-statistic interval"


@dataclass(frozen=True, slots=True)
class ActionTimes:
    """How long actions took, as counts per whole hour.

    Parameters
    ----------
    frame
        The scope's dimensions, ``hours`` (>= 0) and ``actions``.
    negative
        How many actions are dated before their content, and are left out.
    executed
        The statement.
    """

    frame: pd.DataFrame
    negative: int
    executed: Executed


def time_to_action(warehouse: Warehouse, metric: Metric, scope: Scope, heartbeat: Heartbeat | None) -> Estimates:
    """Return the median time to action in days, per period and segment, with its order-statistic interval."""
    counts, executed = hour_counts(warehouse, metric, scope, heartbeat)
    data, origin = extent(warehouse)
    known = counts[counts["hours"] > NEGATIVE]
    rows = []
    for group, part in known.groupby(["period_start", *scope.by], sort=True):
        median = binned_quantile(part["hours"], part["actions"], width=1)
        measures = (median.estimate, median.low, median.high)
        rows.append((*group, *(m / HOURS_A_DAY for m in measures), median.n, METHOD, Status.OK.value))
    columns = ["period_start", *scope.by, "value", "low", "high", "n", "method", "status"]
    frame = with_worth(pd.DataFrame(rows, columns=columns), metric, scope, data)
    return Estimates(metric.key, metric.unit, scope, frame, (executed,), notes_for(metric.key, scope, origin=origin))


def action_times(warehouse: Warehouse, metric: Metric, scope: Scope, heartbeat: Heartbeat | None = None) -> ActionTimes:
    """Return the distribution of the time to action over the whole period, for the distribution chart."""
    counts, executed = hour_counts(warehouse, metric, scope.total(), heartbeat)
    negative = counts["hours"] == NEGATIVE
    counted = counts.loc[~negative, [*scope.by, "hours", "actions"]].reset_index(drop=True)
    return ActionTimes(counted, int(counts.loc[negative, "actions"].sum()), executed)


def shares_within(times: ActionTimes, scope: Scope, most: int) -> dict[str, pd.DataFrame]:
    """Return, for the `most` largest segments, the share of actions taken within each time, with its interval.

    Returns
    -------
    dict
        Segment -> ``hours``, ``share`` (cumulative), ``low``, ``high`` (Wilson, 95%) and ``n``.
    """
    dimension = scope.by[0] if scope.by else None
    groups = [("all actions", times.frame)] if dimension is None else times.frame.groupby(dimension)
    parts = {str(segment): part for segment, part in groups}
    largest = sorted(parts, key=lambda segment: (-parts[segment]["actions"].sum(), segment))[:most]
    found = {}
    for segment in largest:
        counts = parts[segment].groupby("hours", as_index=False)["actions"].sum()
        done, n = counts["actions"].cumsum().to_numpy(), int(counts["actions"].sum())
        interval = wilson(done, np.full(len(done), n))
        found[segment] = pd.DataFrame(
            {"hours": counts["hours"], "share": done / n, "low": interval.low, "high": interval.high, "n": n}
        )
    return found


def hour_counts(
    warehouse: Warehouse, metric: Metric, scope: Scope, heartbeat: Heartbeat | None = None
) -> tuple[pd.DataFrame, Executed]:
    """Return ``period_start``, the scope's dimensions, ``hours`` (-1: before the content) and ``actions`` (> 0).

    The daily aggregate answers where it holds what the scope asks by. Other break-downs, and a warehouse whose
    aggregates are not built, are answered from the actions themselves: the same counts, later.
    """
    result = _asked(warehouse, metric, scope, heartbeat)
    counts = named_segments(result.frame, scope)
    counts = counts[counts["actions"].fillna(0) > 0]
    return counts.astype({"hours": np.int64, "actions": np.int64}), result.executed


def _asked(warehouse: Warehouse, metric: Metric, scope: Scope, heartbeat: Heartbeat | None) -> Result:
    daily, detail = load_query(metric.query), load_query(f"{metric.query}_detail")
    asked = {*scope.by, *(f.dimension for f in scope.filters)}
    if asked <= daily.dimensions.keys():
        try:
            return _run(warehouse, daily, scope, heartbeat)
        except MissingTableError:
            pass
    return _run(warehouse, detail, scope, heartbeat)


def _run(warehouse: Warehouse, query: QueryFile, scope: Scope, heartbeat: Heartbeat | None) -> Result:
    statement = warehouse.shape(
        query,
        {"since": scope.period.since, "until": scope.period.until},
        grain=scope.grain,
        by=scope.by,
        filters=scope.filters,
    )
    return warehouse.run(statement, heartbeat=heartbeat)
