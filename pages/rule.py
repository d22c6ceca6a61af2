"""Rule: one rule in detail, how right it is by every source, what another threshold and its versions did."""

from __future__ import annotations

import streamlit as st

from integrity_metrics.errors import ScopeError
from integrity_metrics.interface import rule_panels as panels
from integrity_metrics.interface.bars import OPTION_NAMES, rule_bar
from integrity_metrics.interface.chart_frame import chart_frame
from integrity_metrics.interface.context import get_warehouse
from integrity_metrics.interface.filter_bar import filter_bar
from integrity_metrics.interface.guard import require_admission
from integrity_metrics.interface.panel import panel
from integrity_metrics.interface.rule_frames import hits_over_time, precision_over_time
from integrity_metrics.interface.rule_head import rule_head, sources_table
from integrity_metrics.interface.rule_simulator import simulator
from integrity_metrics.interface.rules_table import table_of
from integrity_metrics.metrics.labels import name_of
from integrity_metrics.metrics.memory import remembered
from integrity_metrics.metrics.rule_rows import RuleQuestion
from integrity_metrics.metrics.rule_threshold import threshold_curve
from integrity_metrics.paths import PAGES

require_admission()

LAZY = {
    "Where it errs most": ("segments_open", ":material/travel_explore:", panels.segments_panel),
    "Hits to look at": ("hits_open", ":material/list_alt:", panels.sample_panel),
}

warehouse = get_warehouse()
title = st.empty()
title.title("Rule")
st.page_link(PAGES / "rules.py", label="All rules", icon=":material/arrow_back:")
with panel("rule") as heartbeat:
    asked = filter_bar(rule_bar(warehouse), primary=(), option_names=OPTION_NAMES)
    question, rule_id = RuleQuestion(asked.scope.period), asked.options["rule"]
    title.title(name_of(rule_id))
    with st.spinner("Judging the rules", show_time=True):
        found, frame = table_of(warehouse, question, (), heartbeat)
    rule_head(frame[frame["rule_id"] == rule_id].iloc[0].to_dict(), question)
    with panel("threshold") as heartbeat:
        try:
            curve = remembered(
                ("threshold", warehouse.version, question, rule_id),
                lambda: threshold_curve(warehouse, question, rule_id, heartbeat=heartbeat),
            )
        except ScopeError as error:
            st.info(f"No threshold simulator: {error}", icon=":material/tune:")
        else:
            simulator(curve, question, rule_id)
    with st.container(key="pair_rule"):
        left, right = st.columns(2)
    with left, panel("rule_hits") as heartbeat:
        chart_frame(hits_over_time(warehouse, rule_id, heartbeat))
    with right, panel("rule_precision") as heartbeat:
        chart_frame(precision_over_time(warehouse, rule_id, heartbeat))
    with panel("sources") as heartbeat:
        sources_table(warehouse, found, rule_id, question, heartbeat)
    with panel("shadow"):
        panels.shadow_table(frame, rule_id)
    panels.versions_panel(warehouse, rule_id)
    for name, (key, icon, draw) in LAZY.items():
        opened = st.expander(name, icon=icon, key=key, on_change="rerun")
        if opened.open:
            with opened:
                draw(warehouse, question, rule_id)
