"""What stands behind a prevalence: the sampled contents, and what was redefined or computed again."""

from __future__ import annotations

import pandas as pd

from integrity_metrics.metrics.happenings import happenings, touching
from integrity_metrics.scope import Scope
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse
from integrity_metrics.warehouse.query_files import load_query


def sampled_contents(warehouse: Warehouse, scope: Scope, heartbeat: Heartbeat | None = None) -> pd.DataFrame:
    """Return the labelled draws of a scope, violating first, 500 at most: ids and scores, nothing of the content."""
    statement = warehouse.shape(
        load_query("metrics/prevalence_sample"),
        {"since": scope.period.since, "until": scope.period.until},
        filters=scope.filters,
    )
    return warehouse.run(statement, heartbeat=heartbeat).frame


def restatements(warehouse: Warehouse, scope: Scope) -> pd.DataFrame:
    """Return what changed the numbers of a scope: ``when``, ``what``, ``why``, newest first.

    Policies that were redefined change what counts; days that were built again may have taken labels that came late.
    """
    rows = [
        {"when": str(h.day), "what": h.text, "why": "the definition changed: lines are not drawn across it"}
        for h in touching(happenings(warehouse, scope.period), scope)
        if h.redefines
    ]
    builds = warehouse.run(
        warehouse.shape(
            load_query("metrics/mart_builds"),
            {"since": scope.period.since, "until": scope.period.until},
        )
    ).frame
    for built, first, last, days in zip(
        builds["built_at"], builds["first_day"], builds["last_day"], builds["days"], strict=True
    ):
        span = f"{pd.Timestamp(first).date()} to {pd.Timestamp(last).date()}"
        rows.append(
            {
                "when": f"{pd.Timestamp(built):%Y-%m-%d %H:%M} UTC",
                "what": f"{int(days)} days added up, {span}",
                "why": "built from the labels the warehouse held then; days with late labels are built again",
            }
        )
    frame = pd.DataFrame(rows, columns=["when", "what", "why"])
    return frame.sort_values("when", ascending=False, ignore_index=True)
