"""Prevalence helped by machine scores: PPI++ on labelled draws and on scored draws that wait for their label."""

from __future__ import annotations

import numpy as np
import pandas as pd

from integrity_metrics.errors import ScopeError
from integrity_metrics.estimates import MEASURES, REASON
from integrity_metrics.metrics.prevalence import PrevalenceTable
from integrity_metrics.metrics.prevalence_layout import PLACES
from integrity_metrics.metrics.prevalence_sums import label_extent
from integrity_metrics.metrics.tidy import is_whole
from integrity_metrics.scope import Grain, Scope
from integrity_metrics.statistics.assisted_prevalence import AssistedPrevalence, estimate_assisted_prevalence
from integrity_metrics.statistics.status import Status
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse
from integrity_metrics.warehouse.query_files import load_query

# Fewer scored draws without a label than this say nothing that the labels do not.
FEWEST_WAITING = 30
# The method needs every label one by one; a longer question belongs to the direct method.
MOST_DAYS = 366


def assisted_table(warehouse: Warehouse, scope: Scope, heartbeat: Heartbeat | None = None) -> PrevalenceTable:
    """Return machine-assisted prevalence per period: labels say how wrong the scores are, scores what labels miss.

    It is never the only number: a row without enough scored draws, or with fewer than 30 positives, says so.

    Raises
    ------
    ScopeError
        Broken down (labels are too few a segment), or over more than a year.
    """
    if scope.by:
        raise ScopeError("Machine-assisted prevalence is given for the total only: take the break-down away.")
    if scope.period.days > MOST_DAYS:
        raise ScopeError("Machine-assisted prevalence reads every label one by one: choose at most a year.")
    places = tuple(f for f in scope.filters if f.dimension in PLACES)
    bound = {"since": scope.period.since, "until": scope.period.until}
    results = [
        warehouse.run(warehouse.shape(load_query(name), bound, filters=places), heartbeat=heartbeat)
        for name in ("metrics/prevalence_rows", "metrics/prevalence_waiting")
    ]
    labelled, waiting = (_with_periods(result.frame, scope) for result in results)
    violating = labelled["is_violating"].to_numpy(dtype=bool)
    for kept in (f for f in scope.filters if f.dimension not in PLACES):
        inside = labelled[kept.dimension].isin(kept.values).to_numpy()
        violating = violating & (~inside if kept.excluded else inside)
    labelled = labelled.assign(violates=violating.astype(float))
    rest_of = dict(tuple(waiting.groupby("period_start")))
    rows = []
    for start, part in labelled.groupby("period_start", sort=True):
        rows.append(_row(start, part.dropna(subset=["model_score"]), len(part), rest_of.get(start)))
    columns = ["period_start", *MEASURES, "positives", "se", "n_eff", "deff", "labelled_share", REASON]
    frame = pd.DataFrame(rows, columns=columns)
    if len(frame):
        whole = is_whole(frame["period_start"], scope, label_extent(warehouse))
        frame = frame.assign(is_mature=whole)
    return PrevalenceTable(frame, tuple(result.executed for result in results))


def _with_periods(frame: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    days = pd.to_datetime(frame["day"]).dt.date
    if scope.grain is Grain.TOTAL:
        return frame.assign(period_start=scope.period.since)
    starts = {day: scope.grain.start_of(day) for day in days.unique()}
    return frame.assign(period_start=days.map(starts))


def _row(start: object, scored: pd.DataFrame, labels: int, waiting: pd.DataFrame | None) -> dict[str, object]:
    base = {"period_start": start, "n": labels, "is_mature": True, "deff": np.nan, "labelled_share": np.nan,
            "method": "machine-assisted (PPI++)", "se": np.nan, "n_eff": np.nan,
            "positives": int(scored["violates"].sum())}  # fmt: skip
    nothing = {**base, "value": np.nan, "low": np.nan, "high": np.nan}
    count = 0 if waiting is None else len(waiting)
    if count < FEWEST_WAITING or waiting is None:
        said = f"Only {count:,} scored draws wait for a label; {FEWEST_WAITING} are needed for scores to add anything."
        return {**nothing, "status": Status.UNDEFINED.value, REASON: said}
    if len(scored) < 2:
        return {**nothing, "status": Status.UNDEFINED.value, REASON: "Labels carry no model score."}
    found = estimate_assisted_prevalence(
        scored["violates"],
        scored["model_score"],
        waiting["model_score"],
        weights=1 / scored["inclusion_probability"].to_numpy(dtype=float),
        unlabelled_weights=1 / waiting["inclusion_probability"].to_numpy(dtype=float),
    )
    told = {"value": found.value, "low": found.low, "high": found.high, "status": found.status.value}
    return {**base, **{k: np.nan if v is None else v for k, v in told.items()}, REASON: _reason(found, count)}


def _reason(found: AssistedPrevalence, waiting: int) -> str:
    said = [reason.sentence for reason in found.reasons]
    if found.variance_ratio is not None:
        said.append(f"The scores of {waiting:,} draws leave {found.variance_ratio:.0%} of the variance.")
    return " ".join(said)
