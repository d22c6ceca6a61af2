"""Prevalence: what share of what people see violates policy, where, and whether it changed."""

from __future__ import annotations

import streamlit as st

from integrity_metrics.interface import prevalence_frames as frames
from integrity_metrics.interface import prevalence_panels as panels
from integrity_metrics.interface.bars import OPTION_NAMES, prevalence_bar
from integrity_metrics.interface.chart_frame import chart_frame
from integrity_metrics.interface.context import get_warehouse
from integrity_metrics.interface.filter_bar import filter_bar
from integrity_metrics.interface.guard import require_admission
from integrity_metrics.interface.marks import note_form
from integrity_metrics.interface.panel import panel
from integrity_metrics.interface.prevalence_head import prevalence_head
from integrity_metrics.metrics.prevalence_methods import Method

require_admission()

PRIMARY = ("policy", "market")
LAZY = {
    "Label coverage and lateness": ("labels_open", ":material/label:", panels.labels_panel),
    "Sampled contents": ("sample_open", ":material/list_alt:", panels.sample_panel),
    "Definitions and restatements": ("log_open", ":material/history:", panels.log_panel),
    "Label planner": ("planner_open", ":material/calculate:", panels.planner_panel),
}

warehouse = get_warehouse()
st.title("Prevalence")
with panel("prevalence"):
    asked = filter_bar(prevalence_bar(warehouse), primary=PRIMARY, option_names=OPTION_NAMES)
    scope, method, mix = asked.scope, Method(asked.options["method"]), asked.options["mix"].replace(" ", "_")
    with panel("head") as heartbeat:
        prevalence_head(warehouse, scope, heartbeat)
    with panel("trend") as heartbeat:
        chart_frame(frames.over_time(warehouse, scope, method, mix, heartbeat))
        note_form(frames.KEY, scope)
    with st.container(key="pair_prevalence"):
        left, right = st.columns(2)
    with left, panel("segments") as heartbeat:
        framed = frames.segments(warehouse, scope, method, mix, heartbeat)
        if framed is None:
            st.info("Machine-assisted prevalence is given for the total only.", icon=":material/info:")
        else:
            chart_frame(framed)
    with right, panel("change") as heartbeat:
        _, change = frames.decomposition(warehouse, scope, mix, heartbeat)
        chart_frame(change)
    with panel("methods") as heartbeat:
        st.markdown("**Methods side by side**, the whole period and total")
        st.table(panels.methods_table(warehouse, scope, mix, heartbeat), border="horizontal", hide_index=True)
    for title, (key, icon, draw) in LAZY.items():
        opened = st.expander(title, icon=icon, key=key, on_change="rerun")
        if opened.open:
            with opened:
                draw(warehouse, scope)
