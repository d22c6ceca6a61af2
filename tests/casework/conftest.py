"""What casework tests share: a database of each kind this machine has, a clock, and events to record."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from integrity_metrics.casework.casework import Casework, open_casework
from integrity_metrics.casework.event_types import DetectedEvent
from tests.servers import postgresql
from tests.servers.postgresql import PostgreSQL

# SQLite is always tested; PostgreSQL wherever it can be started.
KINDS = ["sqlite"] + ["postgresql"] * (postgresql.programs() is not None)


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the URL of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/casework.sqlite3"
    server: PostgreSQL = request.getfixturevalue("postgresql_server")
    return server.url(server.create())


class FakeClock:
    """A clock that stands until it is moved."""

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
def casework(url: str, clock: FakeClock) -> Iterator[Casework]:
    opened = open_casework(url, clock=clock)
    yield opened
    opened.close()


@pytest.fixture
def another(url: str, casework: Casework, clock: FakeClock) -> Iterator[Casework]:
    """The same database, opened by another server."""
    opened = open_casework(url, clock=clock)
    yield opened
    opened.close()


Detected = Callable[..., DetectedEvent]


@pytest.fixture
def detected() -> Detected:
    def make(market: str = "DE", **changes: Any) -> DetectedEvent:
        given: dict[str, Any] = {
            "metric": "unwanted_impressions",
            "segment": {"market": market},
            "start": date(2026, 2, 23),
            "peak": date(2026, 2, 24),
            "end": date(2026, 2, 25),
            "type": "spike",
            "direction": "up",
            "expected": 100.0,
            "observed": 160.0,
            "excess": 60.0,
            "excess_low": 40.0,
            "excess_high": 80.0,
            "score": 6.5,
            "why": {"threshold": 4.0, "score": 6.5},
        }
        return DetectedEvent(**(given | changes))

    return make
