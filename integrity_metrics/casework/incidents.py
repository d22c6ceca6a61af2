"""Incidents: opened from events or by hand, worked on, resolved, and read back whole for the report."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from integrity_metrics.casework import changes, checks
from integrity_metrics.casework.errors import CaseworkError
from integrity_metrics.casework.event_reading import selected, several
from integrity_metrics.casework.event_states import EventState
from integrity_metrics.casework.incident_types import (
    Impact,
    Incident,
    IncidentFile,
    IncidentStatus,
    Remediation,
    Severity,
    check_status,
    incident_of,
)
from integrity_metrics.casework.remediation import progress, set_progress
from integrity_metrics.casework.store import Store, Write
from integrity_metrics.casework.tables import EVENTS, INCIDENTS
from integrity_metrics.casework.timeline import EntryKind, TimelineEntry, entries, write_entry
from integrity_metrics.casework.verdicts import verdict


class Incidents:
    """Incidents. Edits carry the version they saw (`seen`) and raise `ConflictError` when it is not the last."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def open(
        self,
        title: str,
        severity: Severity,
        *,
        by: str,
        opened_at: datetime | None = None,
        lead: str | None = None,
    ) -> Incident:
        """Open an incident; `Events.link` brings the events in."""
        values = {
            "title": checks.name("title", title),
            "severity": Severity(severity).value,
            "status": IncidentStatus.OPEN.value,
            "lead": None if lead is None else checks.name("lead", lead),
        }
        with self._store.write(by) as write:
            opened = write.at if opened_at is None else checks.moment("opened_at", opened_at)
            incident_id = changes.add(write, INCIDENTS, {**values, "opened_at": opened})
            write_entry(write, incident_id, EntryKind.STATUS, "The incident was opened.", opened)
            return incident_of(changes.get(write, INCIDENTS, incident_id))

    def get(self, incident_id: int) -> Incident:
        """Return one incident."""
        return self.file(incident_id).incident

    def file(self, incident_id: int) -> IncidentFile:
        """Return an incident with its timeline, events and remediation."""
        mine = selected().where(EVENTS.c.incident_id == incident_id).order_by(EVENTS.c.start, EVENTS.c.id)
        with self._store.read() as connection:
            statement = select(INCIDENTS).where(INCIDENTS.c.id == incident_id)
            row = connection.execute(statement).mappings().one_or_none()
            if row is None:
                raise changes.not_recorded(INCIDENTS, incident_id)
            return IncidentFile(
                incident=incident_of(row),
                timeline=entries(connection, incident_id),
                events=several(connection, mine),
                remediation=progress(connection, incident_id),
            )

    def all(
        self,
        *,
        statuses: Sequence[IncidentStatus] | None = None,
        since: date | datetime | None = None,
        until: date | datetime | None = None,
    ) -> tuple[Incident, ...]:
        """Return incidents, the latest first; `since` and `until` keep those that were going on in the period."""
        statement = select(INCIDENTS).order_by(INCIDENTS.c.opened_at.desc(), INCIDENTS.c.id.desc())
        if statuses is not None:
            statement = statement.where(INCIDENTS.c.status.in_([status.value for status in statuses]))
        if since is not None:
            ended = INCIDENTS.c.resolved_at < checks.moment("since", since)
            statement = statement.where(INCIDENTS.c.resolved_at.is_(None) | ~ended)
        if until is not None:
            statement = statement.where(INCIDENTS.c.opened_at < checks.moment("until", until))
        with self._store.read() as connection:
            return tuple(incident_of(row) for row in connection.execute(statement).mappings())

    def describe(
        self,
        incident_id: int,
        *,
        seen: int,
        by: str,
        title: str | None = None,
        severity: Severity | None = None,
        lead: str | None = None,
    ) -> Incident:
        """Change what an incident is called, how severe it is, who leads it; None leaves a field as it is."""
        given = {
            "title": None if title is None else checks.name("title", title),
            "severity": None if severity is None else Severity(severity).value,
            "lead": None if lead is None else checks.name("lead", lead),
        }
        return self._edit(incident_id, {k: v for k, v in given.items() if v is not None}, "described", seen, by)

    def set_impact(self, incident_id: int, impact: Impact, *, seen: int, by: str) -> Incident:
        """State what the incident cost, with the interval the caller measured."""
        values = {
            "impact_statement": checks.text("statement", impact.statement),
            "impact_excess": impact.excess,
            "impact_low": impact.low,
            "impact_high": impact.high,
        }
        return self._edit(incident_id, values, "impact_set", seen, by)

    def move(self, incident_id: int, to: IncidentStatus, *, seen: int, by: str, at: datetime | None = None) -> Incident:
        """Give an incident another status.

        Parameters
        ----------
        to
            One of ``STATUS_TRANSITIONS[incident.status]``. Resolving it resolves its events too.
        at
            When it happened, if not now.

        Raises
        ------
        TransitionError
            When the status cannot follow the present one.
        """
        with self._store.write(by) as write:
            row = changes.get(write, INCIDENTS, incident_id)
            changes.check_version(write, INCIDENTS, row, seen)
            check_status(IncidentStatus(row["status"]), to)
            moment = write.at if at is None else checks.moment("at", at)
            if to is IncidentStatus.RESOLVED and moment < row["opened_at"]:
                raise CaseworkError(f"It cannot be resolved at {moment}, before it began at {row['opened_at']}.")
            resolved_at = moment if to is IncidentStatus.RESOLVED else None
            changes.change(write, INCIDENTS, row, {"status": to.value, "resolved_at": resolved_at}, to.value)
            write_entry(write, incident_id, EntryKind.STATUS, f"The incident became {to}.", moment)
            if to is IncidentStatus.RESOLVED:
                _resolve_events(write, incident_id)
            return incident_of(changes.get(write, INCIDENTS, incident_id))

    def note(self, incident_id: int, text: str, *, by: str, at: datetime | None = None) -> tuple[TimelineEntry, ...]:
        """Write into the timeline, for now or for when it happened; return the timeline."""
        kept = checks.text("text", text)
        with self._store.write(by) as write:
            changes.get(write, INCIDENTS, incident_id)
            moment = None if at is None else checks.moment("at", at)
            write_entry(write, incident_id, EntryKind.NOTE, kept, moment)
            return entries(write.connection, incident_id)

    def set_remediation(
        self, incident_id: int, day: date, contents_affected: int, contents_actioned: int, *, seen: int | None, by: str
    ) -> Remediation:
        """State the clean-up at the end of a day; `seen` is None for a day nothing was stated of yet."""
        with self._store.write(by) as write:
            return set_progress(write, incident_id, day, contents_affected, contents_actioned, seen)

    def _edit(self, incident_id: int, values: dict[str, Any], action: str, seen: int, by: str) -> Incident:
        with self._store.write(by) as write:
            changes.edit(write, INCIDENTS, incident_id, seen, values, action)
            return incident_of(changes.get(write, INCIDENTS, incident_id))


def _resolve_events(write: Write, incident_id: int) -> None:
    mine = select(EVENTS).where(EVENTS.c.incident_id == incident_id, EVENTS.c.state == EventState.INCIDENT.value)
    for row in write.connection.execute(mine.order_by(EVENTS.c.id).with_for_update(key_share=True)).mappings():
        changes.change(write, EVENTS, row, verdict(write, EventState.RESOLVED, None, None), "resolved")
