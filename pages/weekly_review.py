"""Weekly review: is what people see getting better, and would I bet on it? The start page."""

from __future__ import annotations

import streamlit as st

from integrity_metrics.interface import review_frames as frames
from integrity_metrics.interface.chart_frame import chart_frame
from integrity_metrics.interface.context import get_warehouse
from integrity_metrics.interface.guard import require_admission
from integrity_metrics.interface.marks import marks_of
from integrity_metrics.interface.panel import panel
from integrity_metrics.interface.review_bar import review_bar
from integrity_metrics.interface.review_head import review_head
from integrity_metrics.metrics import review_tables, weekly_review

require_admission()

warehouse = get_warehouse()
st.title("Weekly review")
with panel("weekly_review"):
    week = review_bar(warehouse)
    review_head(warehouse, week)
    with st.container(key="pair_review"):
        left, right = st.columns(2)
    with left, panel("areas") as heartbeat:
        st.markdown("**Prevalence by policy area**")
        st.table(review_tables.areas_table(warehouse, week, heartbeat), border="horizontal", hide_index=True)
    with right, panel("movers") as heartbeat:
        st.markdown("**What changed most**")
        found = review_tables.movers_of(warehouse, week, heartbeat)
        if found.frame.empty:
            st.info("No policy has enough labels in both weeks for a verdict.", icon=":material/info:")
        else:
            st.table(review_tables.movers_table(found), border="horizontal", hide_index=True)
        st.caption(review_tables.movers_sentence(found))
    with panel("policy_by_market") as heartbeat:
        chart_frame(frames.policy_by_market(warehouse, week, heartbeat))
    with st.container(key="pair_happened"):
        left, right = st.columns(2)
    with left, panel("happened"):
        st.markdown("**What happened in these 26 weeks**")
        happened = frames.happened_list(marks_of(warehouse, "prevalence", weekly_review.trend_scope(week)))
        st.markdown("\n".join(f"- {line}" for line in happened) or "Nothing was recorded.")
    with right, panel("notes") as heartbeat:
        st.markdown("**About the data**")
        frames.draw_notes(weekly_review.data_notes(warehouse, week, heartbeat))
