"""Rules that fell silent or exploded: recent hits against those before, allowing for their ordinary spread."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

import numpy as np
import pandas as pd

from integrity_metrics.estimates import Executed
from integrity_metrics.metrics.rule_rows import RuleQuestion, ask_rows, rules_in
from integrity_metrics.scope import Filter, Grain, Period
from integrity_metrics.statistics.benjamini_hochberg import benjamini_hochberg
from integrity_metrics.statistics.count_shift import count_shift
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse

RECENT_DAYS, BEFORE_DAYS = 7, 84
# A change must be found (false discovery rate) and large before a rule is flagged.
RATE, SILENT_RATIO, EXPLODING_RATIO = 0.01, 0.5, 2.0


class Activity(StrEnum):
    """What the recent hits of a rule look like."""

    STEADY = "steady"
    SILENT = "silent"
    EXPLODING = "exploding"
    UNKNOWN = "too little history"


@dataclass(frozen=True, slots=True)
class RuleActivity:
    """Recent activity of every rule.

    Parameters
    ----------
    frame
        ``rule_id``, ``recent`` and ``expected`` (hits in the recent week, and in an average week of the 12 before),
        ``ratio``, ``p_value``, ``adjusted`` (Benjamini-Hochberg over the rules) and ``activity``.
    daily
        ``rule_id`` (index) x day: hits, zeros filled in; for sparklines.
    executed
        The statement.
    """

    frame: pd.DataFrame
    daily: pd.DataFrame
    executed: Executed


def rule_activity(
    warehouse: Warehouse,
    until: date,
    filters: tuple[Filter, ...] = (),
    *,
    recent_days: int = RECENT_DAYS,
    before_days: int = BEFORE_DAYS,
    heartbeat: Heartbeat | None = None,
) -> RuleActivity:
    """Return which rules fell silent (under half) or exploded (over twice) in the days before `until`.

    A rule that was retired before `until`, or hit nothing in the whole span, is not in the answer: it is not silent.
    """
    since = until - timedelta(days=recent_days + before_days)
    question = RuleQuestion(Period(since, until), filters)
    rows = ask_rows(warehouse, "hits", replace(question, grain=Grain.DAY), heartbeat)
    days = pd.date_range(since, until, inclusive="left").date
    retired = rules_in(warehouse, heartbeat)["retired_at"]
    gone = retired.index[pd.to_datetime(retired) < pd.Timestamp(until)]
    daily = rows.frame.pivot_table(index="rule_id", columns="period_start", values="hits", aggfunc="sum")
    daily = daily.drop(index=gone, errors="ignore").reindex(columns=days, fill_value=0).fillna(0).astype(np.int64)
    return RuleActivity(judge(daily, recent_days), daily, rows.executed)


def judge(daily: pd.DataFrame, recent_days: int = RECENT_DAYS) -> pd.DataFrame:
    """Return the activity of series of daily hits (rules x days), see `RuleActivity.frame`."""
    if daily.empty:
        return pd.DataFrame(columns=["rule_id", "recent", "expected", "ratio", "p_value", "adjusted", "activity"])
    shift = count_shift(daily.to_numpy(), recent_days)
    known = ~np.isnan(shift.p_value)
    adjusted = np.full(len(daily), np.nan)
    if known.any():
        adjusted[known] = benjamini_hochberg(shift.p_value[known]).adjusted
    found = known & (adjusted <= RATE)
    activity = np.select(
        [~known, found & (shift.ratio < SILENT_RATIO), found & (shift.ratio > EXPLODING_RATIO)],
        [Activity.UNKNOWN.value, Activity.SILENT.value, Activity.EXPLODING.value],
        Activity.STEADY.value,
    )
    return pd.DataFrame(
        {
            "rule_id": daily.index,
            "recent": shift.recent,
            "expected": shift.expected,
            "ratio": shift.ratio,
            "p_value": shift.p_value,
            "adjusted": adjusted,
            "activity": activity,
        }
    )
