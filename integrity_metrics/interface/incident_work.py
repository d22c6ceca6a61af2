"""One incident: status, impact, timeline, events and clean-up, and what people do about them."""

from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd
import streamlit as st

from integrity_metrics.casework.casework import Casework
from integrity_metrics.casework.incident_types import (
    STATUS_TRANSITIONS,
    Impact,
    Incident,
    IncidentFile,
    IncidentStatus,
    Severity,
)
from integrity_metrics.interface.casework_acts import act
from integrity_metrics.metrics.labels import format_value
from integrity_metrics.paths import PAGES
from integrity_metrics.triage.impact import impact_of
from integrity_metrics.triage.words import days_of, segment_words, title_of

_VERBS = {
    IncidentStatus.OPEN: ("Open again", ":material/replay:"),
    IncidentStatus.MITIGATING: ("Mitigating", ":material/build:"),
    IncidentStatus.RESOLVED: ("Resolve", ":material/task_alt:"),
}


def incident_head(casework: Casework, file: IncidentFile) -> None:
    """Draw what the incident is, its impact, and the buttons."""
    incident = file.incident
    st.subheader(f"Incident {incident.id}: {incident.title}", anchor="incident")
    since = f"since {incident.opened_at:%Y-%m-%d %H:%M} UTC"
    until = f", resolved {incident.resolved_at:%Y-%m-%d %H:%M} UTC" if incident.resolved_at else ""
    lead = f" · led by {incident.lead}" if incident.lead else ""
    st.caption(f"{incident.severity} · {incident.status}, {since}{until}{lead} · {len(file.events)} events")
    if incident.impact:
        st.markdown(f"**Impact: {incident.impact.statement}**")
    else:
        st.caption("The impact has not been stated.")
    with st.container(horizontal=True, key="incident_buttons"):
        for status in STATUS_TRANSITIONS[incident.status]:
            verb, icon = _VERBS[status]
            st.button(verb, icon=icon, key=f"status_{status}", on_click=_move, args=(casework, incident, status))
        _impact(casework, file)
        _describe(casework, incident)


def timeline(casework: Casework, file: IncidentFile) -> None:
    """Draw the timeline, and a place to write into it."""
    rows = [{"When (UTC)": f"{e.at:%Y-%m-%d %H:%M}", "Who": e.by, "What": e.text} for e in file.timeline]
    st.dataframe(pd.DataFrame(rows), hide_index=True, key="timeline", height=min(38 * (len(rows) + 1), 340))
    with st.form("note_form", clear_on_submit=True, border=False):
        st.text_area("Write into the timeline", key="note_text", height=80, max_chars=4000)
        st.form_submit_button("Add", icon=":material/add_notes:", on_click=_note, args=(casework, file.incident))


def linked_events(file: IncidentFile) -> None:
    """Draw the incident's events; each links to its page."""
    if not file.events:
        st.info("No event is linked. Open an event under Anomalies and choose Incident.", icon=":material/link:")
        return
    for event in file.events:
        name = f"{title_of(event.metric)}: {segment_words(event.segment)}"
        size = f"{event.type}, {days_of(event)}, excess {format_value(event.excess, 'count')}"
        page, query = str(PAGES / "anomalies.py"), {"event": str(event.id)}
        st.page_link(page, label=f"{name}. {size}", icon=":material/show_chart:", query_params=query)


def remediation(casework: Casework, file: IncidentFile) -> None:
    """Draw how much of what was affected is actioned, by day, and a place to state it."""
    known = {row.day: row.version for row in file.remediation}
    if file.remediation:
        rows = pd.DataFrame(
            {
                "Day (UTC)": [row.day for row in file.remediation],
                "Affected": [row.contents_affected for row in file.remediation],
                "Actioned": [row.contents_actioned for row in file.remediation],
                "Share actioned": [row.share for row in file.remediation],
            }
        )
        shares = st.column_config.ProgressColumn(format="percent", min_value=0, max_value=1)
        st.dataframe(rows, hide_index=True, key="remediation", column_config={"Share actioned": shares})
    else:
        st.caption("No clean-up was recorded yet.")
    with st.form("remediation_form", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        st.date_input("End of day (UTC)", datetime.now(UTC).date(), key="clean_day", width=150)
        st.number_input("Contents affected", min_value=0, step=1, key="clean_affected", width=170)
        st.number_input("of them actioned", min_value=0, step=1, key="clean_actioned", width=170)
        st.form_submit_button("State", on_click=_clean, args=(casework, file.incident, known))


def _move(casework: Casework, incident: Incident, to: IncidentStatus) -> None:
    act(
        lambda by: casework.incidents.move(incident.id, to, seen=incident.version, by=by),
        f"Incident {incident.id} is {to} now.",
    )


def _impact(casework: Casework, file: IncidentFile) -> None:
    proposed = impact_of(file.events)
    with st.popover("Impact", icon=":material/straighten:", key="impact"):
        if proposed is not None:
            st.markdown(f"From the events: **{proposed.statement}**")
            st.button("Take this", key="take_impact", on_click=_state, args=(casework, file.incident, proposed))
        with st.form("impact_form", border=False):
            now = file.incident.impact
            st.text_input("In words", value=now.statement if now else "", key="impact_words", max_chars=500)
            st.form_submit_button("State", on_click=_state_words, args=(casework, file.incident))


def _state(casework: Casework, incident: Incident, impact: Impact) -> None:
    act(
        lambda by: casework.incidents.set_impact(incident.id, impact, seen=incident.version, by=by),
        "The impact was stated.",
    )


def _state_words(casework: Casework, incident: Incident) -> None:
    words = str(st.session_state["impact_words"])
    act(
        lambda by: casework.incidents.set_impact(incident.id, Impact(words), seen=incident.version, by=by),
        "The impact was stated.",
    )


def _describe(casework: Casework, incident: Incident) -> None:
    with st.popover("Edit", icon=":material/edit:", key="describe"), st.form("describe_form", border=False):
        st.text_input("Title", value=incident.title, key="described_title", max_chars=200)
        st.segmented_control(
            "Severity", list(Severity), default=incident.severity, required=True, key="described_severity"
        )
        st.text_input("Lead", value=incident.lead or "", key="described_lead", max_chars=100)
        st.form_submit_button("Save", on_click=_described, args=(casework, incident))


def _described(casework: Casework, incident: Incident) -> None:
    title, severity = str(st.session_state["described_title"]), Severity(st.session_state["described_severity"])
    lead = str(st.session_state["described_lead"]).strip() or None
    act(
        lambda by: casework.incidents.describe(
            incident.id, seen=incident.version, by=by, title=title, severity=severity, lead=lead
        ),
        f"Incident {incident.id} was changed.",
    )


def _note(casework: Casework, incident: Incident) -> None:
    text = str(st.session_state["note_text"])
    act(lambda by: casework.incidents.note(incident.id, text, by=by), "The note is in the timeline.")


def _clean(casework: Casework, incident: Incident, known: dict[object, int]) -> None:
    day = st.session_state["clean_day"]
    affected, actioned = int(st.session_state["clean_affected"]), int(st.session_state["clean_actioned"])
    act(
        lambda by: casework.incidents.set_remediation(incident.id, day, affected, actioned, seen=known.get(day), by=by),
        f"The clean-up of {day} was stated.",
    )
