"""What the filter bars of the pages offer."""

from __future__ import annotations

from datetime import date, timedelta

from integrity_metrics.interface.links import TOTAL, Bar
from integrity_metrics.metrics import enforcement, exposure_scope, industry, prevalence_sums, rule_rows
from integrity_metrics.metrics.catalogue import metric
from integrity_metrics.metrics.prevalence_methods import Method
from integrity_metrics.scope import Grain, Period
from integrity_metrics.warehouse.engine import Warehouse

PRIMARY = ("platform", "without_platform")
OPTION_NAMES = {"measure": "Measure", "scale": "Scale", "method": "Method", "mix": "Mix of", "rule": "Rule"}
_OPTIONS = {"measure": ("count", "share"), "scale": ("linear", "log")}


def industry_bar(warehouse: Warehouse) -> Bar:
    """Return the bar of the Industry page: the last 12 months, by platform."""
    data, _, _ = industry.extent(warehouse)
    dimensions = metric("dsa_statements").dimensions
    choices = industry.choices(warehouse)
    return Bar(
        data=data,
        default=Period(max(data.since, _a_year_before(data)), data.until),
        by=dimensions,
        filters={d: choices.get(d, ()) for d in dimensions},
        without=("platform",),
        options=_OPTIONS,
    )


def prevalence_bar(warehouse: Warehouse) -> Bar:
    """Return the bar of the Prevalence page: the last 26 weeks, not broken down."""
    data = prevalence_sums.label_extent(warehouse)
    dimensions = metric("prevalence").dimensions
    choices = prevalence_sums.choices(warehouse)
    return Bar(
        data=data,
        default=Period(max(data.since, Grain.WEEK.start_of(data.until - timedelta(weeks=26))), data.until),
        by=(TOTAL, *dimensions),
        filters={d: choices.get(d, ()) for d in dimensions},
        options={"method": tuple(Method), "mix": ("surface", "content type", "market")},
        grain=Grain.WEEK,
    )


def exposure_bar(warehouse: Warehouse) -> Bar:
    """Return the bar of the Unwanted impressions page: the last 13 weeks by day, not broken down."""
    data = exposure_scope.extent(warehouse)
    dimensions = metric("unwanted_impressions").dimensions
    choices = exposure_scope.choices(warehouse)
    return Bar(
        data=data,
        default=Period(max(data.since, Grain.WEEK.start_of(data.until - timedelta(weeks=13))), data.until),
        by=(TOTAL, *dimensions),
        filters={d: choices.get(d, ()) for d in dimensions},
        grain=Grain.DAY,
    )


def enforcement_bar(warehouse: Warehouse) -> Bar:
    """Return the bar of the Enforcement page: all days there are, by policy."""
    data, _ = enforcement.extent(warehouse)
    dimensions = metric("actions").dimensions
    choices = enforcement.choices(warehouse)
    return Bar(
        data=data,
        default=Period(max(data.since, data.until - timedelta(days=730)), data.until),
        by=dimensions,
        filters={d: choices.get(d, ()) for d in dimensions},
        options=_OPTIONS,
        grain=Grain.MONTH if data.days > 120 else Grain.DAY,
    )


def _a_year_before(data: Period) -> date:
    first_of_month = data.last_day.replace(day=1)
    return first_of_month.replace(year=first_of_month.year - 1)


def rules_bar(warehouse: Warehouse) -> Bar:
    """Return the bar of the Rules page: the last 13 weeks, kept to rules of some kind."""
    rules = rule_rows.rules_in(warehouse)
    kinds = {"policy": "policy_id", "rule_status": "status", "detection": "detection", "mode": "mode"}
    return Bar(
        data=rule_rows.extent(warehouse),
        default=_last_weeks(rule_rows.extent(warehouse)),
        by=(),
        filters={name: tuple(sorted(set(rules[column]))) for name, column in kinds.items()},
    )


def rule_bar(warehouse: Warehouse) -> Bar:
    """Return the bar of the page of one rule: which rule, and the last 13 weeks."""
    return Bar(
        data=rule_rows.extent(warehouse),
        default=_last_weeks(rule_rows.extent(warehouse)),
        by=(),
        filters={},
        options={"rule": tuple(rule_rows.rules_in(warehouse).index)},
    )


def _last_weeks(data: Period) -> Period:
    return Period(max(data.since, data.until - timedelta(weeks=13)), data.until)
