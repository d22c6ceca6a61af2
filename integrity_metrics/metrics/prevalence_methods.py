"""Prevalence by another method than the direct one: corrected for label error, shrunk, at a fixed mix, assisted."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from enum import StrEnum

import numpy as np
import pandas as pd

from integrity_metrics.errors import ScopeError
from integrity_metrics.estimates import MEASURES, REASON, Estimates, Executed
from integrity_metrics.metrics.ask import ask
from integrity_metrics.metrics.catalogue import metric, notes_for
from integrity_metrics.metrics.memory import remembered
from integrity_metrics.metrics.prevalence import PrevalenceTable, prevalence_table
from integrity_metrics.metrics.prevalence_assisted import assisted_table
from integrity_metrics.metrics.prevalence_fixed_mix import fixed_mix_table
from integrity_metrics.metrics.prevalence_layout import PLACES
from integrity_metrics.scope import Scope
from integrity_metrics.statistics.beta_binomial import beta_binomial
from integrity_metrics.statistics.label_validation import LabelValidation
from integrity_metrics.statistics.status import Status
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse
from integrity_metrics.warehouse.query_files import load_query

KEY = "prevalence"
# Labels judged again by a panel are few a week; half a year of them is still the same reviewers and guidelines.
VALIDATION_DAYS = 182


class Method(StrEnum):
    """How prevalence is estimated; the value is what a link and an export say."""

    DIRECT = "direct"
    CORRECTED = "corrected"
    ASSISTED = "assisted"
    SHRUNK = "shrunk"
    FIXED_MIX = "fixed mix"


def prevalence_by(
    warehouse: Warehouse, method: Method, scope: Scope, *, mix: str = "surface", heartbeat: Heartbeat | None = None
) -> Estimates:
    """Return prevalence estimated by `method`.

    Parameters
    ----------
    warehouse, scope, heartbeat
        What to ask.
    method
        How; `shrunk` needs a break-down, `fixed mix` one other than `mix`.
    mix
        The dimension whose mix is held fixed.

    Raises
    ------
    ScopeError
        When the method cannot answer the scope, saying why.
    """
    plain = scope.alone()
    if method is Method.DIRECT:
        return ask(warehouse, KEY, plain, heartbeat=heartbeat)
    table = remembered(
        ("prevalence by", warehouse.version, method, mix, scope),
        lambda: prevalence_table_by(warehouse, method, scope, mix=mix, heartbeat=heartbeat),
    )
    frame = table.frame[["period_start", *scope.by, *MEASURES, REASON]]
    entry = metric(KEY)
    return Estimates(KEY, entry.unit, plain, frame, table.executed, notes_for(KEY, plain))


def prevalence_table_by(
    warehouse: Warehouse, method: Method, scope: Scope, *, mix: str = "surface", heartbeat: Heartbeat | None = None
) -> PrevalenceTable:
    """Return prevalence by `method` with everything behind it."""
    entry, plain = metric(KEY), scope.alone()
    match method:
        case Method.DIRECT:
            return prevalence_table(warehouse, entry, plain, heartbeat)
        case Method.CORRECTED:
            validation, executed = label_validation(warehouse, plain)
            table = prevalence_table(warehouse, entry, plain, heartbeat, validation=validation)
            return PrevalenceTable(table.frame, (*table.executed, executed))
        case Method.ASSISTED:
            return assisted_table(warehouse, plain, heartbeat)
        case Method.SHRUNK:
            return shrunk(prevalence_table(warehouse, entry, plain, heartbeat), plain)
        case Method.FIXED_MIX:
            return fixed_mix_table(warehouse, entry, scope, mix, heartbeat)


def side_by_side(
    warehouse: Warehouse, scope: Scope, *, mix: str = "surface", heartbeat: Heartbeat | None = None
) -> PrevalenceTable:
    """Return every method's answer to the whole period, one row a method (and segment), in one frame.

    A method that cannot answer says so in its row: status `undefined` with the reason.
    """
    whole = replace(scope.total(), comparison=scope.comparison)
    parts: list[pd.DataFrame] = []
    executed: list[Executed] = []
    for method in Method:
        try:
            table = prevalence_table_by(warehouse, method, whole, mix=mix, heartbeat=heartbeat)
        except ScopeError as error:
            row = {"status": Status.UNDEFINED.value, REASON: str(error), "method": "not applicable"}
            parts.append(pd.DataFrame([{"by": str(method), **row}]))
            continue
        parts.append(table.frame.assign(by=str(method)))
        executed += table.executed
    both = pd.concat(parts, ignore_index=True)
    first = ["by", *scope.by]
    return PrevalenceTable(both[[*first, *(c for c in both.columns if c not in first)]], tuple(executed))


def label_validation(warehouse: Warehouse, scope: Scope) -> tuple[LabelValidation, Executed]:
    """Return how often labels were right in the half year up to the end of the scope."""
    until = scope.period.until
    statement = warehouse.shape(
        load_query("metrics/label_validation"),
        {"since": until - timedelta(days=VALIDATION_DAYS), "until": until},
    )
    result = warehouse.run(statement)
    counts = result.frame.fillna(0).iloc[0].astype(float)
    return LabelValidation(**{str(name): float(value) for name, value in counts.items()}), result.executed


def shrunk(table: PrevalenceTable, scope: Scope) -> PrevalenceTable:
    """Shrink the segments of each period towards what they have in common (beta-binomial on effective labels)."""
    if not any(d in PLACES for d in scope.by):
        raise ScopeError("Shrinking needs segments to learn from: break down by market, surface or content type.")
    parts = []
    outcomes = [d for d in scope.by if d not in PLACES]
    for _, part in table.frame.groupby(["period_start", *outcomes], sort=False):
        direct = part["value"].where(part["status"] != Status.UPPER_BOUND_ONLY, 0.0)
        usable = direct.notna() & (part["n_eff"] > 0)
        if usable.sum() < 3:
            parts.append(part.assign(status=Status.UNDEFINED.value, value=np.nan, low=np.nan, high=np.nan,
                                     reason="Fewer than 3 segments to learn from."))  # fmt: skip
            continue
        kept = part[usable]
        size = _effective_labels(direct[usable], kept)
        fit = beta_binomial(np.clip(direct[usable], 0, 1) * size, size)
        weight = [f"{share:.0%} own labels, the rest the common rate." for share in fit.shrinkage]
        parts.append(
            kept.assign(
                value=fit.value,
                low=fit.low,
                high=fit.high,
                method="model-assisted: shrunk to the common rate (beta-binomial)",
                status=np.where(kept["status"] == Status.IMMATURE, Status.IMMATURE, Status.INTERVAL_ONLY),
                reason=weight,
            )
        )
    frame = pd.concat(parts, ignore_index=True) if parts else table.frame
    return PrevalenceTable(frame, table.executed)


def _effective_labels(rate: pd.Series, rows: pd.DataFrame) -> np.ndarray:
    """Labels of a simple random sample with the same error; Kish's size where no positive gives an error of 0."""
    value, error = rate.to_numpy(dtype=float), rows["se"].to_numpy(dtype=float)
    size = rows["n_eff"].to_numpy(dtype=float).copy()
    known = (error > 0) & (value > 0) & (value < 1)
    size[known] = value[known] * (1 - value[known]) / error[known] ** 2
    return size
