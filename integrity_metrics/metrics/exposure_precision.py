"""Precision of enforcement weighted by views: of the views found unwanted, how many were of violating content."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from integrity_metrics.estimates import REASON, Executed
from integrity_metrics.metrics.exposure_scope import by_value, one_dimension
from integrity_metrics.metrics.memory import remembered
from integrity_metrics.scope import Filter, Scope
from integrity_metrics.statistics.front_door import LabelSums, SamplingFrame, estimate_prevalence_from_sums
from integrity_metrics.statistics.status import Reason, Status
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse
from integrity_metrics.warehouse.query_files import load_query

FloatArray = NDArray[np.float64]

FEWEST_REVIEWED = 30
# How often a content had been let go before its action: never, once or twice, up to 9 times, more often.
STRATA = ("never let go", "let go once or twice", "let go 3 to 9 times", "let go 10 times or more")
METHOD = "precision by views, blind second reviews stratified by how often the content had been let go, gamma interval"
COLUMNS = ("value", "low", "high", "reviewed", "confirmed", "status", REASON)
# Sums over reviewed contents, each with its views as its weight: what the estimator calls n, k, weight, squared weight,
# positive weight and squared positive weight.
SUMS = (
    "contents",
    "confirmed",
    "impressions",
    "impressions_squared",
    "confirmed_impressions",
    "confirmed_impressions_squared",
)


@dataclass(frozen=True, slots=True)
class ViewPrecision:
    """Share of the found views that are of content a blind second review confirms, over the whole period.

    Parameters
    ----------
    frame
        The scope's dimensions, ``value``, ``low``, ``high`` (95%), ``reviewed`` and ``confirmed`` contents, ``status``
        and ``reason``. Segments without a review are not in it.
    executed
        The statement.
    """

    frame: pd.DataFrame
    executed: tuple[Executed, ...]


def view_precision(warehouse: Warehouse, scope: Scope, heartbeat: Heartbeat | None = None) -> ViewPrecision:
    """Return the precision of enforcement weighted by views before the action, per segment, over the whole period.

    Contents are the draws, and a content counts with its views. Second reviews are drawn from actions and from
    decisions not to act, so content let go often (many see and report it) is drawn more often: its views are weighed
    to all found views of content let go as often. Without that, the precision of the simulated platform came out 27%
    too low. A few contents with many views decide most of it, so its interval is wide; a reviewer's errors stay in it.

    Raises
    ------
    ScopeError
        When the scope needs two dimensions besides policy.
    """
    total = scope.total()
    return remembered(("exposure precision", warehouse.version, total), lambda: _precision(warehouse, total, heartbeat))


def _precision(warehouse: Warehouse, scope: Scope, heartbeat: Heartbeat | None) -> ViewPrecision:
    reviewed = {"since": scope.period.since, "until": scope.period.until}
    rows, ran_rows = _ask(warehouse, "metrics/exposure_precision", scope, reviewed, scope.by, scope.filters, heartbeat)
    found = {**reviewed, "dimension": one_dimension(scope)}
    by, filters = by_value(scope)
    frame, ran_frame = _ask(warehouse, "metrics/exposure_precision_frame", scope, found, by, filters, heartbeat)
    return ViewPrecision(estimated(rows, frame, scope.by), (ran_rows, ran_frame))


def _ask(
    warehouse: Warehouse,
    name: str,
    scope: Scope,
    parameters: Mapping[str, object],
    by: tuple[str, ...],
    filters: tuple[Filter, ...],
    heartbeat: Heartbeat | None,
) -> tuple[pd.DataFrame, Executed]:
    """Ask with the query's own names of the dimensions, and return the rows with the scope's."""
    statement = warehouse.shape(load_query(name), parameters, by=by, filters=filters)
    result = warehouse.run(statement, heartbeat=heartbeat)
    names = {f"segment_{i}": dimension for i, dimension in enumerate(scope.by, start=1)}
    rows = result.frame.rename(columns=names)
    rows[list(scope.by)] = rows[list(scope.by)].astype(object).fillna("unknown")
    return rows, result.executed


def estimated(rows: pd.DataFrame, frame: pd.DataFrame, by: tuple[str, ...]) -> pd.DataFrame:
    """Return the precision of each segment from reviewed contents with their views (`ViewPrecision.frame`).

    Parameters
    ----------
    rows
        `SUMS` over the reviewed contents of each ``stratum`` (position in `STRATA`), and the ``largest`` views of one.
    frame
        Found ``impressions`` of each ``stratum``, of all contents.
    by
        The dimensions both are broken down by.

    Examples
    --------
    60 contents seen 10 times that are confirmed, and 20 seen 30 times that are not:

    >>> sums = {"contents": 80, "confirmed": 60, "impressions": 1200, "impressions_squared": 24_000}
    >>> sums |= {"confirmed_impressions": 600, "confirmed_impressions_squared": 6_000, "largest": 30}
    >>> rows = pd.DataFrame([{"stratum": 0, **sums}])
    >>> found = estimated(rows, pd.DataFrame({"stratum": [0], "impressions": [90_000]}), ()).iloc[0]
    >>> float(found["value"]), int(found["reviewed"]), found["status"]
    (0.5, 80, 'ok')
    """
    if rows.empty:
        return pd.DataFrame(columns=[*by, *COLUMNS])
    names = list(by)
    segments = rows[names].drop_duplicates().sort_values(names, ignore_index=True) if by else pd.DataFrame(index=[0])
    cell = _segment_of(rows, segments, names), rows["stratum"].to_numpy(dtype=np.intp)
    sums = np.zeros((len(SUMS) + 1, len(segments), len(STRATA)))
    for position, name in enumerate(SUMS, start=1):
        np.add.at(sums[position], cell, rows[name].to_numpy(dtype=np.float64))
    of = _segment_of(frame, segments, names)
    known = of >= 0
    at = of[known], frame["stratum"].to_numpy(dtype=np.intp)[known]
    np.add.at(sums[0], at, frame["impressions"].to_numpy(dtype=np.float64)[known])
    largest = np.zeros(sums.shape[1:])
    np.maximum.at(largest, cell, rows["largest"].to_numpy(dtype=np.float64))
    _join_thin(sums, largest)
    population, n, k, weight, squares, hits, hit_squares = sums
    found = estimate_prevalence_from_sums(
        LabelSums(n, k, weight, squares, largest, hits, hit_squares),
        SamplingFrame(STRATA, population),
        fewest_labels=FEWEST_REVIEWED,
    )
    reviewed = n.sum(axis=1).astype(np.int64)
    return segments.assign(
        value=found.value,
        low=found.low,
        high=np.minimum(found.high, 1.0),
        reviewed=reviewed,
        confirmed=k.sum(axis=1).astype(np.int64),
        status=found.status,
        reason=[
            "" if state == Status.OK else _said(reasons, int(count))
            for state, reasons, count in zip(found.status, found.reasons, reviewed, strict=True)
        ],
    )


def _join_thin(sums: FloatArray, largest: FloatArray) -> None:
    """Join, in place, a stratum with fewer than two reviews to the one let go less often; the first to the second."""
    for stratum, into in ((3, 2), (2, 1), (1, 0), (0, 1)):
        thin = sums[1, :, stratum] < 2
        sums[:, thin, into] += sums[:, thin, stratum]
        sums[:, thin, stratum] = 0.0
        largest[thin, into] = np.maximum(largest[thin, into], largest[thin, stratum])
        largest[thin, stratum] = 0.0


def _segment_of(rows: pd.DataFrame, segments: pd.DataFrame, names: list[str]) -> NDArray[np.intp]:
    if not names:
        return np.zeros(len(rows), dtype=np.intp)
    known = pd.MultiIndex.from_frame(segments[names])
    return np.asarray(known.get_indexer(pd.MultiIndex.from_frame(rows[names])), dtype=np.intp)


def _said(reasons: tuple[Reason, ...], reviewed: int) -> str:
    """Say it of reviews: the shared sentences speak of labels."""
    if reviewed < FEWEST_REVIEWED:
        return f"Too few second reviews of actions: {FEWEST_REVIEWED - reviewed} more needed."
    return " ".join(f"Second reviews of actions: {reason.sentence}" for reason in reasons)
