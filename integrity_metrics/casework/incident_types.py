"""An incident, as people keep it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import RowMapping

from integrity_metrics.casework import checks
from integrity_metrics.casework.errors import CaseworkError, TransitionError
from integrity_metrics.casework.event_types import CaseEvent
from integrity_metrics.casework.timeline import TimelineEntry


class Severity(StrEnum):
    """How bad it is; S0 is worst, as in the contract's escalations."""

    S0 = "S0"
    S1 = "S1"
    S2 = "S2"
    S3 = "S3"


class IncidentStatus(StrEnum):
    """Where the work on an incident stands."""

    OPEN = "open"
    MITIGATING = "mitigating"
    RESOLVED = "resolved"


STATUS_TRANSITIONS: dict[IncidentStatus, tuple[IncidentStatus, ...]] = {
    IncidentStatus.OPEN: (IncidentStatus.MITIGATING, IncidentStatus.RESOLVED),
    IncidentStatus.MITIGATING: (IncidentStatus.OPEN, IncidentStatus.RESOLVED),
    IncidentStatus.RESOLVED: (IncidentStatus.OPEN,),
}


def check_status(current: IncidentStatus, to: IncidentStatus) -> None:
    """Refuse a status that is not in `STATUS_TRANSITIONS`."""
    if to not in STATUS_TRANSITIONS[current]:
        allowed = ", ".join(STATUS_TRANSITIONS[current])
        raise TransitionError(f"An incident that is {current} cannot become {to}; it can become {allowed}.")


@dataclass(frozen=True, slots=True)
class Impact:
    """What an incident cost: a sentence, and the excess unwanted impressions with their interval, as measured."""

    statement: str
    excess: float | None = None
    low: float | None = None
    high: float | None = None

    def __post_init__(self) -> None:
        """Refuse an interval without its value, or around another value."""
        checks.text("statement", self.statement)
        given = [part for part in (self.low, self.excess, self.high) if part is not None]
        for part in given:
            checks.number("impact", part)
        if (self.low is None) != (self.high is None) or (self.excess is None and given) or given != sorted(given):
            raise CaseworkError(
                f"The impact {self.excess} with interval {self.low} to {self.high} is not one; give excess alone, "
                "or low <= excess <= high."
            )


@dataclass(frozen=True, slots=True)
class Remediation:
    """How far the clean-up was at the end of a day: contents known to be affected, and those of them actioned."""

    id: int
    version: int
    incident_id: int
    day: date
    contents_affected: int
    contents_actioned: int
    by: str

    @property
    def share(self) -> float | None:
        """The share of the affected contents that is actioned; None while none is known."""
        return self.contents_actioned / self.contents_affected if self.contents_affected else None


@dataclass(frozen=True, slots=True)
class Incident:
    """An incident; `version` is what an edit must carry."""

    id: int
    version: int
    title: str
    severity: Severity
    status: IncidentStatus
    lead: str | None
    opened_at: datetime
    opened_by: str
    resolved_at: datetime | None
    impact: Impact | None


@dataclass(frozen=True, slots=True)
class IncidentFile:
    """An incident with all that belongs to it, read at one moment: what a report is made from."""

    incident: Incident
    timeline: tuple[TimelineEntry, ...]
    events: tuple[CaseEvent, ...]
    remediation: tuple[Remediation, ...]


def incident_of(row: RowMapping) -> Incident:
    """Return a row of `incidents`."""
    statement = row["impact_statement"]
    impact = Impact(statement, row["impact_excess"], row["impact_low"], row["impact_high"]) if statement else None
    return Incident(
        id=row["id"],
        version=row["version"],
        title=row["title"],
        severity=Severity(row["severity"]),
        status=IncidentStatus(row["status"]),
        lead=row["lead"],
        opened_at=row["opened_at"],
        opened_by=row["created_by"],
        resolved_at=row["resolved_at"],
        impact=impact,
    )
