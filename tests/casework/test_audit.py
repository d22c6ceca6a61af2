"""The audit log: one entry a change, in the same transaction, and nobody can rewrite it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import DBAPIError

from integrity_metrics.casework.casework import Casework
from integrity_metrics.casework.event_states import EventState
from integrity_metrics.casework.event_types import DetectedEvent
from integrity_metrics.casework.incident_types import Impact, IncidentStatus, Severity
from integrity_metrics.casework.tables import AUDIT, EVENTS
from integrity_metrics.casework.targets import Comparison

Detected = Callable[..., DetectedEvent]


def test_every_kind_of_change_is_in_the_log_with_who_when_before_and_after(
    casework: Casework, detected: Detected
) -> None:
    event_id = casework.events.record([detected()]).added[0]
    casework.events.record([detected(score=7.5)])
    casework.events.assign(event_id, "bob", seen=1, by="ana")
    casework.events.comment(event_id, "why?", by="ana")
    incident = casework.incidents.open("Spike", Severity.S1, by="ana")
    casework.events.link(event_id, incident.id, seen=2, by="ana")
    casework.incidents.set_impact(incident.id, Impact("much"), seen=1, by="ana")
    casework.incidents.set_remediation(incident.id, date(2026, 3, 1), 10, 1, seen=None, by="ana")
    casework.incidents.move(incident.id, IncidentStatus.RESOLVED, seen=2, by="ana")
    mute = casework.mutes.add("x", {}, datetime(2026, 4, 1, tzinfo=UTC), "noise", by="ana")
    casework.mutes.lift(mute.id, seen=1, by="ana")
    target = casework.targets.add("x", 0.1, Comparison.AT_MOST, date(2026, 1, 1), by="ana")
    casework.targets.edit(target.id, 0.2, Comparison.AT_MOST, seen=1, by="bob")
    casework.targets.withdraw(target.id, seen=2, by="ana")
    annotation = casework.annotations.add("launch", date(2026, 3, 1), by="ana")
    casework.annotations.withdraw(annotation.id, seen=1, by="ana")
    casework.saved_views.add("mine", "home", "by=market", by="ana")
    log = [(entry.kind, entry.action) for entry in reversed(casework.audit.entries())]
    assert log == [
        ("events", "raised"),
        ("events", "measured"),
        ("events", "assigned"),
        ("comments", "added"),
        ("incidents", "added"),
        ("timeline", "added"),
        ("events", "linked"),
        ("timeline", "added"),
        ("incidents", "impact_set"),
        ("remediation", "added"),
        ("incidents", "resolved"),
        ("timeline", "added"),
        ("events", "resolved"),
        ("mutes", "added"),
        ("mutes", "lifted"),
        ("targets", "added"),
        ("targets", "edited"),
        ("targets", "withdrawn"),
        ("annotations", "added"),
        ("annotations", "withdrawn"),
        ("saved_views", "added"),
    ]
    edited = casework.audit.entries(kind="targets", row_id=target.id, by="bob")
    assert [(e.at, e.version, dict(e.before), dict(e.after)) for e in edited] == [
        (datetime(2026, 3, 2, 9, tzinfo=UTC), 2, {"value": 0.1}, {"value": 0.2})
    ]
    assert casework.audit.entries(since=datetime(2026, 3, 3, tzinfo=UTC)) == ()
    assert len(casework.audit.entries(until=datetime(2026, 3, 3, tzinfo=UTC), limit=5)) == 5


@pytest.mark.parametrize("statement", [update(AUDIT).values(by="nobody"), delete(AUDIT)], ids=["update", "delete"])
def test_the_database_refuses_to_change_the_log(casework: Casework, detected: Detected, statement: object) -> None:
    casework.events.record([detected()])
    before = casework.audit.entries()
    with pytest.raises(DBAPIError, match="append-only"), casework.store.write("ana") as write:
        write.connection.execute(statement)  # type: ignore[call-overload]
    assert casework.audit.entries() == before


def test_a_change_that_cannot_be_logged_is_not_made(casework: Casework, detected: Detected) -> None:
    event_id = casework.events.record([detected()]).added[0]
    with pytest.raises(DBAPIError), casework.store.write("ana") as write:
        write.connection.execute(update(EVENTS).values(state=EventState.RESOLVED.value))
        write.connection.execute(insert(AUDIT).values(at=write.at, by="ana"))  # incomplete
    assert casework.events.get(event_id).state is EventState.NEW


def test_moments_are_stored_in_utc(casework: Casework, detected: Detected) -> None:
    casework.events.record([detected()])
    with casework.store.read() as connection:
        assert connection.execute(select(AUDIT.c.at)).scalar_one() == datetime(2026, 3, 2, 9, tzinfo=UTC)
    naive = datetime(2026, 3, 2)
    with pytest.raises(Exception, match="no time zone"), casework.store.write("ana") as write:
        write.connection.execute(update(EVENTS).values(peak=naive))
