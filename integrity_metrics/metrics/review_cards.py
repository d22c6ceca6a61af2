"""The headline cards of the weekly review: each metric of a week beside the week before, last year and its target."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np
import pandas as pd

from integrity_metrics.errors import IntegrityError
from integrity_metrics.estimates import REASON, Estimates, Executed
from integrity_metrics.metrics import changes as promise_changes
from integrity_metrics.metrics.ask import ask
from integrity_metrics.metrics.catalogue import Metric, Unit, metric
from integrity_metrics.metrics.change import Change, no_verdict
from integrity_metrics.metrics.labels import format_interval, format_value
from integrity_metrics.metrics.prevalence_change import prevalence_change
from integrity_metrics.metrics.spread_change import spread_change
from integrity_metrics.metrics.verdict_words import format_change, say_verdict
from integrity_metrics.scope import Grain, Period, Scope
from integrity_metrics.statistics.change_estimate import Verdict
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse

HEADLINES = (
    "prevalence",
    "unwanted_impressions",
    "proactive_rate",
    "time_to_action",
    "overturn_rate",
    "sla_attainment",
)
TREND_WEEKS = 26
WORTH = {
    "immature": "Not complete yet",
    "interval_only": "Read the interval",
    "upper_bound_only": "Upper bound",
    "suppressed": "Not shown",
    "undefined": "No number",
}
WEEK = timedelta(days=7)
YEAR = timedelta(days=364)  # 52 weeks, so that weekdays match


@dataclass(frozen=True, slots=True)
class Against:
    """A card's number against another week.

    Parameters
    ----------
    basis
        What it is compared with, in words.
    period
        Its days.
    change
        The change.
    words
        The verdict in words; the same on page, export and report.
    size
        The change with its interval; empty where the verdict says it, or there is none.
    """

    basis: str
    period: Period
    change: Change
    words: str
    size: str


@dataclass(frozen=True, slots=True)
class ReviewCard:
    """One headline metric of a week, as text: nobody formats it again.

    Parameters
    ----------
    key, title, definition
        From the catalogue.
    value, interval
        The number with its unit, and its 95% interval; "not enough data" and empty where there is none.
    number
        The number itself, for a target; None where there is none.
    n
        What it is of, in words.
    status, reason
        What it is worth, and why.
    method
        How it was made.
    against
        The week before and the same week last year.
    trend
        26 weeks up to this one: ``period_start``, ``value``, ``low``, ``high``, ``is_mature``.
    executed
        The statements behind it.
    """

    key: str
    title: str
    definition: str
    value: str
    interval: str
    number: float | None
    n: str
    status: str
    reason: str
    method: str
    against: tuple[Against, ...]
    trend: pd.DataFrame
    executed: tuple[Executed, ...]

    @property
    def worth(self) -> str:
        """What the number is worth, in words; empty where it is plainly ok."""
        if self.status == "ok":
            return ""
        word = WORTH[self.status]
        return f"{word}: {self.reason}" if self.reason else word

    @property
    def number_and_unit(self) -> tuple[str, str]:
        """The number apart from its unit, which is written smaller."""
        number, _, unit = self.value.partition(" ")
        return (number, unit) if number[:1].isdigit() else (self.value, "")

    @property
    def direction_is_bad(self) -> bool | None:
        """Whether the change on the week before is for the worse; None where there is no detectable change."""
        wanted = metric(self.key).direction
        verdict = self.against[0].change.verdict
        if wanted == "neutral" or verdict not in (Verdict.RISE, Verdict.FALL):
            return None
        return (verdict is Verdict.RISE) == (wanted == "lower")


def review_card(warehouse: Warehouse, key: str, week: Scope, heartbeat: Heartbeat | None = None) -> ReviewCard:
    """Return the card of a metric.

    Parameters
    ----------
    warehouse
        What to ask.
    key
        A key of the catalogue.
    week
        One week, with the filters of the review; no break-down.
    """
    entry = metric(key)
    since = week.period.since
    span = Period(since - (TREND_WEEKS - 1) * WEEK, week.period.until)
    scope = replace(week, period=span, grain=Grain.WEEK, by=(), comparison=None)
    over_time = ask(warehouse, key, scope, heartbeat=heartbeat)
    now = _row(over_time, since)
    bases = (("the week before", since - WEEK), ("the same week last year", since - YEAR))
    against = tuple(_against(warehouse, entry, week, words, start, over_time, heartbeat) for words, start in bases)
    number = None if now is None or np.isnan(now["value"]) else float(now["value"])
    return ReviewCard(
        key,
        entry.title,
        entry.definition,
        _value_in_words(number, now, entry),
        "" if now is None else format_interval(now["low"], now["high"], entry.unit),
        number,
        "" if now is None else f"{int(now['n']):,} {entry.grain}s",
        "undefined" if now is None else str(now["status"]),
        f"There are no {entry.grain}s in {week.period}." if now is None else str(now[REASON]),
        "" if now is None else str(now["method"]),
        against,
        over_time.frame[["period_start", "value", "low", "high", "is_mature"]],
        over_time.executed,
    )


def change_of(
    warehouse: Warehouse, key: str, scope: Scope, over_time: Estimates | None, heartbeat: Heartbeat | None = None
) -> Change:
    """Return how a metric changed against the scope's comparison period, by the way that fits the metric."""
    if key == "prevalence":
        frame = prevalence_change(warehouse, replace(scope, by=()), heartbeat).frame
        return no_verdict("No labels in one of the weeks.") if frame.empty else change_from(frame.iloc[0])
    if key in promise_changes.KINDS:
        return promise_changes.change(warehouse, key, scope, heartbeat=heartbeat)
    return _by_spread(warehouse, key, scope, over_time, heartbeat)


