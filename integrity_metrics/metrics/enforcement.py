"""Enforcement actions of the contract: how many, why, by whom, and how long after the content appeared."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from integrity_metrics.errors import ScopeError
from integrity_metrics.estimates import MEASURES, Estimates, Executed
from integrity_metrics.metrics.catalogue import Metric, Origin, notes_for
from integrity_metrics.metrics.choices import choices_of
from integrity_metrics.metrics.memory import remembered
from integrity_metrics.metrics.tidy import complete, is_whole, named_segments
from integrity_metrics.scope import Period, Scope
from integrity_metrics.statistics.binned_quantile import binned_quantile
from integrity_metrics.statistics.status import Status
from integrity_metrics.statistics.wilson import wilson
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse
from integrity_metrics.warehouse.failures import MissingTableError
from integrity_metrics.warehouse.query_files import load_query
from integrity_metrics.warehouse.shaping import shape

HOURS_A_DAY = 24.0
BUNDLED_SAMPLE_ACTIONS = 99
# How the query writes a time to action below zero.
NEGATIVE = -1


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


def actions(warehouse: Warehouse, metric: Metric, scope: Scope, heartbeat: Heartbeat | None) -> Estimates:
    """Return how many actions were taken, per period and segment."""
    frame, executed = _rows(warehouse, metric, scope, heartbeat)
    counted = frame.assign(value=frame["actions"], n=frame["actions"])
    return _answer(warehouse, metric, scope, counted, "complete count", [executed])


def action_share(warehouse: Warehouse, metric: Metric, scope: Scope, heartbeat: Heartbeat | None) -> Estimates:
    """Return the share of the actions in scope that carry each value; the break-down's own filter is not applied."""
    frame, executed = _rows(warehouse, metric, scope, heartbeat)
    kept = tuple(f for f in scope.filters if f.excluded or f.dimension not in scope.by)
    whole, executed_whole = _rows(warehouse, metric, replace(scope, by=(), filters=kept), heartbeat)
    n = frame["period_start"].map(whole.set_index("period_start")["actions"]).to_numpy(dtype=float)
    shares = frame.assign(value=frame["actions"].to_numpy(dtype=float) / n, n=n.astype(np.int64))
    return _answer(warehouse, metric, scope, shares, "complete share", [executed, executed_whole])


def time_to_action(warehouse: Warehouse, metric: Metric, scope: Scope, heartbeat: Heartbeat | None) -> Estimates:
    """Return the median time to action in days, per period and segment, with its order-statistic interval."""
    frame, executed = _rows(warehouse, metric, scope, heartbeat)
    data, origin = extent(warehouse)
    known = frame[frame["hours"] > NEGATIVE]
    rows = []
    for group, part in known.groupby(["period_start", *scope.by], sort=True):
        median = binned_quantile(part["hours"], part["actions"])
        measures = [median.estimate, median.low, median.high]
        enough = median.n >= metric.minimum_n
        rows.append((*group, *(m / HOURS_A_DAY if enough else np.nan for m in measures), median.n, enough))
    columns = ["period_start", *scope.by, "value", "low", "high", "n", "enough"]
    medians = pd.DataFrame(rows, columns=columns)
    whole = is_whole(medians["period_start"], scope, data)
    status = np.where(medians["enough"], np.where(whole, Status.OK, Status.IMMATURE), Status.SUPPRESSED)
    answered = medians.assign(method="median, order-statistic interval", status=status, is_mature=whole)
    return Estimates(
        metric.key,
        metric.unit,
        scope,
        answered[["period_start", *scope.by, *MEASURES]],
        (executed,),
        notes_for(metric.key, scope, origin=origin),
    )


def action_times(warehouse: Warehouse, metric: Metric, scope: Scope, heartbeat: Heartbeat | None = None) -> ActionTimes:
    """Return the distribution of the time to action over the whole period, for the distribution chart."""
    frame, executed = _rows(warehouse, metric, scope.total(), heartbeat)
    negative = frame["hours"] == NEGATIVE
    counted = frame.loc[~negative, [*scope.by, "hours", "actions"]].reset_index(drop=True)
    return ActionTimes(counted, int(frame.loc[negative, "actions"].sum()), executed)


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


def extent(warehouse: Warehouse) -> tuple[Period, Origin | None]:
    """Return the days the actions cover, and whether they are the bundled sample or of the simulated platform.

    Raises
    ------
    ScopeError
        When there are no actions yet.
    """
    return remembered(("actions extent", warehouse.version), lambda: _extent(warehouse))


def _extent(warehouse: Warehouse) -> tuple[Period, Origin | None]:
    row = warehouse.run(shape(load_query("metrics/actions_extent"), {}, dialect=warehouse.dialect)).frame.iloc[0]
    if pd.isna(row["first_day"]):
        raise ScopeError("There are no enforcement actions yet. Load some with `integrity import sor FILE...`.")
    last = pd.Timestamp(row["last_day"]) + pd.Timedelta(days=1)
    return Period(pd.Timestamp(row["first_day"]).date(), last.date()), _origin(warehouse, int(row["actions"]))


def _origin(warehouse: Warehouse, actions: int) -> Origin | None:
    try:
        settings = warehouse.run(shape(load_query("metrics/simulation_settings"), {}, dialect=warehouse.dialect)).frame
    except MissingTableError:
        return "sample" if actions <= BUNDLED_SAMPLE_ACTIONS else None
    return None if settings.empty else "simulated"


def choices(warehouse: Warehouse) -> dict[str, tuple[str, ...]]:
    """Return the values each dimension can be filtered by, most frequent first."""
    return choices_of(warehouse, "metrics/actions_values")


def _rows(
    warehouse: Warehouse, metric: Metric, scope: Scope, heartbeat: Heartbeat | None
) -> tuple[pd.DataFrame, Executed]:
    statement = shape(
        load_query(metric.query),
        {"since": scope.period.since, "until": scope.period.until},
        grain=scope.grain,
        by=scope.by,
        filters=scope.filters,
        dialect=warehouse.dialect,
    )
    result = warehouse.run(statement, heartbeat=heartbeat)
    frame = named_segments(result.frame, scope)
    return frame[frame["actions"] > 0], result.executed


def _answer(
    warehouse: Warehouse, metric: Metric, scope: Scope, frame: pd.DataFrame, method: str, executed: list[Executed]
) -> Estimates:
    data, origin = extent(warehouse)
    answer = complete(frame, scope, data, minimum_n=metric.minimum_n, method=method)
    return Estimates(
        metric.key, metric.unit, scope, answer, tuple(executed), notes_for(metric.key, scope, origin=origin)
    )
