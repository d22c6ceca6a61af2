"""Puts messages in the outbox: each event once for each target and kind, within the week's budget."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import RowMapping, insert, select, update

from integrity_metrics.casework import changes, checks
from integrity_metrics.casework.alert_budget import within_budget
from integrity_metrics.casework.errors import CaseworkError
from integrity_metrics.casework.event_states import EventState
from integrity_metrics.casework.outbox_types import AlertKind, Outgoing, Queued, SendState
from integrity_metrics.casework.store import Write
from integrity_metrics.casework.tables import EVENTS, OUTBOX

WEEK = timedelta(days=7)


def queue(write: Write, messages: Sequence[Outgoing], targets: Sequence[str], most_a_week: int | None) -> Queued:
    """Queue messages; queueing the same again changes nothing.

    A message that still waits gives way to one with a higher score, and is held back then.

    Raises
    ------
    CaseworkError
        When two messages are about the same event, or there is no such event.
    """
    write.alone()  # two schedulers must not both spend the rest of the budget
    if len({message.event_id for message in messages}) < len(messages):
        raise CaseworkError("Two messages are about the same event; make one of them.")
    events = {message.event_id: changes.get(write, EVENTS, message.event_id) for message in messages}
    told = _told(write, [message.event_id for message in messages])
    wanted = [m for m in messages if targets and _concerns(m, events[m.event_id], told.get(m.event_id, {}))]
    raised = {m.event_id: float(events[m.event_id]["score"]) for m in wanted if m.kind is AlertKind.RAISED}
    waiting, spent = _week(write)
    chosen = within_budget([*waiting.items(), *raised.items()], spent, most_a_week)
    because = f"Over the budget of {most_a_week} alerts a week"
    if chosen.threshold is not None:
        because += f": the lowest score let through is {chosen.threshold:.4g}"
    _hold(write, sorted(chosen.held & waiting.keys()), because)
    for message in wanted:
        is_held = message.kind is AlertKind.RAISED and message.event_id in chosen.held
        for target in targets:
            _add(write, message, target, events[message.event_id], because if is_held else None)
    held = {m.event_id for m in wanted if m.kind is AlertKind.RAISED and m.event_id in chosen.held}
    return Queued(
        queued=tuple(m.event_id for m in wanted if m.event_id not in held),
        held=tuple(m.event_id for m in wanted if m.event_id in held),
        skipped=tuple(m.event_id for m in messages if m not in wanted),
        threshold=chosen.threshold,
    )


def _concerns(message: Outgoing, event: RowMapping, told: Mapping[AlertKind, set[SendState]]) -> bool:
    """Whether somebody should be told this: not before, not of what is muted or has no card of its own."""
    if message.kind in told or event["parent_id"] is not None or event["mute_id"] is not None:
        return False
    if message.kind is AlertKind.RAISED:
        return bool(event["state"] == EventState.NEW)  # nobody has looked at it yet
    # That it is over is news to those only who were told that it began.
    return told.get(AlertKind.RAISED, {SendState.HELD}) != {SendState.HELD}


def _told(write: Write, event_ids: Sequence[int]) -> dict[int, dict[AlertKind, set[SendState]]]:
    # By event and kind, not target: a target added later must not be told of all that is already known.
    statement = select(OUTBOX.c.event_id, OUTBOX.c.kind, OUTBOX.c.state).where(OUTBOX.c.event_id.in_(event_ids))
    told: dict[int, dict[AlertKind, set[SendState]]] = {}
    for event_id, kind, state in write.connection.execute(statement):
        told.setdefault(event_id, {}).setdefault(AlertKind(kind), set()).add(SendState(state))
    return told


def _week(write: Write) -> tuple[dict[int, float], int]:
    """Return the events whose messages all still wait, with scores, and how many events went out in seven days."""
    recent = (OUTBOX.c.kind == AlertKind.RAISED.value, OUTBOX.c.created_at > write.at - WEEK)
    statement = select(OUTBOX.c.event_id, OUTBOX.c.score, OUTBOX.c.state, OUTBOX.c.attempts).where(*recent)
    waiting: dict[int, float] = {}
    out: set[int] = set()
    for event_id, score, state, attempts in write.connection.execute(statement):
        if state == SendState.WAITING and attempts == 0:
            waiting[event_id] = score
        elif state != SendState.HELD:
            out.add(event_id)
    return {event_id: score for event_id, score in waiting.items() if event_id not in out}, len(out)


def _hold(write: Write, event_ids: Sequence[int], because: str) -> None:
    mine = (OUTBOX.c.event_id.in_(event_ids), OUTBOX.c.kind == AlertKind.RAISED.value)
    statement = update(OUTBOX).where(*mine, OUTBOX.c.state == SendState.WAITING.value)
    held = {"state": SendState.HELD.value, "held_because": because}
    for row_id in write.connection.execute(statement.values(held).returning(OUTBOX.c.id)).scalars():
        changes.record(write, OUTBOX, row_id, "held", {"state": SendState.WAITING.value}, held)


def _add(write: Write, message: Outgoing, target: str, event: RowMapping, because: str | None) -> None:
    values: dict[str, Any] = {
        "created_at": write.at,
        "idempotency_key": f"event-{message.event_id}:{message.kind}:{target}",
        "event_id": message.event_id,
        "target": target,
        "kind": message.kind.value,
        "score": event["score"],
        "title": checks.name("title", message.title),
        "text": checks.text("text", message.text),
        "link": message.link,
        "picture": message.picture,
        "state": (SendState.HELD if because else SendState.WAITING).value,
        "attempts": 0,
        "due_at": write.at,
        "held_because": because,
    }
    row_id = write.connection.execute(insert(OUTBOX).values(values).returning(OUTBOX.c.id)).scalar_one()
    told = {name: values[name] for name in ("event_id", "target", "kind", "state")}
    changes.record(write, OUTBOX, int(row_id), "queued", {}, told)
