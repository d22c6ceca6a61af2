"""The audit log: who changed what when. Read here; written only by changes.py, and by nobody changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from integrity_metrics.casework.store import Store
from integrity_metrics.casework.tables import AUDIT


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One change: `before` and `after` hold the fields that changed; `version` is the row's after the change."""

    id: int
    at: datetime
    by: str
    action: str
    kind: str
    row_id: int
    version: int | None
    before: Mapping[str, Any]
    after: Mapping[str, Any]


class Audit:
    """Reads the audit log."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def entries(
        self,
        *,
        kind: str | None = None,
        row_id: int | None = None,
        by: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        limit: int = 500,
    ) -> tuple[AuditEntry, ...]:
        """Return the latest entries, newest first.

        Parameters
        ----------
        kind, row_id
            A table (``events``, ``incidents``, ``targets`` ...), and one row of it.
        by
            A user name; ``scan`` for the detector.
        since, until
            Moments in UTC, half-open.
        limit
            How many at most.
        """
        statement = select(AUDIT).order_by(AUDIT.c.id.desc()).limit(limit)
        for column, value in ((AUDIT.c.kind, kind), (AUDIT.c.row_id, row_id), (AUDIT.c.by, by)):
            if value is not None:
                statement = statement.where(column == value)
        if since is not None:
            statement = statement.where(AUDIT.c.at >= since)
        if until is not None:
            statement = statement.where(AUDIT.c.at < until)
        with self._store.read() as connection:
            return tuple(AuditEntry(**row) for row in connection.execute(statement).mappings())
