"""What may be asked of unwanted impressions: a policy and one other dimension; and which days there are data for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pandas as pd

from integrity_metrics.errors import ScopeError
from integrity_metrics.metrics.choices import choices_of
from integrity_metrics.metrics.memory import remembered
from integrity_metrics.metrics.prevalence_layout import PLACES
from integrity_metrics.scope import Filter, Grain, Period, Scope
from integrity_metrics.warehouse.engine import Warehouse
from integrity_metrics.warehouse.query_files import load_query

# A view counts as unwanted when its content is acted on within this many days.
HORIZON_DAYS = 60
# Whole days before the horizon that the factors and their errors are estimated from.
HISTORY_DAYS = 120


def one_dimension(scope: Scope) -> str:
    """Return the single dimension besides policy that the scope is about; ``all`` when there is none.

    Raises
    ------
    ScopeError
        When the scope needs two: their combinations are not counted.

    Examples
    --------
    >>> one_dimension(Scope(Period(date(2025, 1, 1), date(2025, 2, 1)), by=("policy", "market")))
    'market'
    """
    asked = {d for d in (*scope.by, *(f.dimension for f in scope.filters)) if d != "policy"}
    if len(asked) > 1:
        names = " and ".join(sorted(d.replace("_", " ") for d in asked))
        raise ScopeError(
            f"Unwanted impressions are counted by policy and one other dimension at a time, so {names} cannot be "
            "combined; choose one of them."
        )
    return asked.pop() if asked else "all"


def by_value(scope: Scope) -> tuple[tuple[str, ...], tuple[Filter, ...]]:
    """Return break-down and filters in the words of the marts, which call every dimension but policy ``value``."""
    by = tuple("policy" if d == "policy" else "value" for d in scope.by)
    filters = tuple(f if f.dimension == "policy" else Filter("value", f.values, f.excluded) for f in scope.filters)
    return by, filters


def seen_scope(scope: Scope) -> Scope:
    """Return the scope of the views that unwanted ones are a share of: where they were seen, whatever was found."""
    return replace(
        scope,
        by=tuple(d for d in scope.by if d in PLACES),
        filters=tuple(f for f in scope.filters if f.dimension in PLACES),
    )


def extent(warehouse: Warehouse) -> Period:
    """Return the days with views whose enforcement is known so far.

    Raises
    ------
    ScopeError
        When there are no views or no actions yet.
    """
    return remembered(("exposure extent", warehouse.version), lambda: _extent(warehouse))


def _extent(warehouse: Warehouse) -> Period:
    row = warehouse.run(warehouse.shape(load_query("metrics/exposure_extent"), {})).frame.iloc[0]
    if pd.isna(row["first_view"]):
        raise ScopeError(
            "There are no impressions yet. Unwanted impressions need content_impressions and impressions_daily: "
            "load them, then run `integrity build`."
        )
    if pd.isna(row["last_action"]):
        raise ScopeError(
            "No content that was seen has been acted on yet. Unwanted impressions need enforcement_actions: "
            "load them, then run `integrity build`."
        )
    last = min(pd.Timestamp(row["last_view"]), pd.Timestamp(row["last_action"]))
    first = min(pd.Timestamp(row["first_view"]), last)
    return Period(first.date(), last.date() + timedelta(days=1))


def choices(warehouse: Warehouse) -> dict[str, tuple[str, ...]]:
    """Return the values each dimension can be filtered by, most seen first."""
    return choices_of(warehouse, "metrics/exposure_values")


def periods_of(scope: Scope, days: Period) -> list[tuple[date, int, int]]:
    """Return the periods of a scope as runs of days inside `days`: start, first day and end as numbers from its first.

    Examples
    --------
    >>> scope = Scope(Period(date(2025, 1, 1), date(2025, 1, 9)), Grain.WEEK)
    >>> periods_of(scope, Period(date(2025, 1, 1), date(2025, 1, 9)))
    [(datetime.date(2024, 12, 30), 0, 5), (datetime.date(2025, 1, 6), 5, 8)]
    """
    since, until = max(scope.period.since, days.since), min(scope.period.until, days.until)
    if scope.grain is Grain.TOTAL:
        return [(scope.period.since, (since - days.since).days, (until - days.since).days)] if since < until else []
    found = []
    while since < until:
        start = scope.grain.start_of(since)
        end = min(scope.grain.end_of(start), until)
        found.append((start, (since - days.since).days, (end - days.since).days))
        since = end
    return found
