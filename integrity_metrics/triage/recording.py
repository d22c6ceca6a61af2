"""A scan's events into casework: a known event keeps its name, its people and its verdict."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from integrity_metrics.casework.casework import Casework
from integrity_metrics.casework.event_recording import Recorded
from integrity_metrics.casework.event_types import CaseEvent, DetectedEvent, EventKey
from integrity_metrics.casework.segments import segment_key
from integrity_metrics.metrics.catalogue import catalogue
from integrity_metrics.metrics.scan import Scanned
from integrity_metrics.metrics.scan_event import ScanEvent

# An event that pauses for less than this is the same one, as the detector sees it.
PAUSE_DAYS = 7
# What is recorded at once; a scan that is interrupted has whole batches of cards in the inbox.
BATCH = 200
# Nobody has more events of one metric in the days of a scan.
MOST_KNOWN = 100_000
Known = dict[tuple[str, str], list[CaseEvent]]


def record(
    casework: Casework, scanned: Scanned, progress: Callable[[str, float], None] = lambda _what, _share: None
) -> Recorded:
    """Record what a scan found; recording it again changes nothing.

    While an event goes on, its first day and its type can come to be seen differently. So that it stays one event, a
    found event that overlaps a recorded one of the same series keeps that one's first day and type; what is said of it
    now stands in its ``why``.

    Parameters
    ----------
    casework
        Where to.
    scanned
        From `metrics.scan.scan`.
    progress
        Called with a sentence and the share that is done.
    """
    known = _known(casework, scanned.events)
    named, keys = _named(scanned, known)
    added: list[int] = []
    updated: list[int] = []
    unchanged: list[int] = []
    done = 0
    for batch in _batches(scanned.events, named):
        progress(f"Recording events, {done:,} of {len(named):,}", done / max(len(named), 1))
        events = [replace(named[e.key], parent=keys.get(e.parent) if e.parent else None) for e in batch]
        stored = casework.events.record(events)
        added += stored.added
        updated += stored.updated
        unchanged += stored.unchanged
        done += len(batch)
    return Recorded(tuple(added), tuple(updated), tuple(unchanged))


def _known(casework: Casework, events: Sequence[ScanEvent]) -> Known:
    known: Known = defaultdict(list)
    if not events:
        return known
    # The longest event still lasting may have begun long before the first that was found now.
    since = min(event.start for event in events) - timedelta(days=366)
    for metric in sorted({event.metric for event in events}):
        for stored in casework.events.inbox(
            metric=metric, since=since, with_children=True, with_muted=True, limit=MOST_KNOWN
        ):
            known[metric, segment_key(stored.segment)].append(stored)
    return known


def _named(
    scanned: Scanned, known: Known
) -> tuple[dict[tuple[object, ...], DetectedEvent], dict[tuple[object, ...], EventKey]]:
    """Return what to record under each found event's key, and the key casework knows it by."""
    named: dict[tuple[object, ...], DetectedEvent] = {}
    keys: dict[tuple[object, ...], EventKey] = {}
    taken: set[EventKey] = set()
    for event in scanned.events:
        segment = dict(event.segment)
        same = _same(event, known.get((event.metric, segment_key(segment)), []))
        detected = _detected(event, scanned)
        if same is not None and same.key not in taken:
            detected = _going_on(detected, event, same)
        if detected.key in taken:
            # The name is taken by a stranger event of the same series in this scan, which is what was recorded.
            keys[event.key] = detected.key
            continue
        taken.add(detected.key)
        named[event.key] = detected
        keys[event.key] = detected.key
    return named, keys


def _going_on(detected: DetectedEvent, event: ScanEvent, same: CaseEvent) -> DetectedEvent:
    """Return a found event under the name it has; it was raised when it was first raised."""
    start = same.start.date()
    raised = min(str(same.why.get("raised_on", event.raised_on)), event.raised_on.isoformat())
    return replace(
        detected,
        start=start,
        type=same.type,
        peak=max(event.peak, start),
        end=max(event.end, start),
        why={**detected.why, "raised_on": raised},
    )


def _same(event: ScanEvent, stored: Sequence[CaseEvent]) -> CaseEvent | None:
    """Return the recorded event that a found one goes on from: the one it shares most days with."""
    best, most = None, 0
    for known in stored:
        days = _shared_days(event, known.start.date(), known.end.date() + timedelta(days=PAUSE_DAYS - 1))
        if days > most:
            best, most = known, days
    return best


def _shared_days(event: ScanEvent, first: date, last: date) -> int:
    return (min(event.end, last) - max(event.start, first)).days + 1


def _detected(event: ScanEvent, scanned: Scanned) -> DetectedEvent:
    entry = catalogue()[event.metric]
    history = event.history
    return DetectedEvent(
        metric=event.metric,
        segment=dict(event.segment),
        start=event.start,
        peak=event.peak,
        end=event.end,
        type=event.type,
        direction=event.direction,
        expected=event.expected,
        observed=event.observed,
        excess=event.excess,
        excess_low=event.excess_low,
        excess_high=event.excess_high,
        score=event.score,
        owner=entry.owner,
        why={
            "source": scanned.source.value,
            "counted": event.counted,
            "raised_on": event.raised_on.isoformat(),
            "threshold": scanned.least_score,
            "seen_as": event.type,
            "began": event.start.isoformat(),
            "observed_rate": event.observed_rate,
            "expected_rate": event.expected_rate,
            "since": history.since.isoformat(),
            "observed": list(history.observed),
            "expected": list(history.expected),
            "low": list(history.low),
            "high": list(history.high),
        },
    )


def _batches(events: Sequence[ScanEvent], named: dict[tuple[object, ...], DetectedEvent]) -> Iterator[list[ScanEvent]]:
    """Yield cards with what stands under them, about `BATCH` events at a time, the strangest cards first."""
    under: dict[tuple[object, ...], list[ScanEvent]] = defaultdict(list)
    for event in events:
        if event.parent is not None and event.key in named:
            under[event.parent].append(event)
    batch: list[ScanEvent] = []
    for card in (event for event in events if event.parent is None):
        batch += [e for e in (card, *under[card.key]) if e.key in named]
        if len(batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
