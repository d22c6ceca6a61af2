"""`build_marts`: makes the days of the marts that are due, step by step, so that it can be stopped and continued."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from integrity_metrics.errors import IntegrityError
from integrity_metrics.settings import Settings
from integrity_metrics.warehouse.failures import WarehouseError
from integrity_metrics.warehouse.marts.definitions import LOG, load_marts, mart_tables, staged_queries
from integrity_metrics.warehouse.marts.open_store import open_store
from integrity_metrics.warehouse.marts.plan import Step, due_days, steps
from integrity_metrics.warehouse.marts.sources import Source, Sources, utc_now
from integrity_metrics.warehouse.marts.statements import FINISHED, UNFINISHED
from integrity_metrics.warehouse.marts.store import Entry, Job, Store

# Events of the days before the last build's cut-off may have come late.
LATE = timedelta(days=2)

# What the log had in every version of the product.
_LOGGED = frozenset({"mart", "day", "built_at"})

Progress = Callable[[str, int, int], None]


class BuildError(IntegrityError, ValueError):
    """A build cannot be made as asked."""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did: days and rows made by mart, why a mart is not there, until when the data reach, and where."""

    days: dict[str, int]
    rows: int
    missing: dict[str, str]
    data_until: datetime
    seconds: float
    place: str

    def to_records(self) -> dict[str, Any]:
        """Return the report as plain values, for JSON."""
        return {
            "days": self.days,
            "rows": self.rows,
            "missing": self.missing,
            "data_until": self.data_until.isoformat(),
            "seconds": round(self.seconds, 2),
        }


def build_marts(
    warehouse: Path | Settings, progress: Progress | None = None, *, since: date | None = None, fresh: bool = False
) -> BuildReport:
    """Build the marts of a warehouse that are missing or may have changed, inside it or where the settings say.

    Parameters
    ----------
    warehouse
        A DuckDB file, or the link to it; or the settings, which name a warehouse of any kind. It is only read, but for
        the schema of the marts.
    progress
        Called before each step with its title, its number (from 1) and how many there are.
    since
        Build every day from here on again; None builds the days that are missing, each mart's trailing days, and older
        days that are known to have changed.
    fresh
        Build everything, as if there were no marts: the warehouse is another one than before.

    Raises
    ------
    BuildError
        When there are no data on the day `since`, or no data at all.
    WarehouseError
        One sentence; readers keep the marts they had, and the next build continues.
    """
    started = time.perf_counter()
    with open_store(warehouse, fresh=fresh) as store:
        return _Build(store, progress).run(since, started)


