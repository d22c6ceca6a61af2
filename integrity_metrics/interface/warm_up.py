"""Imports and asks, before the first visitor comes, what the pages would otherwise import and ask while they wait."""

from __future__ import annotations

from integrity_metrics.charts import distribution, expected_band
from integrity_metrics.interface import anomaly_list, cards, chart_frame, delay_table, filter_bar, sign_in
from integrity_metrics.interface import industry_frames as frames
from integrity_metrics.interface.bars import enforcement_bar, industry_bar
from integrity_metrics.interface.links import scope_of
from integrity_metrics.metrics import anomalies, leading
from integrity_metrics.metrics.ask import ask
from integrity_metrics.metrics.compare import headline
from integrity_metrics.warehouse.engine import Warehouse

# Named, so that they are imported by now.
LOADED = (distribution, expected_band, anomaly_list, cards, chart_frame, delay_table, filter_bar, sign_in, leading)


def warm_up_first_page(warehouse: Warehouse) -> None:
    """Ask and draw what the first page shows by default."""
    bar = industry_bar(warehouse)
    scope = scope_of({}, bar)
    for key in frames.CARDS:
        headline(warehouse, key, scope, bar.data)
    drawn = [
        frames.over_time(warehouse, scope, share=False, logarithmic=False),
        frames.largest(warehouse, scope, logarithmic=False),
        frames.changed(warehouse, scope),
        *(frames.delay(warehouse, key, scope) for key in frames.DELAYS),
    ]
    for framed in drawn:
        if framed is not None:
            framed.figure.to_dict()


def warm_up_other_pages(warehouse: Warehouse) -> None:
    """Ask what the other pages show by default."""
    anomalies.watch(warehouse)
    ask(warehouse, "actions", scope_of({}, enforcement_bar(warehouse)).alone())
