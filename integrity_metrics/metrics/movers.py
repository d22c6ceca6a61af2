"""What changed most between two periods: the pairs of totals, per day, largest change first."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from integrity_metrics.errors import ScopeError
from integrity_metrics.estimates import Estimates
from integrity_metrics.metrics.ask import ask
from integrity_metrics.metrics.memory import remembered
from integrity_metrics.scope import Period, Scope
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse


@dataclass(frozen=True, slots=True)
class Movers:
    """Two periods side by side.

    Parameters
    ----------
    now, before
        The answers, one row a segment.
    frame
        The segment, ``now`` and ``before`` (a count per day, or a share or mean), ``change`` and ``ratio``
        (NaN where there was nothing before), largest absolute change first.
    """

    now: Estimates
    before: Estimates
    frame: pd.DataFrame


def movers(warehouse: Warehouse, key: str, scope: Scope, *, heartbeat: Heartbeat | None = None) -> Movers:
    """Return which segments of `scope` moved most against its comparison period.

    Counts are compared per day, so that periods of different length can be compared.

    Raises
    ------
    ScopeError
        When the scope has no break-down or no comparison period.
    """
    comparison = scope.comparison
    if not scope.by or comparison is None:
        raise ScopeError("Top movers need a break-down and a comparison period; choose both.")
    return remembered(
        ("movers", warehouse.version, key, scope),
        lambda: _movers(warehouse, key, scope, comparison, heartbeat),
    )


def _movers(warehouse: Warehouse, key: str, scope: Scope, comparison: Period, heartbeat: Heartbeat | None) -> Movers:
    now = ask(warehouse, key, scope.total(), heartbeat=heartbeat)
    before = ask(warehouse, key, scope.total(comparison), heartbeat=heartbeat)
    segments = list(scope.by)
    days_now, days_before = (scope.period.days, comparison.days) if now.unit == "count" else (1, 1)
    pairs = (
        now.frame[[*segments, "value"]]
        .rename(columns={"value": "now"})
        .merge(before.frame[[*segments, "value"]].rename(columns={"value": "before"}), on=segments, how="outer")
    )
    if now.unit == "count":
        pairs = pairs.fillna({"now": 0.0, "before": 0.0})
    pairs = pairs.assign(now=pairs["now"] / days_now, before=pairs["before"] / days_before)
    pairs = pairs.assign(
        change=pairs["now"] - pairs["before"], ratio=pairs["now"] / pairs["before"].where(pairs["before"] > 0)
    )
    ranked = pairs.dropna(subset=["change"]).sort_values(
        "change", key=lambda c: -c.abs(), kind="stable", ignore_index=True
    )
    return Movers(now, before, ranked)
