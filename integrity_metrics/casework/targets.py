"""Targets: what a metric should be, for all or for a segment, from a day on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import RowMapping, select

from integrity_metrics.casework import changes, checks
from integrity_metrics.casework.errors import CaseworkError
from integrity_metrics.casework.segments import Segment, includes, segment_key, segment_of
from integrity_metrics.casework.store import Store, Write
from integrity_metrics.casework.tables import TARGETS


class Comparison(StrEnum):
    """On which side of the target a metric should be."""

    AT_MOST = "at_most"
    AT_LEAST = "at_least"


@dataclass(frozen=True, slots=True)
class Target:
    """A target in the metric's own unit: rates are fractions."""

    id: int
    version: int
    metric: str
    segment: Mapping[str, str]
    value: float
    comparison: Comparison
    valid_from: date
    by: str

    def is_met_by(self, value: float) -> bool:
        """Whether a value is on the right side, the target itself included."""
        return value <= self.value if self.comparison is Comparison.AT_MOST else value >= self.value


class Targets:
    """Sets, finds and withdraws targets. Edits carry the version they saw (`seen`)."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(
        self,
        metric: str,
        value: float,
        comparison: Comparison,
        valid_from: date,
        *,
        by: str,
        segment: Segment | None = None,
    ) -> Target:
        """Set a target from a day on; what was valid before stays on record for the days before.

        Raises
        ------
        CaseworkError
            When there is one of the same metric, segment and day already: edit that.
        """
        values = {
            "metric": checks.name("metric", metric),
            "segment": segment_key(segment or {}),
            "value": checks.number("value", value),
            "comparison": Comparison(comparison).value,
            "valid_from": valid_from,
        }
        with self._store.write(by) as write:
            write.alone()
            _check_free(write, values["metric"], values["segment"], valid_from)
            return _target(changes.get(write, TARGETS, changes.add(write, TARGETS, values)))

    def edit(self, target_id: int, value: float, comparison: Comparison, *, seen: int, by: str) -> Target:
        """Correct a target; to change it from a day on, add one that is valid from that day."""
        values = {"value": checks.number("value", value), "comparison": Comparison(comparison).value}
        with self._store.write(by) as write:
            changes.edit(write, TARGETS, target_id, seen, values, "edited")
            return _target(changes.get(write, TARGETS, target_id))

    def withdraw(self, target_id: int, *, seen: int, by: str) -> None:
        """Take a target back, as if it had never been set."""
        with self._store.write(by) as write:
            changes.edit(write, TARGETS, target_id, seen, {"withdrawn_at": write.at}, "withdrawn")

    def all(self, metric: str | None = None) -> tuple[Target, ...]:
        """Return the targets that stand, by metric, segment and day."""
        statement = select(TARGETS).where(TARGETS.c.withdrawn_at.is_(None))
        if metric is not None:
            statement = statement.where(TARGETS.c.metric == metric)
        with self._store.read() as connection:
            rows = connection.execute(statement.order_by(TARGETS.c.metric, TARGETS.c.segment, TARGETS.c.valid_from))
            return tuple(_target(row) for row in rows.mappings())

    def at(self, metric: str, day: date, segment: Segment | None = None) -> Target | None:
        """Return the target that counts for a metric and segment on a day, None when there is none.

        Of those that cover the segment, the most particular counts, so a country's beats the total's; of those, the
        one valid from the latest day that is not after `day`. To ask for many cells, read `all` once and use `pick`.
        """
        return pick(self.all(metric), metric, day, segment or {})


def pick(targets: tuple[Target, ...], metric: str, day: date, segment: Segment) -> Target | None:
    """Return which of `targets` counts for a metric and segment on a day, as `Targets.at` says.

    Examples
    --------
    >>> total = Target(1, 1, "prevalence", {}, 0.001, Comparison.AT_MOST, date(2026, 3, 1), "ana")
    >>> german = Target(2, 1, "prevalence", {"market": "DE"}, 0.002, Comparison.AT_MOST, date(2026, 1, 1), "ana")
    >>> pick((total, german), "prevalence", date(2026, 4, 1), {"market": "DE", "surface": "feed"}).value
    0.002
    >>> pick((total, german), "prevalence", date(2026, 2, 1), {"market": "FR"}) is None
    True
    """
    covering = [
        target
        for target in targets
        if target.metric == metric and target.valid_from <= day and includes(target.segment, segment)
    ]
    return max(covering, key=lambda target: (len(target.segment), target.valid_from, target.id), default=None)


def _check_free(write: Write, metric: object, segment: object, valid_from: date) -> None:
    same = (TARGETS.c.metric == metric, TARGETS.c.segment == segment, TARGETS.c.valid_from == valid_from)
    statement = select(TARGETS.c.id).where(*same, TARGETS.c.withdrawn_at.is_(None))
    if (taken := write.connection.execute(statement).scalar_one_or_none()) is not None:
        raise CaseworkError(f"{metric} has a target from {valid_from} for this segment already; edit target {taken}.")


def _target(row: RowMapping) -> Target:
    return Target(
        id=row["id"],
        version=row["version"],
        metric=row["metric"],
        segment=segment_of(row["segment"]),
        value=row["value"],
        comparison=Comparison(row["comparison"]),
        valid_from=row["valid_from"],
        by=row["created_by"],
    )
