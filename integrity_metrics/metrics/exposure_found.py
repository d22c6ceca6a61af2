"""Views of content later acted on, as arrays: one row a segment, one column a day, and the triangle of the newest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from integrity_metrics.estimates import Executed
from integrity_metrics.metrics.exposure_scope import (
    HISTORY_DAYS,
    HORIZON_DAYS,
    by_value,
    extent,
    one_dimension,
    seen_scope,
)
from integrity_metrics.scope import Period, Scope
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse
from integrity_metrics.warehouse.query_files import load_query

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class FoundExposure:
    """Found views per segment and day, with the views they are a share of.

    Parameters
    ----------
    segments
        One row a segment, the scope's dimensions.
    days
        The days of the columns of `found`, `undone` and `seen`.
    found, undone
        Views before the action so far (within the horizon), and those of them whose action was taken back; shape
        (segments, days).
    seen
        All views, shape (segments, days).
    triangle
        Cumulative found views of the newest days by days until the action, shape (segments, newest days, horizon + 1),
        NaN where still to come; no days at all when every day asked for is complete.
    executed
        The statements.
    """

    segments: pd.DataFrame
    days: Period
    found: FloatArray
    undone: FloatArray
    seen: FloatArray
    triangle: FloatArray
    executed: tuple[Executed, ...]


def fetch_found(
    warehouse: Warehouse, scope: Scope, heartbeat: Heartbeat | None = None, *, as_of: date | None = None
) -> FoundExposure | None:
    """Ask what was found of the views of a scope; None where the scope lies outside the data.

    Parameters
    ----------
    warehouse, scope, heartbeat
        What to ask. Days before the scope are read too where its newest days need their history.
    as_of
        Pretend that nothing from this day on is known; None is all there is.
    """
    data = extent(warehouse)
    known = Period(data.since, min(as_of, data.until)) if as_of is not None and as_of > data.since else data
    since, until = max(scope.period.since, known.since), min(scope.period.until, known.until)
    if since >= until:
        return None
    open_since = until
    if until > known.until - timedelta(days=HORIZON_DAYS):
        open_since = max(known.until - timedelta(days=HORIZON_DAYS + HISTORY_DAYS), known.since)
        since, until = min(since, open_since), known.until
    return _fetch(warehouse, scope, Period(since, until), open_since, known.until, heartbeat)


def fetch_triangle(warehouse: Warehouse, scope: Scope, heartbeat: Heartbeat | None = None) -> FoundExposure | None:
    """Ask for the triangle of the scope's own last days (180 at most), for its delays; None outside the data."""
    data = extent(warehouse)
    until = min(scope.period.until, data.until)
    since = max(scope.period.since, data.since, until - timedelta(days=HORIZON_DAYS + HISTORY_DAYS))
    if since >= until:
        return None
    return _fetch(warehouse, scope, Period(since, until), since, data.until, heartbeat)


def _fetch(
    warehouse: Warehouse, scope: Scope, days: Period, open_since: date, as_of: date, heartbeat: Heartbeat | None
) -> FoundExposure:
    dimension = one_dimension(scope)
    by, filters = by_value(scope)
    found = warehouse.run(
        warehouse.shape(
            load_query("metrics/exposure_found"),
            {
                "since": days.since,
                "until": days.until,
                "as_of": as_of,
                "open_since": open_since,
                "horizon": HORIZON_DAYS,
                "dimension": dimension,
            },
            by=by,
            filters=filters,
        ),
        heartbeat=heartbeat,
    )
    places = seen_scope(scope)
    by, filters = by_value(places)
    seen = warehouse.run(
        warehouse.shape(
            load_query("metrics/exposure_impressions"),
            {"since": days.since, "until": days.until, "dimension": one_dimension(places)},
            by=by,
            filters=filters,
        ),
        heartbeat=heartbeat,
    )
    return lay_out(
        _named(found.frame, scope.by),
        _named(seen.frame, places.by),
        scope,
        days,
        (open_since - days.since).days,
        (as_of - days.since).days,
        (found.executed, seen.executed),
    )


