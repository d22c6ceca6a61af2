"""An event's series beside what was expected of it, and the sentences that say why it was raised."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from integrity_metrics.casework.event_types import CaseEvent
from integrity_metrics.charts import theme
from integrity_metrics.charts.expected_band import expected_band
from integrity_metrics.interface.inbox_bar import STATE_NAMES
from integrity_metrics.interface.words import words_for
from integrity_metrics.metrics.catalogue import catalogue
from integrity_metrics.triage.alerting import history_of
from integrity_metrics.triage.words import days_of, segment_words, size_of, title_of, why_raised


def event_head(event: CaseEvent) -> None:
    """Draw what the event is, in words."""
    st.subheader(f"{title_of(event.metric)}: {segment_words(event.segment)}", anchor="event")
    st.markdown(f"**{event.type.capitalize()}**, {days_of(event)} (UTC days). {size_of(event)}")
    parts = [f"{STATE_NAMES[event.state]}, event {event.id}"]
    if event.owner:
        parts.append(f"owner {event.owner}")
    if event.assignee:
        parts.append(f"assigned to {event.assignee}")
    if event.verdict_by:
        reason = f", {event.verdict_reason.replace('_', ' ')}" if event.verdict_reason else ""
        parts.append(f"verdict by {event.verdict_by}{reason}")
    if event.is_muted:
        parts.append("muted")
    st.caption(f"{' · '.join(parts)}\n\n{why_raised(event)}")
    if event.verdict_note:
        st.caption(f"Note: {event.verdict_note}")


def event_chart(event: CaseEvent) -> None:
    """Draw the days around the event."""
    history = history_of(event)
    if history.empty:
        st.info("The series of this event was not recorded; scan its days again.", icon=":material/info:")
        return
    entry = catalogue().get(event.metric)
    is_rate = event.why.get("observed_rate") is not None
    title = f"{title_of(event.metric)}: {segment_words(event.segment)}"
    subtitle = f"{history['day'].iloc[0]} to {history['day'].iloc[-1]} (UTC days), {event.why.get('counted', '')}"
    if entry is None:
        st.dataframe(history, hide_index=True)
        return
    words = replace(words_for(entry), title=title)
    if is_rate:
        history[["observed", "expected", "low", "high"]] *= words.scale
    elif entry.unit != "count":
        words = replace(words, tick_format=",.0f", scale=1.0, y_title=str(event.why.get("counted", entry.title)))
    first, last = event.start.date(), event.end.date()
    figure = expected_band(history, words, subtitle, events=[(first, last, event.type)])
    file_name = f"event_{event.id}"
    with st.container(border=True, key="frame_series"):
        alt = f"{title}, observed and expected by day; the event is {days_of(event)}."
        st.plotly_chart(figure, key="series_figure", config=theme.config(file_name), alt=alt)
        st.caption(
            "Expected from the year before each day: level, slope, weekdays, holidays. By chance alone, a single day "
            "leaves the grey range about once a year."
        )
        st.download_button(
            "CSV",
            data=lambda: history.assign(event=event.id, metric=event.metric, scope=subtitle).to_csv(index=False),
            file_name=f"{file_name}.csv",
            mime="text/csv",
            icon=":material/download:",
            type="tertiary",
            key="csv_event",
            on_click="ignore",
        )
