"""One message to one target, through apprise; what went wrong is told without the target's secrets."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, field

from apprise import Apprise, AppriseAsset, NotifyFormat, NotifyType
from apprise.attachment.memory import AttachMemory
from apprise.plugins import NotifyBase
from apprise.plugins.custom_form import NotifyForm
from apprise.plugins.custom_json import NotifyJSON
from apprise.plugins.custom_xml import NotifyXML
from apprise.result import AppriseResult, AppriseResultStatus

from integrity_metrics.alerts.targets import AlertTarget

TIMEOUT_S = 30
_ANSWERED = re.compile(r"error=(\d{3})\b")
_UNREACHED = re.compile(r"connection|socket|timed? ?out", re.IGNORECASE)


class _Redacted(logging.Filter):
    """Leaves of apprise's log lines, which quote URLs and payloads, whether the server answered and with what."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Reword a warning or error, and drop what is below."""
        said = record.getMessage()
        answered = _ANSWERED.search(said)
        record.args = ()
        record.msg = "connection failed" if _UNREACHED.search(said) else "message not taken"
        if answered:
            record.msg = answered.group(0)
        return record.levelno >= logging.WARNING


logging.getLogger("apprise").addFilter(_Redacted())
# The HTTP library beneath writes the path of every request, which holds tokens, when everything is logged.
logging.getLogger("urllib3.connectionpool").setLevel(logging.WARNING)


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent: plain text, with a chart as PNG if there is one.

    `key` is the same whenever the same message is sent again; a webhook gets it as the header ``Idempotency-Key``.
    """

    key: str
    title: str
    text: str
    picture: bytes | None = field(default=None, repr=False)


def send(target: AlertTarget, message: Message) -> str | None:
    """Send a message; return None when the target took it, else what went wrong.

    Returns
    -------
    str or None
        A sentence without any part of the target's URL but its scheme and host.
    """
    asset = AppriseAsset(app_id="Integrity Metrics", async_mode=False, allow_templates=False)
    service = Apprise.instantiate(target.url, asset=asset)
    if not isinstance(service, NotifyBase):
        return f"{target.shown or 'The target'} is no apprise URL; mend {target.name} in INTEGRITY_ALERT_TARGETS."
    if isinstance(service, NotifyJSON | NotifyForm | NotifyXML):
        service.headers["Idempotency-Key"] = message.key
    sender = Apprise(asset=asset)
    sender.add(service)
    picture = _attachment(message.picture) if message.picture else None
    result = sender.notify(
        body=message.text,
        title=message.title,
        notify_type=NotifyType.WARNING,
        body_format=NotifyFormat.TEXT,
        attach=picture,
        timeout=TIMEOUT_S,
    )
    return None if result.status is AppriseResultStatus.SUCCESS else _reason(target, result)


def send_test(target: AlertTarget) -> str | None:
    """Send a test message, for the button beside a target; return None when it arrived, else what went wrong."""
    text = "This is a test. Alerts about abnormal days will look like this and link to the event."
    return send(target, Message("test", "Integrity Metrics: test message", text))


def _attachment(png: bytes) -> AttachMemory:
    return AttachMemory(content=png, name="chart.png", mimetype="image/png")  # type: ignore[no-untyped-call]


def _reason(target: AlertTarget, result: AppriseResult) -> str:
    said = " ".join(entry.message for entry in result.logs())
    if answered := _ANSWERED.search(said):
        return f"{target.shown} answered {answered.group(1)}."
    if result.status is AppriseResultStatus.TIMEOUT:
        return f"{target.shown} did not answer in time."
    if _UNREACHED.search(said):
        return f"{target.shown} could not be reached, or did not answer in time."
    return f"{target.shown} did not take the message."
