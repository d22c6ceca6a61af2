"""What a new version of a rule changed: hits a day, precision and overturned actions before and after it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import pandas as pd

from integrity_metrics.estimates import Executed
from integrity_metrics.metrics.rule_rows import RuleQuestion, ask_rows, extent, versions_in
from integrity_metrics.scope import Filter, Grain, Period
from integrity_metrics.statistics.fisher_exact import fisher_exact_p_value
from integrity_metrics.statistics.newcombe import newcombe
from integrity_metrics.statistics.rate_ratio import RateRatio, rate_ratio
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse

# Longest run of days compared on either side, and how long appeals are followed.
MOST_DAYS, FOLLOWED_DAYS = 90, 28
MEASURES = {"confirmed": ("second_confirmed", "second_reviews"), "overturned": ("overturned_in_28_days", "actions")}


@dataclass(frozen=True, slots=True)
class VersionChange:
    """One version against the one before it.

    Parameters
    ----------
    rule_id, version, changed_at, change
        Which.
    days_before, days_after
        Days compared, each at most 90 and inside one version.
    hits
        Hits a day before and after, and their ratio.
    frame
        ``measure`` (confirmed: share of blind second reviews that confirm; overturned: share of actions overturned
        within 28 days, among those followed that long), ``before``, ``after``, ``n_before``, ``n_after``,
        ``difference``, ``low``, ``high`` (95%, Newcombe) and ``p_value`` (Fisher).
    """

    rule_id: str
    version: str
    changed_at: date
    change: str
    days_before: int
    days_after: int
    hits: RateRatio
    frame: pd.DataFrame
    executed: tuple[Executed, ...]


def version_changes(
    warehouse: Warehouse, rule_id: str, heartbeat: Heartbeat | None = None
) -> tuple[VersionChange, ...]:
    """Return every version of a rule that came within the data, against the version before it."""
    data = extent(warehouse)
    versions = versions_in(warehouse, heartbeat)
    own = versions[versions["rule_id"] == rule_id].sort_values("changed_at", ignore_index=True)
    starts = [pd.Timestamp(at).date() for at in own["changed_at"]]
    found = []
    for i in range(1, len(own)):
        first = max(starts[i - 1], data.since, starts[i] - timedelta(days=MOST_DAYS))
        end = min(starts[i + 1] if i + 1 < len(own) else data.until, starts[i] + timedelta(days=MOST_DAYS))
        if first < starts[i] < end:
            before, after = Period(first, starts[i]), Period(starts[i], end)
            found.append(_compare(warehouse, rule_id, own.iloc[i], before, after, data.until, heartbeat))
    return tuple(found)


def _compare(
    warehouse: Warehouse,
    rule_id: str,
    version: pd.Series,
    before: Period,
    after: Period,
    end: date,
    heartbeat: Heartbeat | None,
) -> VersionChange:
    sides = [_side(warehouse, rule_id, period, end, heartbeat) for period in (before, after)]
    rows = []
    for measure, (part, whole) in MEASURES.items():
        (k1, n1), (k2, n2) = ((side.counts[part], side.counts[whole]) for side in sides)
        if min(n1, n2) == 0:
            rows.append((measure, np.nan, np.nan, n1, n2, np.nan, np.nan, np.nan, np.nan))
            continue
        interval = newcombe(k1, n1, k2, n2)
        limits = (float(interval.estimate), float(interval.low), float(interval.high))
        rows.append((measure, k1 / n1, k2 / n2, n1, n2, *limits, float(fisher_exact_p_value(k1, n1, k2, n2))))
    columns = ["measure", "before", "after", "n_before", "n_after", "difference", "low", "high", "p_value"]
    return VersionChange(
        rule_id,
        str(version["version"]),
        after.since,
        str(version["change"]),
        before.days,
        after.days,
        rate_ratio(sides[0].hits, sides[1].hits),
        pd.DataFrame(rows, columns=columns),
        tuple(executed for side in sides for executed in side.executed),
    )


@dataclass(frozen=True, slots=True)
class _Side:
    """Counts of one side of a change, and its hits by day."""

    hits: np.ndarray
    counts: dict[str, float]
    executed: tuple[Executed, ...]


def _side(warehouse: Warehouse, rule_id: str, period: Period, end: date, heartbeat: Heartbeat | None) -> _Side:
    question = RuleQuestion(period, (Filter("rule", (rule_id,)),), grain=Grain.DAY)
    reviews = ask_rows(warehouse, "reviews", question, heartbeat)
    days = pd.date_range(period.since, period.until, inclusive="left").date
    hits = reviews.frame.groupby("period_start")["contents"].sum().reindex(days, fill_value=0).to_numpy(dtype=float)
    counts = {name: float(reviews.frame[name].sum()) for name in MEASURES["confirmed"]}
    # Actions too young to have been followed for 28 days say nothing yet.
    followed = min(period.until, end - timedelta(days=FOLLOWED_DAYS))
    if followed <= period.since:
        return _Side(hits, counts | dict.fromkeys(MEASURES["overturned"], 0.0), (reviews.executed,))
    asked = replace(question, period=Period(period.since, followed), grain=Grain.TOTAL)
    appeals = ask_rows(warehouse, "appeals", asked, heartbeat)
    counts |= {name: float(appeals.frame[name].sum()) for name in MEASURES["overturned"]}
    return _Side(hits, counts, (reviews.executed, appeals.executed))
