"""The leaf cells behind an event: one grouped query over the event and the weeks before it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from integrity_metrics.estimates import Executed
from integrity_metrics.metrics.scan_family import UNKNOWN, with_numbers
from integrity_metrics.metrics.scan_platform import FOUND_WITHIN_DAYS
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse
from integrity_metrics.warehouse.query_files import load_query

# Whole weeks before the event that it is compared with; they hold every weekday equally often.
WEEKS_BEFORE = 4


@dataclass(frozen=True, slots=True)
class CubeRecipe:
    """Which query holds a metric's cells, by which attributes."""

    query: str
    attributes: tuple[str, ...]
    observed: str
    denominator: str = ""
    squares: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Leaf cells of one event.

    Parameters
    ----------
    frame
        The attributes, then ``observed`` and ``before`` and, of a rate, ``out_of`` and ``out_of_before``.
    attributes
        The columns to look along.
    is_rate
        Whether there are denominators.
    dispersion
        Variance of a cell over its size, where weights are added up; None for counts.
    days_before
        How many days `before` adds up.
    executed
        The statement.
    """

    frame: pd.DataFrame
    attributes: tuple[str, ...]
    is_rate: bool
    dispersion: float | None
    days_before: int
    executed: Executed


_ACTIONS = ("policy", "market", "detection_source", "content_type", "action_type", "automated_decision")
CUBES = {
    "actions": CubeRecipe("cube_actions", _ACTIONS, "actions"),
    "proactive_rate": CubeRecipe("cube_actions", _ACTIONS, "proactive_actions", "actions"),
    "appeal_rate": CubeRecipe("cube_actions", _ACTIONS, "appealed_actions", "actions"),
    "reports": CubeRecipe("cube_reports", ("policy", "market", "queue", "reporter_type"), "reports"),
    "overturn_rate": CubeRecipe(
        "cube_appeals", ("policy", "market", "content_type", "detection_source"), "overturned", "decided"
    ),
    "sla_attainment": CubeRecipe(
        "cube_promises", ("applies_to", "queue_or_severity", "measure", "market", "policy"), "in_time", "items"
    ),
    "rule_hits": CubeRecipe("cube_rules", ("policy", "rule", "market", "content_type"), "hits"),
    "rule_evaluations": CubeRecipe("cube_rules", ("policy", "rule", "market", "content_type"), "evaluations"),
    "impressions": CubeRecipe("cube_impressions", ("market", "surface", "content_type"), "impressions"),
    "unwanted_impressions": CubeRecipe(
        "cube_unwanted", ("policy", "market", "surface", "content_type", "detection_source"), "unwanted"
    ),
    "prevalence": CubeRecipe(
        "cube_labels",
        ("market", "surface", "content_type"),
        "positive_weight",
        "weight",
        "positive_weight_squared",
    ),
    "dsa_statements": CubeRecipe("cube_dsa", ("dimension", "value"), "statements"),
    "dsa_statement_share": CubeRecipe("cube_dsa", ("dimension", "value"), "statements"),
}


def cells_of(
    warehouse: Warehouse,
    metric: str,
    segment: Mapping[str, str],
    start: date,
    end: date,
    heartbeat: Heartbeat | None = None,
) -> Cells:
    """Return the cells of an event's segment, inside the event and before it.

    Parameters
    ----------
    metric
        One of `CUBES`.
    segment
        The event's; its dimensions are not looked along.
    start, end
        First and last day of the event.
    """
    recipe = CUBES[metric]
    parameters: dict[str, Any] = {
        "since": start - timedelta(weeks=WEEKS_BEFORE),
        "start": start,
        "until": end + timedelta(days=1),
    }
    query = load_query(f"metrics/scan/{recipe.query}")
    if "platform" in query.parameters:
        parameters["platform"] = segment["platform"]
    if "horizon" in query.parameters:
        parameters["horizon"] = FOUND_WITHIN_DAYS
    result = warehouse.run(warehouse.shape(query, parameters), heartbeat=heartbeat)
    rows = _kept(with_numbers(result.frame), recipe, segment)
    free = tuple(a for a in recipe.attributes if a not in segment)
    keys = rows[list(free)].astype(object).where(rows[list(free)].notna(), UNKNOWN)
    inside, names = rows["is_event"].to_numpy() == 1, {"observed": recipe.observed, "out_of": recipe.denominator}
    told = {
        name: np.where(during, rows[column].to_numpy(dtype=np.float64), 0.0)
        for name, column, during in _measures(names, inside)
    }
    frame = keys.assign(**told).groupby(list(free), as_index=False).sum()
    return Cells(frame, free, bool(recipe.denominator), _dispersion(rows, recipe), WEEKS_BEFORE * 7, result.executed)


def _measures(names: Mapping[str, str], inside: NDArray[np.bool_]) -> Iterator[tuple[str, str, NDArray[np.bool_]]]:
    """Yield each measure during the event and before it: its name, its column and which rows count."""
    before = {"observed": "before", "out_of": "out_of_before"}
    for name, column in names.items():
        if column:
            yield name, column, inside
            yield before[name], column, ~inside


def _kept(rows: pd.DataFrame, recipe: CubeRecipe, segment: Mapping[str, str]) -> pd.DataFrame:
    for dimension, value in segment.items():
        if recipe.squares and dimension == "policy":
            # What is found violating is no place: labels of another policy stay in the denominator.
            mine = rows["policy"] == value
            rows = rows.assign(**{c: rows[c].where(mine, 0.0) for c in (recipe.observed, recipe.squares)})
        elif dimension in rows.columns:
            rows = rows[rows[dimension].astype(object).where(rows[dimension].notna(), UNKNOWN) == value]
    return rows


def _dispersion(rows: pd.DataFrame, recipe: CubeRecipe) -> float | None:
    if not recipe.squares:
        return None
    weight = float(rows[recipe.observed].sum())
    return float(rows[recipe.squares].sum()) / weight if weight > 0 else 1.0
