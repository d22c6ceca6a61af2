"""What people do with an event: verdicts, assignment, incidents, mutes, comments."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import streamlit as st

from integrity_metrics.casework.casework import Casework
from integrity_metrics.casework.event_states import TRANSITIONS, EventState, FalseAlarmReason
from integrity_metrics.casework.event_types import CaseEvent
from integrity_metrics.casework.incident_types import IncidentStatus, Severity
from integrity_metrics.interface.casework_acts import act
from integrity_metrics.interface.inbox_bar import STATE_NAMES
from integrity_metrics.interface.sign_in import current_user
from integrity_metrics.paths import PAGES
from integrity_metrics.triage.words import segment_words, title_of, what_of

MUTED_DAYS = 28
_VERBS = {EventState.ACKNOWLEDGED: "Acknowledge", EventState.RESOLVED: "Resolve"}
_ICONS = {EventState.ACKNOWLEDGED: ":material/visibility:", EventState.RESOLVED: ":material/task_alt:"}
_NEW_INCIDENT = "A new incident"


def event_work(casework: Casework, event: CaseEvent) -> None:
    """Draw the buttons. Each carries the version that was shown, so that nobody's change is overwritten unseen."""
    allowed = TRANSITIONS[event.state]
    with st.container(horizontal=True, vertical_alignment="bottom", key="verdicts"):
        for state, verb in _VERBS.items():
            if state in allowed:
                st.button(verb, icon=_ICONS[state], key=f"to_{state}", on_click=_move, args=(casework, event, state))
        if EventState.INCIDENT in allowed:
            _incident(casework, event)
        if EventState.FALSE_ALARM in allowed:
            _false_alarm(casework, event)
        mine = current_user().username
        is_mine = event.assignee == mine
        label, icon = ("Give back", ":material/person_remove:") if is_mine else ("Take it", ":material/person_add:")
        person = None if is_mine else mine
        st.button(label, icon=icon, key="take", on_click=_assign, args=(casework, event, person))
        _assignment(casework, event)
        _mute(casework, event)
    if event.incident_id is not None:
        st.page_link(
            str(PAGES / "incidents.py"),
            label=f"Incident {event.incident_id}",
            icon=":material/local_fire_department:",
            query_params={"incident": str(event.incident_id)},
        )


def event_comments(casework: Casework, event: CaseEvent) -> None:
    """Draw what was written under the event, and a place to write."""
    st.markdown("**Comments**")
    for comment in casework.events.comments(event.id):
        with st.container(border=True):
            st.caption(f"{comment.by}, {comment.at:%Y-%m-%d %H:%M} UTC")
            st.text(comment.text)
    with st.form("comment_form", clear_on_submit=True, border=False):
        st.text_area("Write a comment", key="comment_text", height=80, max_chars=4000)
        st.form_submit_button("Comment", icon=":material/comment:", on_click=_comment, args=(casework, event))


def _move(casework: Casework, event: CaseEvent, to: EventState) -> None:
    act(
        lambda by: casework.events.move(event.id, to, seen=event.version, by=by),
        f"Event {event.id} is {STATE_NAMES[to].lower()} now.",
    )


def _assign(casework: Casework, event: CaseEvent, person: str | None) -> None:
    said = f"Event {event.id} is assigned to {person}." if person else f"Event {event.id} is assigned to nobody."
    act(lambda by: casework.events.assign(event.id, person, seen=event.version, by=by), said)


def _assignment(casework: Casework, event: CaseEvent) -> None:
    with st.popover("Assign", icon=":material/assignment_ind:", key="assign"), st.form("assign_form", border=False):
        st.text_input("User name", value=event.assignee or "", key="assign_to", max_chars=100)
        st.form_submit_button("Assign", on_click=_assign_typed, args=(casework, event))


def _assign_typed(casework: Casework, event: CaseEvent) -> None:
    _assign(casework, event, str(st.session_state["assign_to"]).strip() or None)


