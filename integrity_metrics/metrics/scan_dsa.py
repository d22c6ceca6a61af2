"""What is scanned of the EU DSA data: statements by platform, by category and source, and two shares of automation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import numpy as np
import pandas as pd

from integrity_metrics.estimates import Executed
from integrity_metrics.metrics.catalogue import notes
from integrity_metrics.metrics.scan_family import Family, Layout, Segment, lay_out, with_numbers
from integrity_metrics.scope import Period
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse
from integrity_metrics.warehouse.query_files import load_query

COUNTS, SHARES = "dsa_statements", "dsa_statement_share"
BROKEN_DOWN = ("category", "source_type")
# Dimension -> the value whose share is watched; the other values are the rest of it.
SHARE_OF = {"automated_detection": "Yes", "automated_decision": "AUTOMATED_DECISION_FULLY"}
# Platforms file for the whole Union: its most populous members stand for its holidays.
MARKETS = ("DE", "FR", "IT", "ES", "PL", "RO", "NL", "BE")
# A series with less than this a day is not laid out: it could not be judged, and there are thousands of them.
LEAST_A_DAY = 1.0


def families(
    warehouse: Warehouse,
    period: Period,
    progress: Callable[[str], None],
    heartbeat: Heartbeat | None = None,
) -> Iterator[Family]:
    """Yield every watched family of the DSA data; parameters as for a platform."""
    progress("Reading statements by platform")
    totals, ran_totals = _rows(warehouse, period, "all", heartbeat)
    yield _family(COUNTS, ("platform",), totals[["day", "platform", "observed"]], period, (ran_totals,))
    for dimension in BROKEN_DOWN:
        progress(f"Reading statements by {dimension.replace('_', ' ')}")
        rows, ran = _rows(warehouse, period, dimension, heartbeat)
        large = _large(rows.rename(columns={"value": dimension}), dimension, period)
        if len(large):
            yield _family(COUNTS, ("platform", dimension), large, period, (ran,))
    for dimension, value in SHARE_OF.items():
        progress(f"Reading shares of {dimension.replace('_', ' ')}")
        rows, ran = _rows(warehouse, period, dimension, heartbeat)
        if len(rows):
            yield _family(SHARES, ("platform", dimension), _shares(rows, dimension, value), period, (ran,))


def _rows(
    warehouse: Warehouse, period: Period, dimension: str, heartbeat: Heartbeat | None
) -> tuple[pd.DataFrame, Executed]:
    statement = warehouse.shape(
        load_query("metrics/dsa_statements"),
        {"since": period.since, "until": period.until, "dimension": dimension},
        by=("platform", "value"),
    )
    result = warehouse.run(statement, heartbeat=heartbeat)
    names = {"period_start": "day", "segment_1": "platform", "segment_2": "value", "statements": "observed"}
    return with_numbers(result.frame.rename(columns=names)), result.executed


def _large(rows: pd.DataFrame, dimension: str, period: Period) -> pd.DataFrame:
    """Return the segments with enough to judge."""
    size = rows.groupby(["platform", dimension])["observed"].transform("sum")
    return rows.loc[size >= LEAST_A_DAY * period.days, ["day", "platform", dimension, "observed"]]


def _shares(rows: pd.DataFrame, dimension: str, value: str) -> pd.DataFrame:
    """Return one value's count out of all with any value, per platform and day."""
    out_of = rows.groupby(["day", "platform"], as_index=False)["observed"].sum()
    kept = rows.loc[rows["value"] == value, ["day", "platform", "observed"]]
    joined = pd.DataFrame(out_of).rename(columns={"observed": "denominator"})
    joined = joined.merge(kept, on=["day", "platform"], how="left")
    whole = joined["denominator"].to_numpy(dtype=np.float64)
    part = joined["observed"].fillna(0.0).to_numpy(dtype=np.float64)
    shares = joined[["day", "platform"]].assign(observed=part, denominator=whole)
    shares[dimension] = value
    return shares


def _family(
    metric: str, dimensions: tuple[str, ...], rows: pd.DataFrame, period: Period, executed: tuple[Executed, ...]
) -> Family:
    # The database has a dump for every day: a day without a row is a day on which nothing was filed.
    layout = Layout(period, MARKETS, lambda segment: _restarts(metric, segment), empty_days_are_zero=True)
    return lay_out(layout, metric, dimensions, rows, counted="statements", executed=executed)


def _restarts(metric: str, segment: Segment) -> list[date]:
    """Return the days on which the codes of a segment's dimension changed."""
    dimensions = {dimension for dimension, _ in segment}
    return [
        note.break_on
        for note in notes().values()
        if note.break_on is not None and metric in note.metrics and note.dimension in dimensions
    ]
