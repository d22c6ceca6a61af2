"""Sends what is due in the outbox: at least once, again after a wait, and not in the quiet hours."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from integrity_metrics.alerts.backoff import wait_after
from integrity_metrics.alerts.digest import digest, single
from integrity_metrics.alerts.quiet_hours import QuietHours
from integrity_metrics.alerts.sender import Message, send
from integrity_metrics.alerts.targets import AlertTarget
from integrity_metrics.casework.casework import Casework
from integrity_metrics.casework.outbox_types import OutboxEntry
from integrity_metrics.settings import Settings

BATCH = 50
Send = Callable[[AlertTarget, Message], str | None]
Chance = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Policy:
    """When and how often: attempts per message, messages that make a digest, quiet hours."""

    attempts: int
    digest_from: int
    quiet: QuietHours | None = None

    @classmethod
    def from_settings(cls, settings: Settings) -> Policy:
        """Return the policy of the settings."""
        hours = settings.alert_quiet_hours
        quiet = QuietHours.parse(hours, settings.alert_time_zone) if hours else None
        return cls(settings.alert_attempts, settings.alert_digest_from, quiet)


@dataclass(frozen=True, slots=True)
class Delivered:
    """How many messages were sent, will be tried again, were given up, and wait for the quiet hours to end."""

    sent: int = 0
    retried: int = 0
    failed: int = 0
    quiet: int = 0


def deliver(
    casework: Casework,
    targets: Sequence[AlertTarget],
    policy: Policy,
    *,
    transport: Send = send,
    chance: Chance = random.random,
) -> Delivered:
    """Send what is due; to be called every minute or so, by any number of servers at once.

    A message is claimed, sent, and then marked as sent. A sender that dies in between leaves its claim to run out, and
    another sends the message again: better twice than never.

    Parameters
    ----------
    casework
        Holds the outbox.
    targets
        From `alert_targets`; messages for a target that is no longer among them are given up.
    policy
        From `Policy.from_settings`.
    transport
        Sends one message and returns what went wrong.
    chance
        Uniform between 0 and 1, for the wait between attempts.
    """
    due = casework.outbox.due_targets()
    if policy.quiet is not None and policy.quiet.hold(casework.store.now()):
        return Delivered(quiet=sum(due.values()))
    known = {target.name: target for target in targets}
    tally = {"sent": 0, "retried": 0, "failed": 0}
    for name in due:
        while entries := casework.outbox.claim(name, BATCH):
            for group in _grouped(entries, policy):
                outcome = _send_group(casework, known.get(name), group, policy, transport, chance)
                for result in outcome:
                    tally[result] += 1
    return Delivered(**tally)


def _grouped(entries: Sequence[OutboxEntry], policy: Policy) -> list[Sequence[OutboxEntry]]:
    # A message that outlives its attempts has killed its sender each time: it goes alone, and is not sent.
    spent = [[entry] for entry in entries if entry.attempts > policy.attempts]
    left = [entry for entry in entries if entry.attempts <= policy.attempts]
    return [*spent, *([left] if len(left) >= policy.digest_from else [[entry] for entry in left])]


def _send_group(
    casework: Casework,
    target: AlertTarget | None,
    entries: Sequence[OutboxEntry],
    policy: Policy,
    transport: Send,
    chance: Chance,
) -> list[str]:
    if target is None:
        error: str | None = f"There is no target {entries[0].target} in INTEGRITY_ALERT_TARGETS any more."
    elif entries[0].attempts > policy.attempts:
        error = "Whoever sent it stopped before the end, each time."
    else:
        error = transport(target, single(entries[0]) if len(entries) == 1 else digest(entries))
    outcomes = []
    luck = chance()  # one for all, so that the messages of a digest come due together again
    for entry in entries:
        again = error is not None and target is not None and entry.attempts < policy.attempts
        retry_at = casework.store.now() + wait_after(entry.attempts, luck) if again else None
        casework.outbox.settle(entry, error, retry_at)
        outcomes.append("sent" if error is None else "retried" if again else "failed")
    return outcomes
