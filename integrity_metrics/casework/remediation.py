"""Remediation progress of an incident: one row a day, corrected in place."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, RowMapping, select

from integrity_metrics.casework import changes
from integrity_metrics.casework.errors import CaseworkError
from integrity_metrics.casework.incident_types import Remediation
from integrity_metrics.casework.store import Write
from integrity_metrics.casework.tables import INCIDENTS, REMEDIATION


def set_progress(
    write: Write, incident_id: int, day: date, affected: int, actioned: int, seen: int | None
) -> Remediation:
    """Add or correct a day.

    Raises
    ------
    CaseworkError
        When more contents are actioned than affected, or a count is negative.
    ConflictError
        When somebody stated the day since.
    """
    if not 0 <= actioned <= affected:
        raise CaseworkError(
            f"{actioned} of {affected} contents actioned cannot be; give counts with 0 <= actioned <= affected."
        )
    changes.get(write, INCIDENTS, incident_id)  # locked: two first statements of one day wait for each other
    mine = (REMEDIATION.c.incident_id == incident_id, REMEDIATION.c.day == day)
    row = write.connection.execute(select(REMEDIATION).where(*mine)).mappings().one_or_none()
    values = {"contents_affected": affected, "contents_actioned": actioned}
    if row is None:
        if seen is not None:
            raise CaseworkError(f"Nothing was stated of {day} yet; give seen=None.")
        row_id = changes.add(write, REMEDIATION, {"incident_id": incident_id, "day": day, **values})
    else:
        row_id = row["id"]
        changes.edit(write, REMEDIATION, row_id, seen, values, "corrected")
    return _remediation(changes.get(write, REMEDIATION, row_id))


def progress(connection: Connection, incident_id: int) -> tuple[Remediation, ...]:
    """Return the days of an incident in order."""
    statement = select(REMEDIATION).where(REMEDIATION.c.incident_id == incident_id).order_by(REMEDIATION.c.day)
    return tuple(_remediation(row) for row in connection.execute(statement).mappings())


def _remediation(row: RowMapping) -> Remediation:
    return Remediation(
        id=row["id"],
        version=row["version"],
        incident_id=row["incident_id"],
        day=row["day"],
        contents_affected=row["contents_affected"],
        contents_actioned=row["contents_actioned"],
        by=row["created_by"],
    )
