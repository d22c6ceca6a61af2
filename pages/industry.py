"""Industry: what platforms told the EU they restricted, why, how fast, by machine or by hand."""

from __future__ import annotations

import streamlit as st

from integrity_metrics.interface import industry_frames as frames
from integrity_metrics.interface.bars import OPTION_NAMES, PRIMARY, industry_bar
from integrity_metrics.interface.cards import headline_cards
from integrity_metrics.interface.chart_frame import chart_frame
from integrity_metrics.interface.context import get_warehouse
from integrity_metrics.interface.delay_table import delay_table
from integrity_metrics.interface.filter_bar import filter_bar
from integrity_metrics.interface.guard import require_admission
from integrity_metrics.interface.panel import panel
from integrity_metrics.metrics import industry
from integrity_metrics.metrics.labels import name_of_dimension

require_admission()

warehouse = get_warehouse()
st.title("Industry")
with panel("industry"):
    data, platforms, statements = industry.extent(warehouse)
    st.markdown(
        f"**{statements:,}** restrictions that **{platforms}** platforms reported to the EU, {data}. "
        "Statements of reasons under the Digital Services Act, by day of submission."
    )
    asked = filter_bar(industry_bar(warehouse), primary=PRIMARY, option_names=OPTION_NAMES)
    scope, logarithmic = asked.scope, asked.options["scale"] == "log"
    headline_cards(warehouse, frames.CARDS, scope, data)
    with panel("trend") as heartbeat:
        share = asked.options["measure"] == "share"
        chart_frame(frames.over_time(warehouse, scope, share=share, logarithmic=logarithmic, heartbeat=heartbeat))
    with st.container(key="pair_segments"):
        left, right = st.columns(2)
    with left, panel("largest") as heartbeat:
        chart_frame(frames.largest(warehouse, scope, logarithmic=logarithmic, heartbeat=heartbeat))
    with right, panel("changed") as heartbeat:
        moved = frames.changed(warehouse, scope, heartbeat=heartbeat)
        if moved is None:
            st.info(f"Top movers need an earlier period, but the data begin on {data.since}. Choose a later start.")
        else:
            chart_frame(moved)
    st.subheader("How long it took", anchor="delays")
    if scope.by != ("platform",):
        by = name_of_dimension(scope.by[0]).lower()
        st.caption(f"Delays are known per platform only, so they are not broken down by {by}.")
    with st.container(key="pair_delays"):
        columns = st.columns(2)
    for key, column in zip(frames.DELAYS, columns, strict=True):
        with column, panel(key) as heartbeat:
            chart_frame(frames.delay(warehouse, key, scope, heartbeat=heartbeat))
    delay_table(warehouse, scope)
