"""Alerts of a scan: for cards raised lately, with words, a chart and a link, within the budget."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from integrity_metrics.casework.casework import Casework
from integrity_metrics.metrics.scan import Scanned
from integrity_metrics.metrics.scan_event import ScanEvent
from integrity_metrics.settings import Settings
from integrity_metrics.triage.alerting import history_of, message_of, queue_alerts
from integrity_metrics.triage.impact import impact_of
from integrity_metrics.triage.recording import record
from integrity_metrics.triage.words import size_of

from .conftest import START

Found = Callable[..., ScanEvent]
Scan = Callable[..., Scanned]
LAST = START + timedelta(days=3)


def settings(**changes: object) -> Settings:
    given = {"alert_targets": {"hook": "json://127.0.0.1:9/x"}, "public_url": "https://integrity.example.org/"}
    return Settings(**{**given, **changes})  # type: ignore[arg-type]


def test_a_card_is_queued_once_and_what_stands_under_it_never(casework: Casework, event: Found, scan_of: Scan) -> None:
    card = event()
    record(casework, scan_of(card, event("SCAMS", parent=card.key)))
    assert len(queue_alerts(casework, settings(), LAST).queued) == 1
    assert queue_alerts(casework, settings(), LAST).queued == ()
    (entry,) = casework.outbox.entries()
    assert entry.title == "Statements of reasons, TikTok: drop from 2025-11-12"
    assert "100 statements observed, 1,000 expected: 900 fewer (850 to 950)." in entry.text
    assert "1 more events have the same cause" in entry.text
    assert entry.link == f"https://integrity.example.org/anomalies?event={entry.event_id}"
    assert entry.picture is not None and entry.picture.startswith(b"\x89PNG")


def test_a_replay_of_the_past_alerts_nobody(casework: Casework, event: Found, scan_of: Scan) -> None:
    record(casework, scan_of(event()))
    assert queue_alerts(casework, settings(), START + timedelta(days=60)).queued == ()


def test_the_budget_keeps_the_strangest_and_says_from_where(casework: Casework, event: Found, scan_of: Scan) -> None:
    record(casework, scan_of(*(event(f"C{i}", score=2.0 + i) for i in range(4))))
    queued = queue_alerts(casework, settings(alert_budget_per_week=2), LAST)
    assert (len(queued.queued), len(queued.held), queued.threshold) == (2, 2, 4.0)


def test_the_chart_of_an_event_is_what_the_detector_saw(casework: Casework, event: Found, scan_of: Scan) -> None:
    record(casework, scan_of(event()))
    (shown,) = casework.events.inbox()
    history = history_of(shown)
    assert history["day"].iloc[0] == START - timedelta(days=42)
    assert history["observed"].tolist() == [9.0] * 60
    assert history["high"].notna().sum() == 1
    assert message_of(shown, settings(), with_picture=False).picture is None


def test_the_impact_counts_no_views_twice(casework: Casework, event: Found, scan_of: Scan) -> None:
    def views(excess: float, segment: tuple[tuple[str, str], ...] = (), **changes: object) -> ScanEvent:
        return event(
            metric="unwanted_impressions",
            counted="unwanted impressions",
            segment=segment,
            excess=excess,
            excess_low=excess - 3e5,
            excess_high=excess + 4e5,
            **changes,
        )

    record(casework, scan_of(event(), views(4.1e6), views(2e6, (("market", "BR"),))))
    impact = impact_of(casework.events.inbox())
    assert impact is not None
    assert impact.statement == "4.1 million excess unwanted impressions (3.8 million to 4.5 million)"
    assert (impact.excess, impact.low, impact.high) == pytest.approx((4.1e6, 3.8e6, 4.5e6))
    assert impact_of([]) is None


def test_two_markets_add_up_with_independent_errors(casework: Casework, event: Found, scan_of: Scan) -> None:
    markets = [
        event(segment=(("platform", name),), excess=100.0, excess_low=70.0, excess_high=130.0) for name in ("A", "B")
    ]
    record(casework, scan_of(*markets))
    impact = impact_of(casework.events.inbox())
    assert impact is not None
    assert (impact.excess, impact.low, impact.high) == pytest.approx((200.0, 200 - 42.43, 200 + 42.43), abs=0.01)


def test_a_rate_says_both_rates(casework: Casework, event: Found, scan_of: Scan) -> None:
    late = event(metric="sla_attainment", counted="items in time", observed_rate=0.62, expected_rate=0.97)
    record(casework, scan_of(late))
    assert size_of(casework.events.inbox()[0]).endswith("; 62.0% instead of 97.0%.")
