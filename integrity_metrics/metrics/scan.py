"""The anomaly scan: every watched series judged day by day, what chance explains left out, one card for one cause."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from integrity_metrics.detection.series import SeriesSet
from integrity_metrics.errors import ScopeError
from integrity_metrics.metrics import enforcement, industry, scan_dsa, scan_platform
from integrity_metrics.metrics.scan_cards import with_cards
from integrity_metrics.metrics.scan_chance import discoveries, threshold
from integrity_metrics.metrics.scan_choices import Procedure, Source
from integrity_metrics.metrics.scan_event import ScanEvent, event_of
from integrity_metrics.metrics.scan_explain import explained, named_segments_of
from integrity_metrics.metrics.scan_family import Segment
from integrity_metrics.metrics.scan_gaps import GAP, gaps
from integrity_metrics.metrics.scan_impact import Impact, is_large
from integrity_metrics.metrics.scan_judging import Judged, judge
from integrity_metrics.scope import Period
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse

# What the first watched day is judged by: a year of weekdays, holidays and slopes, and a month to fit them on.
HISTORY_DAYS = 400
# Called with what is being done, and the share of the work that is done.
Progress = Callable[[str, float], None]
# Shares of the work: reading, judging.
READ, JUDGED = 0.2, 0.75


@dataclass(frozen=True, slots=True)
class Options:
    """How strict a scan is.

    Parameters
    ----------
    rate
        Share of false alarms among the days raised, at most, on average.
    procedure
        Over which days that holds.
    least_score
        The least score, whatever the rate allows: on days full of real events it would let in what is not strange.
        1 is once in ten years in one series.
    least
        The least an event must amount to.
    """

    rate: float = 0.1
    procedure: Procedure = Procedure.DAILY
    least_score: float = 1.0
    least: Impact = field(default_factory=Impact)


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a scan found.

    Parameters
    ----------
    source, watched
        What was watched, on which days.
    events
        Cards and what stands under them; the highest score first.
    series, judged
        How many series there were, and how many could be judged.
    small
        Events left out because they amount to too little.
    least_score
        From which score on anything could be raised.
    threshold
        Lowest score that was raised; None when nothing was.
    """

    source: Source
    watched: Period
    events: tuple[ScanEvent, ...]
    series: int
    judged: int
    small: int
    least_score: float
    threshold: float | None

    @property
    def cards(self) -> tuple[ScanEvent, ...]:
        """The events that have a card of their own."""
        return tuple(event for event in self.events if event.parent is None)


def extent(warehouse: Warehouse, source: Source) -> Period:
    """Return the days a source covers."""
    return industry.extent(warehouse)[0] if source is Source.DSA else enforcement.extent(warehouse)[0]


def scan(
    warehouse: Warehouse,
    source: Source,
    watched: Period,
    *,
    options: Options | None = None,
    progress: Progress = lambda _what, _share: None,
    heartbeat: Heartbeat | None = None,
) -> Scanned:
    """Return the events raised on the watched days; every day is judged by the days before it only.

    Parameters
    ----------
    warehouse
        With its marts, for a platform.
    source
        Whose series.
    watched
        The days to watch. Metrics that are complete some days late are watched so many days earlier.
    options
        How strict; None is the default.
    progress
        See `Progress`.

    Raises
    ------
    ScopeError
        When no data are on the watched days.
    """
    options = options or Options()
    data = extent(warehouse, source)
    if watched.since >= data.until or watched.until <= data.since:
        raise ScopeError(f"There are no data to scan from {watched}: they cover {data}.")
    watched = Period(max(watched.since, data.since), min(watched.until, data.until))
    read = Period(max(data.since, watched.since - timedelta(days=HISTORY_DAYS)), watched.until)
    make = scan_dsa.families if source is Source.DSA else scan_platform.families
    made = make(warehouse, read, lambda what: progress(what, READ / 2), heartbeat)
    families = [family for family in made if family.series.keys]
    judged = judge(families, lambda what, share: progress(what, READ + share * (JUDGED - READ))) if families else ()
    progress("Telling events from chance", JUDGED)
    events, small, lowest = _raised(judged, watched, options)
    progress(f"Looking for common causes of {len(events):,} events", (1 + JUDGED) / 2)
    carded = with_cards(events, lambda event: _named(warehouse, event, heartbeat))
    return Scanned(
        source,
        watched,
        tuple(sorted(carded, key=lambda e: (-e.score, e.metric, e.segment, e.start))),
        sum(len(block.row) for block in judged),
        sum(int((~block.scan.insufficient).sum()) for block in judged),
        small,
        options.least_score,
        lowest,
    )