def change_from(row: pd.Series) -> Change:
    """Return a row of a `PrevalenceChange` as a `Change`."""
    known = {n: None if pd.isna(row[n]) else float(row[n]) for n in ("difference", "low", "high", "smallest_visible")}
    return Change(**known, verdict=Verdict(row["verdict"]), reason=str(row[REASON]))


def _against(
    warehouse: Warehouse,
    entry: Metric,
    week: Scope,
    words: str,
    start: object,
    over_time: Estimates,
    heartbeat: Heartbeat | None,
) -> Against:
    basis = Period(start, start + WEEK)  # type: ignore[operator, arg-type]
    try:
        change = change_of(warehouse, entry.key, replace(week, comparison=basis), over_time, heartbeat)
    except IntegrityError as error:
        change = no_verdict(str(error))
    return Against(words, basis, change, say_verdict(change, entry.unit), _size(change, entry.unit))


def _by_spread(
    warehouse: Warehouse, key: str, scope: Scope, over_time: Estimates | None, heartbeat: Heartbeat | None
) -> Change:
    basis = scope.comparison
    if basis is None:
        return no_verdict("There is no week to compare with.")
    if over_time is None:
        span = Period(scope.period.since - (TREND_WEEKS - 1) * WEEK, scope.period.until)
        over_time = ask(warehouse, key, replace(scope.alone(), period=span, grain=Grain.WEEK), heartbeat=heartbeat)
    after = _row(over_time, scope.period.since)
    before = _row(over_time, basis.since)
    if before is None:
        before = _row(ask(warehouse, key, replace(scope.alone(), period=basis, grain=Grain.WEEK)), basis.since)
    if after is None or before is None:
        return no_verdict(f"There is no number for {scope.period if after is None else basis}.")
    if not (after["is_mature"] and before["is_mature"]):
        late = scope.period if not after["is_mature"] else basis
        return no_verdict(f"{late} is not complete yet.")
    mature = over_time.frame[over_time.frame["is_mature"]]
    history = mature.loc[mature["period_start"] < scope.period.since, "value"]
    own = float(np.hypot(*((row["high"] - row["low"]) / 2 / 1.96 for row in (before, after))))
    return spread_change(before["value"], after["value"], history, own_error=np.nan_to_num(own))


def _size(change: Change, unit: Unit) -> str:
    return "" if change.verdict in (Verdict.RISE, Verdict.FALL) else format_change(change, unit)


def _row(answer: Estimates, start: object) -> pd.Series | None:
    rows = answer.frame[answer.frame["period_start"] == start]
    return None if rows.empty else rows.iloc[0]


def _value_in_words(number: float | None, row: pd.Series | None, entry: Metric) -> str:
    if number is not None:
        return format_value(number, entry.unit)
    if row is not None and row["status"] == "upper_bound_only" and not np.isnan(row["high"]):
        return f"at most {format_value(float(row['high']), entry.unit)}"
    return "not enough data"
