"""Queues an alert for every card a scan raised, within the week's budget, with its chart and a link."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from integrity_metrics.alerts.targets import alert_targets
from integrity_metrics.casework.casework import Casework
from integrity_metrics.casework.event_states import EventState
from integrity_metrics.casework.event_types import CaseEvent
from integrity_metrics.casework.outbox_types import Outgoing, Queued
from integrity_metrics.charts.still.expected_band import expected_band
from integrity_metrics.metrics.catalogue import catalogue
from integrity_metrics.metrics.labels import format_value
from integrity_metrics.settings import Settings
from integrity_metrics.triage.words import days_of, segment_words, size_of, title_of, what_of, why_raised

# An alert is about now: what a replay of the past finds goes to the inbox only.
ALERTED_DAYS = 7
# Charts are drawn for the strangest only; the others are most likely over the budget anyhow.
MOST_PICTURES = 30


def queue_alerts(casework: Casework, settings: Settings, last_day: date) -> Queued:
    """Queue alerts about new cards that were raised lately; what was queued before is skipped.

    Parameters
    ----------
    casework
        Holds the events and the outbox.
    settings
        Targets, and the budget.
    last_day
        Of the data.
    """
    recent = last_day - timedelta(days=ALERTED_DAYS)
    fresh = [
        event
        for event in casework.events.inbox(states=(EventState.NEW,))
        if str(event.why.get("raised_on", "")) > recent.isoformat()
    ]
    messages = [message_of(event, settings, with_picture=i < MOST_PICTURES) for i, event in enumerate(fresh)]
    targets = [target.name for target in alert_targets(settings)]
    return casework.outbox.queue(messages, targets, most_a_week=settings.alert_budget_per_week)


def message_of(event: CaseEvent, settings: Settings, *, with_picture: bool = True) -> Outgoing:
    """Return what an alert says of an event."""
    more = f" {event.children} more events have the same cause." if event.children else ""
    text = f"{days_of(event)}: {size_of(event)} {why_raised(event)}{more}"
    return Outgoing(event.id, what_of(event), text, link_to(event, settings), _picture(event) if with_picture else None)


def link_to(event: CaseEvent, settings: Settings) -> str:
    """Return the address of an event's page."""
    base = settings.public_url or f"http://{settings.address}:{settings.port}"
    return f"{base.rstrip('/')}/anomalies?event={event.id}"


def history_of(event: CaseEvent) -> pd.DataFrame:
    """Return the series around an event: ``day, observed, expected, low, high``; empty when none was recorded."""
    why = event.why
    since = why.get("since")
    if not since:
        return pd.DataFrame(columns=["day", "observed", "expected", "low", "high"])
    lines = {name: pd.Series(why[name], dtype="float64") for name in ("observed", "expected", "low", "high")}
    days = [date.fromisoformat(str(since)) + timedelta(days=i) for i in range(len(lines["observed"]))]
    return pd.DataFrame({"day": days, **lines})


def _picture(event: CaseEvent) -> bytes:
    entry = catalogue().get(event.metric)
    unit = entry.unit if entry is not None and event.why.get("observed_rate") is not None else "count"
    image = expected_band(
        history_of(event),
        y_title=title_of(event.metric),
        tick=lambda value: format_value(value, unit),
        title=f"{title_of(event.metric)}, {segment_words(event.segment)}",
        subtitle=f"{event.type}, {days_of(event)} (UTC days)",
        event=(event.start.date(), event.end.date()),
    )
    return image.png
