"""The outbox: each event once, within the budget, one sender at a time."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from integrity_metrics.casework.casework import Casework
from integrity_metrics.casework.errors import CaseworkError, NotRecordedError
from integrity_metrics.casework.event_states import EventState
from integrity_metrics.casework.event_types import DetectedEvent
from integrity_metrics.casework.outbox import LEASE
from integrity_metrics.casework.outbox_types import AlertKind, Outgoing, SendState

Detected = Callable[..., DetectedEvent]


def events(casework: Casework, detected: Detected, *scores: float) -> tuple[int, ...]:
    return casework.events.record([detected(f"M{score}", score=score) for score in scores]).added


def messages(*ids: int, **changes: Any) -> list[Outgoing]:
    return [Outgoing(i, f"Event {i}", "What happened", f"https://x/?event={i}", **changes) for i in ids]


def test_each_event_is_queued_once_for_each_target(casework: Casework, another: Casework, detected: Detected) -> None:
    ids = events(casework, detected, 5.0, 6.0)
    together = Barrier(2)

    def queue(server: Casework) -> int:
        together.wait()
        return len(server.outbox.queue(messages(*ids), ["mail", "chat"], most_a_week=None).queued)

    with ThreadPoolExecutor(2) as schedulers:
        assert sorted(schedulers.map(queue, (casework, another))) == [0, 2]
    keys = {entry.idempotency_key for entry in casework.outbox.entries()}
    assert keys == {f"event-{i}:raised:{target}" for i in ids for target in ("mail", "chat")}
    again = casework.outbox.queue(messages(*ids), ["mail", "chat", "a target added later"], most_a_week=None)
    assert (again.queued, again.skipped) == ((), ids)


def test_that_it_is_over_is_told_to_those_who_were_told_that_it_began(casework: Casework, detected: Detected) -> None:
    told, held, never = events(casework, detected, 9.0, 8.0, 7.0)
    casework.outbox.queue(messages(told, held), ["mail"], most_a_week=1)
    casework.outbox.claim("mail", 1)
    over = messages(told, held, never, kind=AlertKind.RESOLVED)
    queued = casework.outbox.queue(over, ["mail"], most_a_week=0)  # the budget is for what is raised
    assert (queued.queued, queued.held, queued.skipped) == ((told,), (), (held, never))
    assert casework.outbox.queue(over, ["mail"], most_a_week=0).queued == ()


def test_what_people_have_seen_muted_or_put_under_a_card_is_not_told(casework: Casework, detected: Detected) -> None:
    seen, child, card, fresh = events(casework, detected, 5.0, 6.0, 7.0, 8.0)
    casework.events.move(seen, EventState.ACKNOWLEDGED, seen=1, by="ana")
    casework.events.set_parent(child, card, seen=1, by="ana")
    casework.mutes.add("*", {"market": "M7.0"}, casework.store.now().replace(month=12), "noise", by="ana")
    queued = casework.outbox.queue(messages(seen, child, card, fresh), ["mail"], most_a_week=None)
    assert (queued.queued, queued.skipped) == ((fresh,), (seen, child, card))
    assert casework.outbox.queue(messages(fresh), [], most_a_week=None).skipped == (fresh,)


def test_the_budget_keeps_the_highest_scores_and_records_what_it_held_back(
    casework: Casework, detected: Detected, clock: Any
) -> None:
    low, high, middle = events(casework, detected, 5.0, 9.0, 7.0)
    queued = casework.outbox.queue(messages(low, high, middle), ["mail", "chat"], most_a_week=2)
    assert (queued.queued, queued.held, queued.threshold) == ((high, middle), (low,), 7.0)
    held = casework.outbox.entries(states=[SendState.HELD])
    assert {entry.event_id for entry in held} == {low}
    assert held[0].held_because == "Over the budget of 2 alerts a week: the lowest score let through is 7"
    # One that is on its way is spent; one that still waits gives way to a stranger event.
    assert [entry.event_id for entry in casework.outbox.claim("mail", 1)] == [high]
    (stranger,) = events(casework, detected, 8.0)
    queued = casework.outbox.queue(messages(stranger), ["mail", "chat"], most_a_week=2)
    assert (queued.queued, queued.held) == ((stranger,), ())
    assert {entry.event_id for entry in casework.outbox.entries(states=[SendState.HELD])} == {low, middle}
    (weaker,) = events(casework, detected, 6.0)
    assert casework.outbox.queue(messages(weaker), ["mail"], most_a_week=2).held == (weaker,)
    clock.pass_by(days=7)
    (next_week,) = events(casework, detected, 4.5)
    assert casework.outbox.queue(messages(next_week), ["mail"], most_a_week=2).queued == (next_week,)


def test_a_message_is_claimed_by_one_sender_and_given_back_when_it_dies(
    casework: Casework, another: Casework, detected: Detected, clock: Any
) -> None:
    casework.outbox.queue(messages(*events(casework, detected, 5.0, 6.0, 7.0)), ["mail"], most_a_week=None)
    together = Barrier(2)

    def claim(server: Casework) -> list[int]:
        together.wait()
        return [entry.id for entry in server.outbox.claim("mail", 10)]

    with ThreadPoolExecutor(2) as senders:
        first, second = senders.map(claim, (casework, another))
    assert sorted(first + second) == sorted({*first, *second}) and len(first + second) == 3
    assert casework.outbox.claim("mail", 10) == ()
    clock.pass_by(seconds=LEASE.total_seconds())
    taken = casework.outbox.claim("mail", 10)
    assert [entry.attempts for entry in taken] == [2, 2, 2]
    assert [entry.score for entry in taken] == [7.0, 6.0, 5.0]


def test_a_sender_that_comes_back_late_does_not_overwrite_the_next(
    casework: Casework, detected: Detected, clock: Any
) -> None:
    casework.outbox.queue(messages(*events(casework, detected, 5.0)), ["mail"], most_a_week=None)
    (late,) = casework.outbox.claim("mail", 1)
    clock.pass_by(seconds=LEASE.total_seconds())
    (taken,) = casework.outbox.claim("mail", 1)
    casework.outbox.settle(late, "it failed", None)
    assert casework.outbox.entries()[0].state is SendState.SENDING
    casework.outbox.settle(taken, None, None)
    assert casework.outbox.entries()[0].state is SendState.SENT


def test_a_person_sends_what_failed_or_was_held_again(casework: Casework, detected: Detected) -> None:
    failed, held = events(casework, detected, 9.0, 5.0)
    casework.outbox.queue(messages(failed, held), ["mail"], most_a_week=1)
    (entry,) = casework.outbox.claim("mail", 1)
    with pytest.raises(CaseworkError, match="is sending"):
        casework.outbox.requeue(entry.id, by="ana")
    casework.outbox.settle(entry, "mail:// answered 500.", None)
    for row in casework.outbox.entries(states=[SendState.FAILED, SendState.HELD]):
        assert casework.outbox.requeue(row.id, by="ana").state is SendState.WAITING
    assert len(casework.outbox.claim("mail", 10)) == 2
    log = [entry.action for entry in reversed(casework.audit.entries(kind="outbox"))]
    assert log == ["queued", "queued", "failed", "requeued", "requeued"]


def test_messages_that_cannot_be_queued_are_refused_whole(casework: Casework, detected: Detected) -> None:
    (event_id,) = events(casework, detected, 5.0)
    with pytest.raises(CaseworkError, match="same event"):
        casework.outbox.queue(messages(event_id, event_id), ["mail"], most_a_week=None)
    with pytest.raises(NotRecordedError):
        casework.outbox.queue(messages(event_id, 99), ["mail"], most_a_week=None)
    assert casework.outbox.entries() == ()
