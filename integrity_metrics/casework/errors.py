"""What can go wrong in casework, each a sentence with a remedy; a conflict carries the other person's change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from integrity_metrics.errors import IntegrityError


class CaseworkError(IntegrityError, ValueError):
    """Something cannot be recorded as it was given."""


class TransitionError(CaseworkError):
    """An event or incident cannot go from its state to the asked one."""


class NotRecordedError(IntegrityError, LookupError):
    """There is no such event, incident, target ..."""


class CaseworkUnreachableError(IntegrityError, ConnectionError):
    """The casework database cannot be opened, or is busy or full."""


@dataclass(frozen=True, slots=True)
class Change:
    """One field somebody else changed: who, when, from what to what."""

    by: str
    at: datetime
    action: str
    field: str
    before: Any
    after: Any

    def __str__(self) -> str:
        """Return the change in words."""
        return f"{self.by} changed {self.field} from {self.before!r} to {self.after!r} at {self.at:%Y-%m-%d %H:%M} UTC"


class ConflictError(IntegrityError, RuntimeError):
    """An edit was refused because somebody else changed the row after it was read.

    Attributes
    ----------
    kind, row_id
        What was to be edited: ``events`` 12.
    seen, current
        The version the edit carried, and the version the row has now.
    changes
        What others changed in between, oldest first, one entry a field.
    """

    def __init__(self, kind: str, row_id: int, seen: int | None, current: int, changes: tuple[Change, ...]) -> None:
        self.kind, self.row_id, self.seen, self.current, self.changes = kind, row_id, seen, current, changes
        told = "; ".join(str(change) for change in changes) or f"it is at version {current} now"
        super().__init__(f"This was changed after you opened it: {told}. Nothing was saved; look, then try again.")
