"""Service levels: what share of the promised work was done within its own target, with what is still open counted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from integrity_metrics.errors import ScopeError
from integrity_metrics.estimates import Estimates, Executed
from integrity_metrics.metrics.catalogue import Metric, Origin, notes_for
from integrity_metrics.metrics.choices import choices_of
from integrity_metrics.metrics.enforcement import origin_of
from integrity_metrics.metrics.memory import remembered
from integrity_metrics.metrics.promises import asked_rows
from integrity_metrics.metrics.worth import with_worth
from integrity_metrics.scope import Period, Scope
from integrity_metrics.statistics.binned_attainment import METHOD, binned_attainment
from integrity_metrics.statistics.checks import FloatArray
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse
from integrity_metrics.warehouse.query_files import load_query

# Twentieths of the target, and one for beyond it.
PARTS = 21


@dataclass(frozen=True, slots=True, eq=False)
class PromisedWork:
    """Waits per period and segment.

    Parameters
    ----------
    index
        ``period_start`` and the scope's dimensions, one row a period and segment.
    done, still_open
        Items per twentieth of their target, shape ``(rows, 21)``.
    executed
        The statement.
    """

    index: pd.DataFrame
    done: FloatArray
    still_open: FloatArray
    executed: Executed


def sla_attainment(warehouse: Warehouse, metric: Metric, scope: Scope, heartbeat: Heartbeat | None) -> Estimates:
    """Return the share of promised work done within its target, per period and segment, by the day it was opened."""
    work = promised_work(warehouse, metric, scope, heartbeat)
    data, origin = extent(warehouse)
    found = binned_attainment(work.done, work.still_open)
    estimated = work.index.assign(
        value=found.share,
        low=found.low,
        high=found.high,
        n=found.n.astype(np.int64),
        method=METHOD,
        status=found.status,
    )
    frame = with_worth(estimated, metric, scope, data)
    return Estimates(
        metric.key, metric.unit, scope, frame, (work.executed,), notes_for(metric.key, scope, origin=origin)
    )


def promised_work(
    warehouse: Warehouse, metric: Metric, scope: Scope, heartbeat: Heartbeat | None = None
) -> PromisedWork:
    """Return the waits the attainment is made from."""
    rows, executed = asked_rows(warehouse, metric, scope, heartbeat)
    rows = rows[rows["twentieth"].notna()]
    keys = ["period_start", *scope.by]
    index = rows[keys].drop_duplicates().sort_values(keys, ignore_index=True)
    place = rows[keys].merge(index.reset_index(names="row"), on=keys, how="left")["row"].to_numpy()
    twentieth = rows["twentieth"].to_numpy(dtype=np.intp)
    done, still_open = np.zeros((len(index), PARTS)), np.zeros((len(index), PARTS))
    np.add.at(done, (place, twentieth), rows["done_items"].to_numpy(dtype=float))
    np.add.at(still_open, (place, twentieth), rows["open_items"].to_numpy(dtype=float))
    return PromisedWork(index, done, still_open, executed)


def extent(warehouse: Warehouse) -> tuple[Period, Origin | None]:
    """Return the days promised work was opened on, and where it is from.

    Raises
    ------
    ScopeError
        When nothing was promised, or nothing came in.
    """
    return remembered(("service extent", warehouse.version), lambda: _extent(warehouse))


def _extent(warehouse: Warehouse) -> tuple[Period, Origin | None]:
    statement = warehouse.shape(load_query("metrics/service_attainment_extent"), {})
    row = warehouse.run(statement).frame.iloc[0]
    if pd.isna(row["first_day"]):
        raise ScopeError(
            "There is no promised work yet. SLA attainment needs the table service_levels and reports, appeals or "
            "escalations that a promise applies to; load them, then run `integrity build`."
        )
    last = pd.Timestamp(row["last_day"]) + pd.Timedelta(days=1)
    return Period(pd.Timestamp(row["first_day"]).date(), last.date()), origin_of(warehouse, int(row["items"]))


def choices(warehouse: Warehouse) -> dict[str, tuple[str, ...]]:
    """Return the values each dimension can be filtered by, most frequent first."""
    return choices_of(warehouse, "metrics/service_attainment_values")
