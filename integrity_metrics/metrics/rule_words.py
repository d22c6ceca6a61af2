"""What may be said of a rule in words: whether its precision is known and from what, and what is odd about its hits."""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan
from typing import Any

import pandas as pd

from integrity_metrics.metrics.rule_activity import RECENT_DAYS, Activity
from integrity_metrics.metrics.rule_precision import Source
from integrity_metrics.statistics.status import Status

# Short names of the sources, for a column; what each can and cannot say is in docs/rules.md.
SHORT = {
    Source.SECOND_REVIEW.value: "second reviews, corrected",
    Source.SECOND_REVIEW_RAW.value: "second reviews, as answered",
    Source.LABELLED_HITS.value: "label sample, per hit seen",
    Source.LABELLED_VIEWS.value: "label sample, per view",
    Source.PRODUCTION.value: "production decisions",
    Source.APPEALS.value: "appeals, bounds only",
}
# A source is what it says it is; these are the traps in reading it as the precision of the rule.
CANNOT_SAY = {
    Source.SECOND_REVIEW.value: "hits nobody reviews a second time; they count as all wrong below, all right above",
    Source.SECOND_REVIEW_RAW.value: "the level: a reviewer who misses violations makes every rule look worse",
    Source.LABELLED_HITS.value: "hits removed before anybody saw them",
    Source.LABELLED_VIEWS.value: "the share of hits: true hits lose their views, wrong ones keep them",
    Source.PRODUCTION.value: "whether the rule is right: its reviewer is being judged by his own decision",
    Source.APPEALS.value: "precision: only bounds, if wrong actions are appealed more readily",
}


def every_rule(table: pd.DataFrame, rules: pd.DataFrame) -> pd.DataFrame:
    """Return every rule as a row, also those without hits in the period, with what may be said of it.

    Parameters
    ----------
    table
        `RuleTable.frame`.
    rules
        `rules_in`: every rule there is.

    Returns
    -------
    DataFrame
        The table with ``flag`` (what is odd about the hits, in words; empty when nothing is), ``reason`` (why the
        precision is unknown or wide; empty when it is plainly known) and ``method`` (its source). Ranked rules first.
    """
    missing = rules[~rules.index.isin(table["rule_id"])].reset_index()
    frame = pd.concat([table, missing.assign(hits=0, shadow_hits=0, actions=0)], ignore_index=True)
    told = frame.to_dict(orient="records")
    return frame.assign(
        flag=[flag_of(row) for row in told],
        reason=[reason_of(row) for row in told],
        method=frame["source"].map(SHORT).fillna("none"),
    )


def flag_of(row: Mapping[Any, Any]) -> str:
    """Return what is odd about a rule's recent hits, in words; empty when nothing is.

    Examples
    --------
    >>> flag_of({"activity": "silent", "activity_ratio": 0.04})
    'silent: 4% of its usual hits in the last 7 days'
    >>> flag_of({"activity": "steady", "activity_ratio": 1.02})
    ''
    """
    ratio = row.get("activity_ratio")
    match row.get("activity"):
        case Activity.SILENT.value:
            return f"silent: {ratio:.0%} of its usual hits in the last {RECENT_DAYS} days"
        case Activity.EXPLODING.value:
            return f"exploding: {ratio:.1f} times its usual hits in the last {RECENT_DAYS} days"
        case Activity.UNKNOWN.value:
            return "too little history to tell silent from usual"
    return ""


def reason_of(row: Mapping[Any, Any]) -> str:
    """Return why the precision of a rule is unknown or only an interval, in words; empty when it is plainly known.

    Examples
    --------
    >>> reason_of({"hits": 0, "status": "live"})
    'no hits in this period'
    >>> reason_of({"hits": 40, "status": "shadow", "precision": float("nan")})
    'no labels: nobody reviewed its hits a second time, and none was drawn into the label sample; it runs in shadow'
    """
    if not row["hits"]:
        retired: Any = row.get("retired_at")
        return "no hits in this period" if pd.isna(retired) else f"no hits: retired {retired:%Y-%m-%d}"
    if row.get("precision") is None or pd.isna(row.get("precision_low")):
        shadow = "; it runs in shadow" if row["status"] == "shadow" else ""
        return f"no labels: nobody reviewed its hits a second time, and none was drawn into the label sample{shadow}"
    if row["precision_status"] != Status.OK.value:
        return f"read the interval only: {int(row['reviews'])} labels, or hits that no label speaks for"
    return ""


def say_slope(slope: float, low: float, high: float) -> str:
    """Return the monthly change of a rule's precision in words.

    Examples
    --------
    >>> say_slope(-0.012, -0.02, -0.004)
    'falls by 1.2 points a month (0.4 to 2.0)'
    >>> say_slope(0.001, -0.004, 0.006)
    'no detectable trend (-0.4 to +0.6 points a month)'
    """
    if isnan(slope):
        return "too little to tell a trend: it takes 6 months and 30 second reviews"
    if low <= 0 <= high:
        return f"no detectable trend ({low * 100:+.1f} to {high * 100:+.1f} points a month)"
    near, far = sorted((abs(low), abs(high)))
    way = "falls" if slope < 0 else "rises"
    return f"{way} by {abs(slope) * 100:.1f} points a month ({near * 100:.1f} to {far * 100:.1f})"
