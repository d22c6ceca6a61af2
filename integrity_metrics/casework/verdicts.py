"""What a verdict writes on an event, and what taking it back wipes."""

from __future__ import annotations

from typing import Any

from integrity_metrics.casework import checks
from integrity_metrics.casework.errors import CaseworkError
from integrity_metrics.casework.event_states import VERDICTS, EventState, FalseAlarmReason
from integrity_metrics.casework.store import Write


def verdict(write: Write, to: EventState, reason: FalseAlarmReason | None, note: str | None) -> dict[str, Any]:
    """Return the fields of an event that moves to a state.

    Raises
    ------
    CaseworkError
        When a false alarm has no reason, another state has one, or the reason ``other`` is not put in words.
    """
    if (to is EventState.FALSE_ALARM) != (reason is not None):
        needs = "needs a reason" if reason is None else "takes no reason"
        raise CaseworkError(f"The state {to} {needs}; reasons are for false alarms: {', '.join(FalseAlarmReason)}.")
    kept = checks.text("note", note) if note and note.strip() else None
    if reason is FalseAlarmReason.OTHER and kept is None:
        raise CaseworkError("The reason other says nothing by itself; write a note too.")
    given = to in VERDICTS
    values: dict[str, Any] = {
        "state": to.value,
        "verdict_reason": reason.value if reason else None,
        "verdict_note": kept,
        "verdict_at": write.at if given else None,
        "verdict_by": write.by if given else None,
    }
    if to in (EventState.ACKNOWLEDGED, EventState.FALSE_ALARM):
        values["incident_id"] = None
    # Somebody has looked at it, so it is no longer kept out.
    return values | {"mute_id": None}
