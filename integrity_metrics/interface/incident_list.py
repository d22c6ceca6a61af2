"""The incidents as a list, and which one is looked at."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from integrity_metrics.casework.casework import Casework
from integrity_metrics.casework.incident_types import Incident, Severity
from integrity_metrics.interface.casework_acts import act

LINK = "incident"
_TABLE = "incident_table"


def incident_list(incidents: Sequence[Incident]) -> None:
    """Draw the incidents, the latest first; a click on a row draws the incident."""
    rows = [
        {
            "Incident": incident.id,
            "Title": incident.title,
            "Severity": incident.severity.value,
            "Status": incident.status.value.capitalize(),
            "Lead": incident.lead or "",
            "Since (UTC)": incident.opened_at.replace(tzinfo=None),
            "Impact": incident.impact.statement if incident.impact else "",
        }
        for incident in incidents
    ]
    st.dataframe(
        pd.DataFrame(rows),
        key=_TABLE,
        hide_index=True,
        height=min(38 * (len(rows) + 1), 300),
        on_select="rerun",
        selection_mode="single-row",
        column_config={"Since (UTC)": st.column_config.DatetimeColumn(format="YYYY-MM-DD HH:mm")},
    )


def chosen_incident(incidents: Sequence[Incident]) -> int | None:
    """Return the incident to draw: the one ticked, else the one a link names, else the latest."""
    picked = st.session_state.get(_TABLE)
    rows: list[int] = picked["selection"]["rows"] if picked else []
    if rows and rows[0] < len(incidents):
        incident_id = incidents[rows[0]].id
        st.query_params[LINK] = str(incident_id)
        return incident_id
    named = st.query_params.get(LINK)
    if named is not None and named.isdecimal() and int(named) in {incident.id for incident in incidents}:
        return int(named)
    if named is not None:
        del st.query_params[LINK]
        st.warning("There is no such incident here; the latest is shown.", icon=":material/link_off:")
    return incidents[0].id if incidents else None


def open_incident(casework: Casework) -> None:
    """Draw the form that opens an incident that no event raised."""
    popover = st.popover("Open an incident", icon=":material/add:", key="open_incident")
    with popover, st.form("open_incident_form", border=False):
        st.text_input("Title", key="opened_title", max_chars=200)
        st.segmented_control(
            "Severity (S0 is worst)", list(Severity), default=Severity.S2, required=True, key="opened_severity"
        )
        st.text_input("Lead", key="opened_lead", max_chars=100)
        st.form_submit_button("Open", type="primary", on_click=_open, args=(casework,))


def _open(casework: Casework) -> None:
    title, severity = str(st.session_state["opened_title"]), Severity(st.session_state["opened_severity"])
    lead = str(st.session_state["opened_lead"]).strip() or None
    act(lambda by: casework.incidents.open(title, severity, by=by, lead=lead), "The incident was opened.")
