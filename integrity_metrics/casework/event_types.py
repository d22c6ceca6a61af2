"""An event as the detector hands it in, and as the inbox holds it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import RowMapping

from integrity_metrics.casework import checks
from integrity_metrics.casework.event_states import EventState, FalseAlarmReason
from integrity_metrics.casework.segments import Segment, segment_key, segment_of


@dataclass(frozen=True, slots=True)
class EventKey:
    """What makes an event the same in the next scan: metric, segment (as `segment_key`), start and type."""

    metric: str
    segment: str
    start: datetime
    type: str


@dataclass(frozen=True, slots=True)
class DetectedEvent:
    """One event of a scan.

    Parameters
    ----------
    metric, segment
        The catalogue key, and the dimension values; the total is ``{}``.
    start, peak, end
        First, strangest and last day (a date) or hour (a UTC datetime) that belongs to it.
    type, direction
        As the detector names them: ``spike``, ``up``.
    expected, observed, excess, excess_low, excess_high
        Sums over the event in the metric's unit; the interval is None where the detector has none.
    score
        How strange; higher is stranger, and comparable between events.
    why
        What the page shows under "why raised": expected, observed, score, threshold ... anything JSON holds.
    owner
        The group that looks at it.
    parent
        The key of the event of the same cause which has the card; in the same scan, or stored before.
    """

    metric: str
    segment: Segment
    start: date | datetime
    peak: date | datetime
    end: date | datetime
    type: str
    direction: str
    expected: float
    observed: float
    excess: float
    score: float
    excess_low: float | None = None
    excess_high: float | None = None
    why: Mapping[str, Any] = field(default_factory=dict)
    owner: str | None = None
    parent: EventKey | None = None

    @property
    def key(self) -> EventKey:
        """What makes it the same event in the next scan."""
        start = checks.moment("start", self.start)
        return EventKey(self.metric, segment_key(self.segment), start, self.type)


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """An event of the inbox: what `DetectedEvent` says, and what people made of it.

    Parameters
    ----------
    version
        What an edit must carry.
    raised_at, scanned_at
        When a scan first reported it, and last measured it anew.
    verdict_reason, verdict_note, verdict_at, verdict_by
        The verdict; the reason is given for false alarms only.
    assignee, owner
        The person, and the group, that look at it.
    incident_id, parent_id
        The incident it belongs to; the event that has the card for the same cause.
    children
        How many events this one's card stands for besides itself.
    is_muted
        Whether a mute held when it was raised, so that the inbox leaves it out.
    """

    id: int
    version: int
    key: EventKey
    metric: str
    segment: Mapping[str, str]
    start: datetime
    peak: datetime
    end: datetime
    type: str
    direction: str
    expected: float
    observed: float
    excess: float
    excess_low: float | None
    excess_high: float | None
    score: float
    why: Mapping[str, Any]
    raised_at: datetime
    scanned_at: datetime
    state: EventState
    verdict_reason: FalseAlarmReason | None
    verdict_note: str | None
    verdict_at: datetime | None
    verdict_by: str | None
    assignee: str | None
    owner: str | None
    incident_id: int | None
    parent_id: int | None
    children: int
    is_muted: bool


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody wrote under an event; it is not edited afterwards."""

    id: int
    event_id: int
    at: datetime
    by: str
    text: str


SAME_IN_BOTH = (
    *("id", "version", "metric", "start", "peak", "end", "type", "direction", "expected", "observed", "excess"),
    *("excess_low", "excess_high", "score", "why", "scanned_at", "verdict_note", "verdict_at", "verdict_by"),
    *("assignee", "owner", "incident_id", "parent_id"),
)


def case_event(row: RowMapping) -> CaseEvent:
    """Return a row of `events`, with its count ``children``, as the inbox shows it."""
    reason = row["verdict_reason"]
    return CaseEvent(
        **{name: row[name] for name in SAME_IN_BOTH},
        key=EventKey(row["metric"], row["segment"], row["start"], row["type"]),
        segment=segment_of(row["segment"]),
        raised_at=row["created_at"],
        state=EventState(row["state"]),
        verdict_reason=FalseAlarmReason(reason) if reason else None,
        children=row["children"],
        is_muted=row["mute_id"] is not None,
    )
