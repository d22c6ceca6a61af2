"""Catalogue entry -> what a chart needs in words. Titles and definitions come from the catalogue only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from integrity_metrics.charts.trend import Words
from integrity_metrics.estimates import Estimates
from integrity_metrics.metrics.catalogue import Metric, Unit, metric, notes
from integrity_metrics.metrics.labels import format_value, name_of, name_of_dimension

_AXIS: dict[Unit, str] = {"count": "", "share": ", % of all", "per_10k": ", per 10,000 views", "days": ", days"}
TICK_FORMATS: dict[Unit, str] = {"count": ",.0f", "share": ".1%", "per_10k": ",.3~g", "days": ",.1f"}
SCALES: dict[Unit, float] = {"count": 1, "share": 1, "per_10k": 10_000, "days": 1}


def words_for(entry: Metric, by: Sequence[str] = (), *, suffix: str = "") -> Words:
    """Return the chart words of a catalogue entry.

    Parameters
    ----------
    entry
        The catalogue entry.
    by
        The break-down, named in the title.
    suffix
        Words to add to the title, for example ``, change``.
    """
    title = entry.title + "".join(f" by {name_of_dimension(d).lower()}" for d in by) + suffix
    unit = entry.unit
    return Words(
        title,
        entry.title + _AXIS[unit],
        name_of,
        TICK_FORMATS[unit],
        lambda value: format_value(value, unit),
        SCALES[unit],
    )


def breaks_of(answer: Estimates) -> list[tuple[date, str]]:
    """Return the definition breaks inside an answer's period, with their words."""
    period = answer.scope.period
    found = [notes()[key].break_on for key in answer.notes]
    return [(day, "codes changed") for day in found if day is not None and period.since < day < period.until]


def sentences_of(answer: Estimates) -> list[str]:
    """Return the notes an answer carries, in words."""
    return [notes()[key].text for key in answer.notes]


def alt_text(answer: Estimates, kind: str) -> str:
    """Return what a screen reader says for a chart."""
    entry = metric(answer.metric)
    return f"{kind} of {entry.title}, {answer.scope.in_words()}; {len(answer.frame)} values. The table holds them all."
