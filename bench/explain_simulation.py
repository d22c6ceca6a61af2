"""Explain the simulated platform's planted events from what a platform can count, and score the segments returned.

`python bench/explain_simulation.py [warehouse]` prints a markdown table and F1. An event is explained over its first 28
days (a ramp over its last) against the same weekdays of the 28 days before it, on the cubes that can show it.

What counts as planted: the event's policy, market, surface, content type and rule, as far as the cube has them (actions
have no surface), in `where` or in `also`; with or without a content type that at least 95% of its contents share; and
other events that are on for a different share of window and baseline (a campaign's by rule too). Visible is what
departs by five standard deviations where one knows it is.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from integrity_metrics.detection.explain.counts import explain_counts
from integrity_metrics.detection.explain.cube import cube_from_frame
from integrity_metrics.detection.explain.explanation import Explanation

BASELINE_DAYS = 28
LONGEST_DAYS = 28

# Cube -> (statement with one row a day and cell, attributes).
CUBES = {
    "actions": (
        """select cast(actioned_at as date) as day, policy_id, market, content_type, detection_source, count(*) as n
           from enforcement_actions where actioned_at >= $low and actioned_at < $high group by all""",
        ["policy_id", "market", "content_type", "detection_source"],
    ),
    "actions by rule": (
        """select cast(actioned_at as date) as day, rule_id, market, content_type, action_type, count(*) as n
           from enforcement_actions where actioned_at >= $low and actioned_at < $high group by all""",
        ["rule_id", "market", "content_type", "action_type"],
    ),
    "rule hits": (
        """select cast(hit_at as date) as day, rule_id, market, content_type, count(*) as n
           from rule_hits join contents using (content_id) where hit_at >= $low and hit_at < $high group by all""",
        ["rule_id", "market", "content_type"],
    ),
    "reports": (
        """select cast(reported_at as date) as day, r.policy_id, r.market, c.content_type, count(*) as n
           from reports r join contents c using (content_id) where reported_at >= $low and reported_at < $high
           group by all""",
        ["policy_id", "market", "content_type"],
    ),
    "views": (
        """select day, market, surface, content_type, sum(impressions) as n from impressions_daily
           where day >= $low and day < $high group by all""",
        ["market", "surface", "content_type"],
    ),
    "escalations": (
        """select cast(opened_at as date) as day, policy_id, market, count(*) as n from escalations
           where opened_at >= $low and opened_at < $high group by all""",
        ["policy_id", "market"],
    ),
}
CAMPAIGN = ("actions", "reports")
RULE = ("actions by rule", "rule hits")
# What can show each event; the others move delays, label errors or nothing, which no count of cells shows.
SHOWN_BY = {
    "spam_spike": CAMPAIGN,
    "streaming_ramp": CAMPAIGN,
    "scam_search_brazil": CAMPAIGN,
    "regulated_goods_episodes": CAMPAIGN,
    "impersonation_wave": CAMPAIGN,
    "manipulation_indonesia": CAMPAIGN,
    "spam_rule_stops": RULE,
    "hate_false_positives": RULE,
    "copyright_better_model": RULE,
    "scam_rule_launch": RULE,
    "harassment_tightened": ("actions",),
    "misinformation_more_labels": ("actions",),
    "profile_mix_shift": ("views",),
    "reports_backfilled": ("reports",),
    "brigading_turkey": ("reports",),
    "brigading_poland": ("reports",),
    "press_burst": ("escalations",),
    "double_ingestion": ("views",),
    "logging_outage": ("views",),
    "year_end": ("views",),
}
EVERYWHERE = frozenset({"double_ingestion", "logging_outage", "year_end"})
ATTRIBUTES = ("policy_id", "market", "surface", "content_type", "rule_id")
RAMP = "streaming_ramp"
VISIBLE = 5.0
NEARLY_ALL = 0.95
LEAST_DIFFERENCE = 0.2

Element = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Row:
    """One event seen through one cube; `score` in standard deviations of the planted segment."""

    event: str
    cube: str
    planted: Element
    score: float
    found: bool
    right: int
    wrong: int
    answer: Explanation
    seconds: float


class Platform:
    """The warehouse and the truth about it."""

    def __init__(self, path: Path) -> None:
        self.connection = duckdb.connect(str(path), read_only=True)
        events = self.connection.execute("select * from truth.events").df().set_index("event", drop=False)
        events[["since", "until"]] = events[["since", "until"]].apply(pd.to_datetime)
        self.events = events
        types = self.connection.execute(
            """select t.event, content_type, count(*) as n
               from truth.contents t join contents using (content_id) where t.event is not null group by all"""
        ).df()
        types["share"] = types["n"] / types.groupby("event")["n"].transform("sum")
        self.policy_of = dict(self.connection.execute("select rule_id, policy_id from rules").fetchall())
        self.shared_type = types[types["share"] >= NEARLY_ALL].set_index("event")["content_type"].to_dict()

    def forms(self, event: str, attributes: list[str]) -> list[Element]:
        """Return the ways a cube can name an event, the planted one first."""
        row = self.events.loc[event]
        known = frozenset((a, str(row[a])) for a in ATTRIBUTES if a in attributes and pd.notna(row[a]))
        narrow = self.shared_type.get(event)
        return [known, known | {("content_type", narrow)}] if narrow and "content_type" in attributes else [known]

    def by_policy(self, element: Element) -> Element:
        """Return an element with its rule's policy for its rule: a campaign moves all rules of its policy."""
        return frozenset(("policy_id", self.policy_of.get(v, v)) if a == "rule_id" else (a, v) for a, v in element)

    def also_on(
        self, event: str, cube: str, since: pd.Timestamp, until: pd.Timestamp, before: pd.Timestamp
    ) -> list[str]:
        """Return other events that a cube shows and that are on for a different share of window and baseline."""
        others = []
        for name, cubes in SHOWN_BY.items():
            row = self.events.loc[name]
            shares = [
                max((min(end, row["until"]) - max(start, row["since"])).days, 0) / (end - start).days
                for start, end in ((since, until), (before, before + pd.Timedelta(days=BASELINE_DAYS)))
            ]
            shown = cube in cubes or (cubes == CAMPAIGN and cube in RULE)
            if name != event and name not in EVERYWHERE and shown and abs(shares[0] - shares[1]) >= LEAST_DIFFERENCE:
                others.append(name)
        return others

    def cells(
        self, statement: str, attributes: list[str], since: pd.Timestamp, until: pd.Timestamp, before: pd.Timestamp
    ) -> pd.DataFrame:
        """Return cells with observed and expected: the baseline's days weighted to the window's weekdays."""
        frame = self.connection.execute(statement, {"low": before.date(), "high": until.date()}).df()
        frame["day"] = pd.to_datetime(frame["day"])
        weekdays = pd.date_range(since, until, inclusive="left").day_of_week.value_counts()
        weight = frame["day"].dt.day_of_week.map(weekdays).fillna(0) / (BASELINE_DAYS / 7)
        in_baseline = frame["day"] < before + pd.Timedelta(days=BASELINE_DAYS)
        frame["observed"] = frame["n"].where(frame["day"] >= since, 0).astype(float)
        frame["expected"] = (frame["n"] * weight).where(in_baseline, 0.0).astype(float)
        return frame.groupby(attributes, dropna=False)[["observed", "expected"]].sum().reset_index()