def lay_out(
    found: pd.DataFrame,
    seen: pd.DataFrame,
    scope: Scope,
    days: Period,
    first_open: int,
    known: int,
    executed: tuple[Executed, ...] = (),
) -> FoundExposure:
    """Lay tidy counts out as arrays.

    Parameters
    ----------
    found
        ``day_number``, ``delay`` (-1: added up), the scope's dimensions, ``found`` and ``found_reversed``.
    seen
        ``day_number``, the places among the scope's dimensions, ``seen``.
    scope, days
        The question and the days of the columns.
    first_open, known
        Number of the first day of the triangle, and of the first day nothing is known of.
    executed
        The statements.
    """
    segments = _segments(found, seen, scope)
    size, columns = days.days, list(scope.by)
    shape_of = (len(segments), size)
    row, day = _row_of(found, segments, columns), found["day_number"].to_numpy(dtype=np.intp)
    counts = found["found"].to_numpy(dtype=np.float64)
    delay = found["delay"].to_numpy(dtype=np.intp)
    total, undone = np.zeros(shape_of), np.zeros(shape_of)
    np.add.at(total, (row, day), counts)
    np.add.at(undone, (row, day), found["found_reversed"].to_numpy(dtype=np.float64))
    newest = max(size - first_open, 0)
    triangle = np.zeros((len(segments), newest, HORIZON_DAYS + 1))
    apart = delay >= 0
    np.add.at(triangle, (row[apart], day[apart] - first_open, delay[apart]), counts[apart])
    triangle = np.cumsum(triangle, axis=-1)
    age = known - 1 - np.arange(first_open, first_open + newest)
    triangle[:, np.arange(HORIZON_DAYS + 1) > age[:, None]] = np.nan
    return FoundExposure(segments, days, total, undone, _seen(seen, segments, scope, shape_of), triangle, executed)


def _segments(found: pd.DataFrame, seen: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    """Every segment with a found view; by place alone, every place with a view."""
    columns = list(scope.by)
    if not columns:
        return pd.DataFrame(index=[0])
    known = found[columns]
    if set(columns) <= set(seen.columns):
        known = pd.concat([known, seen[columns]])
    return known.drop_duplicates().sort_values(columns, kind="stable", ignore_index=True)


def _seen(seen: pd.DataFrame, segments: pd.DataFrame, scope: Scope, shape_of: tuple[int, int]) -> FloatArray:
    places = [d for d in scope.by if d in seen.columns]
    day, counts = seen["day_number"].to_numpy(dtype=np.intp), seen["seen"].to_numpy(dtype=np.float64)
    if not places:
        total = np.zeros(shape_of[1])
        np.add.at(total, day, counts)
        return np.broadcast_to(total, shape_of).copy()
    homes = segments[places].drop_duplicates(ignore_index=True)
    matrix = np.zeros((len(homes), shape_of[1]))
    kept = seen.merge(homes, on=places)
    np.add.at(
        matrix,
        (_row_of(kept, homes, places), kept["day_number"].to_numpy(dtype=np.intp)),
        kept["seen"].to_numpy(dtype=np.float64),
    )
    return np.asarray(matrix[_row_of(segments, homes, places)])


def _row_of(rows: pd.DataFrame, segments: pd.DataFrame, columns: list[str]) -> NDArray[np.intp]:
    if not columns:
        return np.zeros(len(rows), dtype=np.intp)
    known = pd.MultiIndex.from_frame(segments[columns])
    return np.asarray(known.get_indexer(pd.MultiIndex.from_frame(rows[columns])), dtype=np.intp)


def _named(frame: pd.DataFrame, by: tuple[str, ...]) -> pd.DataFrame:
    renamed = frame.rename(columns={f"segment_{i}": d for i, d in enumerate(by, start=1)})
    return renamed.assign(**{d: renamed[d].astype(object).where(renamed[d].notna(), "unknown") for d in by})
