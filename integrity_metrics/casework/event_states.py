"""The states of an event in the inbox, and which may follow which."""

from __future__ import annotations

from enum import StrEnum

from integrity_metrics.casework.errors import TransitionError


class EventState(StrEnum):
    """Where an event stands; `incident`, `false_alarm` and `resolved` are verdicts."""

    NEW = "new"
    ACKNOWLEDGED = "acknowledged"
    INCIDENT = "incident"
    FALSE_ALARM = "false_alarm"
    RESOLVED = "resolved"


class FalseAlarmReason(StrEnum):
    """Why an event was no cause for alarm."""

    DATA_PROBLEM = "data_problem"
    KNOWN_CHANGE = "known_change"
    SEASON = "season"
    TOO_SMALL = "too_small"
    OTHER = "other"


# Resolved says that it was real and is over; what was not real is a false alarm, so precision can be counted.
REAL = (EventState.INCIDENT, EventState.RESOLVED)
VERDICTS = (*REAL, EventState.FALSE_ALARM)
OPEN = (EventState.NEW, EventState.ACKNOWLEDGED, EventState.INCIDENT)

TRANSITIONS: dict[EventState, tuple[EventState, ...]] = {
    EventState.NEW: (EventState.ACKNOWLEDGED, EventState.INCIDENT, EventState.FALSE_ALARM, EventState.RESOLVED),
    EventState.ACKNOWLEDGED: (EventState.INCIDENT, EventState.FALSE_ALARM, EventState.RESOLVED),
    # Back to acknowledged takes a verdict away: it was given too early, or the event goes on.
    EventState.INCIDENT: (EventState.ACKNOWLEDGED, EventState.FALSE_ALARM, EventState.RESOLVED),
    EventState.FALSE_ALARM: (EventState.ACKNOWLEDGED,),
    EventState.RESOLVED: (EventState.ACKNOWLEDGED,),
}


def check_transition(current: EventState, to: EventState) -> None:
    """Refuse a move that is not in `TRANSITIONS`.

    Raises
    ------
    TransitionError
        Naming the states it may go to.

    Examples
    --------
    >>> check_transition(EventState.NEW, EventState.RESOLVED)
    >>> check_transition(EventState.RESOLVED, EventState.FALSE_ALARM)
    Traceback (most recent call last):
    ...
    integrity_metrics.casework.errors.TransitionError: An event that is resolved cannot become false_alarm; \
it can become acknowledged.
    """
    if to not in TRANSITIONS[current]:
        allowed = ", ".join(TRANSITIONS[current])
        raise TransitionError(f"An event that is {current} cannot become {to}; it can become {allowed}.")
