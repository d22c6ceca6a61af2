"""What the prevalence sample says of a scope: labels, positives and impressions, asked of the warehouse."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd

from integrity_metrics.errors import ScopeError
from integrity_metrics.estimates import Executed
from integrity_metrics.metrics.choices import choices_of
from integrity_metrics.metrics.memory import remembered
from integrity_metrics.metrics.prevalence_layout import OUTCOMES, PLACES, Cells, lay_out
from integrity_metrics.metrics.tidy import named_segments
from integrity_metrics.scope import Period, Scope
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse
from integrity_metrics.warehouse.failures import MissingTableError
from integrity_metrics.warehouse.query_files import load_query

FLAWS = {
    "duplicated sample id": "{:,} labels have a sample_id that another has too: counted once. Make sample ids unique.",
    "unknown content": "{:,} labels are of contents the table contents does not hold: load those, or drop the labels.",
}


def label_extent(warehouse: Warehouse) -> Period:
    """Return the days the prevalence sample covers.

    Raises
    ------
    ScopeError
        When nothing has been sampled yet.
    """
    return remembered(("prevalence extent", warehouse.version), lambda: _extent(warehouse))


def _extent(warehouse: Warehouse) -> Period:
    row = warehouse.run(warehouse.shape(load_query("metrics/prevalence_extent"), {})).frame.iloc[0]
    if pd.isna(row["first_day"]):
        raise ScopeError(
            "There are no labels yet. Prevalence needs the tables prevalence_labels and sampling_frame: draw a random "
            "sample of impressions, have it labelled, then run `integrity build`."
        )
    return Period(pd.Timestamp(row["first_day"]).date(), (pd.Timestamp(row["last_day"]) + pd.Timedelta(days=1)).date())


def choices(warehouse: Warehouse) -> dict[str, tuple[str, ...]]:
    """Return the values each dimension can be filtered by, most labels first."""
    return choices_of(warehouse, "metrics/prevalence_values")


def fetch_cells(warehouse: Warehouse, scope: Scope, heartbeat: Heartbeat | None = None) -> Cells:
    """Ask the three sums of a scope and lay them out; no frame and stray labels are named, never dropped silently.

    Parameters
    ----------
    warehouse, scope, heartbeat
        What to ask. Filters on policy and area choose what counts as violating; the others choose impressions.
    """
    places = tuple(d for d in scope.by if d in PLACES)
    seen = replace(scope, by=places, filters=tuple(f for f in scope.filters if f.dimension in PLACES))
    labels, ran_labels = _ask(warehouse, "metrics/prevalence_labels", seen, heartbeat)
    frame, ran_frame = _ask(warehouse, "metrics/prevalence_frame", seen, heartbeat)
    positives, ran_positives = _ask(warehouse, "metrics/prevalence_positives", scope, heartbeat)
    return lay_out(
        labels, positives, frame, scope, outcomes_of(warehouse, scope), (ran_labels, ran_positives, ran_frame)
    )


def label_flaws(warehouse: Warehouse, scope: Scope) -> dict[date, str]:
    """Return, for the periods of a scope whose labels have a flaw, the flaw in words; of all places together."""
    plain = replace(scope, by=(), filters=(), comparison=None)

    def asked() -> dict[date, str]:
        try:
            rows, _ = _ask(warehouse, "metrics/label_flaws", plain, None)
        except MissingTableError:
            # Marts of an earlier release, or a warehouse without contents to look labels up in.
            return {}
        said = [
            (start, FLAWS[str(flaw)].format(int(labels)))
            for start, flaw, labels in zip(rows["period_start"], rows["flaw"], rows["labels"], strict=True)
        ]
        return {start: " ".join(words for day, words in said if day == start) for start, _ in said}

    return remembered(("label flaws", warehouse.version, plain), asked)


def outcomes_of(warehouse: Warehouse, scope: Scope) -> dict[str, tuple[str, ...]]:
    """Return, for each outcome the scope is broken down by, its values: also those without a positive."""
    known = choices(warehouse)
    found = {}
    for dimension in (d for d in scope.by if d in OUTCOMES):
        kept, left_out = scope.values_of(dimension), scope.values_of(dimension, excluded=True)
        found[dimension] = tuple(v for v in known.get(dimension, ()) if v not in left_out and (not kept or v in kept))
    return found


def _ask(warehouse: Warehouse, name: str, scope: Scope, heartbeat: Heartbeat | None) -> tuple[pd.DataFrame, Executed]:
    statement = warehouse.shape(
        load_query(name),
        {"since": scope.period.since, "until": scope.period.until},
        grain=scope.grain,
        by=scope.by,
        filters=scope.filters,
    )
    result = warehouse.run(statement, heartbeat=heartbeat)
    return named_segments(result.frame, scope), result.executed
