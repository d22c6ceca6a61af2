"""How soon views are found to be unwanted: completeness by delay, and the distribution of the delay by segment."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from integrity_metrics.estimates import REASON, Executed
from integrity_metrics.metrics.exposure_found import FoundExposure, fetch_triangle
from integrity_metrics.metrics.exposure_scope import HORIZON_DAYS
from integrity_metrics.metrics.memory import remembered
from integrity_metrics.scope import Scope
from integrity_metrics.statistics.development_curve import development_curve
from integrity_metrics.statistics.status import Reason, ReasonCode, Status
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse

METHOD = "chain ladder factors, error by week of the view"
# Below this many found views a curve says more about one content than about the segment.
FEWEST_VIEWS = 1_000
CURVE = ("delay_days", "share", "low", "high")
SUMMARY = ("found", "median_days", "within_1_day", "within_7_days", "status", REASON)


@dataclass(frozen=True, slots=True)
class DelayCurves:
    """Share of all views that will be found that are found within each number of days of the view.

    Parameters
    ----------
    curve
        The scope's dimensions, ``delay_days`` 0 ... 60, ``share`` (0..1), ``low``, ``high`` (95%). Delay 0 is the day
        of the view. Segments that are not shown (see ``summary``) are left out.
    summary
        One row a segment, most found first: its dimensions, ``found`` views, ``median_days``, ``within_1_day`` and
        ``within_7_days`` (shares), ``status`` and ``reason``.
    days
        The days of the views, in words: the last 180 of the scope at most.
    executed
        The statements.
    """

    curve: pd.DataFrame
    summary: pd.DataFrame
    days: str
    executed: tuple[Executed, ...]


def delay_curves(warehouse: Warehouse, scope: Scope, heartbeat: Heartbeat | None = None) -> DelayCurves:
    """Return completeness by delay of the views of a scope, per segment of its break-down (none: one curve).

    Views still to be found are allowed for, so recent days do not make enforcement look fast.
    """
    return remembered(
        ("exposure delays", warehouse.version, scope.total()),
        lambda: _curves(fetch_triangle(warehouse, scope, heartbeat), scope.by),
    )


def _curves(exposure: FoundExposure | None, by: tuple[str, ...]) -> DelayCurves:
    if exposure is None:
        nothing = pd.DataFrame(columns=[*by, *CURVE]), pd.DataFrame(columns=[*by, *SUMMARY])
        return DelayCurves(*nothing, "no day", ())
    fitted = development_curve(exposure.triangle)
    found = exposure.found.sum(axis=1)
    median = fitted.quantile(0.5)
    names = exposure.segments
    told = [_judged(found[i], bool(np.isnan(fitted.share[i]).all())) for i in range(len(names))]
    summary = names.assign(
        found=found,
        median_days=median,
        within_1_day=fitted.share[:, 1],
        within_7_days=fitted.share[:, 7],
        status=[state.value for state, _ in told],
        reason=[reason for _, reason in told],
    )
    hidden = (summary["status"] != Status.OK).to_numpy(dtype=bool)
    summary.loc[hidden, ["median_days", "within_1_day", "within_7_days"]] = np.nan
    parts = [
        names.iloc[[int(i)] * (HORIZON_DAYS + 1)].assign(
            delay_days=np.arange(HORIZON_DAYS + 1), share=fitted.share[i], low=fitted.low[i], high=fitted.high[i]
        )
        for i in np.flatnonzero(~hidden)
    ]
    curve = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=[*names.columns, *CURVE])
    ordered = summary.sort_values("found", ascending=False, kind="stable", ignore_index=True)
    # Before the first factor that is known, a share is not: those delays are left out rather than drawn as zero.
    return DelayCurves(curve.dropna(ignore_index=True), ordered, str(exposure.days), exposure.executed)


def _judged(found: float, is_unknown: bool) -> tuple[Status, str]:
    if is_unknown:
        return Status.UNDEFINED, Reason(ReasonCode.NO_DATA).sentence
    if found < FEWEST_VIEWS:
        return Status.SUPPRESSED, f"Too few: {found:,.0f} views found, {FEWEST_VIEWS:,} are needed."
    return Status.OK, ""
