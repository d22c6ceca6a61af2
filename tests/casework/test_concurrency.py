"""Two people, two servers, a process that dies: nothing is overwritten, doubled or half done."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest

from integrity_metrics.casework.casework import Casework, open_casework
from integrity_metrics.casework.errors import CaseworkError, CaseworkUnreachableError, ConflictError
from integrity_metrics.casework.event_states import EventState, FalseAlarmReason
from integrity_metrics.casework.event_types import CaseEvent, DetectedEvent
from integrity_metrics.casework.incident_types import Severity
from integrity_metrics.casework.targets import Comparison

Detected = Callable[..., DetectedEvent]


def test_a_stale_edit_is_refused_with_the_others_change(
    casework: Casework, another: Casework, detected: Detected
) -> None:
    event_id = casework.events.record([detected()]).added[0]
    seen = casework.events.get(event_id).version
    another.events.move(event_id, EventState.FALSE_ALARM, seen=seen, by="bob", reason=FalseAlarmReason.SEASON)
    with pytest.raises(
        ConflictError, match="bob changed state from 'new' to 'false_alarm' at 2026-03-02 09:00"
    ) as raised:
        casework.events.assign(event_id, "ana", seen=seen, by="ana")
    told = [(change.by, change.field, change.before, change.after) for change in raised.value.changes]
    assert told == [("bob", "state", "new", "false_alarm"), ("bob", "verdict_reason", None, "season")]
    assert (raised.value.kind, raised.value.row_id, raised.value.seen, raised.value.current) == (
        "events",
        event_id,
        1,
        2,
    )
    held = casework.events.get(event_id)
    assert (held.assignee, held.state, held.version) == (None, EventState.FALSE_ALARM, 2)
    assert casework.events.assign(event_id, "ana", seen=raised.value.current, by="ana").assignee == "ana"


def test_of_many_who_edit_what_they_saw_one_wins_and_the_rest_are_told_of_it(
    casework: Casework, another: Casework, detected: Detected
) -> None:
    event_id = casework.events.record([detected()]).added[0]
    together = Barrier(8)

    def edit(number: int) -> CaseEvent | ConflictError:
        together.wait()
        server = (casework, another)[number % 2]
        try:
            return server.events.assign(event_id, f"person-{number}", seen=1, by=f"person-{number}")
        except ConflictError as error:
            return error

    with ThreadPoolExecutor(8) as people:
        outcomes = list(people.map(edit, range(8)))
    winners = [outcome for outcome in outcomes if isinstance(outcome, CaseEvent)]
    losers = [outcome for outcome in outcomes if isinstance(outcome, ConflictError)]
    assert (len(winners), len(losers)) == (1, 7)
    assert {loser.changes[0].after for loser in losers} == {winners[0].assignee}
    assert casework.events.get(event_id).version == 2


def test_edits_of_the_last_version_are_never_lost(casework: Casework, another: Casework) -> None:
    target = casework.targets.add("prevalence", 0.0, Comparison.AT_MOST, date(2026, 1, 1), by="ana")

    def raise_by_one(server: Casework) -> None:
        for _ in range(10):
            while True:
                now = server.targets.all()[0]
                try:
                    server.targets.edit(target.id, now.value + 1, Comparison.AT_MOST, seen=now.version, by="bob")
                    break
                except ConflictError:
                    continue

    with ThreadPoolExecutor(2) as people:
        list(people.map(raise_by_one, (casework, another)))
    assert (casework.targets.all()[0].value, casework.targets.all()[0].version) == (20.0, 21)


def test_two_scans_at_once_add_each_event_once(casework: Casework, another: Casework, detected: Detected) -> None:
    scan = [detected(f"M{number}") for number in range(20)]
    together = Barrier(4)

    def record(server: Casework) -> int:
        together.wait()
        return len(server.events.record(scan).added)

    with ThreadPoolExecutor(4) as scanners:
        added = list(scanners.map(record, (casework, another, casework, another)))
    assert sorted(added) == [0, 0, 0, 20]
    assert len(casework.events.inbox()) == 20


def test_a_first_statement_of_a_day_meets_another(casework: Casework, another: Casework) -> None:
    incident = casework.incidents.open("Spike", Severity.S1, by="ana")
    another.incidents.set_remediation(incident.id, date(2026, 3, 1), 100, 10, seen=None, by="bob")
    with pytest.raises(ConflictError, match="bob changed contents_actioned from None to 10"):
        casework.incidents.set_remediation(incident.id, date(2026, 3, 1), 100, 20, seen=None, by="ana")


def test_a_version_that_never_was_is_refused(casework: Casework, detected: Detected) -> None:
    event_id = casework.events.record([detected()]).added[0]
    with pytest.raises(CaseworkError, match="never at version 5"):
        casework.events.assign(event_id, "ana", seen=5, by="ana")


def test_an_edit_that_changes_nothing_is_no_change(casework: Casework, detected: Detected) -> None:
    event_id = casework.events.record([detected()]).added[0]
    entries = len(casework.audit.entries())
    assert casework.events.assign(event_id, None, seen=1, by="ana").version == 1
    assert len(casework.audit.entries()) == entries


DIES = """
import os, sys
from sqlalchemy import update
from integrity_metrics.casework.casework import open_casework
from integrity_metrics.casework.tables import EVENTS
casework = open_casework(sys.argv[1])
with casework.store.write("ana") as write:
    write.connection.execute(update(EVENTS).values(assignee="half-done"))
    os._exit(9)
"""


def test_a_process_that_dies_while_it_writes_leaves_nothing(url: str, casework: Casework, detected: Detected) -> None:
    event_id = casework.events.record([detected()]).added[0]
    died = subprocess.run([sys.executable, "-c", DIES, url], timeout=60)
    assert died.returncode == 9
    assert casework.events.get(event_id).assignee is None
    assert casework.events.assign(event_id, "ana", seen=1, by="ana").assignee == "ana"


def test_a_busy_database_is_said_in_a_sentence(url: str, detected: Detected, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("integrity_metrics.casework.store.BUSY_MILLISECONDS", 50)
    one, two = open_casework(url), open_casework(url)
    event_id = one.events.record([detected()]).added[0]
    with one.store.write("ana") as write:
        write.alone()
        if write.connection.dialect.name == "sqlite":
            with pytest.raises(CaseworkUnreachableError, match="busy with another change"):
                two.events.assign(event_id, "bob", seen=1, by="bob")
        else:  # a server locks rows, so others go on
            assert two.events.assign(event_id, "bob", seen=1, by="bob").assignee == "bob"
        assert two.events.inbox()  # readers never wait
    one.close()
    two.close()
