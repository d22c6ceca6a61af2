"""Mutes: patterns whose new events stay out of the inbox and send no alert, until a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase

from sqlalchemy import Connection, RowMapping, select

from integrity_metrics.casework import changes, checks
from integrity_metrics.casework.errors import CaseworkError
from integrity_metrics.casework.event_states import EventState
from integrity_metrics.casework.segments import Segment, matches, segment_key, segment_of
from integrity_metrics.casework.store import Store, Write
from integrity_metrics.casework.tables import EVENTS, MUTES


@dataclass(frozen=True, slots=True)
class Mute:
    """A muted pattern: metric and segment values may hold ``*`` and ``?``; an empty segment fits every segment."""

    id: int
    version: int
    metric: str
    segment: Mapping[str, str]
    until: datetime
    reason: str
    by: str
    at: datetime
    withdrawn_at: datetime | None

    def fits(self, metric: str, segment: Segment) -> bool:
        """Whether an event of this metric and segment is muted while the mute stands."""
        return fnmatchcase(metric, self.metric) and matches(self.segment, segment)


class Mutes:
    """Adds, shows and lifts mutes."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, metric: str, segment: Segment, until: datetime, reason: str, *, by: str) -> Mute:
        """Mute a pattern until a moment; new events it fits leave the inbox at once."""
        ends = checks.moment("until", until)
        with self._store.write(by) as write:
            write.alone()  # a scan that is being stored either sees the mute or is seen by it
            if ends <= write.at:
                raise CaseworkError(f"until {ends:%Y-%m-%d %H:%M} UTC has passed; give a moment to come.")
            values = {
                "metric": checks.name("metric", metric),
                "segment": segment_key(segment),
                "until": ends,
                "reason": checks.text("reason", reason),
            }
            mute_id = changes.add(write, MUTES, values)
            mute = _mute(changes.get(write, MUTES, mute_id))
            for row in _new_events(write):
                if row["mute_id"] is None and mute.fits(row["metric"], segment_of(row["segment"])):
                    changes.change(write, EVENTS, row, {"mute_id": mute_id}, "muted")
            return mute

    def lift(self, mute_id: int, *, seen: int, by: str) -> Mute:
        """End a mute now: new events it kept out are in the inbox again."""
        with self._store.write(by) as write:
            changes.edit(write, MUTES, mute_id, seen, {"withdrawn_at": write.at}, "lifted")
            for row in _new_events(write):
                if row["mute_id"] == mute_id:
                    changes.change(write, EVENTS, row, {"mute_id": None}, "unmuted")
            return _mute(changes.get(write, MUTES, mute_id))

    def standing(self) -> tuple[Mute, ...]:
        """Return the mutes that hold now, the first to end first."""
        with self._store.read() as connection:
            return standing_mutes(connection, self._store.now())

    def all(self) -> tuple[Mute, ...]:
        """Return every mute there ever was, the latest first."""
        with self._store.read() as connection:
            return tuple(_mute(row) for row in connection.execute(select(MUTES).order_by(MUTES.c.id.desc())).mappings())


def standing_mutes(connection: Connection, at: datetime) -> tuple[Mute, ...]:
    """Return the mutes that hold at a moment."""
    statement = select(MUTES).where(MUTES.c.withdrawn_at.is_(None), MUTES.c.until > at).order_by(MUTES.c.until)
    return tuple(_mute(row) for row in connection.execute(statement).mappings())


def muting(mutes: Iterable[Mute], metric: str, segment: Segment) -> int | None:
    """Return the id of the first mute that fits, None when there is none."""
    return next((mute.id for mute in mutes if mute.fits(metric, segment)), None)


def _new_events(write: Write) -> list[RowMapping]:
    statement = select(EVENTS).where(EVENTS.c.state == EventState.NEW.value).with_for_update(key_share=True)
    return list(write.connection.execute(statement).mappings())


def _mute(row: RowMapping) -> Mute:
    return Mute(
        id=row["id"],
        version=row["version"],
        metric=row["metric"],
        segment=segment_of(row["segment"]),
        until=row["until"],
        reason=row["reason"],
        by=row["created_by"],
        at=row["created_at"],
        withdrawn_at=row["withdrawn_at"],
    )