def explain_event(platform: Platform, name: str, cube: str) -> Row:
    statement, attributes = CUBES[cube]
    event = platform.events.loc[name]
    until = min(event["until"], event["since"] + pd.Timedelta(days=LONGEST_DAYS)) if name != RAMP else event["until"]
    since = event["since"] if name != RAMP else until - pd.Timedelta(days=LONGEST_DAYS)
    before = event["since"] - pd.Timedelta(days=BASELINE_DAYS)
    frame = platform.cells(statement, attributes, since, until, before)
    periods = BASELINE_DAYS / (until - since).days
    begin = time.perf_counter()
    answer = explain_counts(
        cube_from_frame(frame, attributes), frame["observed"], frame["expected"], expected_periods=periods
    )
    seconds = time.perf_counter() - begin
    forms = platform.forms(name, attributes)
    others = platform.also_on(name, cube, since, until, before)
    found = [(frozenset(s.where), frozenset(s.where + s.also)) for s in answer.segments]
    everywhere = name in EVERYWHERE
    hit = not found if everywhere else any(where <= form <= wide for where, wide in found for form in forms)
    true = {*forms, *(form for other in others for form in platform.forms(other, [*attributes, "policy_id"]))}
    right = sum(any(w <= f <= a for f in true) or platform.by_policy(w) in true for w, a in found)
    right = 1 if everywhere and hit else right
    planted = frozenset() if everywhere else forms[0]
    inside = np.logical_and.reduce([np.ones(len(frame), dtype=bool), *(frame[a] == v for a, v in planted)])
    observed, expected = frame.loc[inside, ["observed", "expected"]].sum()
    usual = 1.0 if everywhere else (answer.remaining.ratio or 1.0)
    score = (observed - usual * expected) / np.sqrt(max(observed, usual * expected) * (1 + 1 / periods))
    wrong = len(found) - (0 if everywhere and hit else right)
    return Row(name, cube, planted, float(score), hit, right, wrong, answer, seconds)


def said(row: Row) -> str:
    shown = "; ".join(
        f"{', '.join(value for _, value in segment.where)} "
        + (f"x{segment.own.ratio:.2f}" if segment.own.ratio is not None else "new")
        for segment in row.answer.segments
    )
    return shown or row.answer.outcome


def f1(rows: list[Row]) -> str:
    """Precision over what was returned, recall over the events asked about."""
    right, wrong, found = sum(r.right for r in rows), sum(r.wrong for r in rows), sum(r.found for r in rows)
    precision, recall = right / max(right + wrong, 1), found / len(rows)
    return f"precision {precision:.3f}, recall {recall:.3f}, F1 {2 * precision * recall / (precision + recall):.3f}"


def main() -> None:
    platform = Platform(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(".data/warehouse.duckdb"))
    print("| event | cube | planted | z | found | returned, largest gain first |\n|---|---|---|---|---|---|")
    rows = [explain_event(platform, event, cube) for event, cubes in SHOWN_BY.items() for cube in cubes]
    for row in rows:
        planted = ", ".join(sorted(value for _, value in row.planted)) or "everything"
        print(
            f"| {row.event} | {row.cube} | {planted} | {row.score:.1f} | {'yes' if row.found else 'no'} | {said(row)} |"
        )
    visible = [row for row in rows if abs(row.score) >= VISIBLE]
    print(f"\nAll {len(rows)}: {f1(rows)}. Visible {len(visible)}: {f1(visible)}.")
    print(f"Slowest {max(row.seconds for row in rows):.2f} s.")


if __name__ == "__main__":
    main()
