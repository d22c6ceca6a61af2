"""`build_marts`: makes the days of the marts that are due, step by step, so that it can be stopped and continued."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from integrity_metrics.errors import IntegrityError
from integrity_metrics.warehouse.marts import statements
from integrity_metrics.warehouse.marts.definitions import LOG, SCHEMA, load_marts, mart_tables
from integrity_metrics.warehouse.marts.plan import Step, due_days, steps
from integrity_metrics.warehouse.marts.sources import Source, Sources, utc_now
from integrity_metrics.warehouse.marts.statements import FINISHED, UNFINISHED
from integrity_metrics.warehouse.marts.store import Store, open_store
from integrity_metrics.warehouse.query_files import QueryFile, load_query

# Events of the days before the last build's cut-off may have come late.
LATE = timedelta(days=2)

Progress = Callable[[str, int, int], None]


class BuildError(IntegrityError, ValueError):
    """A build cannot be made as asked."""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did: days and rows made by mart, why a mart is not there, and until when the data reach."""

    days: dict[str, int]
    rows: int
    missing: dict[str, str]
    data_until: datetime
    seconds: float

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
    warehouse: Path, progress: Progress | None = None, *, since: date | None = None, fresh: bool = False
) -> BuildReport:
    """Build the marts of a DuckDB warehouse that are missing or may have changed.

    Parameters
    ----------
    warehouse
        The DuckDB file, or the link to it; it is only read.
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
        self._staged: list[QueryFile] = []

    def run(self, since: date | None, started: float) -> BuildReport:
        """Make what is due and return what was done."""
        sources = {name: self._sources.of(mart) for name, mart in self._marts.items()}
        missing = {name: " ".join(source.reasons) for name, source in sources.items() if source.reasons}
        days = {name: self._sources.days(source) for name, source in sources.items()}
        _check_since(since, frozenset().union(*days.values()))
        self._prepare(sources)
        log = self._store.run(statements.logged())
        built_at, since = self._begin(since, log)
        sources = {name: source for name, source in sources.items() if source.parts}
        changed = self._changed(sources, log)
        built: dict[str, dict[date, datetime]] = {name: {} for name in sources}
        for mart, day, at, *_ in log:
            if mart in built:
                built[mart][day] = at
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
        plan = steps(due, _sharing(sources))
        for number, step in enumerate(plan, start=1):
            if self._progress is not None:
                last = step.span.until - timedelta(days=1)
                self._progress(f"{step.span.since} to {last}", number, len(plan))
            self._make(step, sources, days, built_at)
        rows = self._finish(built_at)
        made = {name: len(each) for name, each in due.items()}
        return BuildReport(made, rows, missing, self._cut_off, time.perf_counter() - started)

    def _prepare(self, sources: Mapping[str, Source]) -> None:
        """Create the tables that are not there; remove those of another version of the product, or without a source."""
        tables = mart_tables()
        found = {name: self._store.columns(statements.columns_of(name)) for name in tables}
        right = {name: found[name] == [column.name for column in table.columns] for name, table in tables.items()}
        with self._store.transaction():
            for name, table in tables.items():
                # Without a log nothing is known of the rest either.
                kept = right[LOG] and right[name] and (name == LOG or bool(sources[name].parts))
                if not kept and found[name] is not None:
                    self._store.run(statements.drop(name))
                    if name != LOG and right[LOG]:
                        self._store.run(statements.unlog(name, date.min, date.max))
                if not kept and (name == LOG or sources[name].parts):
                    self._store.run(statements.create(table))

    def _begin(self, since: date | None, log: list[tuple[Any, ...]]) -> tuple[datetime, date | None]:
        """Note that a build began, or go on with the one that was interrupted; return its begin and its first day."""
        name = f"{UNFINISHED} {self._store.version}"
        left = next((row for row in log if str(row[0]).startswith(UNFINISHED)), None)
        if left is not None:
            asked = left[1] if left[1] != date.max else None
            same_days = since is None or (asked is not None and asked <= since)
            since = min((day for day in (asked, since) if day is not None), default=None)
            if left[0] == name and same_days:
                return left[2], since
        with self._store.transaction():
            self._store.run(statements.unlog_unfinished())
            self._store.run(statements.log_day(name, since or date.max, self._now, self._cut_off, 0))
        return self._now, since

    def _changed(self, sources: Mapping[str, Source], log: list[tuple[Any, ...]]) -> dict[str, frozenset[date]]:
        finished = [row[3] for row in log if row[0] == FINISHED]
        if not finished:
            return {name: frozenset() for name in sources}
        moment = max(finished) - LATE
        return {name: self._sources.changed(source, moment) for name, source in sources.items()}

    def _make(
        self, step: Step, sources: Mapping[str, Source], days: Mapping[str, frozenset[date]], built_at: datetime
    ) -> None:
        with self._store.transaction():
            for name, span in step.spans.items():
                mart, run = self._marts[name], self._store.run
                parameters = {"since": span.since, "until": span.until, "cut_off": self._cut_off}
                run(statements.clear(name, mart.day, span.since, span.until))
                run(statements.unlog(name, span.since, span.until))
                for part in sources[name].parts:
                    for each in part.staged:
                        self._stage(each, parameters)
                    run(statements.fill(mart, part, parameters))
                run(statements.log(mart, span.since, span.until, built_at, self._cut_off))
                written = {row[0] for row in run(statements.logged_days(name, span.since, span.until))}
                for day in sorted(day for day in days[name] - written if span.since <= day < span.until):
                    run(statements.log_day(name, day, built_at, self._cut_off, 0))
            while self._staged:
                self._store.run(statements.unstage(self._staged.pop()))

    def _stage(self, name: str, parameters: Mapping[str, Any]) -> None:
        """Keep the rows of a staged query, once for all marts of a step: they are made for the same days."""
        query = load_query(f"{SCHEMA}/staged/{name}")
        if query not in self._staged:
            for needed in query.staged:
                self._stage(needed, parameters)
            self._store.run(statements.stage(query, parameters))
            self._staged.append(query)

    def _finish(self, built_at: datetime) -> int:
        day = self._cut_off.date()
        with self._store.transaction():
            self._store.run(statements.unlog_unfinished())
            self._store.run(statements.unlog(FINISHED, day, day + timedelta(days=1)))
            rows = int(self._store.run(statements.logged_rows())[0][0])
            self._store.run(statements.log_day(FINISHED, day, built_at, self._cut_off, rows))
        return rows


def _sharing(sources: Mapping[str, Source]) -> list[list[str]]:
    """Return the marts that read staged rows: they share them, so they are made for the same days."""
    return [[name for name, source in sources.items() if any(part.staged for part in source.parts)]]


def _check_since(since: date | None, days: frozenset[date]) -> None:
    if not days:
        raise BuildError("The warehouse has no rows to build marts of. Import or map data, then try again.")
    if since is not None and not min(days) <= since <= max(days):
        cover = f"they cover {min(days)} through {max(days)}"
        raise BuildError(f"There are no data on {since}: {cover}. Give a day of these.")
