"""The inbox: events found by scans, and what people do with them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select

from integrity_metrics.casework import changes, checks, event_recording
from integrity_metrics.casework.errors import CaseworkError
from integrity_metrics.casework.event_reading import one, selected, several, shown
from integrity_metrics.casework.event_states import EventState, FalseAlarmReason, check_transition
from integrity_metrics.casework.event_types import CaseEvent, Comment, DetectedEvent, EventKey
from integrity_metrics.casework.incident_types import IncidentStatus
from integrity_metrics.casework.segments import Segment, segment_key
from integrity_metrics.casework.store import Store
from integrity_metrics.casework.tables import COMMENTS, EVENTS, INCIDENTS
from integrity_metrics.casework.timeline import EntryKind, write_entry
from integrity_metrics.casework.verdicts import verdict


class Events:
    """The events inbox. Edits carry the version they saw (`seen`) and raise `ConflictError` when it is not the last."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def record(self, found: Sequence[DetectedEvent], *, by: str = "scan") -> event_recording.Recorded:
        """Store a scan's events: new ones are added, known ones measured anew, verdicts stay."""
        with self._store.write(by) as write:
            return event_recording.record(write, found)

    def inbox(
        self,
        *,
        states: Sequence[EventState] | None = None,
        metric: str | None = None,
        segment: Segment | None = None,
        owner: str | None = None,
        assignee: str | None = None,
        since: date | None = None,
        until: date | None = None,
        with_children: bool = False,
        with_muted: bool = False,
        limit: int = 500,
        offset: int = 0,
    ) -> tuple[CaseEvent, ...]:
        """Return events, the highest score first.

        Parameters
        ----------
        states, metric, segment, owner, assignee
            What to keep; None keeps all. The segment is matched whole.
        since, until
            Days, half-open: keeps events that began in them.
        with_children
            Also events that stand under another's card.
        with_muted
            Also events a mute keeps out.
        limit, offset
            A page of the list.
        """
        statement = selected().order_by(EVENTS.c.score.desc(), EVENTS.c.id.desc()).limit(limit).offset(offset)
        statement = shown(statement, with_children=with_children, with_muted=with_muted)
        if states is not None:
            statement = statement.where(EVENTS.c.state.in_([state.value for state in states]))
        if segment is not None:
            statement = statement.where(EVENTS.c.segment == segment_key(segment))
        for column, value in ((EVENTS.c.metric, metric), (EVENTS.c.owner, owner), (EVENTS.c.assignee, assignee)):
            if value is not None:
                statement = statement.where(column == value)
        if since is not None:
            statement = statement.where(EVENTS.c.start >= checks.moment("since", since))
        if until is not None:
            statement = statement.where(EVENTS.c.start < checks.moment("until", until))
        with self._store.read() as connection:
            return several(connection, statement)

    def counts(self) -> dict[EventState, int]:
        """Return how many cards of each state the inbox shows; states without any are 0."""
        statement = shown(select(EVENTS.c.state, func.count()), with_children=False, with_muted=False)
        with self._store.read() as connection:
            found = {row[0]: row[1] for row in connection.execute(statement.group_by(EVENTS.c.state))}
        return {state: found.get(state.value, 0) for state in EventState}

    def get(self, event_id: int) -> CaseEvent:
        """Return one event."""
        with self._store.read() as connection:
            return one(connection, event_id)

    def find(self, key: EventKey) -> CaseEvent | None:
        """Return the event a scan knows under `key`, None when it was never stored."""
        columns = (EVENTS.c.metric, EVENTS.c.segment, EVENTS.c.start, EVENTS.c.type)
        values = (key.metric, key.segment, key.start, key.type)
        statement = selected().where(*(column == value for column, value in zip(columns, values, strict=True)))
        with self._store.read() as connection:
            return next(iter(several(connection, statement)), None)

    def children(self, event_id: int) -> tuple[CaseEvent, ...]:
        """Return the events under this one's card, the highest score first."""
        statement = selected().where(EVENTS.c.parent_id == event_id).order_by(EVENTS.c.score.desc(), EVENTS.c.id)
        with self._store.read() as connection:
            return several(connection, statement)

    def move(
        self,
        event_id: int,
        to: EventState,
        *,
        seen: int,
        by: str,
        reason: FalseAlarmReason | None = None,
        note: str | None = None,
    ) -> CaseEvent:
        """Give an event another state.

        Parameters
        ----------
        to
            One of ``TRANSITIONS[event.state]``; to link an incident too, use `link`.
        reason
            Needed for a false alarm, and for nothing else.
        note
            In words; needed for the reason ``other``.

        Raises
        ------
        TransitionError
            When the state cannot follow the present one.
        ConflictError
            When the event has changed since version `seen`.
        """
        with self._store.write(by) as write:
            row = changes.get(write, EVENTS, event_id)
            changes.check_version(write, EVENTS, row, seen)
            check_transition(EventState(row["state"]), to)
            values = verdict(write, to, reason, note)
            if row["incident_id"] is not None and "incident_id" in values:
                write_entry(write, row["incident_id"], EntryKind.UNLINKED, f"Event {event_id} became {to}.")
            changes.change(write, EVENTS, row, values, to.value)
            return one(write.connection, event_id)

    def link(self, event_id: int, incident_id: int, *, seen: int, by: str) -> CaseEvent:
        """Link an event to an incident, which also is its verdict; the incident's timeline says so.

        The event becomes an incident, or resolved with the incident if that is over already.
        """
        with self._store.write(by) as write:
            is_over = changes.get(write, INCIDENTS, incident_id)["status"] == IncidentStatus.RESOLVED
            row = changes.get(write, EVENTS, event_id)
            changes.check_version(write, EVENTS, row, seen)
            values: dict[str, Any] = {"incident_id": incident_id}
            to = EventState.RESOLVED if is_over else EventState.INCIDENT
            if row["state"] not in (to, EventState.RESOLVED):
                check_transition(EventState(row["state"]), to)
                values |= verdict(write, to, None, None)
            if changes.change(write, EVENTS, row, values, "linked"):
                told = f"Event {event_id} ({row['metric']}) was linked"
                if row["incident_id"] not in (None, incident_id):
                    write_entry(write, row["incident_id"], EntryKind.UNLINKED, f"{told} to another incident.")
                write_entry(write, incident_id, EntryKind.LINKED, f"{told}.")
            return one(write.connection, event_id)

    def assign(self, event_id: int, assignee: str | None, *, seen: int, by: str) -> CaseEvent:
        """Give an event to a person; None gives it back."""
        name = None if assignee is None else checks.name("assignee", assignee)
        return self._edit(event_id, {"assignee": name}, "assigned", seen, by)

    def hand_over(self, event_id: int, owner: str | None, *, seen: int, by: str) -> CaseEvent:
        """Give an event to a group."""
        name = None if owner is None else checks.name("owner", owner)
        return self._edit(event_id, {"owner": name}, "handed_over", seen, by)

    def set_parent(self, event_id: int, parent_id: int | None, *, seen: int, by: str) -> CaseEvent:
        """Put an event under another's card (one card for one cause); None gives it its own card again."""
        with self._store.write(by) as write:
            write.alone()  # cards must stay one level deep whatever others move at the same time
            if parent_id is not None:
                parent = changes.get(write, EVENTS, parent_id)
                if parent_id == event_id or parent["parent_id"] is not None:
                    raise CaseworkError(f"Event {parent_id} has no card of its own; choose the one that has it.")
                if event_recording.children_of(write, event_id):
                    raise CaseworkError(f"Event {event_id} is a card with others under it; move those first.")
            changes.edit(write, EVENTS, event_id, seen, {"parent_id": parent_id}, "parent_set")
            return one(write.connection, event_id)

    def comment(self, event_id: int, text: str, *, by: str) -> Comment:
        """Write under an event; needs no version, because comments do not overwrite each other."""
        kept = checks.text("text", text)
        with self._store.write(by) as write:
            changes.get(write, EVENTS, event_id)
            comment_id = changes.add(write, COMMENTS, {"event_id": event_id, "text": kept})
            return Comment(comment_id, event_id, write.at, write.by, kept)

    def comments(self, event_id: int) -> tuple[Comment, ...]:
        """Return what was written under an event, oldest first."""
        statement = select(COMMENTS).where(COMMENTS.c.event_id == event_id).order_by(COMMENTS.c.id)
        with self._store.read() as connection:
            rows = connection.execute(statement).mappings()
            return tuple(Comment(r["id"], event_id, r["created_at"], r["created_by"], r["text"]) for r in rows)

    def _edit(self, event_id: int, values: dict[str, Any], action: str, seen: int, by: str) -> CaseEvent:
        with self._store.write(by) as write:
            changes.edit(write, EVENTS, event_id, seen, values, action)
            return one(write.connection, event_id)
