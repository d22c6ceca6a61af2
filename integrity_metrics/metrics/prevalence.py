"""Prevalence: what share of the impressions is of violating content, per period and segment."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from integrity_metrics.estimates import MEASURES, REASON, Estimates, Executed
from integrity_metrics.metrics.catalogue import Metric, notes_for
from integrity_metrics.metrics.prevalence_layout import Cells
from integrity_metrics.metrics.prevalence_sums import fetch_cells, label_extent, label_flaws
from integrity_metrics.metrics.tidy import is_whole
from integrity_metrics.scope import Scope
from integrity_metrics.statistics.front_door import LabelValidation, PrevalenceEstimate, estimate_prevalence_from_sums
from integrity_metrics.statistics.status import Status
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse

# Share of the draws that must have their label: the last to come are the hard ones, so the first are no sample of all.
LABELLED_FROM = 0.95


@dataclass(frozen=True, slots=True)
class PrevalenceTable:
    """Everything there is to say of each prevalence, for the table beside the chart.

    Parameters
    ----------
    frame
        ``period_start``, the scope's dimensions, the measures of `Estimates`, then ``positives``, ``se``, ``n_eff``,
        ``deff``, ``labelled_share`` and ``reason``.
    executed
        The statements behind it.
    """

    frame: pd.DataFrame
    executed: tuple[Executed, ...]


def prevalence(warehouse: Warehouse, metric: Metric, scope: Scope, heartbeat: Heartbeat | None) -> Estimates:
    """Return prevalence per period and segment, from the label sample weighed to its frame."""
    table = prevalence_table(warehouse, metric, scope, heartbeat)
    frame = table.frame[["period_start", *scope.by, *MEASURES, REASON]]
    return Estimates(metric.key, metric.unit, scope, frame, table.executed, notes_for(metric.key, scope))


def prevalence_table(
    warehouse: Warehouse,
    metric: Metric,
    scope: Scope,
    heartbeat: Heartbeat | None = None,
    *,
    validation: LabelValidation | None = None,
) -> PrevalenceTable:
    """Return prevalence with everything behind it; `validation` corrects it for label error."""
    cells = fetch_cells(warehouse, scope, heartbeat)
    return told(warehouse, metric, scope, cells, validation)


def told(
    warehouse: Warehouse, metric: Metric, scope: Scope, cells: Cells, validation: LabelValidation | None = None
) -> PrevalenceTable:
    """Estimate from laid-out sums and say, per row, what the number is worth and why."""
    if cells.index.empty:
        columns = ["period_start", *scope.by, *MEASURES, "positives", "se", "n_eff", "deff", "labelled_share", REASON]
        return PrevalenceTable(pd.DataFrame(columns=columns), cells.executed)
    found = estimate_prevalence_from_sums(
        cells.sums, cells.frame, fewest_labels=metric.minimum_n, validation=validation
    )
    labelled = _labelled_share(cells, found.n)
    whole = is_whole(cells.index["period_start"], scope, label_extent(warehouse))
    status, reason = _judged(found, cells, labelled, whole)
    flawed = label_flaws(warehouse, scope)
    starts = cells.index["period_start"]
    status = [
        Status.INTERVAL_ONLY.value if s == Status.OK and start in flawed else s
        for s, start in zip(status, starts, strict=True)
    ]
    reason = [" ".join(p for p in (flawed.get(start, ""), r) if p) for r, start in zip(reason, starts, strict=True)]
    frame = cells.index.assign(
        value=found.value,
        low=found.low,
        high=found.high,
        n=found.n.astype(np.int64),
        method=[_method(m, corrected=found.label_error_included) for m in found.method],
        status=status,
        is_mature=whole & (labelled >= LABELLED_FROM),
        positives=found.n_positive.astype(np.int64),
        se=found.se_design,
        n_eff=found.n_eff,
        deff=found.deff,
        labelled_share=labelled,
        reason=reason,
    )
    ordered = frame.sort_values(["period_start", *scope.by], kind="stable", ignore_index=True)
    return PrevalenceTable(ordered, cells.executed)


def _labelled_share(cells: Cells, labels: np.ndarray) -> np.ndarray:
    """Return the share of each period's draws that have their label: of all its segments, a small one says little."""
    period = cells.index["period_start"]
    drawn = pd.Series(cells.sampled).groupby(period.to_numpy()).sum()
    given = pd.Series(labels).groupby(period.to_numpy()).sum()
    share = (given / drawn.where(drawn > 0)).fillna(0.0)
    return period.map(share).to_numpy(dtype=float)


def _judged(
    found: PrevalenceEstimate, cells: Cells, labelled: np.ndarray, whole: np.ndarray
) -> tuple[list[str], list[str]]:
    status, reason = [], []
    for row, state in enumerate(found.status):
        said = [r.sentence for r in found.reasons[row]]
        worth = str(state)
        if cells.flaws[row]:
            said.insert(0, cells.flaws[row])
            worth = Status.INTERVAL_ONLY.value if worth == Status.OK else worth
        if not whole[row]:
            said.append("The period is only partly inside the data or the scope.")
        if labelled[row] < LABELLED_FROM and found.n[row]:
            said.append(
                f"Labels are still to come: {labelled[row]:.0%} of the period's draws have one, "
                f"{LABELLED_FROM:.0%} are needed."
            )
        if worth == Status.OK and not (whole[row] and labelled[row] >= LABELLED_FROM):
            worth = Status.IMMATURE.value
        status.append(worth)
        reason.append(" ".join(said))
    return status, reason


def _method(interval: str, *, corrected: bool) -> str:
    point = "corrected for label error" if corrected else "weighed to the frame (Hájek)"
    return f"{point}, {interval.replace('_', ' ')} interval"
