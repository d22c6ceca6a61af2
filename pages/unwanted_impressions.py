"""Unwanted impressions: what got through before enforcement, how fast it is found, what was missed, and why."""

from __future__ import annotations

import streamlit as st

from integrity_metrics.interface import exposure_frames as frames
from integrity_metrics.interface import exposure_panels as panels
from integrity_metrics.interface.bars import OPTION_NAMES, exposure_bar
from integrity_metrics.interface.chart_frame import chart_frame
from integrity_metrics.interface.context import get_warehouse
from integrity_metrics.interface.exposure_head import exposure_head
from integrity_metrics.interface.filter_bar import filter_bar
from integrity_metrics.interface.guard import require_admission
from integrity_metrics.interface.marks import note_form
from integrity_metrics.interface.panel import panel
from integrity_metrics.metrics.exposure_scope import one_dimension

require_admission()

PRIMARY = ("policy", "detection_source", "market")

warehouse = get_warehouse()
st.title("Unwanted impressions")
with panel("unwanted_impressions"):
    asked = filter_bar(exposure_bar(warehouse), primary=PRIMARY, option_names=OPTION_NAMES)
    scope = asked.scope
    # Refused here, once, rather than by every part below.
    one_dimension(scope)
    with panel("head") as heartbeat:
        exposure_head(warehouse, scope, heartbeat)
    with panel("trend") as heartbeat:
        chart_frame(frames.over_time(warehouse, scope, heartbeat))
        note_form(frames.KEY, scope)
    with st.container(key="pair_exposure"):
        left, right = st.columns(2)
    with left, panel("completeness") as heartbeat:
        chart_frame(frames.completeness(warehouse, scope, heartbeat))
    with right, panel("reach") as heartbeat:
        chart_frame(frames.reach(warehouse, scope, heartbeat))
    with panel("segments") as heartbeat:
        framed = frames.segments(warehouse, scope, heartbeat)
        if framed is not None:
            chart_frame(framed)
    with st.container(key="pair_reasons"):
        left, right = st.columns(2)
    with left, panel("reasons") as heartbeat:
        st.markdown("**Why violating content was seen**")
        sentence, table = panels.reasons_table(warehouse, scope, heartbeat)
        st.table(table, border="horizontal", hide_index=True)
        st.caption(sentence)
    with right, panel("sources") as heartbeat:
        st.markdown("**What each detection source lets through**")
        st.table(panels.sources_table(warehouse, scope, heartbeat), border="horizontal", hide_index=True)
    with panel("missed") as heartbeat:
        st.markdown(
            "**Found and missed, the other way**: prevalence of all views less the confirmed part of what was found"
        )
        st.table(
            panels.missed_table(panels.missed_sheet(warehouse, scope, heartbeat)), border="horizontal", hide_index=True
        )
    opened = st.expander("Contents seen most before action", icon=":material/list_alt:", key="top", on_change="rerun")
    if opened.open:
        with opened:
            panels.top_contents_panel(warehouse, scope)
