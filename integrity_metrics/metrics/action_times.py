"""Time from content to action: its median with an interval, its distribution, and the counts both are made from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from integrity_metrics.estimates import Estimates, Executed
from integrity_metrics.metrics.catalogue import Metric, notes_for
from integrity_metrics.metrics.daily_or_detail import daily_or_detail
from integrity_metrics.metrics.enforcement import extent
from integrity_metrics.metrics.hour_bins import bin_widths
from integrity_metrics.metrics.memory import remembered
from integrity_metrics.metrics.tidy import named_segments
from integrity_metrics.metrics.worth import with_worth
from integrity_metrics.scope import Scope
from integrity_metrics.statistics.binned_quantile import binned_quantile
from integrity_metrics.statistics.status import Status
from integrity_metrics.statistics.wilson import wilson
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse

HOURS_A_DAY = 24.0
# How the queries write a time to action below zero.
NEGATIVE = -1
METHOD = "median, order-statistic interval"


@dataclass(frozen=True, slots=True)
class ActionTimes:
    """How long actions took, as counts per bin of hours.

    Parameters
    ----------
    frame
        The scope's dimensions, ``hours`` (>= 0, where the bin begins; see hour_bins.py) and ``actions``.
    negative
        How many actions are dated before their content, and are left out.
    executed
        The statement.
    """

    frame: pd.DataFrame
    negative: int
    executed: Executed


def time_to_action(warehouse: Warehouse, metric: Metric, scope: Scope, heartbeat: Heartbeat | None) -> Estimates:
    """Return the median time to action in days, per period and segment, with its order-statistic interval.

    Which bin the median and its limits lie in is exact. Within a bin actions are taken as evenly spread: below 100
    hours the bins are hours, above they are a tenth of the time at most, and so is what the value can be off.
    """
    counts, executed = hour_counts(warehouse, metric, scope, heartbeat)
    data, origin = extent(warehouse)
    known = counts[counts["hours"] > NEGATIVE]
    rows = []
    for group, part in known.groupby(["period_start", *scope.by], sort=True):
        median = binned_quantile(part["hours"], part["actions"], width=bin_widths(part["hours"]))
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

    The times are the ends of bins, at which the share is exact.

    Returns
    -------
    dict
        Segment -> ``hours``, ``share`` (taken in less), ``low``, ``high`` (Wilson, 95%) and ``n``.
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
            {
                "hours": counts["hours"] + bin_widths(counts["hours"]),
                "share": done / n,
                "low": interval.low,
                "high": interval.high,
                "n": n,
            }
        )
    return found


def hour_counts(
    warehouse: Warehouse, metric: Metric, scope: Scope, heartbeat: Heartbeat | None = None
) -> tuple[pd.DataFrame, Executed]:
    """Return ``period_start``, the scope's dimensions, ``hours`` (-1: before the content) and ``actions`` (> 0).

    ``hours`` are where the bin begins that an action is counted in; hour_bins.py says how wide it is. The frame is
    shared between callers, for a page asks for a median and for its distribution: never change it in place.
    """

    def counted() -> tuple[pd.DataFrame, Executed]:
        result = daily_or_detail(warehouse, metric.query, scope, heartbeat)
        counts = named_segments(result.frame, scope)
        counts = counts[counts["actions"].fillna(0) > 0]
        return counts.astype({"hours": np.int64, "actions": np.int64}), result.executed

    return remembered(("hour counts", warehouse.version, metric.query, scope), counted)
