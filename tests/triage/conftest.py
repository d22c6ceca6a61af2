"""What triage tests share: a scan made by hand, and a casework file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from integrity_metrics.casework.casework import Casework, open_casework
from integrity_metrics.metrics.scan import Scanned
from integrity_metrics.metrics.scan_choices import Source
from integrity_metrics.metrics.scan_event import History, ScanEvent
from integrity_metrics.scope import Period

START = date(2025, 11, 12)
Found = Callable[..., ScanEvent]
Scan = Callable[..., Scanned]


@pytest.fixture
def casework(tmp_path: Path) -> Iterator[Casework]:
    opened = open_casework(f"sqlite:///{tmp_path}/casework.sqlite3")
    yield opened
    opened.close()


@pytest.fixture
def event() -> Found:
    """Return a function that makes an event of TikTok, or of one of its categories."""

    def made(category: str = "", **changes: Any) -> ScanEvent:
        segment = (("platform", "TikTok"), *((("category", category),) if category else ()))
        days = 60
        history = History(
            START - timedelta(days=42), (9.0,) * days, (10.0,) * days, (8.0,) * days, (12.0, *[None] * (days - 1))
        )
        found = ScanEvent(
            metric="dsa_statements",
            segment=segment,
            start=START,
            peak=START + timedelta(days=1),
            end=START + timedelta(days=5),
            raised_on=START,
            type="drop",
            direction="down",
            observed=100.0,
            expected=1000.0,
            excess=-900.0,
            excess_low=-950.0,
            excess_high=-850.0,
            observed_rate=None,
            expected_rate=None,
            score=4.0,
            false_alarms_per_year=1e-4,
            counted="statements",
            history=history,
        )  # fmt: skip
        return replace(found, **changes)

    return made


@pytest.fixture
def scan_of() -> Scan:
    """Return a function that makes a scan of the given events, through a day."""

    def made(*events: ScanEvent, last: date = START + timedelta(days=6)) -> Scanned:
        watched = Period(last - timedelta(days=6), last + timedelta(days=1))
        return Scanned(Source.DSA, watched, tuple(events), 10, 9, 0, 1.0, 1.0)

    return made
