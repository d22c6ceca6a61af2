"""The weekly review: every headline of a week, what changed most, what happened, and what to mind about the data."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import pandas as pd

from integrity_metrics.errors import ScopeError
from integrity_metrics.estimates import Estimates
from integrity_metrics.metrics.ask import ask, data_period
from integrity_metrics.metrics.catalogue import metric
from integrity_metrics.metrics.happenings import Happening, happenings
from integrity_metrics.metrics.labels import name_of
from integrity_metrics.metrics.memory import remembered
from integrity_metrics.metrics.prevalence import LABELLED_FROM
from integrity_metrics.metrics.prevalence_change import PrevalenceChange, prevalence_change
from integrity_metrics.metrics.prevalence_sums import label_extent
from integrity_metrics.metrics.review_cards import TREND_WEEKS, WEEK, YEAR, change_from
from integrity_metrics.metrics.verdict_words import say_verdict
from integrity_metrics.scope import Filter, Grain, Period, Scope
from integrity_metrics.statistics.change_estimate import Verdict
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse

# A week's labels are too few for most policy x market cells; a quarter's show the pattern.
HEAT_MAP_WEEKS = 13
MOST_MOVERS = 8


@dataclass(frozen=True, slots=True)
class Movers:
    """What changed most against the week before.

    Parameters
    ----------
    frame
        One row a segment with enough data, largest certain change first: ``segment``, ``before``, ``after`` (words),
        ``words`` (verdict), ``is_found`` (holds among all segments together) and the dimensions.
    judged, all_segments
        How many segments had enough data, of how many.
    change
        The comparison behind it.
    """

    frame: pd.DataFrame
    judged: int
    all_segments: int
    change: PrevalenceChange


def weeks(warehouse: Warehouse) -> tuple[date, ...]:
    """Return the Mondays of the whole weeks with labels, newest first.

    Raises
    ------
    ScopeError
        When there is no whole week of labels yet.
    """
    data = label_extent(warehouse)
    newest = Grain.WEEK.start_of(data.until) - WEEK
    found = []
    while newest >= data.since:
        found.append(newest)
        newest -= WEEK
    if not found:
        raise ScopeError(f"There is no whole week of labels yet (data: {data}). The review starts with the first.")
    return tuple(found)


def default_week(warehouse: Warehouse) -> date:
    """Return the newest whole week whose labels have come in: what a Monday review can stand on."""

    def newest() -> date:
        mondays = weeks(warehouse)
        recent = mondays[:TREND_WEEKS]
        span = Period(recent[-1], recent[0] + WEEK)
        frame = ask(warehouse, "prevalence", Scope(span, Grain.WEEK)).frame
        mature = frame.loc[frame["is_mature"], "period_start"]
        return max(mature) if len(mature) else mondays[0]

    return remembered(("default week", warehouse.version), newest)


def week_scope(monday: date, filters: tuple[Filter, ...] = ()) -> Scope:
    """Return the scope of one week, compared with the week before."""
    week = Period(monday, monday + WEEK)
    return Scope(week, Grain.WEEK, filters, comparison=week.previous())


def parse_week(text: str) -> date:
    """Return the Monday of an ISO week written ``2026-W12``.

    Raises
    ------
    ScopeError
        Saying how to write it.

    Examples
    --------
    >>> parse_week("2026-W02"), week_name(date(2026, 1, 5))
    (datetime.date(2026, 1, 5), '2026-W02')
    """
    try:
        year, week = text.upper().split("-W")
        return date.fromisocalendar(int(year), int(week), 1)
    except ValueError:
        raise ScopeError(f"'{text}' is not a week; write it like 2026-W12 (ISO week, Monday to Sunday).") from None


def week_name(monday: date) -> str:
    """Return a week as links and commands write it."""
    year, week, _ = monday.isocalendar()
    return f"{year}-W{week:02d}"


def by_area(warehouse: Warehouse, week: Scope, heartbeat: Heartbeat | None = None) -> pd.DataFrame:
    """Return prevalence by policy area for the week: ``area``, the measures, ``words`` (verdict on the week before)."""
    answer = ask(warehouse, "prevalence", replace(week.alone(), by=("area",)), heartbeat=heartbeat)
    change = prevalence_change(warehouse, replace(week, by=("area",)), heartbeat).frame
    verdicts = {str(row["area"]): change_from(row) for _, row in change.iterrows()}
    unit = metric("prevalence").unit
    said = [say_verdict(verdicts[a], unit) if a in verdicts else "" for a in answer.frame["area"]]
    return answer.frame.assign(words=said).sort_values("value", ascending=False, na_position="last", ignore_index=True)


def movers(warehouse: Warehouse, week: Scope, heartbeat: Heartbeat | None = None) -> Movers:
    """Return what changed most: policies, and policies x markets, judged together with FDR control.

    Segments without enough data for a verdict are counted, not listed.
    """
    cuts = (("policy",), ("policy", "market"))
    parts = [prevalence_change(warehouse, replace(week, by=by), heartbeat) for by in cuts]
    unit = metric("prevalence").unit
    rows = []
    for by, part in zip(cuts, parts, strict=True):
        told = part.frame[part.frame["verdict"] != Verdict.TOO_LITTLE_DATA]
        for _, row in told.iterrows():
            change = change_from(row)
            rows.append(
                {
                    "segment": " · ".join(name_of(str(row[d])) for d in by),
                    "policy": row["policy"],
                    "market": row["market"] if "market" in by else "",
                    "before": row["before"],
                    "after": row["after"],
                    "words": say_verdict(change, unit),
                    "is_found": bool(row["is_found"]),
                    "certainty": abs(change.difference or 0.0) / max((change.smallest_visible or 0.0), 1e-12),
                }
            )
    columns = ["segment", "policy", "market", "before", "after", "words", "is_found", "certainty"]
    frame = pd.DataFrame(rows, columns=columns)
    ordered = frame.sort_values(["is_found", "certainty"], ascending=False, ignore_index=True)
    return Movers(ordered.head(MOST_MOVERS), len(frame), sum(len(p.frame) for p in parts), parts[1])


def heat_map(warehouse: Warehouse, week: Scope, heartbeat: Heartbeat | None = None) -> Estimates:
    """Return prevalence by policy and market over the 13 weeks that end with this one."""
    until = week.period.until
    since = max(until - HEAT_MAP_WEEKS * WEEK, label_extent(warehouse).since)
    scope = replace(week.alone(), period=Period(since, until), grain=Grain.TOTAL, by=("policy", "market"))
    return ask(warehouse, "prevalence", scope, heartbeat=heartbeat)


def trend_scope(week: Scope) -> Scope:
    """Return the scope of the 26 weeks that the sparklines show."""
    since = week.period.since - (TREND_WEEKS - 1) * WEEK
    return replace(week.alone(), period=Period(since, week.period.until))


def happened(warehouse: Warehouse, week: Scope) -> tuple[Happening, ...]:
    """Return what happened in the 26 weeks of the sparklines, oldest first."""
    return happenings(warehouse, trend_scope(week).period)


def data_notes(warehouse: Warehouse, week: Scope, heartbeat: Heartbeat | None = None) -> tuple[str, ...]:
    """Return what to mind about the week's data, in sentences; empty when there is nothing."""
    notes = []
    days = ask(warehouse, "prevalence", replace(week.alone(), grain=Grain.DAY), heartbeat=heartbeat).frame
    missing = [d for d in _days(week.period) if d not in set(days["period_start"])]
    if missing:
        notes.append(f"No impressions were sampled on {', '.join(str(d) for d in missing)}.")
    total = ask(warehouse, "prevalence", week.alone(), heartbeat=heartbeat).frame
    if len(total) and str(total["reason"].iloc[0]):
        notes.append(f"Prevalence: {total['reason'].iloc[0]}")
    exposure = ask(warehouse, "unwanted_impressions", week.alone(), heartbeat=heartbeat).frame
    if len(exposure) and str(exposure["reason"].iloc[0]):
        notes.append(f"Unwanted impressions: {exposure['reason'].iloc[0]}")
    extents = {key: data_period(warehouse, key) for key in ("prevalence", "unwanted_impressions", "proactive_rate")}
    newest = max(p.until for p in extents.values())
    notes += [
        f"{metric(key).title} has data to {period.last_day} only, {(newest - period.until).days} days less than others."
        for key, period in extents.items()
        if (newest - period.until) > timedelta(days=1)
    ]
    if week.period.since - YEAR < label_extent(warehouse).since:
        notes.append("There are no labels of the same week last year, so that comparison is missing.")
    return tuple(notes)


def maturity_in_words() -> str:
    """Return when a week counts as mature, for the review's footnote."""
    return (
        f"A week is mature when {LABELLED_FROM:.0%} of its sampled views have their label and 95% of its unwanted "
        "views are usually found; until then it is drawn hollow and never called a change."
    )


def _days(period: Period) -> list[date]:
    return [period.since + timedelta(days=i) for i in range(period.days)]
