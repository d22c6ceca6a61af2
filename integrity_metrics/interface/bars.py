"""What the filter bars of the pages offer."""

from __future__ import annotations

from datetime import date, timedelta

from integrity_metrics.interface.links import Bar
from integrity_metrics.metrics import enforcement, industry
from integrity_metrics.metrics.catalogue import metric
from integrity_metrics.scope import Grain, Period
from integrity_metrics.warehouse.engine import Warehouse

PRIMARY = ("platform", "without_platform")
OPTION_NAMES = {"measure": "Measure", "scale": "Scale"}
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
