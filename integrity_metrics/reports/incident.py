"""The post-incident report: what happened, how large, why, who did what when, how the clean-up went."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pandas as pd

from integrity_metrics.casework.event_types import CaseEvent
from integrity_metrics.casework.incident_types import IncidentFile
from integrity_metrics.charts.still.expected_band import expected_band
from integrity_metrics.metrics.catalogue import catalogue
from integrity_metrics.metrics.labels import format_value
from integrity_metrics.reports.document import Block, Document, Heading, Notes, Paragraph, Picture
from integrity_metrics.reports.table import Column, Table
from integrity_metrics.triage.alerting import history_of
from integrity_metrics.triage.words import days_of, segment_words, size_of, title_of, what_of, why_raised

# Pictures of the strangest events; the others are in the table.
MOST_PICTURES = 4
# What an event's explanation says, as rows of segment, observed, expected, excess and share; empty when nothing.
Explain = Callable[[CaseEvent], pd.DataFrame]


def incident_report(file: IncidentFile, explain: Explain, generated_at: datetime) -> Document:
    """Return the report of an incident.

    Parameters
    ----------
    file
        From `casework.incidents.file`.
    explain
        See `Explain`.
    generated_at
        Now, in UTC.
    """
    incident = file.incident
    until = f"{incident.resolved_at:%Y-%m-%d %H:%M} UTC" if incident.resolved_at else "still going on"
    blocks: list[Block] = [Paragraph(_lead(file), is_lead=True), Heading("What happened"), _events(file)]
    strangest = sorted(file.events, key=lambda event: -event.score)[:MOST_PICTURES]
    for event in strangest:
        blocks += _event(event, explain)
    blocks += [Heading("Timeline"), _timeline(file), Heading("Clean-up"), _remediation(file), _notes()]
    return Document(
        title=f"Incident {incident.id}: {incident.title}",
        subtitle=f"{incident.severity}, {incident.status}",
        generated_at=generated_at,
        scope_words=f"From {incident.opened_at:%Y-%m-%d %H:%M} UTC; {until}",
        blocks=tuple(blocks),
    )


def _lead(file: IncidentFile) -> str:
    incident = file.incident
    impact = f"Impact: {incident.impact.statement}." if incident.impact else "The impact has not been stated."
    last = file.remediation[-1] if file.remediation else None
    clean = ""
    if last is not None and last.share is not None:
        clean = (
            f" By {last.day}, {last.contents_actioned:,} of {last.contents_affected:,} contents known to be affected "
            f"were actioned ({format_value(last.share, 'share')})."
        )
    lead = f" Led by {incident.lead}." if incident.lead else ""
    return f"{impact}{clean}{lead}"


def _events(file: IncidentFile) -> Table:
    rows = tuple(
        (
            str(event.id),
            title_of(event.metric),
            segment_words(event.segment),
            event.type,
            days_of(event),
            format_value(event.observed, "count"),
            format_value(event.expected, "count"),
            format_value(event.excess, "count"),
        )
        for event in file.events
    )
    names = ("Event", "Metric", "Where", "What", "Days (UTC)")
    figures = ("Observed", "Expected", "Excess")
    columns = (*(Column(name) for name in names), *(Column(name, "right") for name in figures))
    return Table(columns, rows, "Events of the incident", empty_words="No event is linked to this incident.")


def _event(event: CaseEvent, explain: Explain) -> list[Block]:
    blocks: list[Block] = [Heading(what_of(event), 3), Paragraph(f"{size_of(event)} {why_raised(event)}")]
    history = history_of(event)
    if not history.empty:
        blocks.append(_picture(event, history))
    rows = explain(event)
    if not rows.empty:
        told = tuple(
            (
                *(str(row[name]) for name in ("Segment", "Observed", "Expected", "Excess")),
                "" if pd.isna(row["Share explained"]) else format_value(float(row["Share explained"]), "share"),
            )
            for _, row in rows.iterrows()
        )
        figures = ("Observed", "Expected", "Excess", "Share explained")
        columns = (Column("Segment"), *(Column(name, "right") for name in figures))
        blocks.append(Table(columns, told, f"What drove event {event.id}", "Against the four weeks before it."))
    return blocks


def _picture(event: CaseEvent, history: pd.DataFrame) -> Picture:
    entry = catalogue().get(event.metric)
    is_rate = event.why.get("observed_rate") is not None
    unit = entry.unit if entry is not None and is_rate else "count"
    image = expected_band(
        history,
        y_title=title_of(event.metric),
        tick=lambda value: format_value(value, unit),
        event=(event.start.date(), event.end.date()),
    )
    alt = f"{title_of(event.metric)}, {segment_words(event.segment)}: observed and expected by day. {size_of(event)}"
    return Picture(image, alt, caption="Observed and expected by day; the event is shaded.")


def _timeline(file: IncidentFile) -> Table:
    rows = tuple((f"{entry.at:%Y-%m-%d %H:%M}", entry.by, entry.text) for entry in file.timeline)
    return Table((Column("When (UTC)"), Column("Who"), Column("What")), rows, "What was done, and when")


def _remediation(file: IncidentFile) -> Table:
    rows = tuple(
        (
            str(day.day),
            f"{day.contents_affected:,}",
            f"{day.contents_actioned:,}",
            "" if day.share is None else format_value(day.share, "share"),
        )
        for day in file.remediation
    )
    figures = ("Affected", "Actioned", "Share")
    columns = (Column("End of day (UTC)"), *(Column(name, "right") for name in figures))
    return Table(columns, rows, "Affected contents that were actioned", empty_words="No clean-up was recorded.")


def _notes() -> Notes:
    return Notes(
        (
            "Expected numbers are what the detector foresaw from the year before, from level, slope, weekdays and "
            "holidays; intervals are 95%.",
            "Excess is observed less expected, summed over the days of the event.",
            "The impact is as the people who worked on the incident stated it.",
        )
    )
