"""The words of a message: one event's, or several in one."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from integrity_metrics.alerts.sender import Message
from integrity_metrics.casework.outbox_types import OutboxEntry

LONGEST_TITLE = 200


def single(entry: OutboxEntry) -> Message:
    """Return the message of one event: its text, then its link."""
    text = entry.text if entry.link is None else f"{entry.text}\n\n{entry.link}"
    return Message(entry.idempotency_key, entry.title, text, entry.picture)


def digest(entries: Sequence[OutboxEntry]) -> Message:
    """Return one message of several, in the order given: a title and link each, without pictures."""
    keys = "\n".join(sorted(entry.idempotency_key for entry in entries))
    lines = [f"- {entry.title}" + ("" if entry.link is None else f"\n  {entry.link}") for entry in entries]
    title = f"{len(entries)} alerts, the strangest: {entries[0].title}"
    # Made of the messages in it, so that the same ones sent again are recognised.
    key = f"digest-{hashlib.sha256(keys.encode()).hexdigest()[:32]}"
    return Message(key, title[:LONGEST_TITLE], "\n".join(lines))
