"""Plain daily counts of the catalogue: reports, impressions, evaluations of rules. Complete, so without an interval."""

from __future__ import annotations

import numpy as np

from integrity_metrics.estimates import Estimates
from integrity_metrics.metrics.catalogue import Metric, notes_for
from integrity_metrics.metrics.enforcement import extent
from integrity_metrics.metrics.promises import asked_rows
from integrity_metrics.metrics.tidy import complete
from integrity_metrics.scope import Scope
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse

# Metric -> the column of its query.
COLUMNS = {"reports": "reports", "impressions": "impressions", "rule_evaluations": "evaluations"}


def counted(warehouse: Warehouse, metric: Metric, scope: Scope, heartbeat: Heartbeat | None) -> Estimates:
    """Return a metric of `COLUMNS`, per period and segment."""
    rows, executed = asked_rows(warehouse, metric, scope, heartbeat)
    data, origin = extent(warehouse)
    number = rows[COLUMNS[metric.key]]
    kept = rows[number.fillna(0) > 0]
    count = kept[COLUMNS[metric.key]].to_numpy(dtype=float)
    frame = kept[["period_start", *scope.by]].assign(value=count, n=count.astype(np.int64))
    told = complete(frame, scope, data, minimum_n=metric.minimum_n, method="complete count")
    return Estimates(metric.key, metric.unit, scope, told, (executed,), notes_for(metric.key, scope, origin=origin))
