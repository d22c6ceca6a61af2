"""Delivery to a real webhook: alive, dead, slow, ailing; a sender that crashes; quiet hours and digests."""

from __future__ import annotations

import base64
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from integrity_metrics.alerts.delivery import Delivered, Policy, deliver
from integrity_metrics.alerts.quiet_hours import QuietHours
from integrity_metrics.alerts.targets import AlertTarget
from integrity_metrics.casework.casework import Casework
from integrity_metrics.casework.outbox_types import OutboxEntry, Outgoing, SendState

POLICY = Policy(attempts=3, digest_from=4)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


def queue(casework: Casework, *ids: int, **changes: Any) -> None:
    given = [Outgoing(i, f"Event {i}", f"Text {i}", f"https://dash/?event={i}", **changes) for i in ids]
    assert casework.outbox.queue(given, ["hook"], most_a_week=None).queued == ids


def last(casework: Casework) -> OutboxEntry:
    return casework.outbox.entries()[0]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_message_arrives_with_text_link_and_chart_and_is_sent_once(casework: Casework, webhook: Any) -> None:
    queue(casework, 1, picture=PNG)
    assert deliver(casework, [webhook.target], POLICY) == Delivered(sent=1)
    assert deliver(casework, [webhook.target], POLICY) == Delivered()
    ((_, body),) = webhook.received
    assert (body["title"], body["message"]) == ("Event 1", "Text 1\n\nhttps://dash/?event=1")
    (attachment,) = body["attachments"]
    assert (attachment["mimetype"], base64.b64decode(attachment["base64"])) == ("image/png", PNG)
    assert webhook.keys == ["event-1:raised:hook"]
    sent = last(casework)
    assert (sent.state, sent.attempts, sent.last_error, sent.picture) == (SendState.SENT, 1, None, None)
    assert sent.sent_at is not None


def test_an_ailing_webhook_gets_the_same_message_again_after_a_wait(
    casework: Casework, webhook: Any, clock: Any
) -> None:
    webhook.answers = [500, 200]
    queue(casework, 1)
    assert deliver(casework, [webhook.target], POLICY, chance=lambda: 1.0) == Delivered(retried=1)
    failed = last(casework)
    assert (failed.state, failed.attempts, failed.last_error) == (
        SendState.WAITING,
        1,
        "json://127.0.0.1 answered 500.",
    )
    clock.pass_by(seconds=59)
    assert deliver(casework, [webhook.target], POLICY) == Delivered()
    clock.pass_by(seconds=1)
    assert deliver(casework, [webhook.target], POLICY) == Delivered(sent=1)
    assert webhook.keys == ["event-1:raised:hook"] * 2
    assert last(casework).state is SendState.SENT


def test_a_dead_webhook_is_tried_to_the_limit_and_then_shown(casework: Casework, clock: Any) -> None:
    dead = AlertTarget("hook", f"json://ana:s3cret@127.0.0.1:{free_port()}/t0ken")
    queue(casework, 1)
    seen = []
    for _ in range(4):
        seen.append(deliver(casework, [dead], POLICY))
        clock.pass_by(hours=5)
    assert seen == [Delivered(retried=1), Delivered(retried=1), Delivered(failed=1), Delivered()]
    failed = last(casework)
    assert (failed.state, failed.attempts) == (SendState.FAILED, 3)
    assert failed.last_error == "json://127.0.0.1 could not be reached, or did not answer in time."


def test_a_slow_webhook_is_not_waited_for(casework: Casework, webhook: Any) -> None:
    webhook.delay_s = 1.0
    queue(casework, 1)
    assert deliver(casework, [webhook.target], POLICY) == Delivered(retried=1)
    assert last(casework).last_error == "json://127.0.0.1 could not be reached, or did not answer in time."


def test_one_dead_target_does_not_keep_the_others_waiting(casework: Casework, webhook: Any) -> None:
    dead = AlertTarget("a-dead-one", f"json://127.0.0.1:{free_port()}/")
    casework.outbox.queue([Outgoing(1, "Event 1", "Text")], ["a-dead-one", "hook"], most_a_week=None)
    assert deliver(casework, [dead, webhook.target], POLICY) == Delivered(sent=1, retried=1)


