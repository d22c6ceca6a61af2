"""Why violating views were seen: the label sample, each violating view matched with what became of its content."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np
import pandas as pd

from integrity_metrics.estimates import REASON, Executed
from integrity_metrics.metrics.catalogue import metric
from integrity_metrics.metrics.exposure_scope import extent
from integrity_metrics.metrics.memory import remembered
from integrity_metrics.metrics.prevalence_layout import Cells, lay_out
from integrity_metrics.metrics.tidy import named_segments
from integrity_metrics.scope import Scope
from integrity_metrics.statistics.front_door import (
    LabelSums,
    SamplingFrame,
    estimate_prevalence_from_sums,
)
from integrity_metrics.statistics.status import Reason, Status
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse
from integrity_metrics.warehouse.query_files import load_query

REASONS = {
    "before_detection": "Before anybody or anything found it",
    "waiting": "Found, waiting in review",
    "wrong_decision": "After a reviewer let it go, or its action was taken back",
    "left_up": "After an action that leaves it up",
    "never_found": "Never found so far",
}
METHOD = "violating labels matched with actions and decisions (Hájek), gamma interval"
FEWEST_VIOLATING = 30


@dataclass(frozen=True, slots=True)
class ExposureReasons:
    """Violating views of a period by reason, and how much of them enforcement found in time.

    Parameters
    ----------
    frame
        One row a key of `REASONS`: ``why``, ``value`` (share of all views), ``low``, ``high`` (95%), ``n`` violating
        labels, ``share_of_violating``, ``method``, ``status`` and ``reason``.
    in_time
        The same for ``is_found``: ``yes`` for violating views before (or on the day of) the first action, ``no`` for
        missed ones: those after an action that leaves them up, and those of content never found so far.
    recall
        One row: share of the violating views that were found in time, with its interval. It needs no precision: every
        view in it is labelled.
    executed
        The statements.
    """

    frame: pd.DataFrame
    in_time: pd.DataFrame
    recall: pd.DataFrame
    executed: tuple[Executed, ...]


def exposure_reasons(warehouse: Warehouse, scope: Scope, heartbeat: Heartbeat | None = None) -> ExposureReasons:
    """Return why violating views of the whole period were seen, from the label sample.

    At day grain a view on the day its content was found counts as before detection, and a view on the day of the
    action as before the action: waiting is a lower bound. Filters may be on policy (of the label) and places; a
    break-down is left out.
    """
    asked = replace(scope.total(), by=())
    return remembered(("exposure reasons", warehouse.version, asked), lambda: _reasons(warehouse, asked, heartbeat))


def _reasons(warehouse: Warehouse, scope: Scope, heartbeat: Heartbeat | None) -> ExposureReasons:
    places = replace(scope, filters=tuple(f for f in scope.filters if f.dimension != "policy"))
    labels, ran_labels = _ask(warehouse, "metrics/prevalence_labels", places, heartbeat)
    frame, ran_frame = _ask(warehouse, "metrics/prevalence_frame", places, heartbeat)
    linked, ran_linked = _ask(warehouse, "metrics/exposure_label_reasons", scope, heartbeat)
    executed = (ran_labels, ran_frame, ran_linked)
    young = _too_young(warehouse, scope)
    reasons, in_time = (
        _shares(lay_out(labels, linked, frame, replace(scope, by=(column,)), {column: values}), linked, column, young)
        for column, values in (("why", tuple(REASONS)), ("is_found", ("yes", "no")))
    )
    return ExposureReasons(reasons, in_time, _recall(linked, young), executed)


def _shares(cells: Cells, linked: pd.DataFrame, column: str, young: str) -> pd.DataFrame:
    """Estimate each value of `column` as a share of all views, like a prevalence of its own."""
    if cells.index.empty:
        return _nothing(column)
    found = estimate_prevalence_from_sums(cells.sums, cells.frame, fewest_labels=metric("prevalence").minimum_n)
    told = [_worth(*each, young) for each in zip(found.status, found.reasons, strict=True)]
    total = np.nansum(found.value)
    counts = linked.groupby(column)["positives"].sum()
    return cells.index[[column]].assign(
        value=found.value,
        low=found.low,
        high=found.high,
        n=cells.index[column].map(counts).fillna(0).astype(np.int64),
        share_of_violating=found.value / total if total > 0 else np.nan,
        method=METHOD,
        status=[state for state, _ in told],
        reason=[reason for _, reason in told],
    )


def _worth(state: str, reasons: tuple[Reason, ...], young: str) -> tuple[str, str]:
    """Return status and reason in words, with what has still to come."""
    said = [reason.sentence for reason in reasons]
    if young:
        said.append(young)
    is_immature = bool(young) and state in (Status.OK, Status.INTERVAL_ONLY)
    return Status.IMMATURE.value if is_immature else str(state), " ".join(said)


def _recall(linked: pd.DataFrame, young: str) -> pd.DataFrame:
    """Share of the violating labels, each with its weight, whose view was before the first action."""
    if linked.empty:
        return _nothing("is_found").drop(columns=["is_found", "share_of_violating"])
    names = ("positives", "positive_weight", "positive_weight_squared")
    n, weight, squares = (np.array([[float(linked[name].sum())]]) for name in names)
    hits = linked[linked["is_found"] == "yes"]
    k, found_weight, found_squares = (np.array([[float(hits[name].sum())]]) for name in names)
    largest = np.array([[float(linked["largest_weight"].max())]])
    share = estimate_prevalence_from_sums(
        LabelSums(n, k, weight, squares, largest, found_weight, found_squares),
        SamplingFrame(("violating",), weight),
        fewest_labels=FEWEST_VIOLATING,
    )
    worth, said = _worth(share.status[0], share.reasons[0], young)
    return pd.DataFrame(
        {
            "value": share.value,
            "low": share.low,
            "high": np.minimum(share.high, 1.0),
            "n": int(n[0, 0]),
            "method": METHOD,
            "status": worth,
            REASON: said,
        }
    )


def _too_young(warehouse: Warehouse, scope: Scope) -> str:
    """Say that the newest views of the period may still be found."""
    days = metric("unwanted_impressions").maturity_days
    data = extent(warehouse)
    if scope.period.until <= data.until - timedelta(days=days):
        return ""
    return f"Views of the last {days} days may still be found: what is never found so far will shrink."


def _nothing(column: str) -> pd.DataFrame:
    row = {
        column: "never_found" if column == "why" else "no",
        **dict.fromkeys(("value", "low", "high"), np.nan),
        "n": 0,
        "share_of_violating": np.nan,
        "method": METHOD,
        "status": Status.UNDEFINED.value,
        REASON: "There are no violating labels in this period.",
    }
    return pd.DataFrame([row])


def _ask(warehouse: Warehouse, name: str, scope: Scope, heartbeat: Heartbeat | None) -> tuple[pd.DataFrame, Executed]:
    statement = warehouse.shape(
        load_query(name),
        {"since": scope.period.since, "until": scope.period.until},
        grain=scope.grain,
        filters=scope.filters,
    )
    result = warehouse.run(statement, heartbeat=heartbeat)
    return named_segments(result.frame, scope), result.executed
