"""Enforcement actions of the contract: how many, why and by whom (how fast: action_times.py)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from integrity_metrics.errors import ScopeError
from integrity_metrics.estimates import Estimates, Executed
from integrity_metrics.metrics.catalogue import Metric, Origin, notes_for
from integrity_metrics.metrics.choices import choices_of
from integrity_metrics.metrics.daily_or_detail import daily_or_detail
from integrity_metrics.metrics.memory import remembered
from integrity_metrics.metrics.tidy import complete, named_segments
from integrity_metrics.scope import Period, Scope
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse
from integrity_metrics.warehouse.failures import MissingTableError
from integrity_metrics.warehouse.query_files import load_query

BUNDLED_SAMPLE_ACTIONS = 99


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


def extent(warehouse: Warehouse) -> tuple[Period, Origin | None]:
    """Return the days the actions cover, and whether they are the bundled sample or of the simulated platform.

    Raises
    ------
    ScopeError
        When there are no actions yet.
    """
    return remembered(("actions extent", warehouse.version), lambda: _extent(warehouse))


def _extent(warehouse: Warehouse) -> tuple[Period, Origin | None]:
    row = daily_or_detail(warehouse, "metrics/actions_extent").frame.iloc[0]
    if pd.isna(row["first_day"]):
        raise ScopeError(
            "There are no enforcement actions yet. Load some, for example with `integrity import sor FILE...`, "
            "then run `integrity build` where daily aggregates are built."
        )
    last = pd.Timestamp(row["last_day"]) + pd.Timedelta(days=1)
    return Period(pd.Timestamp(row["first_day"]).date(), last.date()), origin_of(warehouse, int(row["actions"]))


def origin_of(warehouse: Warehouse, actions: int) -> Origin | None:
    """Return whether a warehouse with so many actions holds the bundled sample or the simulated platform."""
    try:
        settings = warehouse.run(warehouse.shape(load_query("metrics/simulation_settings"), {})).frame
    except MissingTableError:
        return "sample" if actions <= BUNDLED_SAMPLE_ACTIONS else None
    return None if settings.empty else "simulated"


def choices(warehouse: Warehouse) -> dict[str, tuple[str, ...]]:
    """Return the values each dimension can be filtered by, most frequent first."""
    try:
        return choices_of(warehouse, "metrics/actions_values")
    except MissingTableError:
        return choices_of(warehouse, "metrics/actions_values_detail")


def _rows(
    warehouse: Warehouse, metric: Metric, scope: Scope, heartbeat: Heartbeat | None
) -> tuple[pd.DataFrame, Executed]:
    result = daily_or_detail(warehouse, metric.query, scope, heartbeat)
    frame = named_segments(result.frame, scope)
    frame = frame[frame["actions"].fillna(0) > 0]
    return frame.astype({"actions": np.int64}), result.executed


def _answer(
    warehouse: Warehouse, metric: Metric, scope: Scope, frame: pd.DataFrame, method: str, executed: list[Executed]
) -> Estimates:
    data, origin = extent(warehouse)
    answer = complete(frame, scope, data, minimum_n=metric.minimum_n, method=method)
    return Estimates(
        metric.key, metric.unit, scope, answer, tuple(executed), notes_for(metric.key, scope, origin=origin)
    )
