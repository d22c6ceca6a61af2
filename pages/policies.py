"""Policies: what every change of a policy or rule did to every outcome, by several methods, with one verdict."""

from __future__ import annotations

import streamlit as st

from integrity_metrics.interface import policy_frames as frames
from integrity_metrics.interface import policy_panels as panels
from integrity_metrics.interface.chart_frame import chart_frame
from integrity_metrics.interface.context import get_warehouse
from integrity_metrics.interface.guard import require_admission
from integrity_metrics.interface.panel import panel
from integrity_metrics.interface.policy_bar import policy_bar
from integrity_metrics.metrics.policy_effect import policy_effect

require_admission()

PAIRS = (
    ("pair_effect", frames.methods_chart, frames.paths_chart),
    ("pair_checks", frames.gaps_chart, frames.placebos_in_time),
)

warehouse = get_warehouse()
st.title("Policies")
with panel("policies") as waiting:
    asked = policy_bar(warehouse, waiting)
    question = asked.question
    if question is None:
        st.info(
            "This policy has no dated change inside the data, so there is no effect to ask.", icon=":material/info:"
        )
    else:
        with panel("effect") as heartbeat:
            found = policy_effect(warehouse, question, heartbeat)
            panels.verdict_panel(found)
            for key, first, second in PAIRS:
                with st.container(key=key):
                    left, right = st.columns(2)
                with left:
                    chart_frame(first(warehouse, question, heartbeat))
                with right:
                    chart_frame(second(warehouse, question, heartbeat))
            st.markdown("**Methods side by side**")
            st.table(panels.methods_table(found), border="horizontal", hide_index=True)
            chart_frame(frames.placebos_in_place(warehouse, question, heartbeat))
        opened = st.expander(
            "Every outcome of this change", icon=":material/checklist:", key="outcomes_open", on_change="rerun"
        )
        if opened.open:
            with opened:
                panels.outcomes_panel(warehouse, question)
    with panel("timeline") as heartbeat:
        chart_frame(frames.timeline(warehouse, asked.policy, heartbeat))
