"""Takes a scan's events in: new ones are added, known ones measured anew; what people said of them stays."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import RowMapping, and_, func, select

from integrity_metrics.casework import changes, checks
from integrity_metrics.casework.errors import CaseworkError
from integrity_metrics.casework.event_states import EventState
from integrity_metrics.casework.event_types import DetectedEvent, EventKey
from integrity_metrics.casework.mutes import Mute, muting, standing_mutes
from integrity_metrics.casework.segments import segment_of
from integrity_metrics.casework.store import Write
from integrity_metrics.casework.tables import EVENTS


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of a scan: the ids of new events, of known ones that changed, and of those that did not."""

    added: tuple[int, ...]
    updated: tuple[int, ...]
    unchanged: tuple[int, ...]


def record(write: Write, found: Sequence[DetectedEvent]) -> Recorded:
    """Store the events of a scan; storing the same scan again changes nothing.

    Raises
    ------
    CaseworkError
        Naming the position of an event that cannot be stored, or whose parent is unknown; nothing is stored then.
    """
    write.alone()  # two scans at once must not both add an event
    rows = [_checked(position, event) for position, event in enumerate(found)]
    keys = [event.key for event in found]
    if len(set(keys)) < len(keys):
        twice = next(key for i, key in enumerate(keys) if key in keys[:i])
        raise CaseworkError(f"The scan holds {twice} twice; metric, segment, start and type must tell events apart.")
    known = _known(write, keys, [event.parent for event in found if event.parent is not None])
    mutes = standing_mutes(write.connection, write.at)
    added: list[int] = []
    updated: list[int] = []
    unchanged: list[int] = []
    ids: dict[EventKey, int] = {key: row["id"] for key, row in known.items()}
    for key, values in zip(keys, rows, strict=True):
        if key in known:
            (updated if _measure(write, known[key], values, mutes) else unchanged).append(ids[key])
        else:
            ids[key] = changes.add(write, EVENTS, _fresh(write, key, values, mutes), "raised")
            added.append(ids[key])
    parents = {event.key: event.parent for event in found if event.parent is not None}
    for position, key in enumerate(keys):
        if key in parents:
            root = _root(key, parents)
            if root not in ids:
                raise CaseworkError(f"Event {position} has the parent {root}, which is not stored; store it.")
            _adopt(write, ids[key], ids[root])
    return Recorded(tuple(added), tuple(updated), tuple(unchanged))


def _checked(position: int, event: DetectedEvent) -> dict[str, Any]:
    try:
        start, peak, end = (checks.moment(name, getattr(event, name)) for name in ("start", "peak", "end"))
        if not start <= peak <= end:
            raise CaseworkError(f"start {start}, peak {peak} and end {end} are not in this order; check the dates.")
        for name in ("metric", "type", "direction"):
            checks.name(name, getattr(event, name))
        numbers: dict[str, Any] = {
            name: checks.number(name, getattr(event, name)) for name in ("expected", "observed", "excess", "score")
        }
        for name in ("excess_low", "excess_high"):
            value = getattr(event, name)
            numbers[name] = None if value is None else checks.number(name, value)
        why = _plain_json(event)
    except CaseworkError as error:
        raise CaseworkError(f"Event {position} ({event.metric}): {error}") from None
    return {"peak": peak, "end": end, "direction": event.direction, **numbers, "why": why, "owner": event.owner}


def _plain_json(event: DetectedEvent) -> Any:
    try:
        # Through text and back: what is compared in the next scan is what the database gives back.
        return json.loads(json.dumps(dict(event.why), allow_nan=False))
    except (TypeError, ValueError) as error:
        raise CaseworkError(f"why cannot be stored as JSON ({error}); give plain numbers and text.") from None


def _known(write: Write, keys: Sequence[EventKey], parents: Sequence[EventKey]) -> dict[EventKey, RowMapping]:
    wanted = {*keys, *parents}
    if not wanted:
        return {}
    metrics = sorted({key.metric for key in wanted})
    span = and_(EVENTS.c.start >= min(k.start for k in wanted), EVENTS.c.start <= max(k.start for k in wanted))
    statement = select(EVENTS).where(EVENTS.c.metric.in_(metrics), span).with_for_update(key_share=True)
    rows = write.connection.execute(statement).mappings()
    found = {EventKey(row["metric"], row["segment"], row["start"], row["type"]): row for row in rows}
    return {key: row for key, row in found.items() if key in wanted}


def _fresh(write: Write, key: EventKey, values: dict[str, Any], mutes: Sequence[Mute]) -> dict[str, Any]:
    return {
        "metric": key.metric,
        "segment": key.segment,
        "start": key.start,
        "type": key.type,
        **values,
        "state": EventState.NEW.value,
        "scanned_at": write.at,
        "mute_id": muting(mutes, key.metric, segment_of(key.segment)),
    }


def _measure(write: Write, row: RowMapping, values: dict[str, Any], mutes: Sequence[Mute]) -> bool:
    # The owner may have been changed by a person since; a scan names one for events that have none.
    measured = {name: value for name, value in values.items() if name != "owner" or row["owner"] is None}
    if all(row[name] == value for name, value in measured.items()):
        return False
    if row["state"] == EventState.NEW:
        # A mute that ran out does not hide an event that goes on.
        measured["mute_id"] = muting(mutes, row["metric"], segment_of(row["segment"]))
    return changes.change(write, EVENTS, row, {**measured, "scanned_at": write.at}, changes.MEASURED)


def _root(key: EventKey, parents: dict[EventKey, EventKey]) -> EventKey:
    """Follow the parents of a scan to the event that has none: cards are one level deep."""
    root = key
    for _ in parents:
        if root not in parents:
            return root
        root = parents[root]
    if root in parents:
        raise CaseworkError(f"{key} is its own parent, directly or over others; name the one cause as parent.")
    return root


def _adopt(write: Write, child_id: int, parent_id: int) -> None:
    """Put an event nobody has worked on under another's card; a card's children go with it to no second level."""
    child, parent = changes.get(write, EVENTS, child_id), changes.get(write, EVENTS, parent_id)
    root_id = parent["parent_id"] or parent["id"]
    is_free = child["parent_id"] is None and child["state"] == EventState.NEW and root_id != child_id
    if is_free and not children_of(write, child_id):
        changes.change(write, EVENTS, child, {"parent_id": root_id}, changes.MEASURED)


def children_of(write: Write, event_id: int) -> int:
    """Return how many events an event's card stands for besides itself."""
    statement = select(func.count()).select_from(EVENTS).where(EVENTS.c.parent_id == event_id)
    return int(write.connection.execute(statement).scalar_one())
