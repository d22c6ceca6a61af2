"""The inbox: scans add and measure, people judge, and neither loses the other's work."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from integrity_metrics.casework.casework import Casework
from integrity_metrics.casework.errors import CaseworkError, NotRecordedError, TransitionError
from integrity_metrics.casework.event_states import TRANSITIONS, VERDICTS, EventState, FalseAlarmReason
from integrity_metrics.casework.event_types import DetectedEvent, EventKey
from integrity_metrics.casework.incident_types import Severity

Detected = Callable[..., DetectedEvent]


def test_what_was_recorded_is_read_back_whole(casework: Casework, detected: Detected) -> None:
    event = detected(
        start=datetime(2026, 2, 23, 4, tzinfo=UTC), segment={"surface": "feed&more", "market": "DE"}, owner="t1"
    )
    recorded = casework.events.record([event])
    held = casework.events.get(recorded.added[0])
    names = ("metric", "segment", "start", "type", "direction", "expected", "observed", "excess", "excess_low", "why")
    assert {name: getattr(held, name) for name in names} == {name: getattr(event, name) for name in names}
    assert held.peak == datetime(2026, 2, 24, tzinfo=UTC)
    assert (held.state, held.version, held.owner, held.is_muted) == (EventState.NEW, 1, "t1", False)
    assert casework.events.find(event.key) == held
    assert casework.events.find(EventKey("other", "", held.start, "spike")) is None


def test_the_same_scan_again_changes_nothing(casework: Casework, detected: Detected) -> None:
    scan = [detected("DE"), detected("FR"), detected("DE", type="ramp")]
    first = casework.events.record(scan)
    entries = len(casework.audit.entries())
    again = casework.events.record(scan)
    assert (len(first.added), again.added, again.updated) == (3, (), ())
    assert again.unchanged == first.added
    assert len(casework.audit.entries()) == entries


@pytest.mark.parametrize("state", VERDICTS)
def test_a_later_scan_measures_anew_and_keeps_the_verdict(
    casework: Casework, detected: Detected, state: EventState
) -> None:
    event_id = casework.events.record([detected()]).added[0]
    reason = FalseAlarmReason.SEASON if state is EventState.FALSE_ALARM else None
    judged = casework.events.move(event_id, state, seen=1, by="ana", reason=reason, note="seen before")
    scanned = casework.events.record([detected(end=date(2026, 2, 28), score=9.0, excess=90.0, why={"threshold": 5})])
    held = casework.events.get(event_id)
    assert scanned.updated == (event_id,)
    assert (held.end, held.score, held.excess, held.why) == (
        datetime(2026, 2, 28, tzinfo=UTC),
        9.0,
        90.0,
        {"threshold": 5},
    )
    kept = ("state", "verdict_reason", "verdict_note", "verdict_at", "verdict_by", "version")
    assert [getattr(held, name) for name in kept] == [getattr(judged, name) for name in kept]


def test_a_scan_does_not_refuse_the_verdict_that_is_being_given(casework: Casework, detected: Detected) -> None:
    event_id = casework.events.record([detected()]).added[0]
    seen = casework.events.get(event_id).version
    casework.events.record([detected(score=9.0)])
    assert casework.events.move(event_id, EventState.ACKNOWLEDGED, seen=seen, by="ana").score == 9.0


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"score": float("nan")}, "Event 1 .*score is nan"),
        ({"excess_low": float("inf")}, "Event 1 .*excess_low is inf"),
        ({"metric": " "}, "Event 1 .*metric is empty"),
        ({"end": date(2026, 2, 1)}, "Event 1 .*not in this order"),
        ({"start": datetime(2026, 2, 23)}, "no time zone"),
        ({"why": {"when": date(2026, 1, 1)}}, "Event 1 .*JSON"),
        ({"why": {"x": float("nan")}}, "Event 1 .*JSON"),
        ({"segment": {"": "DE"}}, "dimension without a name"),
        ({"parent": EventKey("none", "", datetime(2026, 1, 1, tzinfo=UTC), "spike")}, "Event 1 has the parent"),
        ({"segment": {"market": "DE"}}, "twice"),
    ],
)
def test_a_bad_event_is_named_and_nothing_of_its_scan_is_stored(
    casework: Casework, detected: Detected, changes: dict[str, Any], says: str
) -> None:
    with pytest.raises(CaseworkError, match=says):
        casework.events.record([detected("DE"), detected("FR", **changes)])
    assert casework.events.inbox() == ()
    assert casework.audit.entries() == ()


@pytest.mark.parametrize("state", EventState)
def test_an_event_goes_only_where_the_table_says(casework: Casework, detected: Detected, state: EventState) -> None:
    def reason(to: EventState) -> FalseAlarmReason | None:
        return FalseAlarmReason.TOO_SMALL if to is EventState.FALSE_ALARM else None

    for market, to in enumerate(EventState):
        event_id = casework.events.record([detected(str(market))]).added[0]
        seen = 1
        if state is not EventState.NEW:
            seen = casework.events.move(event_id, state, seen=1, by="ana", reason=reason(state)).version
        if to in TRANSITIONS[state]:
            moved = casework.events.move(event_id, to, seen=seen, by="bob", reason=reason(to))
            assert moved.state is to
            assert (moved.verdict_by == "bob") == (to in VERDICTS)
        else:
            with pytest.raises(TransitionError, match=f"is {state} cannot become {to}"):
                casework.events.move(event_id, to, seen=seen, by="bob", reason=reason(to))
            assert casework.events.get(event_id).state is state


def test_a_false_alarm_needs_a_reason_and_other_needs_words(casework: Casework, detected: Detected) -> None:
    event_id = casework.events.record([detected()]).added[0]
    move = casework.events.move
    with pytest.raises(CaseworkError, match="needs a reason"):
        move(event_id, EventState.FALSE_ALARM, seen=1, by="ana")
    with pytest.raises(CaseworkError, match="takes no reason"):
        move(event_id, EventState.RESOLVED, seen=1, by="ana", reason=FalseAlarmReason.SEASON)
    with pytest.raises(CaseworkError, match="write a note"):
        move(event_id, EventState.FALSE_ALARM, seen=1, by="ana", reason=FalseAlarmReason.OTHER, note="  ")
    moved = move(event_id, EventState.FALSE_ALARM, seen=1, by="ana", reason=FalseAlarmReason.OTHER, note="a test")
    assert (moved.verdict_reason, moved.verdict_note, moved.verdict_by) == (FalseAlarmReason.OTHER, "a test", "ana")


def test_taking_a_verdict_back_wipes_it_and_the_incident_and_the_timeline_says_so(
    casework: Casework, detected: Detected
) -> None:
    event_id = casework.events.record([detected()]).added[0]
    incident = casework.incidents.open("Spike", Severity.S1, by="ana")
    linked = casework.events.link(event_id, incident.id, seen=1, by="ana")
    assert (linked.state, linked.incident_id, linked.verdict_by) == (EventState.INCIDENT, incident.id, "ana")
    back = casework.events.move(event_id, EventState.ACKNOWLEDGED, seen=linked.version, by="bob")
    assert (back.incident_id, back.verdict_at, back.verdict_by) == (None, None, None)
    assert [entry.kind for entry in casework.incidents.file(incident.id).timeline] == ["status", "linked", "unlinked"]


def test_the_inbox_shows_what_is_asked_highest_score_first(casework: Casework, detected: Detected) -> None:
    scan = [
        detected("DE", score=5.0, owner="ads"),
        detected("FR", score=9.0),
        detected("IT", score=7.0, metric="appeal_rate", start=date(2026, 2, 20)),
    ]
    de, fr, it = casework.events.record(scan).added
    casework.events.assign(fr, "ana", seen=1, by="ana")
    casework.events.move(it, EventState.ACKNOWLEDGED, seen=1, by="ana")

    def ids(**asked: Any) -> list[int]:
        return [event.id for event in casework.events.inbox(**asked)]

    assert ids() == [fr, it, de]
    assert ids(limit=1, offset=1) == [it]
    assert ids(states=[EventState.ACKNOWLEDGED]) == [it]
    assert ids(metric="appeal_rate") == [it]
    assert ids(segment={"market": "DE"}) == [de]
    assert ids(owner="ads") == [de]
    assert ids(assignee="ana") == [fr]
    assert ids(since=date(2026, 2, 20), until=date(2026, 2, 23)) == [it]
    assert casework.events.counts()[EventState.NEW] == 2


def test_one_cause_has_one_card(casework: Casework, detected: Detected) -> None:
    total = detected(segment={}, score=8.0)
    part = detected("DE", parent=total.key)
    deeper = detected(segment={"market": "DE", "surface": "feed"}, parent=part.key)
    recorded = casework.events.record([deeper, part, total])
    card = casework.events.find(total.key)
    assert card is not None
    assert {event.id for event in casework.events.inbox(with_children=True)} == set(recorded.added)
    # Cards are one level deep, in whatever order a scan names the events.
    assert [(event.id, event.children) for event in casework.events.inbox()] == [(card.id, 2)]
    assert {child.parent_id for child in casework.events.children(card.id)} == {card.id}
    assert casework.events.record([total, part, deeper]).unchanged
    late = detected("late", parent=part.key)
    assert casework.events.get(casework.events.record([late]).added[0]).parent_id == card.id


def test_events_that_are_each_others_parent_are_refused(casework: Casework, detected: Detected) -> None:
    one, two = detected("DE"), detected("FR")
    for scan in ([detected("DE", parent=two.key), detected("FR", parent=one.key)], [detected("DE", parent=one.key)]):
        with pytest.raises(CaseworkError, match="is its own parent"):
            casework.events.record(scan)


def test_a_person_moves_an_event_to_another_card_and_back(casework: Casework, detected: Detected) -> None:
    one, two, three = casework.events.record([detected(market) for market in ("DE", "FR", "IT")]).added
    moved = casework.events.set_parent(two, one, seen=1, by="ana")
    assert (moved.parent_id, casework.events.get(one).children) == (one, 1)
    with pytest.raises(CaseworkError, match="no card of its own"):
        casework.events.set_parent(three, two, seen=1, by="ana")
    with pytest.raises(CaseworkError, match="no card of its own"):
        casework.events.set_parent(three, three, seen=1, by="ana")
    with pytest.raises(CaseworkError, match="others under it"):
        casework.events.set_parent(one, three, seen=1, by="ana")
    assert casework.events.set_parent(two, None, seen=moved.version, by="ana").parent_id is None


def test_comments_are_kept_in_order_and_the_owner_a_person_chose_stays(casework: Casework, detected: Detected) -> None:
    event_id = casework.events.record([detected(owner="ads")]).added[0]
    casework.events.comment(event_id, " first\nsecond line ", by="ana")
    casework.events.comment(event_id, "next", by="bob")
    assert [(c.by, c.text) for c in casework.events.comments(event_id)] == [
        ("ana", "first\nsecond line"),
        ("bob", "next"),
    ]
    casework.events.hand_over(event_id, "payments", seen=1, by="ana")
    casework.events.record([detected(owner="ads", score=7.0)])
    assert casework.events.get(event_id).owner == "payments"


@pytest.mark.parametrize("text", ["", "  \n", "x" * 10_001, "zero\x00byte"])
def test_a_comment_that_cannot_be_shown_is_refused(casework: Casework, detected: Detected, text: str) -> None:
    event_id = casework.events.record([detected()]).added[0]
    with pytest.raises(CaseworkError, match="text "):
        casework.events.comment(event_id, text, by="ana")


def test_what_does_not_exist_is_said(casework: Casework) -> None:
    with pytest.raises(NotRecordedError, match="no events entry 7"):
        casework.events.get(7)
    with pytest.raises(NotRecordedError, match="no events entry 7"):
        casework.events.comment(7, "x", by="ana")


def test_precision_counts_cards_by_the_week_they_began(casework: Casework, detected: Detected) -> None:
    monday = date(2026, 2, 23)
    scan = [
        detected(str(i), start=monday, end=monday + timedelta(days=9), peak=monday + timedelta(days=6))
        for i in range(4)
    ]
    scan.append(detected("later", start=monday + timedelta(days=7), peak=date(2026, 3, 3), end=date(2026, 3, 3)))
    scan.append(detected("child", start=monday, parent=scan[0].key))
    a, b, c, _, later, _ = casework.events.record(scan).added
    casework.events.move(a, EventState.RESOLVED, seen=1, by="ana")
    casework.events.move(b, EventState.INCIDENT, seen=1, by="ana")
    casework.events.move(c, EventState.FALSE_ALARM, seen=1, by="ana", reason=FalseAlarmReason.SEASON)
    casework.events.move(later, EventState.FALSE_ALARM, seen=1, by="ana", reason=FalseAlarmReason.SEASON)
    weeks = [(w.week, w.real, w.false_alarms, w.undecided) for w in casework.alert_precision()]
    assert weeks == [(monday, 2, 1, 1), (monday + timedelta(days=7), 0, 1, 0)]
    assert len(casework.alert_precision(since=monday, until=monday + timedelta(days=7))) == 1
    assert casework.alert_precision(metric="other") == ()
