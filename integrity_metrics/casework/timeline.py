"""The timeline of an incident: what happened when, in order; entries are not edited afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, select

from integrity_metrics.casework import changes
from integrity_metrics.casework.store import Write
from integrity_metrics.casework.tables import TIMELINE


class EntryKind(StrEnum):
    """What a timeline entry tells: `note` is a person's, the others write themselves."""

    NOTE = "note"
    STATUS = "status"
    LINKED = "linked"
    UNLINKED = "unlinked"


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One line of an incident's timeline: `at` is when it happened, `written_at` when it was written down."""

    id: int
    incident_id: int
    at: datetime
    kind: EntryKind
    text: str
    by: str
    written_at: datetime


def write_entry(write: Write, incident_id: int, kind: EntryKind, text: str, at: datetime | None = None) -> None:
    """Add an entry to a timeline, now unless another moment is given."""
    values = {"incident_id": incident_id, "at": at or write.at, "kind": kind.value, "text": text}
    changes.add(write, TIMELINE, values)


def entries(connection: Connection, incident_id: int) -> tuple[TimelineEntry, ...]:
    """Return a timeline, oldest first."""
    mine = TIMELINE.c.incident_id == incident_id
    rows = connection.execute(select(TIMELINE).where(mine).order_by(TIMELINE.c.at, TIMELINE.c.id)).mappings()
    return tuple(
        TimelineEntry(
            id=row["id"],
            incident_id=incident_id,
            at=row["at"],
            kind=EntryKind(row["kind"]),
            text=row["text"],
            by=row["created_by"],
            written_at=row["created_at"],
        )
        for row in rows
    )
