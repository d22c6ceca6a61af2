"""The counts behind consistency: how often a policy was applied in each market, site or kind of content."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from integrity_metrics.errors import ScopeError
from integrity_metrics.estimates import Executed
from integrity_metrics.metrics import promises
from integrity_metrics.metrics.catalogue import metric
from integrity_metrics.scope import Filter, Grain, Period, Scope
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse
from integrity_metrics.warehouse.query_files import load_query


@dataclass(frozen=True, slots=True)
class ConsistencyQuestion:
    """What is compared: a measure of one policy, over the values of a dimension, in a period."""

    policy: str
    measure: str
    dimension: str
    period: Period


@dataclass(frozen=True, slots=True)
class Measure:
    """What may be compared.

    Parameters
    ----------
    title, noun
        What people read, and what one record is.
    dimensions
        What it can be compared over.
    is_matched
        Whether records are compared within bands of the policy's model score.
    """

    title: str
    noun: str
    dimensions: tuple[str, ...]
    is_matched: bool


@dataclass(frozen=True, slots=True, eq=False)
class BandCounts:
    """Counts by segment and score band; one band where nothing is matched.

    Parameters
    ----------
    segments, bands
        Names of rows and columns; a band is the lowest score in it.
    found, items
        Shape (segments, bands).
    executed
        The statement.
    """

    segments: tuple[str, ...]
    bands: tuple[float, ...]
    found: np.ndarray
    items: np.ndarray
    executed: tuple[Executed, ...]


MEASURES = {
    "acted_on": Measure("Acted on at like scores", "scored content", ("market", "content_type"), True),
    "found_violating": Measure("Found violating at like scores", "decision", ("site", "market", "content_type"), True),
    "reviewer_disagreement": Measure(
        "Decided otherwise on second review", "second review", ("site", "market", "content_type"), False
    ),
    "appeal_rate": Measure("Appealed", "action", ("market", "content_type"), False),
    "overturn_rate": Measure("Overturned on appeal", "decided appeal", ("market", "content_type"), False),
    "proactive_rate": Measure("Acted on before any report", "action", ("market", "content_type"), False),
}
DIMENSIONS = ("market", "site", "content_type")


def consistency_counts(
    warehouse: Warehouse, question: ConsistencyQuestion, heartbeat: Heartbeat | None = None
) -> BandCounts:
    """Return the counts of a question.

    Raises
    ------
    ScopeError
        For an unknown measure, or a dimension it cannot be compared over.
    """
    if question.measure not in MEASURES:
        raise ScopeError(f"{question.measure!r} cannot be compared; known: {', '.join(MEASURES)}.")
    measure = MEASURES[question.measure]
    if question.dimension not in measure.dimensions:
        offered = ", ".join(d.replace("_", " ") for d in measure.dimensions)
        raise ScopeError(
            f"“{measure.title}” cannot be compared by {question.dimension.replace('_', ' ')}: its records carry none. "
            f"It can be by {offered}."
        )
    if measure.is_matched:
        return _scored(warehouse, question, heartbeat)
    if question.measure == "reviewer_disagreement":
        return _reviewed_again(warehouse, question, heartbeat)
    entry = metric(question.measure)
    scope = Scope(question.period, Grain.TOTAL, (Filter("policy", (question.policy,)),), (question.dimension,))
    counts, executed = promises.share_counts(warehouse, entry, scope, heartbeat)
    return _one_band(counts[question.dimension], counts["positives"], counts["n"], executed)


def _scored(warehouse: Warehouse, question: ConsistencyQuestion, heartbeat: Heartbeat | None) -> BandCounts:
    name = {"acted_on": "metrics/consistency_actions", "found_violating": "metrics/consistency_decisions"}
    result = warehouse.run(
        warehouse.shape(
            load_query(name[question.measure]),
            {
                "since": question.period.since,
                "until": question.period.until,
                "policy": question.policy,
                "dimension": question.dimension,
            },
            by=("value",),
        ),
        heartbeat=heartbeat,
    )
    frame = result.frame
    segments = _named(frame["segment_1"])
    rows, columns = sorted(set(segments)), sorted({float(b) for b in frame["band"]})
    found, items = np.zeros((len(rows), len(columns))), np.zeros((len(rows), len(columns)))
    at = [rows.index(s) for s in segments], [columns.index(float(b)) for b in frame["band"]]
    np.add.at(found, at, frame["found"].to_numpy(dtype=float))
    np.add.at(items, at, frame["items"].to_numpy(dtype=float))
    return BandCounts(tuple(rows), tuple(columns), found, items, (result.executed,))


def _reviewed_again(warehouse: Warehouse, question: ConsistencyQuestion, heartbeat: Heartbeat | None) -> BandCounts:
    result = warehouse.run(
        warehouse.shape(
            load_query("metrics/review_disagreement"),
            {"since": question.period.since, "until": question.period.until, "dimension": question.dimension},
            grain=Grain.TOTAL,
            by=("value",),
            filters=(Filter("policy", (question.policy,)),),
        ),
        heartbeat=heartbeat,
    )
    frame = result.frame
    return _one_band(frame["segment_1"], frame["disagreed"], frame["compared"], result.executed)


def _one_band(segments: pd.Series, found: pd.Series, items: pd.Series, executed: Executed) -> BandCounts:
    """Lay out counts that are compared as they are."""
    return BandCounts(
        tuple(_named(segments)),
        (0.0,),
        found.to_numpy(dtype=float)[:, None],
        items.to_numpy(dtype=float)[:, None],
        (executed,),
    )


def _named(segments: pd.Series) -> list[str]:
    return segments.astype(object).where(segments.notna(), "unknown").astype(str).to_list()
