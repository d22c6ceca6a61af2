"""The inbox as a list: one row a cause, with its line, its size and how rare it is; a click chooses one."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from integrity_metrics.casework.event_types import CaseEvent
from integrity_metrics.interface.inbox_bar import MOST_SHOWN, STATE_NAMES, Inbox
from integrity_metrics.metrics.labels import format_value
from integrity_metrics.triage.words import how_often, segment_words, title_of

_TABLE = "event_table"
LINK = "event"
# The line in a row ends with the event and begins so many days before.
LINE_DAYS = 60


def inbox_list(inbox: Inbox) -> None:
    """Draw the rows; a click on one draws its details."""
    rows = pd.DataFrame([_row(event) for event in inbox.shown])
    st.dataframe(
        rows,
        key=_TABLE,
        hide_index=True,
        height=min(38 * (len(rows) + 1), 430),
        on_select="rerun",
        selection_mode="single-row",
        column_config={
            "Line": st.column_config.LineChartColumn(width="small", help="The days before it, and it"),
            "By chance": st.column_config.TextColumn(help="How often chance alone does the like in one series"),
            "More": st.column_config.NumberColumn(help="Further events of the same cause, under this card"),
        },
    )
    shown = len(inbox.shown)
    said = f"The {MOST_SHOWN} strangest of {inbox.passing:,}; narrow the filters to see others. " if (
        inbox.passing > shown) else f"{shown:,} of {inbox.in_all:,} cards. "  # fmt: skip
    st.caption(f"{said}The strangest is first. Tick a row to see its chart, explanation and history.")


def chosen_event(shown: Sequence[CaseEvent]) -> int | None:
    """Return the event to draw: the one ticked, else the one a link names, else the first of the list."""
    picked = st.session_state.get(_TABLE)
    rows: list[int] = picked["selection"]["rows"] if picked else []
    if rows and rows[0] < len(shown):
        event_id = shown[rows[0]].id
        st.query_params[LINK] = str(event_id)
        return event_id
    named = st.query_params.get(LINK)
    if named is not None and named.isdecimal() and len(named) < 12:
        return int(named)
    if named is not None:
        del st.query_params[LINK]
        st.warning("The link names no event; the first of the list is shown.", icon=":material/link_off:")
    return shown[0].id if shown else None


def _row(event: CaseEvent) -> dict[str, object]:
    line = [value if value is not None else float("nan") for value in event.why.get("observed", [])]
    return {
        "Metric": title_of(event.metric),
        "Where": segment_words(event.segment),
        "Line": line[-LINE_DAYS:],
        "What": event.type,
        "From": event.start.date(),
        "Through": event.end.date(),
        "Excess": format_value(event.excess, "count"),
        "By chance": how_often(event.score),
        "More": event.children,
        "State": STATE_NAMES[event.state],
        "Owner": event.owner or "",
        "Assigned to": event.assignee or "",
    }
