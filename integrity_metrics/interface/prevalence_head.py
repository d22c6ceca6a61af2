"""The head of the Prevalence page: the number of the period and the verdict on its change, in one line each."""

from __future__ import annotations

import streamlit as st

from integrity_metrics.metrics.ask import ask
from integrity_metrics.metrics.change import Verdict
from integrity_metrics.metrics.labels import format_interval, format_value
from integrity_metrics.metrics.prevalence_change import prevalence_change
from integrity_metrics.metrics.review_cards import change_from
from integrity_metrics.metrics.verdict_words import format_change, say_verdict
from integrity_metrics.scope import Scope
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse


def prevalence_head(warehouse: Warehouse, scope: Scope, heartbeat: Heartbeat | None = None) -> None:
    """Draw the total of the period and what may be said of its change."""
    plain = scope.without_break_down()
    answer = ask(warehouse, "prevalence", plain.alone().total(), heartbeat=heartbeat)
    if answer.is_empty:
        st.info(
            f"Nothing was sampled: {plain.in_words()}. Choose other dates or filters.", icon=":material/search_off:"
        )
        return
    row = answer.frame.iloc[0]
    interval = format_interval(row["low"], row["high"], "per_10k")
    shown = format_value(row["value"], "per_10k") if row["value"] == row["value"] else "No number"
    told = f" (95% interval {interval})" if interval else ""
    reason = f" {row['reason']}" if row["reason"] else ""
    st.markdown(f"#### {shown}{told} from {int(row['n']):,} labels, {scope.period}")
    if reason:
        st.caption(f":material/info:{reason}")
    found = prevalence_change(warehouse, plain, heartbeat).frame
    if not found.empty:
        change = change_from(found.iloc[0])
        size = format_change(change, "per_10k") if change.verdict is Verdict.NONE else ""
        st.markdown(f"Against {scope.comparison}: **{say_verdict(change, 'per_10k')}**{f' ({size})' if size else ''}.")
