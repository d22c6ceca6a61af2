"""The EU DSA Transparency Database: what platforms told the EU they restricted, why, how fast, by machine or by hand.

The data hold one dimension at a time: a platform's statements by category, or by source, never by both.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd

from integrity_metrics.errors import ScopeError
from integrity_metrics.estimates import Estimates, Executed
from integrity_metrics.metrics.catalogue import Metric, notes_for
from integrity_metrics.metrics.choices import choices_of
from integrity_metrics.metrics.labels import format_value
from integrity_metrics.metrics.memory import remembered
from integrity_metrics.metrics.tidy import complete, named_segments
from integrity_metrics.scope import Filter, Period, Scope
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse
from integrity_metrics.warehouse.query_files import load_query

SECONDS_A_DAY = 86_400.0
ZERO_SHARE_OF = {
    "dsa_moderation_delay": "dsa_zero_moderation_delay_share",
    "dsa_disclosure_delay": "dsa_zero_disclosure_delay_share",
}
# A statement may carry several values of these, so their segments overlap and cannot be stacked.
MULTI_VALUED = ("decision_visibility", "content_type", "territorial_scope", "category_specification")


def statements(warehouse: Warehouse, metric: Metric, scope: Scope, heartbeat: Heartbeat | None) -> Estimates:
    """Return how many statements were filed, per period and segment."""
    frame, executed = _filed(warehouse, metric, scope, heartbeat)
    counted = frame.assign(value=frame["statements"], n=frame["statements"])
    return _answer(warehouse, metric, scope, counted, "complete count", [executed], heartbeat)


def statement_share(warehouse: Warehouse, metric: Metric, scope: Scope, heartbeat: Heartbeat | None) -> Estimates:
    """Return the share of all statements in scope that carry each value.

    The denominator keeps the platform filters when the break-down is within platforms, and drops them when the
    break-down is by platform: "TikTok's share" is of everybody in scope, so only exclusions apply there.
    """
    frame, executed = _filed(warehouse, metric, scope, heartbeat)
    kept = tuple(f for f in scope.filters if f.dimension == "platform" and (f.excluded or "platform" not in scope.by))
    whole, executed_whole = _filed(warehouse, metric, replace(scope, by=(), filters=kept), heartbeat)
    totals = whole.set_index("period_start")["statements"]
    n = frame["period_start"].map(totals).to_numpy(dtype=float)
    shares = frame.assign(value=frame["statements"].to_numpy(dtype=float) / n, n=n.astype(np.int64))
    return _answer(warehouse, metric, scope, shares, "complete share", [executed, executed_whole], heartbeat)


def _delay_metric(delay: str, numerator: str) -> Callable[[Warehouse, Metric, Scope, Heartbeat | None], Estimates]:
    method = "complete mean" if numerator == "total_seconds" else "complete share, lower bound"
    scale = SECONDS_A_DAY if numerator == "total_seconds" else 1.0

    def answer(warehouse: Warehouse, metric: Metric, scope: Scope, heartbeat: Heartbeat | None) -> Estimates:
        parameters = {"since": scope.period.since, "until": scope.period.until, "delay": delay}
        statement = warehouse.shape(
            load_query(metric.query),
            parameters,
            grain=scope.grain,
            by=scope.by,
            filters=scope.filters,
        )
        result = warehouse.run(statement, heartbeat=heartbeat)
        frame = named_segments(result.frame.dropna(subset=["statements"]), scope)
        n = frame["statements"].to_numpy(dtype=float)
        means = frame.assign(value=frame[numerator].to_numpy(dtype=float) / scale / n, n=n.astype(np.int64))
        return _answer(warehouse, metric, scope, means, method, [result.executed], heartbeat)

    return answer


moderation_delay = _delay_metric("moderation_delay", "total_seconds")
disclosure_delay = _delay_metric("disclosure_delay", "total_seconds")
zero_moderation_delay_share = _delay_metric("moderation_delay", "zero_statements")
zero_disclosure_delay_share = _delay_metric("disclosure_delay", "zero_statements")


def extent(warehouse: Warehouse) -> tuple[Period, int, int]:
    """Return the days the data cover, how many platforms and how many statements there are."""
    return remembered(("dsa extent", warehouse.version), lambda: _extent(warehouse))


def _extent(warehouse: Warehouse) -> tuple[Period, int, int]:
    row = warehouse.run(warehouse.shape(load_query("metrics/dsa_extent"), {})).frame.iloc[0]
    if pd.isna(row["first_day"]):
        raise ScopeError("dsa_statements_daily is empty. Run `make demo` to load the bundled data, then try again.")
    last = pd.Timestamp(row["last_day"]) + pd.Timedelta(days=1)
    return Period(pd.Timestamp(row["first_day"]).date(), last.date()), int(row["platforms"]), int(row["statements"])


def choices(warehouse: Warehouse) -> dict[str, tuple[str, ...]]:
    """Return the values each dimension can be filtered by, most frequent first."""
    return choices_of(warehouse, "metrics/dsa_values")


def one_dimension(scope: Scope) -> str:
    """Return the single dimension besides platform that the scope is about; ``all`` when there is none.

    Raises
    ------
    ScopeError
        When the scope needs two: the data hold no such cross-tabulation.
    """
    asked = {d for d in (*scope.by, *(f.dimension for f in scope.filters)) if d != "platform"}
    if len(asked) > 1:
        names = " and ".join(sorted(d.replace("_", " ") for d in asked))
        raise ScopeError(f"These data hold one dimension at a time, so {names} cannot be combined; choose one of them.")
    return asked.pop() if asked else "all"


def zero_sentence(zero: Estimates) -> str:
    """Return what an answer about zero delays says in words, with its n."""
    if zero.is_empty:
        return "No statement with a delay in this period."
    row = zero.frame.iloc[0]
    return f"n = {row['n']:,} statements; at least {format_value(row['value'], 'share')} of them with a delay of zero."


def _filed(
    warehouse: Warehouse, metric: Metric, scope: Scope, heartbeat: Heartbeat | None
) -> tuple[pd.DataFrame, Executed]:
    dimension = one_dimension(scope)
    statement = warehouse.shape(
        load_query(metric.query),
        {"since": scope.period.since, "until": scope.period.until, "dimension": dimension},
        grain=scope.grain,
        by=tuple(d if d == "platform" else "value" for d in scope.by),
        filters=tuple(f if f.dimension == "platform" else Filter("value", f.values, f.excluded) for f in scope.filters),
    )
    result = warehouse.run(statement, heartbeat=heartbeat)
    frame = named_segments(result.frame.dropna(subset=["statements"]), scope)
    return frame.assign(statements=frame["statements"].astype(np.int64)), result.executed


def _answer(
    warehouse: Warehouse,
    metric: Metric,
    scope: Scope,
    frame: pd.DataFrame,
    method: str,
    executed: list[Executed],
    heartbeat: Heartbeat | None,
) -> Estimates:
    data, _, _ = extent(warehouse)
    answer = complete(frame, scope, data, minimum_n=metric.minimum_n, method=method)
    return Estimates(metric.key, metric.unit, scope, answer, tuple(executed), notes_for(metric.key, scope))
