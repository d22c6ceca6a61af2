"""A scan's events into casework: once each, whatever happens in between, and known again when they go on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from integrity_metrics.casework.casework import Casework
from integrity_metrics.casework.event_states import EventState
from integrity_metrics.metrics.scan import Scanned
from integrity_metrics.metrics.scan_event import ScanEvent
from integrity_metrics.triage import recording
from integrity_metrics.triage.recording import record

from .conftest import START

Found = Callable[..., ScanEvent]
Scan = Callable[..., Scanned]


def test_the_same_scan_twice_changes_nothing(casework: Casework, event: Found, scan_of: Scan) -> None:
    card = event()
    child = event("SCAMS", parent=card.key)
    first = record(casework, scan_of(card, child))
    assert (len(first.added), first.updated, first.unchanged) == (2, (), ())
    again = record(casework, scan_of(card, child))
    assert (again.added, again.updated, len(again.unchanged)) == ((), (), 2)
    (shown,) = casework.events.inbox()
    assert (shown.children, shown.owner, shown.why["counted"]) == (1, "industry", "statements")
    assert shown.why["high"][1] is None


def test_an_event_that_goes_on_keeps_its_name_and_its_verdict(casework: Casework, event: Found, scan_of: Scan) -> None:
    record(casework, scan_of(event()))
    (shown,) = casework.events.inbox()
    casework.events.move(shown.id, EventState.ACKNOWLEDGED, seen=shown.version, by="ana")
    # A week later it is seen to be a fall that began two days earlier.
    later = event(
        start=START - timedelta(days=2),
        peak=START - timedelta(days=1),
        end=START + timedelta(days=12),
        type="sustained fall",
        raised_on=START + timedelta(days=7),
        observed=250.0,
    )
    done = record(casework, scan_of(later))
    assert (done.added, len(done.updated)) == ((), 1)
    (now,) = casework.events.inbox()
    assert (now.id, now.type, now.start.date()) == (shown.id, "drop", START)
    assert (now.end.date(), now.observed, now.state) == (START + timedelta(days=12), 250.0, EventState.ACKNOWLEDGED)
    assert (now.why["seen_as"], now.why["raised_on"]) == ("sustained fall", START.isoformat())
    assert now.peak >= now.start


def test_another_event_of_the_same_series_is_another_card(casework: Casework, event: Found, scan_of: Scan) -> None:
    record(casework, scan_of(event()))
    gone = timedelta(days=30)
    other = event(start=START + gone, peak=START + gone, end=START + gone, raised_on=START + gone)
    assert len(record(casework, scan_of(other)).added) == 1
    assert len(casework.events.inbox()) == 2


def test_two_events_that_go_on_from_one_do_not_collide(casework: Casework, event: Found, scan_of: Scan) -> None:
    record(casework, scan_of(event(end=START + timedelta(days=20))))
    second = event(start=START + timedelta(days=15), peak=START + timedelta(days=16), end=START + timedelta(days=20))
    done = record(casework, scan_of(event(end=START + timedelta(days=5)), second))
    assert len(done.added) + len(done.updated) + len(done.unchanged) == 2


def test_an_interrupted_recording_goes_on_without_duplicates(
    casework: Casework, event: Found, scan_of: Scan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recording, "BATCH", 2)
    events = [event(f"C{i}") for i in range(6)]
    scanned = scan_of(*events)

    def stop(_what: str, share: float) -> None:
        if share > 0.5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        record(casework, scanned, stop)
    assert len(casework.events.inbox()) == 4
    done = record(casework, scanned)
    assert (len(done.added), len(done.unchanged)) == (2, 4)
    assert len(casework.events.inbox()) == 6
