"""Whether a promise metric changed between two periods: asked of the warehouse, judged against its own history."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd

from integrity_metrics.errors import ScopeError
from integrity_metrics.metrics.action_times import NEGATIVE, hour_counts
from integrity_metrics.metrics.ask import data_period
from integrity_metrics.metrics.catalogue import Metric, metric
from integrity_metrics.metrics.change import Change, no_verdict
from integrity_metrics.metrics.change_kinds import (
    Hours,
    Share,
    Waits,
    attainment_change,
    median_change,
    share_change,
)
from integrity_metrics.metrics.memory import remembered
from integrity_metrics.metrics.promises import SHARES, share_counts
from integrity_metrics.metrics.service import promised_work
from integrity_metrics.scope import Grain, Period, Scope
from integrity_metrics.statistics.binned_attainment import binned_attainment
from integrity_metrics.statistics.binned_quantile import binned_quantile
from integrity_metrics.statistics.overdispersion import Overdispersion, overdispersion
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse

HISTORY_WEEKS = 26
Segment = tuple[str, ...]
Rows = Callable[[Warehouse, Metric, Scope, Heartbeat | None], pd.DataFrame]


@dataclass(frozen=True, slots=True)
class Kind:
    """How one kind of metric is compared.

    Parameters
    ----------
    rows
        Its counts for a scope: ``period_start``, the scope's dimensions and the counts.
    summary
        The counts of one period and segment as `judge` takes them.
    spread
        Over-dispersion from the weekly counts of one segment.
    judge
        The pure function of change_kinds.py.
    """

    rows: Rows
    summary: Callable[[pd.DataFrame], Any]
    spread: Callable[[pd.DataFrame], Overdispersion]
    judge: Callable[..., Change]


def change(warehouse: Warehouse, key: str, scope: Scope, *, heartbeat: Heartbeat | None = None) -> Change:
    """Return how a metric changed from the scope's comparison period to its period, without a break-down."""
    whole = scope.without_break_down()
    return changes(warehouse, key, whole, heartbeat=heartbeat).get((), _no_data(metric(key), whole.period))


def changes(
    warehouse: Warehouse, key: str, scope: Scope, *, heartbeat: Heartbeat | None = None
) -> dict[Segment, Change]:
    """Return how a metric changed, per segment of the scope's break-down.

    Each segment is judged against the over-dispersion of its own last 26 weeks before the period.

    Parameters
    ----------
    warehouse, scope
        The scope's period is compared with its comparison period.
    key
        ``proactive_rate``, ``appeal_rate``, ``overturn_rate``, ``time_to_action`` or ``sla_attainment``.

    Raises
    ------
    ScopeError
        Without a comparison period, or for another metric.
    """
    if scope.comparison is None:
        raise ScopeError("A change needs a period to compare with; choose one under “Compare with”.")
    if key not in KINDS:
        raise ScopeError(f"The change of '{key}' is not judged here; it can be: {', '.join(KINDS)}.")
    before = scope.comparison
    return remembered(
        ("changes", warehouse.version, key, scope.total(), before),
        lambda: _changes(warehouse, metric(key), scope, before, heartbeat),
    )


def _changes(
    warehouse: Warehouse, entry: Metric, scope: Scope, before: Period, heartbeat: Heartbeat | None
) -> dict[Segment, Change]:
    kind = KINDS[entry.key]
    data = data_period(warehouse, entry.key)
    asked = (scope.total(before), scope.total(), *_history(scope, data))
    counts = [kind.rows(warehouse, entry, part, heartbeat) for part in asked]
    nothing = counts[0].iloc[:0]
    earlier, later, *history = (by_segment(part, scope.by) for part in counts)
    refusal = _refusal(entry, before, data) or _refusal(entry, scope.period, data)
    found = {}
    for segment in sorted({*earlier, *later}):
        if refusal is not None:
            found[segment] = refusal
            continue
        weeks = history[0].get(segment) if history else None
        spread = Overdispersion(1.0, 0) if weeks is None else kind.spread(weeks)
        sides = [kind.summary(part.get(segment, nothing)) for part in (earlier, later)]
        found[segment] = kind.judge(*sides, spread, minimum_n=entry.minimum_n, noun=entry.grain)
    return found


