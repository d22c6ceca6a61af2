"""Sending one message, the test button, and that no secret gets out."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from integrity_metrics.alerts.delivery import Policy
from integrity_metrics.alerts.quiet_hours import QuietHours
from integrity_metrics.alerts.sender import Message, send, send_test
from integrity_metrics.alerts.targets import AlertTarget, alert_targets
from integrity_metrics.errors import SettingsError
from integrity_metrics.settings import Settings, get_settings


def test_the_test_button_says_whether_it_arrived(webhook: Any) -> None:
    assert send_test(webhook.target) is None
    assert webhook.titles == ["Integrity Metrics: test message"]
    webhook.answers = [404]
    assert send_test(webhook.target) == "json://127.0.0.1 answered 404."


@pytest.mark.parametrize("url", ["nonsense", "unknown://s3cret@host", "json://", "slack://s3cret"])
def test_a_url_apprise_does_not_know_is_said_without_it(url: str) -> None:
    said = send_test(AlertTarget("on-call", url))
    assert said is not None and "mend on-call in INTEGRITY_ALERT_TARGETS" in said
    assert "s3cret" not in said


def test_no_secret_is_in_errors_logs_or_representations(
    webhook: Any, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    webhook.answers = [500]
    said = send(webhook.target, Message("key", "title", "text"))
    send(AlertTarget("dead", "jsons://ana:s3cret@127.0.0.1:9/t0ken?+X=t0ken"), Message("key", "title", "text"))
    send(AlertTarget("bad", "slack://s3cret/t0ken"), Message("key", "title", "text"))
    printed = capfd.readouterr()
    everything = f"{said} {webhook.target} {caplog.text} {printed.out} {printed.err}"
    for secret in ("s3cret", "t0ken"):
        assert secret not in everything


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("json://ana:s3cret@hooks.example:8443/t0ken?x=s3cret", "json://hooks.example"),
        ("https://hooks.example/services/t0ken", "https://hooks.example"),
        ("slack://t0ken/s3cret/x", "slack://"),
        ("discord://t0ken/s3cret", "discord://"),
        ("mailto://ana:s3cret@mail.example", "mailto://"),
        ("msteams://t0ken@x/y/z", "msteams://"),
        ("t0ken", ""),
        ("json://[t0ken", "json://"),
    ],
)
def test_only_scheme_and_host_are_shown(url: str, shown: str) -> None:
    target = AlertTarget("x", url)
    assert target.shown == shown
    assert "t0ken" not in repr(target) and "s3cret" not in repr(target)


def test_targets_come_from_the_settings_which_never_repeat_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTEGRITY_ALERT_TARGETS", '{"on-call": "json://h/t0ken", "chat": "slack://t0ken"}')
    settings = Settings()
    assert [(target.name, target.shown) for target in alert_targets(settings)] == [
        ("chat", "slack://"),
        ("on-call", "json://h"),
    ]
    assert "t0ken" not in repr(settings) and "t0ken" not in settings.model_dump_json()
    with pytest.raises(SettingsError, match="give 1 to 100 printable"):
        alert_targets(Settings(alert_targets={"": "json://h/t0ken"}))


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("ALERT_TARGETS", "json://h/t0ken", "INTEGRITY_ALERT_TARGETS is not a JSON object"),
        ("ALERT_TARGETS", '["json://h/t0ken"]', "INTEGRITY_ALERT_TARGETS"),
        ("ALERT_QUIET_HOURS", "22-7", "INTEGRITY_ALERT_QUIET_HOURS"),
        ("ALERT_TIME_ZONE", "Mars/Base", "INTEGRITY_ALERT_TIME_ZONE.*Europe/Berlin"),
        ("ALERT_TIME_ZONE", "../../etc", "INTEGRITY_ALERT_TIME_ZONE"),
        ("ALERT_DIGEST_FROM", "1", "INTEGRITY_ALERT_DIGEST_FROM"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_and_not_repeated(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str
) -> None:
    monkeypatch.setenv(f"INTEGRITY_{name}", value)
    get_settings.cache_clear()
    try:
        with pytest.raises(SettingsError, match=says) as raised:
            get_settings()
        assert "t0ken" not in str(raised.value)
    finally:
        get_settings.cache_clear()


def test_the_policy_is_that_of_the_settings() -> None:
    settings = Settings(
        alert_attempts=4, alert_digest_from=7, alert_quiet_hours="22:00-07:00", alert_time_zone="Asia/Tokyo"
    )
    assert Policy.from_settings(settings) == Policy(4, 7, QuietHours.parse("22:00-07:00", "Asia/Tokyo"))
    assert Policy.from_settings(Settings()).quiet is None


def test_no_quiet_hours_are_never_quiet() -> None:
    from datetime import UTC, datetime

    same = QuietHours.parse("08:00-08:00", "UTC")
    by_day = QuietHours.parse("12:00-13:00", "UTC")
    moments = [datetime(2026, 3, 1, hour, 0, tzinfo=UTC) for hour in (8, 12, 13)]
    assert [same.hold(at) for at in moments] == [False, False, False]
    assert [by_day.hold(at) for at in moments] == [False, True, False]
