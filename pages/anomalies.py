"""Anomalies: what was abnormal in the last days, largest first, and each series with what was expected of it."""

from __future__ import annotations

import streamlit as st

from integrity_metrics.interface.anomaly_list import chosen_row, event_list, series_chart
from integrity_metrics.interface.context import get_warehouse
from integrity_metrics.interface.guard import require_admission
from integrity_metrics.interface.panel import panel
from integrity_metrics.metrics.anomalies import watch

require_admission()

warehouse = get_warehouse()
st.title("Anomalies")
with panel("anomalies") as heartbeat:
    found = watch(warehouse, heartbeat=heartbeat)
    judged = int((~found.scan.insufficient).sum())
    st.markdown(
        f"**{len(found.events):,}** departures in **{judged:,}** series of statements by platform and category, "
        f"{found.period}. {int(found.scan.insufficient.sum()):,} more series are too small or too young to judge."
    )
    if found.events.empty:
        st.info("Nothing was abnormal in this period.", icon=":material/check_circle:")
    else:
        row = chosen_row(found)
        with panel("series"):
            series_chart(found, row)
        event_list(found)
