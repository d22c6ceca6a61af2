"""An event in words, the same on a page, in an alert and in a report."""

from __future__ import annotations

from collections.abc import Mapping

from integrity_metrics.casework.event_types import CaseEvent
from integrity_metrics.metrics.catalogue import catalogue
from integrity_metrics.metrics.labels import format_value, name_of

TOTAL = "total"
# From here on a rate of false alarms is told as years between them.
ONCE_A_YEAR = 1 / 1.5
# Scores are capped; nothing is known of rarer things than this.
RAREST_YEARS = 1000


def title_of(metric: str) -> str:
    """Return a metric's title; its key when the catalogue no longer has it."""
    entry = catalogue().get(metric)
    return metric.replace("_", " ").capitalize() if entry is None else entry.title


def segment_words(segment: Mapping[str, str]) -> str:
    """Return a segment as people read it.

    Examples
    --------
    >>> segment_words({"platform": "TikTok", "category": "STATEMENT_CATEGORY_SCAMS_AND_FRAUD"}), segment_words({})
    ('TikTok, Scams and fraud', 'total')
    """
    first = [segment[d] for d in ("platform",) if d in segment]
    rest = [value for dimension, value in segment.items() if dimension != "platform"]
    return ", ".join(name_of(value) for value in (*first, *rest)) or TOTAL


def what_of(event: CaseEvent) -> str:
    """Return the one line an event is called by."""
    return f"{title_of(event.metric)}, {segment_words(event.segment)}: {event.type} from {event.start:%Y-%m-%d}"


def days_of(event: CaseEvent) -> str:
    """Return the days of an event."""
    first, last = event.start.date(), event.end.date()
    return f"{first}" if first == last else f"{first} to {last}"


def size_of(event: CaseEvent) -> str:
    """Return how large an event is, with its interval; of a rate also what it was and should have been."""
    counted = str(event.why.get("counted", "")) or "in all"
    more = "more" if event.excess >= 0 else "fewer"
    said = (
        f"{format_value(event.observed, 'count')} {counted} observed, {format_value(event.expected, 'count')} "
        f"expected: {format_value(abs(event.excess), 'count')} {more}"
    )
    if event.excess_low is not None and event.excess_high is not None:
        low, high = sorted((event.excess_low * _sign(event), event.excess_high * _sign(event)))
        said += f" ({format_value(low, 'count')} to {format_value(high, 'count')})"
    observed, expected = event.why.get("observed_rate"), event.why.get("expected_rate")
    if observed is None or expected is None:
        return f"{said}."
    unit = catalogue()[event.metric].unit if event.metric in catalogue() else "share"
    return f"{said}; {format_value(observed, unit)} instead of {format_value(expected, unit)}."


def how_often(score: float) -> str:
    """Return how often chance alone does the like in one series.

    Examples
    --------
    >>> how_often(0.0), how_often(1.0), how_often(9.0)
    ('about once a year', 'once in 10 years', 'less than once in 1,000 years')
    """
    per_year = 10.0**-score
    if per_year > ONCE_A_YEAR:
        return "about once a year"
    years = 1 / per_year
    return f"once in {years:,.0f} years" if years < RAREST_YEARS else f"less than once in {RAREST_YEARS:,} years"


def why_raised(event: CaseEvent) -> str:
    """Return why an event was raised: how rare it is, and what the scan let through."""
    threshold = event.why.get("threshold")
    said = f"By chance alone one series does the like {how_often(event.score)} (score {event.score:.1f})"
    if isinstance(threshold, int | float):
        said += f"; that scan raised scores from {threshold:.1f}"
    raised = event.why.get("raised_on")
    return f"{said}. Raised on the data of {raised}." if raised else f"{said}."


def _sign(event: CaseEvent) -> float:
    return 1.0 if event.excess >= 0 else -1.0
