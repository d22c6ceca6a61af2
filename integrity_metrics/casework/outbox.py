"""The outbox: messages are written here with what they are about, and taken from here to be sent."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, or_, select, update

from integrity_metrics.casework import changes
from integrity_metrics.casework.errors import CaseworkError
from integrity_metrics.casework.outbox_queue import queue
from integrity_metrics.casework.outbox_types import OutboxEntry, Outgoing, Queued, SendState, outbox_entry
from integrity_metrics.casework.store import Store
from integrity_metrics.casework.tables import OUTBOX

# Longer than sending a batch takes (20 single messages of at most 30 s each); what a dead sender took is free after it.
LEASE = timedelta(minutes=15)


class Outbox:
    """Queues, claims and settles messages; alerts/ does the sending."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def queue(
        self, messages: Sequence[Outgoing], targets: Sequence[str], *, most_a_week: int | None, by: str = "scan"
    ) -> Queued:
        """Queue messages for targets, each event once, within the budget; see `outbox_queue.queue`."""
        with self._store.write(by) as write:
            return queue(write, messages, targets, most_a_week)

    def claim(self, target: str, most: int) -> tuple[OutboxEntry, ...]:
        """Take the messages that are due for a target, highest score first; nobody else gets them for `LEASE`.

        An attempt is counted here, before it is made: a message that kills its sender must not be tried for ever.
        """
        with self._store.write("delivery") as write:
            due = select(OUTBOX.c.id).where(OUTBOX.c.target == target, _is_due(write.at))
            due = due.order_by(OUTBOX.c.score.desc(), OUTBOX.c.id).limit(most).with_for_update(skip_locked=True)
            ids = list(write.connection.execute(due).scalars())
            taken = {
                "state": SendState.SENDING.value,
                "attempts": OUTBOX.c.attempts + 1,
                "claim": secrets.token_hex(8),
                "claimed_until": write.at + LEASE,
            }
            write.connection.execute(update(OUTBOX).where(OUTBOX.c.id.in_(ids)).values(taken))
            mine = select(OUTBOX).where(OUTBOX.c.id.in_(ids)).order_by(OUTBOX.c.score.desc(), OUTBOX.c.id)
            return tuple(outbox_entry(row) for row in write.connection.execute(mine).mappings())

    def due_targets(self) -> dict[str, int]:
        """Return how many messages are due for each target."""
        with self._store.read() as connection:
            found = connection.execute(select(OUTBOX.c.target).where(_is_due(self._store.now()))).scalars().all()
        return {target: found.count(target) for target in sorted(set(found))}

    def settle(self, entry: OutboxEntry, error: str | None, retry_at: datetime | None) -> None:
        """Write down how an attempt ended.

        Parameters
        ----------
        entry
            From `claim`; when its lease has run out and another sender took it, nothing is written.
        error
            What went wrong, without secrets; None when it was sent.
        retry_at
            When to try again; None gives up.
        """
        with self._store.write("delivery") as write:
            settled: dict[str, Any] = {"claim": None, "claimed_until": None, "last_error": error}
            if error is None:
                # The chart has done its work; kept, pictures would soon be most of the database.
                settled |= {"state": SendState.SENT.value, "sent_at": write.at, "picture": None}
            elif retry_at is None:
                settled |= {"state": SendState.FAILED.value}
            else:
                settled |= {"state": SendState.WAITING.value, "due_at": retry_at}
            mine = and_(OUTBOX.c.id == entry.id, OUTBOX.c.claim == entry.claim)
            done = write.connection.execute(update(OUTBOX).where(mine).values(settled)).rowcount
            if done and settled["state"] != SendState.WAITING:
                told = {"state": settled["state"], "attempts": entry.attempts, "last_error": error}
                changes.record(write, OUTBOX, entry.id, str(settled["state"]), {"state": SendState.SENDING.value}, told)

    def requeue(self, entry_id: int, *, by: str) -> OutboxEntry:
        """Send a message that was given up or held back after all.

        Raises
        ------
        CaseworkError
            When it is on its way or was sent.
        """
        with self._store.write(by) as write:
            entry = outbox_entry(changes.get(write, OUTBOX, entry_id))
            if entry.state not in (SendState.FAILED, SendState.HELD):
                raise CaseworkError(f"Message {entry_id} is {entry.state}; only failed and held ones are sent again.")
            values = {"state": SendState.WAITING.value, "attempts": 0, "due_at": write.at, "held_because": None}
            write.connection.execute(update(OUTBOX).where(OUTBOX.c.id == entry_id).values(values))
            changes.record(write, OUTBOX, entry_id, "requeued", {"state": entry.state}, {"state": SendState.WAITING})
            return outbox_entry(changes.get(write, OUTBOX, entry_id))

    def entries(
        self, *, states: Sequence[SendState] | None = None, event_id: int | None = None, limit: int = 200
    ) -> tuple[OutboxEntry, ...]:
        """Return the latest messages, newest first: what was sent, what failed and why, what was held back."""
        statement = select(OUTBOX).order_by(OUTBOX.c.id.desc()).limit(limit)
        if states is not None:
            statement = statement.where(OUTBOX.c.state.in_([state.value for state in states]))
        if event_id is not None:
            statement = statement.where(OUTBOX.c.event_id == event_id)
        with self._store.read() as connection:
            return tuple(outbox_entry(row) for row in connection.execute(statement).mappings())


def _is_due(at: datetime) -> Any:
    waits = and_(OUTBOX.c.state == SendState.WAITING.value, OUTBOX.c.due_at <= at)
    abandoned = and_(OUTBOX.c.state == SendState.SENDING.value, OUTBOX.c.claimed_until <= at)
    return or_(waits, abandoned)