def _history(scope: Scope, data: Period) -> tuple[Scope, ...]:
    """Return the weeks before the period, whole ones inside the data; none where there are none."""
    end = Grain.WEEK.start_of(min(scope.period.since, data.until))
    first = Grain.WEEK.start_of(data.since + timedelta(days=6))
    since = max(first, end - timedelta(weeks=HISTORY_WEEKS))
    return (replace(scope.alone(), period=Period(since, end), grain=Grain.WEEK),) if since < end else ()


def _refusal(entry: Metric, period: Period, data: Period) -> Change | None:
    """Return why a period cannot be compared at all, if it cannot."""
    if period.since >= data.until or period.until <= data.since:
        return _no_data(entry, period)
    if period.since < data.since:
        return no_verdict(f"There is no data before {data.since} to compare with.")
    missing = (period.until + timedelta(days=entry.maturity_days) - data.until).days
    if missing > 0:
        return no_verdict(f"{period} is not complete yet: {missing} more days needed.")
    return None


def _no_data(entry: Metric, period: Period) -> Change:
    return no_verdict(f"There are no {entry.grain}s in {period}.")


def by_segment(rows: pd.DataFrame, by: tuple[str, ...]) -> dict[Segment, pd.DataFrame]:
    """Return the rows of each segment; none for a total without rows."""
    if not by:
        return {(): rows} if len(rows) else {}
    return {tuple(str(v) for v in group): part for group, part in rows.groupby(list(by), sort=False)}


def _share_rows(warehouse: Warehouse, entry: Metric, scope: Scope, heartbeat: Heartbeat | None) -> pd.DataFrame:
    return share_counts(warehouse, entry, scope, heartbeat)[0]


def _share(rows: pd.DataFrame) -> Share:
    return Share(float(rows["positives"].sum()), float(rows["n"].sum()))


def _share_spread(rows: pd.DataFrame) -> Overdispersion:
    weeks = rows.groupby("period_start")[["positives", "n"]].sum()
    return overdispersion(weeks["positives"], weeks["n"])


def _hour_rows(warehouse: Warehouse, entry: Metric, scope: Scope, heartbeat: Heartbeat | None) -> pd.DataFrame:
    rows = hour_counts(warehouse, entry, scope, heartbeat)[0]
    return rows[rows["hours"] > NEGATIVE]


def _hours(rows: pd.DataFrame) -> Hours:
    return Hours(rows["hours"].to_numpy(dtype=float), rows["actions"].to_numpy(dtype=float))


def _hour_spread(rows: pd.DataFrame) -> Overdispersion:
    """Over-dispersion of the share acted on within the history's median: what Mood's median test compares.

    Its whole bin counts as within, so that the share is exact.
    """
    middle = binned_quantile(rows["hours"], rows["actions"]).estimate
    within = rows["actions"].where(rows["hours"] <= middle, 0)
    weeks = rows.assign(within=within).groupby("period_start")[["within", "actions"]].sum()
    return overdispersion(weeks["within"], weeks["actions"])


def _wait_rows(warehouse: Warehouse, entry: Metric, scope: Scope, heartbeat: Heartbeat | None) -> pd.DataFrame:
    work = promised_work(warehouse, entry, scope, heartbeat)
    return work.index.assign(done=list(work.done), still_open=list(work.still_open))


def _waits(rows: pd.DataFrame) -> Waits:
    if rows.empty:
        return Waits(np.zeros(2), np.zeros(2))
    return Waits(np.sum(rows["done"].to_list(), axis=0), np.sum(rows["still_open"].to_list(), axis=0))


def _wait_spread(rows: pd.DataFrame) -> Overdispersion:
    weeks = rows.sort_values("period_start")
    found = binned_attainment(np.stack(weeks["done"].to_list()), np.stack(weeks["still_open"].to_list()))
    known = ~np.isnan(found.share)
    return overdispersion((found.share * found.n)[known], found.n[known])


KINDS: dict[str, Kind] = {
    **{key: Kind(_share_rows, _share, _share_spread, share_change) for key in SHARES},
    "time_to_action": Kind(_hour_rows, _hours, _hour_spread, median_change),
    "sla_attainment": Kind(_wait_rows, _waits, _wait_spread, attainment_change),
}
