"""An incident from the first event to the report."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from integrity_metrics.casework.casework import Casework
from integrity_metrics.casework.errors import CaseworkError, NotRecordedError, TransitionError
from integrity_metrics.casework.event_states import EventState, FalseAlarmReason
from integrity_metrics.casework.event_types import DetectedEvent
from integrity_metrics.casework.incident_types import STATUS_TRANSITIONS, Impact, IncidentStatus, Severity

Detected = Callable[..., DetectedEvent]


def test_an_incident_is_read_back_whole(casework: Casework, detected: Detected, clock: Any) -> None:
    one, two = casework.events.record([detected("DE"), detected("FR")]).added
    began = datetime(2026, 2, 23, 4, tzinfo=UTC)
    incident = casework.incidents.open("Rule R12 silent", Severity.S1, by="ana", opened_at=began, lead="bob")
    casework.events.link(one, incident.id, seen=1, by="ana")
    casework.events.link(two, incident.id, seen=1, by="ana")
    casework.incidents.note(incident.id, "R12 was switched off", by="bob", at=datetime(2026, 2, 23, 3, 20, tzinfo=UTC))
    impact = Impact("Excess unwanted impressions in DE and FR", 4.1e6, 3.6e6, 4.7e6)
    casework.incidents.set_impact(incident.id, impact, seen=1, by="bob")
    casework.incidents.set_remediation(incident.id, date(2026, 3, 2), 200, 150, seen=None, by="bob")
    first = casework.incidents.set_remediation(incident.id, date(2026, 3, 1), 180, 20, seen=None, by="bob")
    casework.incidents.set_remediation(incident.id, date(2026, 3, 1), 180, 30, seen=first.version, by="ana")
    clock.pass_by(hours=5)
    casework.incidents.move(incident.id, IncidentStatus.RESOLVED, seen=2, by="ana")
    file = casework.incidents.file(incident.id)
    assert (file.incident.title, file.incident.severity, file.incident.lead) == ("Rule R12 silent", Severity.S1, "bob")
    assert (file.incident.opened_at, file.incident.resolved_at) == (began, clock.at)
    assert file.incident.impact == impact
    assert [entry.text for entry in file.timeline][:2] == ["R12 was switched off", "The incident was opened."]
    assert [entry.kind for entry in file.timeline][2:] == ["linked", "linked", "status"]
    assert [(event.id, event.state) for event in file.events] == [
        (one, EventState.RESOLVED),
        (two, EventState.RESOLVED),
    ]
    progress = [(row.day.day, row.contents_actioned, row.share) for row in file.remediation]
    assert progress == [(1, 30, 30 / 180), (2, 150, 0.75)]


@pytest.mark.parametrize("status", IncidentStatus)
def test_a_status_goes_only_where_the_table_says(casework: Casework, status: IncidentStatus) -> None:
    for to in IncidentStatus:
        incident = casework.incidents.open("x", Severity.S2, by="ana")
        if status is not IncidentStatus.OPEN:
            incident = casework.incidents.move(incident.id, status, seen=1, by="ana")
        if to in STATUS_TRANSITIONS[status]:
            moved = casework.incidents.move(incident.id, to, seen=incident.version, by="ana")
            assert (moved.resolved_at is not None) == (to is IncidentStatus.RESOLVED)
        else:
            with pytest.raises(TransitionError, match=f"is {status} cannot become {to}"):
                casework.incidents.move(incident.id, to, seen=incident.version, by="ana")


def test_incidents_going_on_in_a_period_are_found(casework: Casework) -> None:
    def opened(day: int, resolved: int | None) -> int:
        at = datetime(2026, 2, day, 12, tzinfo=UTC)
        incident = casework.incidents.open(f"of {day}", Severity.S3, by="ana", opened_at=at)
        if resolved is not None:
            end = datetime(2026, 2, resolved, 12, tzinfo=UTC)
            casework.incidents.move(incident.id, IncidentStatus.RESOLVED, seen=1, by="ana", at=end)
        return incident.id

    before, across, inside, going_on = opened(1, 2), opened(3, 10), opened(11, 12), opened(4, None)
    opened(20, None)
    found = casework.incidents.all(since=date(2026, 2, 9), until=date(2026, 2, 16))
    assert [incident.id for incident in found] == [inside, going_on, across]
    assert before in {incident.id for incident in casework.incidents.all()}
    assert len(casework.incidents.all(statuses=[IncidentStatus.OPEN])) == 2


def test_what_it_is_called_and_who_leads_it_can_change(casework: Casework) -> None:
    incident = casework.incidents.open("x", Severity.S3, by="ana")
    changed = casework.incidents.describe(incident.id, seen=1, by="bob", severity=Severity.S0, lead="cid")
    assert (changed.title, changed.severity, changed.lead, changed.version) == ("x", Severity.S0, "cid", 2)


@pytest.mark.parametrize(
    "numbers", [(1.0, 2.0, 3.0), (None, 1.0, 2.0), (1.0, 0.5, None), (float("nan"), None, None), (4.0, 1.0, 3.0)]
)
def test_an_impact_is_a_value_inside_its_interval(numbers: tuple[float | None, ...]) -> None:
    with pytest.raises(CaseworkError):
        Impact("x", *numbers)


def test_what_cannot_be_is_refused(casework: Casework, detected: Detected) -> None:
    incident = casework.incidents.open("x", Severity.S3, by="ana")
    with pytest.raises(CaseworkError, match="30 of 20 contents"):
        casework.incidents.set_remediation(incident.id, date(2026, 3, 1), 20, 30, seen=None, by="ana")
    with pytest.raises(CaseworkError, match="seen=None"):
        casework.incidents.set_remediation(incident.id, date(2026, 3, 1), 20, 3, seen=1, by="ana")
    with pytest.raises(CaseworkError, match="before it began"):
        at = datetime(2026, 1, 1, tzinfo=UTC)
        casework.incidents.move(incident.id, IncidentStatus.RESOLVED, seen=1, by="ana", at=at)
    with pytest.raises(CaseworkError, match="more than one line"):
        casework.incidents.open("two\nlines", Severity.S3, by="ana")
    event_id = casework.events.record([detected()]).added[0]
    with pytest.raises(NotRecordedError, match="no incidents entry 99"):
        casework.events.link(event_id, 99, seen=1, by="ana")
    assert casework.events.get(event_id).state is EventState.NEW


def test_an_event_goes_over_to_another_incident_and_both_say_so(casework: Casework, detected: Detected) -> None:
    event_id = casework.events.record([detected()]).added[0]
    first, second = (casework.incidents.open(title, Severity.S2, by="ana") for title in ("first", "second"))
    linked = casework.events.link(event_id, first.id, seen=1, by="ana")
    moved = casework.events.link(event_id, second.id, seen=linked.version, by="ana")
    assert (moved.incident_id, moved.state) == (second.id, EventState.INCIDENT)
    assert [entry.kind for entry in casework.incidents.file(first.id).timeline] == ["status", "linked", "unlinked"]
    assert [entry.kind for entry in casework.incidents.file(second.id).timeline] == ["status", "linked"]


def test_an_event_found_to_belong_to_a_resolved_incident_is_resolved(casework: Casework, detected: Detected) -> None:
    new, over, false = casework.events.record([detected(market) for market in ("DE", "FR", "IT")]).added
    incident = casework.incidents.open("x", Severity.S2, by="ana")
    casework.incidents.move(incident.id, IncidentStatus.RESOLVED, seen=1, by="ana")
    casework.events.move(over, EventState.RESOLVED, seen=1, by="ana")
    casework.events.move(false, EventState.FALSE_ALARM, seen=1, by="ana", reason=FalseAlarmReason.TOO_SMALL)
    for event_id, seen in ((new, 1), (over, 2)):
        linked = casework.events.link(event_id, incident.id, seen=seen, by="bob")
        assert (linked.state, linked.incident_id) == (EventState.RESOLVED, incident.id)
    with pytest.raises(TransitionError, match="is false_alarm cannot become resolved"):
        casework.events.link(false, incident.id, seen=2, by="bob")
