"""Backtests: what a draft rule would have done over a past period, run now or saved before."""

from __future__ import annotations

import streamlit as st

from integrity_metrics.interface.backtest_form import draft_form, language_help
from integrity_metrics.interface.backtest_result import result_panel
from integrity_metrics.interface.backtest_saved import check_link, save_button, saved_panel
from integrity_metrics.interface.context import get_warehouse
from integrity_metrics.interface.guard import require_admission
from integrity_metrics.interface.panel import panel
from integrity_metrics.metrics.rule_backtest import backtest
from integrity_metrics.metrics.rule_file import draft_rule
from integrity_metrics.metrics.rule_report import as_records
from integrity_metrics.warehouse.rule_columns import RuleExpressionError

require_admission()

RUN = "backtest_run"

warehouse = get_warehouse()
st.title("Backtests")
st.markdown("What a draft rule would have hit, how right, and what it would have come before. Nothing is acted on.")
check_link()
with panel("backtest") as heartbeat:
    sent = draft_form(warehouse)
    with st.expander("What a condition may be written with", icon=":material/help:"):
        language_help()
    if sent is not None:
        st.session_state.pop(RUN, None)
        fields, period = sent
        try:
            with st.spinner("Running the draft rule", show_time=True):
                st.session_state[RUN] = as_records(backtest(warehouse, draft_rule(fields), period, heartbeat))
        except RuleExpressionError as refused:
            st.error(f"Nothing was run. {refused}", icon=":material/block:")
    if (run := st.session_state.get(RUN)) is not None:
        st.subheader(f"Result: {run['rule']['name']}", anchor="result")
        result_panel(run, "fresh")
        save_button(run)
st.subheader("Saved", anchor="saved")
with panel("saved_backtests"):
    saved_panel()