class _Build:
    """One build on one warehouse."""

    def __init__(self, store: Store, progress: Progress | None) -> None:
        self._store = store
        self._progress = progress
        self._now = utc_now()
        self._sources = Sources(store, self._now)
        self._cut_off = self._sources.cut_off()
        self._marts = {mart.name: mart for mart in load_marts()}

    def run(self, since: date | None, started: float) -> BuildReport:
        """Make what is due and return what was done."""
        sources = {name: self._sources.of(mart) for name, mart in self._marts.items()}
        missing = {name: " ".join(source.reasons) for name, source in sources.items() if source.reasons}
        days = {name: self._sources.days(source) for name, source in sources.items()}
        _check_since(since, frozenset().union(*days.values()))
        self._prepare(sources)
        log = self._store.log()
        built_at, since = self._begin(since, log)
        sources = {name: source for name, source in sources.items() if source.parts}
        changed = self._changed(sources, log)
        built: dict[str, dict[date, datetime]] = {name: {} for name in sources}
        for entry in log:
            if entry.mart in built:
                built[entry.mart][entry.day] = entry.built_at
        due = {
            name: due_days(
                days[name],
                built[name],
                trailing_days=self._marts[name].trailing_days,
                changed=changed[name],
                since=since,
                started_at=built_at,
            )
            for name in sources
        }
        plan = steps(due, _sharing(sources), block_days=self._store.block_days)
        for number, step in enumerate(plan, start=1):
            if self._progress is not None:
                last = step.span.until - timedelta(days=1)
                self._progress(f"{step.span.since} to {last}", number, len(plan))
            self._store.make(self._jobs(step, sources, days), built_at, self._cut_off)
        rows = sum(entry.rows for entry in self._store.log() if entry.mart in self._marts)
        self._store.finish(Entry(FINISHED, self._cut_off.date(), built_at, self._cut_off, rows))
        made = {name: len(each) for name, each in due.items()}
        return BuildReport(made, rows, missing, self._cut_off, time.perf_counter() - started, self._store.place)

    def _prepare(self, sources: Mapping[str, Source]) -> None:
        """Create the tables that are not there; remove those of another version of the product, or without a source."""
        tables = mart_tables()
        found = {name: self._store.mart_columns(name) for name in tables}
        self._check_ours(found)
        right = {name: found[name] == [column.name for column in table.columns] for name, table in tables.items()}
        usable = {name: name == LOG or bool(sources[name].parts) for name in tables}
        # Without a log nothing is known of the rest either.
        kept = {name: right[LOG] and right[name] and usable[name] for name in tables}
        remove = [name for name in tables if not kept[name] and found[name] is not None]
        # The log first: where it is, the rest is ours.
        create = [tables[name] for name in sorted(tables, key=LOG.__ne__) if not kept[name] and usable[name]]
        if create or remove:
            self._store.arrange(create, remove)

    def _check_ours(self, found: Mapping[str, Sequence[str] | None]) -> None:
        """Refuse to touch tables of somebody else: some marts are called like tables of the contract."""
        if _LOGGED.issubset(found[LOG] or ()):
            return
        strange = next((name for name, columns in found.items() if columns is not None), None)
        if strange is not None:
            raise WarehouseError(
                f"The {self._store.place} has a table {strange} that was not built by this product, so it is left "
                "alone. Set INTEGRITY_MARTS_SCHEMA to a schema of its own, then try again."
            )

    def _begin(self, since: date | None, log: Sequence[Entry]) -> tuple[datetime, date | None]:
        """Note that a build began, or go on with the one that was interrupted; return its begin and its first day."""
        # Where nobody can tell whether the data are others, the data cut-off does.
        name = f"{UNFINISHED} {self._store.version or self._cut_off.isoformat()}"
        left = next((entry for entry in log if entry.mart.startswith(UNFINISHED)), None)
        if left is not None:
            asked = left.day if left.day != date.max else None
            same_days = since is None or (asked is not None and asked <= since)
            since = min((day for day in (asked, since) if day is not None), default=None)
            if left.mart == name and same_days:
                return left.built_at, since
        self._store.note(Entry(name, since or date.max, self._now, self._cut_off))
        return self._now, since

    def _changed(self, sources: Mapping[str, Source], log: Sequence[Entry]) -> dict[str, frozenset[date]]:
        finished = [entry.data_until for entry in log if entry.mart == FINISHED]
        if not finished:
            return {name: frozenset() for name in sources}
        moment = max(finished) - LATE
        return {name: self._sources.changed(source, moment) for name, source in sources.items()}

    def _jobs(self, step: Step, sources: Mapping[str, Source], days: Mapping[str, frozenset[date]]) -> tuple[Job, ...]:
        return tuple(
            Job(
                self._marts[name],
                span,
                sources[name].parts,
                frozenset(day for day in days[name] if span.since <= day < span.until),
            )
            for name, span in step.spans.items()
        )


def _sharing(sources: Mapping[str, Source]) -> list[list[str]]:
    """Return groups of marts that read the same staged rows: they share them, so they are made for the same days.

    Marts that share nothing stay apart, for some are made of many more of the newest days than others.
    """
    groups: list[tuple[list[str], frozenset[str]]] = []
    for name, source in sources.items():
        rows = frozenset[str]().union(*(staged_queries(part) for part in source.parts))
        if rows:
            alike = [group for group in groups if group[1] & rows]
            groups = [group for group in groups if group not in alike]
            together = [mart for marts, _ in alike for mart in marts]
            groups.append(([*together, name], rows.union(*(each for _, each in alike))))
    return [marts for marts, _ in groups]


def _check_since(since: date | None, days: frozenset[date]) -> None:
    if not days:
        raise BuildError("The warehouse has no rows to build marts of. Import or map data, then try again.")
    if since is not None and not min(days) <= since <= max(days):
        cover = f"they cover {min(days)} through {max(days)}"
        raise BuildError(f"There are no data on {since}: {cover}. Give a day of these.")
