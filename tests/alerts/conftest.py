"""What alert tests share: a webhook on a real socket, and a casework database with events in it."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from integrity_metrics.alerts.targets import AlertTarget
from integrity_metrics.casework.casework import Casework, open_casework
from integrity_metrics.casework.event_types import DetectedEvent


@dataclass
class Webhook:
    """A server that answers with `answers` in turn, the last one for ever, after `delay_s`."""

    port: int = 0
    answers: list[int] = field(default_factory=lambda: [200])
    delay_s: float = 0.0
    received: list[tuple[dict[str, str], dict[str, Any]]] = field(default_factory=list)

    @property
    def target(self) -> AlertTarget:
        return AlertTarget("hook", f"json://ana:s3cret@127.0.0.1:{self.port}/t0ken?rto=0.3&cto=0.3")

    @property
    def titles(self) -> list[str]:
        return [str(body["title"]) for _, body in self.received]

    @property
    def keys(self) -> list[str]:
        return [headers["Idempotency-Key"] for headers, _ in self.received]


@pytest.fixture
def webhook() -> Iterator[Webhook]:
    hook = Webhook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            hook.received.append((dict(self.headers), body))
            time.sleep(hook.delay_s)
            self.send_response(hook.answers.pop(0) if len(hook.answers) > 1 else hook.answers[0])
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Keep the test's output clean."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        hook.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield hook
        server.shutdown()


class FakeClock:
    """A clock that stands until it is moved; 09:00 UTC at first."""

    def __init__(self) -> None:
        self.at = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def pass_by(self, **span: float) -> None:
        self.at += timedelta(**span)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def casework(tmp_path: Path, clock: FakeClock) -> Iterator[Casework]:
    opened = open_casework(f"sqlite:///{tmp_path}/casework.sqlite3", clock=clock)
    day = date(2026, 2, 23)
    opened.events.record(
        [
            DetectedEvent("x", {"market": f"M{i}"}, day, day, day, "spike", "up", 10.0, 20.0, 10.0, score=10.0 - i)
            for i in range(8)
        ]
    )
    yield opened
    opened.close()