def test_a_target_taken_from_the_settings_is_given_up(casework: Casework) -> None:
    queue(casework, 1)
    assert deliver(casework, [], POLICY) == Delivered(failed=1)
    assert last(casework).last_error == "There is no target hook in INTEGRITY_ALERT_TARGETS any more."


CRASHES = """
import os, sys
from datetime import UTC, datetime
from integrity_metrics.alerts.delivery import Policy, deliver
from integrity_metrics.alerts.targets import AlertTarget
from integrity_metrics.casework.casework import open_casework
from integrity_metrics.casework.outbox_types import Outgoing
casework = open_casework(sys.argv[1], clock=lambda: datetime(2026, 3, 2, 9, tzinfo=UTC))
casework.outbox.queue([Outgoing(1, "Event 1", "Text 1")], ["hook"], most_a_week=None)
if sys.argv[2] == "before":
    os._exit(9)

def crash(target, message):
    from integrity_metrics.alerts.sender import send
    if sys.argv[2] == "after":
        send(target, message)
    os._exit(9)

deliver(casework, [AlertTarget("hook", sys.argv[3])], Policy(3, 4), transport=crash)
"""


@pytest.mark.parametrize(("when", "times"), [("before", 1), ("between", 1), ("after", 2)])
def test_a_crash_between_outbox_and_webhook_loses_nothing(
    casework: Casework, webhook: Any, clock: Any, tmp_path: Path, when: str, times: int
) -> None:
    url = f"sqlite:///{tmp_path}/casework.sqlite3"
    died = subprocess.run([sys.executable, "-c", CRASHES, url, when, webhook.target.url], timeout=60)
    assert died.returncode == 9
    if when != "before":  # claimed by the one that died
        assert deliver(casework, [webhook.target], POLICY) == Delivered()
        clock.pass_by(minutes=15)
    assert deliver(casework, [webhook.target], POLICY) == Delivered(sent=1)
    assert webhook.keys == ["event-1:raised:hook"] * times


def test_a_message_that_kills_its_sender_is_given_up(casework: Casework, webhook: Any, clock: Any) -> None:
    class Killed(BaseException):
        pass

    def kill(*_: object) -> str | None:
        raise Killed

    queue(casework, 1)
    for _ in range(POLICY.attempts):
        with pytest.raises(Killed):
            deliver(casework, [webhook.target], POLICY, transport=kill)
        clock.pass_by(minutes=15)
    assert deliver(casework, [webhook.target], POLICY, transport=kill) == Delivered(failed=1)
    assert last(casework).last_error == "Whoever sent it stopped before the end, each time."


def test_quiet_hours_hold_everything_back_and_end_in_one_digest(casework: Casework, webhook: Any, clock: Any) -> None:
    policy = Policy(attempts=3, digest_from=4, quiet=QuietHours.parse("22:00-10:30", "Europe/Berlin"))
    queue(casework, 4, 2, 3, 1, 5)
    assert deliver(casework, [webhook.target], policy) == Delivered(quiet=5)
    assert webhook.received == []
    clock.pass_by(minutes=30)  # 10:30 in Berlin
    assert deliver(casework, [webhook.target], policy) == Delivered(sent=5)
    ((_, body),) = webhook.received
    assert body["title"] == "5 alerts, the strangest: Event 1"
    assert body["message"].splitlines()[:4] == [
        "- Event 1",
        "  https://dash/?event=1",
        "- Event 2",
        "  https://dash/?event=2",
    ]
    assert {entry.state for entry in casework.outbox.entries()} == {SendState.SENT}


def test_a_digest_that_fails_comes_again_as_the_same_digest(casework: Casework, webhook: Any, clock: Any) -> None:
    webhook.answers = [503, 200]
    queue(casework, 1, 2, 3, 4)
    assert deliver(casework, [webhook.target], POLICY) == Delivered(retried=4)
    clock.pass_by(minutes=2)
    assert deliver(casework, [webhook.target], POLICY) == Delivered(sent=4)
    assert len(webhook.keys) == 2 and webhook.keys[0] == webhook.keys[1]


def test_few_messages_come_one_by_one_the_strangest_first(casework: Casework, webhook: Any) -> None:
    queue(casework, 3, 1, 2)
    assert deliver(casework, [webhook.target], POLICY) == Delivered(sent=3)
    assert webhook.titles == ["Event 1", "Event 2", "Event 3"]
