"""Anomalies: the inbox of what is abnormal, one card a cause, worked from its explanation to a verdict."""

from __future__ import annotations

import streamlit as st

from integrity_metrics.interface.address import keep_only
from integrity_metrics.interface.casework_acts import say_what_was_done
from integrity_metrics.interface.context import get_casework, get_warehouse
from integrity_metrics.interface.event_chart import event_chart, event_head
from integrity_metrics.interface.event_why import beside, explanation
from integrity_metrics.interface.event_work import event_comments, event_work
from integrity_metrics.interface.guard import require_admission
from integrity_metrics.interface.inbox_bar import PARAMETERS, inbox_bar
from integrity_metrics.interface.inbox_list import chosen_event, inbox_list
from integrity_metrics.interface.panel import panel
from integrity_metrics.interface.scan_button import scan_button

require_admission()

warehouse = get_warehouse()
st.title("Anomalies")
keep_only(PARAMETERS)
with panel("anomalies") as heartbeat:
    casework = get_casework()
    say_what_was_done()
    inbox = inbox_bar(casework)
    scan_button(warehouse, casework, heartbeat, is_first=inbox.in_all == 0)
    if inbox.in_all == 0:
        st.info("The inbox is empty: nothing was scanned yet, or nothing was abnormal.", icon=":material/inbox:")
    elif not inbox.shown:
        st.info("No event passes these filters. Choose another state, or All.", icon=":material/search_off:")
    if inbox.shown:
        inbox_list(inbox)
    event_id = chosen_event(inbox.shown)
    if event_id is not None:
        with panel("event"):
            event = casework.events.get(event_id)
            event_head(event)
            event_work(casework, event)
            event_chart(event)
            left, right = st.columns((3, 2))
            with left, panel("explanation") as asking:
                explanation(warehouse, event, asking)
            with right, panel("beside"):
                beside(warehouse, casework, event)
            with panel("comments"):
                event_comments(casework, event)
