"""The head of the Unwanted impressions page: the number of the period and how complete it is."""

from __future__ import annotations

import streamlit as st

from integrity_metrics.metrics.ask import ask
from integrity_metrics.metrics.labels import format_interval, format_value
from integrity_metrics.scope import Scope
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse


def exposure_head(warehouse: Warehouse, scope: Scope, heartbeat: Heartbeat | None = None) -> None:
    """Draw the total of the period, found and projected."""
    plain = scope.without_break_down().alone().total()
    row = ask(warehouse, "unwanted_impressions", plain, heartbeat=heartbeat).frame.iloc[0]
    count = ask(warehouse, "unwanted_impressions_count", plain, heartbeat=heartbeat).frame.iloc[0]
    if row["value"] != row["value"]:
        st.markdown(f"#### No number for {scope.period}")
    else:
        st.markdown(
            f"#### {format_value(row['value'], 'per_10k')} (95% interval "
            f"{format_interval(row['low'], row['high'], 'per_10k')}), {format_value(count['value'], 'count')} in all, "
            f"{scope.period}"
        )
        st.caption("Views of content that was later acted on, up to the day of its action, found so far and projected.")
    if row["reason"]:
        st.caption(f":material/info: {row['reason']}")
