"""Asks, before the first visitor comes, what the default pages ask; imports what they import."""

from __future__ import annotations

from integrity_metrics.charts import distribution, expected_band, ranking, trend
from integrity_metrics.interface.bars import enforcement_bar, industry_bar
from integrity_metrics.interface.links import scope_of
from integrity_metrics.metrics import anomalies
from integrity_metrics.metrics.ask import ask
from integrity_metrics.metrics.compare import headline
from integrity_metrics.metrics.movers import movers
from integrity_metrics.warehouse.engine import Warehouse

CHARTS = (distribution, expected_band, ranking, trend)


def warm_up(warehouse: Warehouse) -> None:
    """Ask the default questions of the Industry, Enforcement and Anomalies pages; the answers are remembered."""
    bar = industry_bar(warehouse)
    scope = scope_of({}, bar)
    for key in ("dsa_statements", "dsa_moderation_delay", "dsa_disclosure_delay", "dsa_zero_moderation_delay_share"):
        headline(warehouse, key, scope, bar.data)
    ask(warehouse, "dsa_statements", scope.alone())
    movers(warehouse, "dsa_statements", scope)
    anomalies.watch(warehouse)
    scope = scope_of({}, enforcement_bar(warehouse))
    ask(warehouse, "actions", scope.alone())
