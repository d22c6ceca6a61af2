"""Incidents: what is worked on, its timeline, impact and clean-up, the report, and how good alerts are."""

from __future__ import annotations

import streamlit as st

from integrity_metrics.interface.address import keep_only
from integrity_metrics.interface.alert_panels import quality_panel, targets_panel
from integrity_metrics.interface.casework_acts import say_what_was_done
from integrity_metrics.interface.context import get_casework, get_warehouse
from integrity_metrics.interface.filter_bar import BIND
from integrity_metrics.interface.guard import require_admission
from integrity_metrics.interface.incident_export import incident_export
from integrity_metrics.interface.incident_list import chosen_incident, incident_list, open_incident
from integrity_metrics.interface.incident_work import incident_head, linked_events, remediation, timeline
from integrity_metrics.interface.panel import panel

require_admission()

VIEWS = ("Incidents", "Alert quality", "Alert targets")

st.title("Incidents")
keep_only(("view", "incident"))
with panel("incidents"):
    casework = get_casework()
    say_what_was_done()
    view = st.segmented_control("View", VIEWS, default=VIEWS[0], required=True, key="view", bind=BIND)
    if view == "Alert quality":
        quality_panel(casework)
    elif view == "Alert targets":
        targets_panel(casework)
    else:
        open_incident(casework)
        incidents = casework.incidents.all()
        if incidents:
            incident_list(incidents)
        else:
            st.info(
                "There is no incident. Choose Incident on an event under Anomalies, or open one here.",
                icon=":material/local_fire_department:",
            )
        incident_id = chosen_incident(incidents)
        if incident_id is not None:
            with panel("incident"):
                file = casework.incidents.file(incident_id)
                incident_head(casework, file)
                incident_export(get_warehouse(), casework, incident_id)
                st.markdown("**Timeline**")
                timeline(casework, file)
                st.markdown("**Linked events**")
                linked_events(file)
                st.markdown("**Clean-up**: share of the affected contents that is actioned, by day")
                remediation(casework, file)
