"""One card for one cause: which events of a scan stand under which other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

from integrity_metrics.metrics.scan_event import ScanEvent
from integrity_metrics.metrics.scan_family import Segment

# Returns the segments an explanation names for an event, the one with the largest part of it first.
Named = Callable[[ScanEvent], Sequence[Segment]]
# Metrics that count the same things in another way: one cause moves both.
COUNTED_WITH = {"dsa_statement_share": "dsa_statements", "proactive_rate": "actions"}
# Different platforms have different causes, whatever happens on the same day.
WHOLE = "platform"
# An event inside another that goes the same way need only overlap it; otherwise it begins within so many days.
NEAR_DAYS = 7
# Segments of one platform, say, or along different dimensions; a shift's first day is a guess.
SIBLING_DAYS = 3
# Values of one dimension that have nothing in common but the day: views that move from one surface to another.
STRANGER_DAYS = 1


def with_cards(events: Sequence[ScanEvent], named: Named) -> tuple[ScanEvent, ...]:
    """Return the events, each with the one whose card it stands under.

    An event of a whole is the card of its segments' events that overlap it and go the same way; segments without an
    event of the whole stand under the strangest of those that begin with it. Where an explanation of the whole names
    a segment that has an event, that event is the card: the deepest common explanation wins.

    Parameters
    ----------
    events
        Of one scan.
    named
        See `Named`; asked only of events that others stand under.
    """
    ordered = sorted(events, key=lambda e: (len(e.segment), -e.score, e.start, e.segment))
    under: dict[int, list[int]] = {}
    for position, event in enumerate(ordered):
        card = next((c for c in under if is_same_cause(ordered[c], event)), None)
        if card is None:
            under[position] = []
        else:
            under[card].append(position)
    parents: dict[int, int] = {}
    for card, children in under.items():
        if not children:
            continue
        chosen = _chosen(ordered[card], [(child, ordered[child]) for child in children], named)
        root = card if chosen is None else chosen
        parents |= {member: root for member in (card, *children) if member != root}
    return tuple(
        replace(event, parent=ordered[parents[position]].key) if position in parents else event
        for position, event in enumerate(ordered)
    )


def is_same_cause(card: ScanEvent, event: ScanEvent) -> bool:
    """Return whether an event most likely has the cause of another, which is as wide or wider."""
    if _counted(card) != _counted(event) or not _overlap(card, event):
        return False
    first, second = dict(card.segment), dict(event.segment)
    if first.get(WHOLE) != second.get(WHOLE):
        return False
    shared = first.keys() & second.keys()
    alike = [d for d in shared if first[d] == second[d]]
    apart = abs(event.start - card.start)
    if first.items() <= second.items():
        goes_along = card.metric == event.metric and card.direction == event.direction
        return goes_along or apart <= timedelta(days=NEAR_DAYS)
    if alike or not shared:
        return apart <= timedelta(days=SIBLING_DAYS)
    return apart <= timedelta(days=STRANGER_DAYS)


def _counted(event: ScanEvent) -> str:
    return COUNTED_WITH.get(event.metric, event.metric)


def _overlap(card: ScanEvent, event: ScanEvent) -> bool:
    return event.start <= card.end and card.start <= event.end


def _chosen(card: ScanEvent, children: Sequence[tuple[int, ScanEvent]], named: Named) -> int | None:
    """Return the child that an explanation of the card names; None when it names none of them."""
    inside = set(card.segment)
    same = [(i, child) for i, child in children if child.metric == card.metric and inside < set(child.segment)]
    for segment in named(card) if same else ():
        wanted = {*card.segment, *segment}
        for position, child in same:
            if set(child.segment) == wanted and child.direction == card.direction:
                return position
    return None
