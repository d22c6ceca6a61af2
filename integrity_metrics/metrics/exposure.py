"""Unwanted impressions: views of content that is later acted on, found so far and still to be found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from integrity_metrics.estimates import MEASURES, REASON, Estimates, Executed
from integrity_metrics.metrics import enforcement
from integrity_metrics.metrics.catalogue import Metric, notes_for
from integrity_metrics.metrics.exposure_found import fetch_found
from integrity_metrics.metrics.exposure_nowcast import COMPLETE, NOWCAST, PROJECTED, Span, judge, project
from integrity_metrics.metrics.exposure_scope import extent, one_dimension, periods_of
from integrity_metrics.metrics.memory import remembered
from integrity_metrics.metrics.tidy import is_whole
from integrity_metrics.scope import Period, Scope
from integrity_metrics.statistics.status import Status
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse

HIDDEN = (Status.SUPPRESSED.value, Status.UNDEFINED.value)


@dataclass(frozen=True, slots=True)
class ExposureTable:
    """Everything there is to say of each period, for the charts of the found and the nowcast part.

    Parameters
    ----------
    frame
        ``period_start``, the scope's dimensions, the columns `PROJECTED` in views, then ``method``, ``status``,
        ``is_mature`` and ``reason``. Numbers of suppressed periods are in it, for tables; they must not be drawn.
    executed
        The statements behind it.
    """

    frame: pd.DataFrame
    executed: tuple[Executed, ...]


def unwanted_impressions(warehouse: Warehouse, metric: Metric, scope: Scope, heartbeat: Heartbeat | None) -> Estimates:
    """Return the share of views that are of content later acted on, per period and segment."""
    table = exposure_table(warehouse, scope, metric.minimum_n, heartbeat)
    return _answer(warehouse, metric, scope, table, table.frame["seen"].to_numpy(dtype=float))


def unwanted_impressions_count(
    warehouse: Warehouse, metric: Metric, scope: Scope, heartbeat: Heartbeat | None
) -> Estimates:
    """Return how many views were of content later acted on, per period and segment."""
    table = exposure_table(warehouse, scope, metric.minimum_n, heartbeat)
    return _answer(warehouse, metric, scope, table, np.ones(len(table.frame)))


def exposure_table(
    warehouse: Warehouse,
    scope: Scope,
    minimum_n: int,
    heartbeat: Heartbeat | None = None,
    *,
    as_of: date | None = None,
) -> ExposureTable:
    """Return found views, their nowcast and what each is worth, per period and segment.

    Parameters
    ----------
    warehouse, scope, heartbeat
        What to ask.
    minimum_n
        Found views below which a share is suppressed.
    as_of
        Pretend that nothing from this day on is known, to see what would have been said then.

    Raises
    ------
    ScopeError
        When the scope needs two dimensions besides policy, or there are no views or actions at all.
    """
    one_dimension(scope)
    key = ("exposure table", warehouse.version, scope, minimum_n, as_of)
    return remembered(key, lambda: _table(warehouse, scope, minimum_n, heartbeat, as_of))


def _table(
    warehouse: Warehouse, scope: Scope, minimum_n: int, heartbeat: Heartbeat | None, as_of: date | None
) -> ExposureTable:
    data = extent(warehouse)
    exposure = fetch_found(warehouse, scope, heartbeat, as_of=as_of)
    if exposure is None:
        return ExposureTable(_nothing(scope, data), ())
    known = Period(data.since, exposure.days.until) if as_of is not None else data
    spans = [Span(*period) for period in periods_of(scope, exposure.days)]
    projected = project(exposure, spans)
    whole = is_whole(projected["period_start"], scope, known)
    status, reason, mature = judge(projected, whole, minimum_n)
    frame = projected.assign(
        method=np.where(projected["open_days"] > 0, NOWCAST, COMPLETE),
        status=status,
        is_mature=mature,
        reason=reason,
    )
    return ExposureTable(
        frame.sort_values(["period_start", *scope.by], kind="stable", ignore_index=True), exposure.executed
    )


def _nothing(scope: Scope, data: Period) -> pd.DataFrame:
    """Say that a period outside the data has none, as one row; a break-down has no segments to say it of."""
    columns = ["period_start", *scope.by, *PROJECTED, "method", "status", "is_mature", REASON]
    if scope.by:
        return pd.DataFrame(columns=columns)
    row = dict.fromkeys(PROJECTED, np.nan) | {
        "found": 0.0,
        "period_start": scope.grain.start_of(scope.period.since),
        "method": COMPLETE,
        "status": Status.UNDEFINED.value,
        "is_mature": False,
        REASON: f"There is no data in this period: the data cover {data}.",
    }
    return pd.DataFrame([row])[columns]


def _answer(warehouse: Warehouse, metric: Metric, scope: Scope, table: ExposureTable, per: np.ndarray) -> Estimates:
    frame = table.frame
    shown = ~frame["status"].isin(HIDDEN).to_numpy(dtype=bool)
    measures = {
        name: np.divide(frame[column].to_numpy(dtype=float), per, out=np.full(len(frame), np.nan), where=shown)
        for name, column in (("value", "final"), ("low", "low"), ("high", "high"))
    }
    told = frame.assign(**measures, n=frame["found"].astype(np.int64))
    return Estimates(
        metric.key,
        metric.unit,
        scope,
        told[["period_start", *scope.by, *MEASURES, REASON]],
        table.executed,
        notes_for(metric.key, scope, origin=enforcement.extent(warehouse)[1]),
    )
