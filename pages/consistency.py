"""Consistency: whether the same policy is applied alike across markets, sites and kinds of content."""

from __future__ import annotations

import streamlit as st

from integrity_metrics.interface import consistency_frames as frames
from integrity_metrics.interface.chart_frame import chart_frame
from integrity_metrics.interface.consistency_bar import consistency_bar
from integrity_metrics.interface.context import get_warehouse
from integrity_metrics.interface.guard import require_admission
from integrity_metrics.interface.panel import panel
from integrity_metrics.metrics.consistency import consistency

require_admission()

warehouse = get_warehouse()
st.title("Consistency")
with panel("consistency"):
    question = consistency_bar(warehouse)
    with panel("compared") as heartbeat:
        found = consistency(warehouse, question, heartbeat)
        st.markdown(f"**{found.sentence}**")
        with st.container(key="pair_consistency"):
            left, right = st.columns(2)
        with left:
            chart_frame(frames.ratio_chart(warehouse, found))
        with right:
            chart_frame(frames.funnel_chart(warehouse, found))
        st.dataframe(frames.consistency_table(found), hide_index=True)