def _raised(judged: Sequence[Judged], watched: Period, options: Options) -> tuple[list[ScanEvent], int, float | None]:
    """Return the events with a discovery on a watched day, how many were too small, and the lowest score raised."""
    scores = [_as_known(block, watched) for block in judged]
    together = np.concatenate(scores) if scores else np.empty((0, watched.days))
    found = discoveries(together, options.rate, options.procedure) & (together >= options.least_score)
    wholes = {f.metric: f.series for block in judged for f in block.families if not f.dimensions}
    events: list[ScanEvent] = []
    small, row = 0, 0
    for block in judged:
        mine = found[row : row + len(block.row)]
        row += len(block.row)
        for event in _events(block, mine, watched):
            if is_large(event, options.least, _counted_in_all(event, wholes)):
                events.append(event)
            else:
                small += 1
    # Two episodes of one series can be traced back to the same first day; they are one event, the larger one.
    unique = {event.key: event for event in sorted(events, key=lambda event: abs(event.excess))}
    return list(unique.values()), small, threshold(together, found)


def _counted_in_all(event: ScanEvent, wholes: Mapping[str, SeriesSet]) -> float | None:
    """Return what a metric's total counted in the days of an event; None where it has no total."""
    whole = wholes.get(event.metric)
    if whole is None:
        return None
    inside = (whole.days >= np.datetime64(event.start, "D")) & (whole.days <= np.datetime64(event.end, "D"))
    return float(np.nansum(whole.observed[0, inside]))


def _first_watched(block: Judged, watched: Period) -> NDArray[np.int64]:
    """Return, per series, the position of the day that was complete on the first watched one."""
    lag = np.array([block.families[i].lag_days for i in block.family], dtype=np.int64)
    return np.asarray(len(block.series.days) - lag - watched.days)


def _as_known(block: Judged, watched: Period) -> NDArray[np.float64]:
    """Return scores by the day they were known: a metric that is late by a week is judged on its day a week ago."""
    columns = _first_watched(block, watched)[:, None] + np.arange(watched.days)
    scores = np.take_along_axis(block.scan.score, np.maximum(columns, 0), axis=1)
    return np.where(columns >= 0, scores, np.nan)


def _events(block: Judged, found: NDArray[np.bool_], watched: Period) -> Iterator[ScanEvent]:
    first = _first_watched(block, watched)
    for event in block.scan.events:
        offset = int(first[event.series])
        begin, end = max(event.start - offset, 0), event.end - offset
        raised = np.flatnonzero(found[event.series, begin : end + 1]) if end >= 0 else np.empty(0, dtype=np.int64)
        if len(raised):
            yield event_of(block, event, offset + begin + int(raised[0]))
    for gap in gaps(block):
        if gap.end >= first[gap.series]:
            # It is known to be lost when the day after it is there.
            yield replace(event_of(block, gap, max(gap.start + 1, int(first[gap.series]))), type=GAP)


def _named(warehouse: Warehouse, event: ScanEvent, heartbeat: Heartbeat | None) -> tuple[Segment, ...]:
    expected = None if event.expected_rate is not None else event.expected
    found = explained(warehouse, event.metric, dict(event.segment), (event.start, event.end), expected, heartbeat)
    return named_segments_of(found)


def default_watch(warehouse: Warehouse, source: Source, days: int, until: date | None = None) -> Period:
    """Return the last so many days there are data for, or up to and including the day before `until`."""
    data = extent(warehouse, source)
    last = data.until if until is None else min(until, data.until)
    return Period(max(data.since, last - timedelta(days=days)), last)