def _false_alarm(casework: Casework, event: CaseEvent) -> None:
    popover = st.popover("False alarm", icon=":material/notifications_off:", key="false_alarm")
    with popover, st.form("false_alarm_form", border=False):
        st.radio(
            "Why",
            list(FalseAlarmReason),
            format_func=lambda reason: reason.replace("_", " ").capitalize(),
            key="false_reason",
        )
        st.text_input("In words (needed for: other)", key="false_note", max_chars=1000)
        st.form_submit_button("False alarm", type="primary", on_click=_dismiss, args=(casework, event))


def _dismiss(casework: Casework, event: CaseEvent) -> None:
    reason = FalseAlarmReason(st.session_state["false_reason"])
    note = str(st.session_state["false_note"]).strip() or None
    act(
        lambda by: casework.events.move(
            event.id, EventState.FALSE_ALARM, seen=event.version, by=by, reason=reason, note=note
        ),
        f"Event {event.id} is a false alarm: {reason.replace('_', ' ')}.",
    )


def _incident(casework: Casework, event: CaseEvent) -> None:
    with st.popover(
        "Incident", icon=":material/local_fire_department:", key="incident_verdict", on_change="rerun"
    ) as p:
        if not p.open:
            return
        going_on = casework.incidents.all(statuses=(IncidentStatus.OPEN, IncidentStatus.MITIGATING))
        choices = {_NEW_INCIDENT: None, **{f"{i.id}: {i.title}": i.id for i in going_on}}
        with st.form("incident_form", border=False):
            st.selectbox("Belongs to", list(choices), key="incident_choice")
            st.text_input("Title of a new incident", value=what_of(event)[:200], key="incident_title", max_chars=200)
            st.segmented_control(
                "Severity (S0 is worst)", list(Severity), default=Severity.S2, required=True, key="incident_severity"
            )
            st.form_submit_button("Incident", type="primary", on_click=_link, args=(casework, event, choices))


def _link(casework: Casework, event: CaseEvent, choices: dict[str, int | None]) -> None:
    known = choices.get(str(st.session_state["incident_choice"]))
    title, severity = str(st.session_state["incident_title"]), Severity(st.session_state["incident_severity"])

    def link(by: str) -> None:
        # Before an incident is opened for it: a refused edit must leave no empty one behind.
        if casework.events.get(event.id).version == event.version and known is None:
            opened = casework.incidents.open(title, severity, by=by, opened_at=event.start)
            casework.events.link(event.id, opened.id, seen=event.version, by=by)
        else:
            casework.events.link(event.id, known or 0, seen=event.version, by=by)

    act(link, f"Event {event.id} belongs to an incident now.")


def _mute(casework: Casework, event: CaseEvent) -> None:
    with st.popover("Mute", icon=":material/volume_off:", key="mute"), st.form("mute_form", border=False):
        whole = f"All of {title_of(event.metric)}"
        st.radio("What", [segment_words(event.segment), whole] if event.segment else [whole], key="mute_what")
        today = datetime.now(UTC).date()
        st.date_input(
            "Until", today + timedelta(days=MUTED_DAYS), min_value=today + timedelta(days=1), key="mute_until"
        )
        st.text_input("Reason", key="mute_reason", max_chars=1000)
        st.form_submit_button("Mute", on_click=_muted, args=(casework, event, whole))


def _muted(casework: Casework, event: CaseEvent, whole: str) -> None:
    segment = {} if st.session_state["mute_what"] == whole else dict(event.segment)
    until = datetime.combine(st.session_state["mute_until"], time(), tzinfo=UTC)
    reason = str(st.session_state["mute_reason"])
    act(
        lambda by: casework.mutes.add(event.metric, segment, until, reason, by=by),
        f"Muted until {until:%Y-%m-%d}; new events of it stay out of the inbox and the alerts.",
    )


def _comment(casework: Casework, event: CaseEvent) -> None:
    text = str(st.session_state["comment_text"])
    act(lambda by: casework.events.comment(event.id, text, by=by), "Your comment was added.")
