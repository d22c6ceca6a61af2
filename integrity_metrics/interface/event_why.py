"""Why an event: the segments that account for it, what else moved with it, and what happened around it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from integrity_metrics.casework.casework import Casework
from integrity_metrics.casework.event_types import CaseEvent
from integrity_metrics.charts import theme
from integrity_metrics.charts.trend import Words
from integrity_metrics.charts.waterfall import waterfall
from integrity_metrics.interface.view_sql import view_sql
from integrity_metrics.metrics import scan_tables
from integrity_metrics.metrics.labels import format_value, name_of, name_of_dimension
from integrity_metrics.metrics.scan_explain import Explained, around, can_explain, explained
from integrity_metrics.triage.words import days_of, segment_words, title_of
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse

MOST_CHILDREN = 50
MOST_VALUES = 12


def explanation(warehouse: Warehouse, event: CaseEvent, heartbeat: Heartbeat) -> None:
    """Draw which segments account for the event."""
    st.markdown("**What drives it**")
    if not can_explain(event.metric, event.segment):
        st.caption("This is as deep as the data go: there is nothing below this segment to look along.")
        return
    days = (event.start.date(), event.end.date())
    expected = None if event.why.get("observed_rate") is not None else event.expected
    found = explained(warehouse, event.metric, event.segment, days, expected, heartbeat)
    if found is None:
        st.caption("There are no data in the four weeks before the event to compare its segments with.")
        return
    answer = found.explanation
    looked = ", ".join(name_of_dimension(name).lower() for name in found.attributes)
    said = scan_tables.without_segments(answer)
    if said:
        st.info(said, icon=":material/info:")
    else:
        st.dataframe(scan_tables.ranked(answer), hide_index=True, key="ranked_segments", column_config=_SHARES)
    st.caption(f"Looked along {looked}, against the four weeks before, brought to the detector's expectation.")
    _decomposition(found)
    with st.container(horizontal=True):
        waterfall_tab = st.popover("Waterfall", icon=":material/waterfall_chart:", key="waterfall", on_change="rerun")
        if waterfall_tab.open:
            with waterfall_tab:
                _waterfall(found, days_of(event))
        before = st.popover("Before and after", icon=":material/compare_arrows:", key="before_after", on_change="rerun")
        if before.open:
            with before:
                _before_after(found)
        view_sql("cells", (found.cells.executed,))


def beside(warehouse: Warehouse, casework: Casework, event: CaseEvent) -> None:
    """Draw what stands under this card, and what happened around it."""
    st.markdown("**What happened around it**")
    found = around(warehouse, event.segment, event.start.date(), event.end.date())
    known = casework.annotations.shown(event.start.date(), event.end.date(), metric=event.metric, segment=event.segment)
    rows = [{"Day": h.day, "What": h.text, "Kind": h.kind} for h in found]
    rows += [{"Day": a.since, "What": a.text, "Kind": f"note by {a.by}"} for a in known]
    if rows:
        st.dataframe(pd.DataFrame(rows), hide_index=True, key="happenings")
    else:
        st.caption("No change of a policy or rule, no holiday and no note from a week before it to its end.")
    children = casework.events.children(event.id)
    if children:
        st.markdown(f"**{len(children)} more of the same cause**")
        told = [
            {
                "Metric": title_of(child.metric),
                "Where": segment_words(child.segment),
                "What": child.type,
                "Days": days_of(child),
                "Excess": format_value(child.excess, "count"),
            }
            for child in children[:MOST_CHILDREN]
        ]
        st.dataframe(pd.DataFrame(told), hide_index=True, key="children", height=min(38 * (len(told) + 1), 260))


_SHARES = {
    "Share explained": st.column_config.NumberColumn(format="percent"),
}


def _decomposition(found: Explained) -> None:
    split = found.explanation.decomposition
    if split is None:
        return
    before, now, rate, mix = (
        format_value(part, "share")
        for part in (split.rate_expected, split.rate_observed, split.rate_part, split.mix_part)
    )
    st.caption(
        f"The rate went from {before} to {now}: {rate} from rates inside segments, {mix} from segments changing their "
        "share of the whole."
    )


def _waterfall(found: Explained, days: str) -> None:
    answer = found.explanation
    words = Words("From expected to observed", "", name_of, ",.0f", lambda value: format_value(value, "count"))
    ends = ("expected", answer.total.expected), ("observed", answer.total.observed)
    figure = waterfall(scan_tables.steps(answer), *ends, words, days)
    st.plotly_chart(figure, key="waterfall_figure", config=theme.config("waterfall"), alt="Waterfall of the event")


def _before_after(found: Explained) -> None:
    attribute = st.selectbox("By", found.attributes, format_func=name_of_dimension, key="before_after_by")
    table = scan_tables.before_after(found.explanation, str(attribute), MOST_VALUES)
    st.dataframe(table, hide_index=True, width=560, key="before_after_table")
