"""The filters of the inbox, bound to the URL, and how many cards there are in each state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import streamlit as st

from integrity_metrics.casework.casework import Casework
from integrity_metrics.casework.event_states import EventState
from integrity_metrics.casework.event_types import CaseEvent
from integrity_metrics.interface.filter_bar import BIND
from integrity_metrics.triage.words import title_of

ALL = "All"
STATE_NAMES: Final = {
    EventState.NEW: "New",
    EventState.ACKNOWLEDGED: "Acknowledged",
    EventState.INCIDENT: "Incident",
    EventState.FALSE_ALARM: "False alarm",
    EventState.RESOLVED: "Resolved",
}
PARAMETERS = ("state", "metric", "group", "person", "event")
NOBODY = "Nobody"
# More cards than a person reads; filters narrow them.
MOST_SHOWN = 200
MOST_READ = 5_000


@dataclass(frozen=True, slots=True)
class Inbox:
    """The cards that pass the filters, and how many cards there are in all."""

    shown: tuple[CaseEvent, ...]
    passing: int
    in_all: int


def inbox_bar(casework: Casework) -> Inbox:
    """Draw the filters and return what passes them."""
    counts = casework.events.counts()
    # Scores end at a highest one, where size has to tell.
    every = sorted(casework.events.inbox(limit=MOST_READ), key=lambda event: (-event.score, -abs(event.excess)))
    titles = sorted({title_of(event.metric) for event in every})
    owners = sorted({event.owner for event in every if event.owner})
    people = sorted({event.assignee for event in every if event.assignee})
    with st.container(key="filter_bar"):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            state = st.segmented_control(
                "State", [*STATE_NAMES.values(), ALL], default="New", required=True, key="state", bind=BIND
            )
            metric = _choice("Metric", "metric", titles)
            owner = _choice("Owner", "group", owners)
            person = _choice("Assigned to", "person", [NOBODY, *people])
        st.caption(" · ".join(f"{STATE_NAMES[state]} {count:,}" for state, count in counts.items()))
    chosen = {name: state for state, name in STATE_NAMES.items()}
    passing = [
        event
        for event in every
        if (state == ALL or event.state is chosen.get(str(state)))
        and metric in (ALL, title_of(event.metric))
        and owner in (ALL, event.owner)
        and person in (ALL, event.assignee or NOBODY)
    ]
    return Inbox(tuple(passing[:MOST_SHOWN]), len(passing), sum(counts.values()))


def _choice(label: str, key: str, values: list[str]) -> str:
    options = [ALL, *values]
    if st.session_state.get(key) not in (None, *options):
        # The last event with this value has gone elsewhere.
        st.session_state[key] = ALL
    return str(st.selectbox(label, options, key=key, bind=BIND, width=190))
