"""What an incident cost, from the events linked to it: unwanted impressions where they were measured."""

from __future__ import annotations

from collections.abc import Sequence
from math import hypot

from integrity_metrics.casework.event_types import CaseEvent
from integrity_metrics.casework.incident_types import Impact
from integrity_metrics.metrics.labels import format_value

# What people saw counts before what was done about it.
FIRST = ("unwanted_impressions", "prevalence")


def impact_of(events: Sequence[CaseEvent]) -> Impact | None:
    """Return the excess of an incident's events, in words and numbers; None without an event that has any.

    Events of one metric in different segments can be of the same views, so only the largest of those that overlap in
    place counts: of one metric, a total before its segments. Intervals of events added up are added as independent.
    """
    known = [e for e in events if e.excess_low is not None and e.excess_high is not None]
    if not known:
        return None
    metric = next(
        (m for m in FIRST if any(e.metric == m for e in known)), max(known, key=lambda e: abs(e.excess)).metric
    )
    chosen = _apart([e for e in known if e.metric == metric])
    excess = sum(e.excess for e in chosen)
    below = hypot(*(e.excess - (e.excess_low or 0.0) for e in chosen))
    above = hypot(*((e.excess_high or 0.0) - e.excess for e in chosen))
    counted = str(chosen[0].why.get("counted", metric.replace("_", " ")))
    return Impact(_said(excess, excess - below, excess + above, counted), excess, excess - below, excess + above)


def _apart(events: Sequence[CaseEvent]) -> list[CaseEvent]:
    """Return events that are not of the same counts, the widest and largest first: one break-down, no days twice."""
    chosen: list[CaseEvent] = []
    for event in sorted(events, key=lambda e: (len(e.segment), -abs(e.excess))):
        clashes = (
            other
            for other in chosen
            if event.start <= other.end
            and other.start <= event.end
            and (event.segment.keys() != other.segment.keys() or event.segment == other.segment)
        )
        if next(clashes, None) is None:
            chosen.append(event)
    return chosen


def _said(excess: float, low: float, high: float, counted: str) -> str:
    kind = "excess" if excess >= 0 else "fewer"
    ends = sorted((abs(low), abs(high)))
    around = f"{format_value(ends[0], 'count')} to {format_value(ends[1], 'count')}"
    if low < 0 < high:
        around = f"from {format_value(-low, 'count')} fewer to {format_value(high, 'count')} more"
    return f"{format_value(abs(excess), 'count')} {kind} {counted} ({around})"
