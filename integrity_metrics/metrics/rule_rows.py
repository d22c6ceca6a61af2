"""Running the query files about rules: one helper for the statement, numbers and dates as the estimators want them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pandas as pd

from integrity_metrics.errors import ScopeError
from integrity_metrics.estimates import Executed
from integrity_metrics.metrics.memory import remembered
from integrity_metrics.metrics.tidy import named_segments
from integrity_metrics.scope import Filter, Grain, Period, Scope
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse
from integrity_metrics.warehouse.query_files import load_query
from integrity_metrics.warehouse.shaping import Statement


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one statement, and the statement."""

    frame: pd.DataFrame
    executed: Executed


@dataclass(frozen=True, slots=True)
class RuleQuestion:
    """What is asked of the rules.

    Parameters
    ----------
    period
        Half-open days: hits, sampled views or actions in it.
    filters, by
        On the dimensions of the query files, for example rule, policy, market.
    grain
        How to cut the period.
    """

    period: Period
    filters: tuple[Filter, ...] = ()
    by: tuple[str, ...] = ()
    grain: Grain = Grain.TOTAL

    def in_scope(self, dimensions: dict[str, str]) -> tuple[Filter, ...]:
        """Return the filters a query with these dimensions can apply."""
        return tuple(f for f in self.filters if f.dimension in dimensions)


def ask_rows(
    warehouse: Warehouse, name: str, question: RuleQuestion, heartbeat: Heartbeat | None = None, **parameters: Any
) -> Rows:
    """Return the rows of ``metrics/rules/<name>`` for a question: scoped where the file offers dimensions."""
    query = load_query(f"metrics/rules/{name}")
    period = {"since": question.period.since, "until": question.period.until}
    bound = {key: value for key, value in {**period, **parameters}.items() if key in query.parameters}
    scoped = bool(query.dimensions)
    statement = warehouse.shape(
        query,
        bound,
        grain=question.grain if any(e.alias == "period_start" for e in query.tree.expressions) else None,
        by=question.by if scoped else (),
        filters=question.in_scope(query.dimensions) if scoped else (),
    )
    rows = run_rows(warehouse, statement, heartbeat)
    if "period_start" not in rows.frame.columns:
        return rows
    named = named_segments(rows.frame, Scope(question.period, by=question.by))
    return Rows(named, rows.executed)


def run_rows(warehouse: Warehouse, statement: Statement, heartbeat: Heartbeat | None = None) -> Rows:
    """Run a statement; sums come back as numbers whatever the driver makes of them."""
    result = warehouse.run(statement, heartbeat=heartbeat)
    return Rows(with_numbers(result.frame), result.executed)


def with_numbers(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame whose decimals are numbers: drivers give exact sums as `Decimal`."""
    decimals = [c for c in frame.columns if frame[c].dtype == object and any(isinstance(v, Decimal) for v in frame[c])]
    return frame.assign(**{column: pd.to_numeric(frame[column]).astype("float64") for column in decimals})


def extent(warehouse: Warehouse) -> Period:
    """Return the days the hits cover.

    Raises
    ------
    ScopeError
        When there are none.
    """
    return remembered(("rule hits extent", warehouse.version), lambda: _extent(warehouse))


def _extent(warehouse: Warehouse) -> Period:
    row = run_rows(warehouse, warehouse.shape(load_query("metrics/rules/extent"), {})).frame.iloc[0]
    if pd.isna(row["first_day"]):
        raise ScopeError("There are no rule hits yet. Map your rules' log to the table rule_hits, or run `make demo`.")
    last = pd.Timestamp(row["last_day"]) + pd.Timedelta(days=1)
    return Period(pd.Timestamp(row["first_day"]).date(), last.date())


def rules_in(warehouse: Warehouse, heartbeat: Heartbeat | None = None) -> pd.DataFrame:
    """Return every rule: ``rule_id`` (index), name, policy_id, detection, mode, status, owner, threshold, dates."""
    return _unchanging(warehouse, "rules", heartbeat).set_index("rule_id")


def versions_in(warehouse: Warehouse, heartbeat: Heartbeat | None = None) -> pd.DataFrame:
    """Return every version of every rule, oldest first: rule_id, version, changed_at, change, threshold."""
    return _unchanging(warehouse, "versions", heartbeat)


def _unchanging(warehouse: Warehouse, name: str, heartbeat: Heartbeat | None) -> pd.DataFrame:
    statement = warehouse.shape(load_query(f"metrics/rules/{name}"), {})
    return remembered((name, warehouse.version), lambda: run_rows(warehouse, statement, heartbeat).frame)
