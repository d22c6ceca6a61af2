"""A message to be sent about an event, and where its sending stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import RowMapping


class AlertKind(StrEnum):
    """What a message tells: that an event was found, or that it is over. The budget is for the first."""

    RAISED = "raised"
    RESOLVED = "resolved"


class SendState(StrEnum):
    """Where the sending stands; `failed` was given up, `held` is over the budget."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One event's message, the same for every target.

    Parameters
    ----------
    event_id
        The event it is about.
    title, text
        Plain text; the title is one line.
    link
        The event's page.
    picture
        A chart as PNG.
    """

    event_id: int
    title: str
    text: str
    link: str | None = None
    picture: bytes | None = field(default=None, repr=False)
    kind: AlertKind = AlertKind.RAISED


@dataclass(frozen=True, slots=True)
class OutboxEntry:
    """A message to one target. `idempotency_key` is the same at every attempt, so that a receiver can tell."""

    id: int
    idempotency_key: str
    event_id: int
    target: str
    kind: AlertKind
    score: float
    title: str
    text: str
    link: str | None
    picture: bytes | None = field(repr=False)
    state: SendState
    attempts: int
    created_at: datetime
    due_at: datetime
    sent_at: datetime | None
    last_error: str | None
    held_because: str | None
    claim: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Queued:
    """What became of a batch of messages.

    Parameters
    ----------
    queued, held
        Events whose messages wait to be sent, and events over the budget.
    skipped
        Events that get no message: told before, looked at, muted, or under another's card.
    threshold
        The lowest score that was let through; None when the budget had room for all.
    """

    queued: tuple[int, ...]
    held: tuple[int, ...]
    skipped: tuple[int, ...]
    threshold: float | None


_AS_THEY_ARE = (
    *("id", "idempotency_key", "event_id", "target", "score", "title", "text", "link", "picture", "attempts"),
    *("created_at", "due_at", "sent_at", "last_error", "held_because", "claim"),
)


def outbox_entry(row: RowMapping) -> OutboxEntry:
    """Return a row of `outbox`."""
    kept = {name: row[name] for name in _AS_THEY_ARE}
    return OutboxEntry(**kept, kind=AlertKind(row["kind"]), state=SendState(row["state"]))
