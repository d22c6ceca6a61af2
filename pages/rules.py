"""Rules: what every rule hits, how right it is, what it catches, what it costs, and which look odd today."""

from __future__ import annotations

import streamlit as st

from integrity_metrics.interface.bars import OPTION_NAMES, rules_bar
from integrity_metrics.interface.context import get_warehouse
from integrity_metrics.interface.filter_bar import filter_bar
from integrity_metrics.interface.guard import require_admission
from integrity_metrics.interface.panel import panel
from integrity_metrics.interface.rule_overlap_panel import overlap_panel
from integrity_metrics.interface.rules_table import flag_notes, rules_csv, rules_table, table_of
from integrity_metrics.metrics.labels import name_of
from integrity_metrics.metrics.rule_rows import RuleQuestion
from integrity_metrics.paths import PAGES

require_admission()

PRIMARY = ("policy", "rule_status", "detection", "mode")

warehouse = get_warehouse()
st.title("Rules")
st.markdown("How right the hits of every rule are, what part of the harm people saw it catches, and what it costs.")
with panel("rules") as heartbeat:
    scope = filter_bar(rules_bar(warehouse), primary=PRIMARY, option_names=OPTION_NAMES).scope
    question = RuleQuestion(scope.period)
    with st.spinner("Judging the rules", show_time=True):
        found, frame = table_of(warehouse, question, scope.filters, heartbeat)
    if frame.empty:
        st.info("No rule is of this kind. Choose other filters.", icon=":material/search_off:")
        st.stop()
    flag_notes(frame)
    opened = rules_table(frame)
    st.caption(
        f"{len(frame)} rules, {scope.period}. Ranked by shrunk precision; click a heading to sort, a row to open the "
        "rule. Every estimate has its 95% interval; hits and actions are never counts of harm."
    )
    rules_csv(found, frame, question)
    if opened is not None:
        # The days are bound to the address, and go along by themselves.
        st.switch_page(PAGES / "rule.py", query_params={"rule": name_of(opened)})
    expander = st.expander("Overlap of rules", icon=":material/join:", key="overlap_open", on_change="rerun")
    if expander.open:
        with expander:
            overlap_panel(warehouse, question, tuple(frame["rule_id"]), sorted(set(frame["policy_id"])))
