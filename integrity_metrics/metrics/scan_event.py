"""An event of a scan, with all that a page, an alert or a line of JSON says of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from integrity_metrics.detection.event import Event
from integrity_metrics.metrics.scan_family import Segment
from integrity_metrics.metrics.scan_judging import Judged

# Days drawn before and after an event.
DAYS_BEFORE, DAYS_AFTER = 42, 7


@dataclass(frozen=True, slots=True)
class History:
    """The series around an event as the detector saw it: one scoring table for chart, alert and report.

    Parameters
    ----------
    since
        First day; the lists have one entry a day from there, None where there is no number.
    observed, expected, low, high
        In what is counted, or as shares of the denominator for a rate.
    """

    since: date
    observed: tuple[float | None, ...]
    expected: tuple[float | None, ...]
    low: tuple[float | None, ...]
    high: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class ScanEvent:
    """One departure of one segment of a metric.

    Parameters
    ----------
    metric, segment
        Key in the catalogue and dimension values; no values is the total.
    start, peak, end
        Days, all inside the event.
    raised_on
        First day on which it was stranger than chance allows over the whole scan, on what was complete by then.
    type, direction
        As the detector names them.
    observed, expected, excess, excess_low, excess_high
        Sums of what is counted; of a rate its numerators, expected for the denominators there were.
    observed_rate, expected_rate
        Of a rate, over the event; None for counts.
    score, false_alarms_per_year
        How strange, and how often a year chance does the like in one series.
    counted
        What the sums count, in words.
    history
        The days around it.
    parent
        Metric, segment and start of the event that has the card for the same cause; None has its own.
    """

    metric: str
    segment: Segment
    start: date
    peak: date
    end: date
    raised_on: date
    type: str
    direction: str
    observed: float
    expected: float
    excess: float
    excess_low: float
    excess_high: float
    observed_rate: float | None
    expected_rate: float | None
    score: float
    false_alarms_per_year: float
    counted: str
    history: History
    parent: tuple[str, Segment, date, str] | None = None

    @property
    def key(self) -> tuple[str, Segment, date, str]:
        """What tells it from other events."""
        return (self.metric, self.segment, self.start, self.type)

    def to_record(self) -> dict[str, Any]:
        """Return the event as a line of JSON holds it, dates as text."""
        return {
            "metric": self.metric,
            "segment": dict(self.segment),
            "start": self.start.isoformat(),
            "peak": self.peak.isoformat(),
            "end": self.end.isoformat(),
            "raised_on": self.raised_on.isoformat(),
            "type": self.type,
            "direction": self.direction,
            "expected": self.expected,
            "observed": self.observed,
            "excess": self.excess,
            "excess_low": self.excess_low,
            "excess_high": self.excess_high,
            "expected_rate": self.expected_rate,
            "observed_rate": self.observed_rate,
            "counted": self.counted,
            "score": self.score,
            "false_alarms_per_year": self.false_alarms_per_year,
            "same_cause_as": None
            if self.parent is None
            else {"metric": self.parent[0], "segment": dict(self.parent[1]), "start": self.parent[2].isoformat()},
        }


def event_of(judged: Judged, event: Event, raised: int) -> ScanEvent:
    """Return a detector's event in days and words; `raised` is the day's position on which it was raised."""
    series, row = judged.series, event.series
    family = judged.families[judged.family[row]]
    observed_rate = expected_rate = None
    if series.is_rate[row] and series.denominator is not None:
        inside = slice(event.start, event.end + 1)
        known = np.isfinite(series.observed[row, inside]) & np.isfinite(judged.scan.expected[row, inside])
        out_of = float(series.denominator[row, inside][known].sum())
        if out_of > 0:
            observed_rate, expected_rate = event.observed / out_of, event.expected / out_of
    return ScanEvent(
        metric=family.metric,
        segment=family.segment(int(judged.row[row])),
        start=_day(series.days[event.start]),
        peak=_day(series.days[event.peak]),
        end=_day(series.days[event.end]),
        raised_on=_day(series.days[raised]) + timedelta(days=family.lag_days),
        type=event.type.value,
        direction=event.direction.value,
        observed=_rounded(event.observed),
        expected=_rounded(event.expected),
        excess=_rounded(event.excess),
        excess_low=_rounded(event.excess_low),
        excess_high=_rounded(event.excess_high),
        observed_rate=observed_rate,
        expected_rate=expected_rate,
        score=round(event.score, 3),
        false_alarms_per_year=event.false_alarms_per_year,
        counted=family.counted,
        history=_history(judged, event),
    )


def _history(judged: Judged, event: Event) -> History:
    series, row = judged.series, event.series
    first, last = max(event.start - DAYS_BEFORE, 0), min(event.end + DAYS_AFTER, len(series.days) - 1)
    window = slice(first, last + 1)
    scale = np.ones(last + 1 - first)
    if series.mature is not None:
        scale[~series.mature[row, window]] = np.nan
    if series.is_rate[row] and series.denominator is not None:
        out_of = series.denominator[row, window]
        scale = np.where(out_of > 0, scale * out_of, np.nan)
    scan = judged.scan
    observed, expected, low, high = (
        tuple(_number(value) for value in matrix[row, window] / scale)
        for matrix in (series.observed, scan.expected, scan.low, scan.high)
    )
    return History(_day(series.days[first]), observed, expected, low, high)


def _day(day: np.datetime64) -> date:
    found: date = day.astype("datetime64[D]").item()
    return found


def _number(value: float) -> float | None:
    # Seven figures draw the same line and are half the size to keep.
    return float(f"{value:.7g}") if np.isfinite(value) else None


def _rounded(value: float) -> float:
    return round(float(value), 3)
