"""Annotations: what happened on a day or in a period, shown on every trend it concerns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import RowMapping, or_, select

from integrity_metrics.casework import changes, checks
from integrity_metrics.casework.errors import CaseworkError
from integrity_metrics.casework.segments import Segment, includes, segment_key, segment_of
from integrity_metrics.casework.store import Store
from integrity_metrics.casework.tables import ANNOTATIONS


@dataclass(frozen=True, slots=True)
class Annotation:
    """A remark about the days ``[since, until)``; without a metric it concerns all, without a segment every one."""

    id: int
    version: int
    since: date
    until: date
    text: str
    metric: str | None
    segment: Mapping[str, str]
    by: str


class Annotations:
    """Writes, shows and withdraws annotations. Edits carry the version they saw (`seen`)."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(
        self,
        text: str,
        since: date,
        until: date | None = None,
        *,
        by: str,
        metric: str | None = None,
        segment: Segment | None = None,
    ) -> Annotation:
        """Annotate a period, or the one day `since` when there is no `until`."""
        values = {**_content(text, since, until), **_concern(metric, segment)}
        with self._store.write(by) as write:
            return _annotation(changes.get(write, ANNOTATIONS, changes.add(write, ANNOTATIONS, values)))

    def edit(
        self,
        annotation_id: int,
        text: str,
        since: date,
        until: date | None = None,
        *,
        seen: int,
        by: str,
        metric: str | None = None,
        segment: Segment | None = None,
    ) -> Annotation:
        """Replace all that an annotation says."""
        values = {**_content(text, since, until), **_concern(metric, segment)}
        with self._store.write(by) as write:
            changes.edit(write, ANNOTATIONS, annotation_id, seen, values, "edited")
            return _annotation(changes.get(write, ANNOTATIONS, annotation_id))

    def withdraw(self, annotation_id: int, *, seen: int, by: str) -> None:
        """Take an annotation off all trends; the audit log keeps it."""
        with self._store.write(by) as write:
            changes.edit(write, ANNOTATIONS, annotation_id, seen, {"withdrawn_at": write.at}, "withdrawn")

    def shown(
        self, since: date, until: date, *, metric: str | None = None, segment: Segment | None = None
    ) -> tuple[Annotation, ...]:
        """Return the annotations of a trend, in order.

        Parameters
        ----------
        since, until
            The days of the trend, half-open.
        metric
            The trend's metric; None returns annotations of all metrics, as a list to manage them needs.
        segment
            The trend's segment: those are shown that concern it or something that includes it, so a remark about a
            country is on the trend of that country's feed, and not on the total's. None returns those of all segments.
        """
        statement = (
            select(ANNOTATIONS)
            .where(ANNOTATIONS.c.withdrawn_at.is_(None), ANNOTATIONS.c.since < until, ANNOTATIONS.c.until > since)
            .order_by(ANNOTATIONS.c.since, ANNOTATIONS.c.id)
        )
        if metric is not None:
            statement = statement.where(or_(ANNOTATIONS.c.metric.is_(None), ANNOTATIONS.c.metric == metric))
        with self._store.read() as connection:
            found = [_annotation(row) for row in connection.execute(statement).mappings()]
        return tuple(a for a in found if segment is None or includes(a.segment, segment))


def _content(text: str, since: date, until: date | None) -> dict[str, object]:
    end = since + timedelta(days=1) if until is None else until
    if end <= since:
        raise CaseworkError(f"until {end} is not after since {since}; the day after the last one is meant.")
    return {"text": checks.text("text", text), "since": since, "until": end}


def _concern(metric: str | None, segment: Segment | None) -> dict[str, object]:
    return {"metric": None if metric is None else checks.name("metric", metric), "segment": segment_key(segment or {})}


def _annotation(row: RowMapping) -> Annotation:
    return Annotation(
        id=row["id"],
        version=row["version"],
        since=row["since"],
        until=row["until"],
        text=row["text"],
        metric=row["metric"],
        segment=segment_of(row["segment"]),
        by=row["created_by"],
    )
