"""The scan against the truth of the simulated platform: what it found of what was planted, how late, and what else.

Run: python -m bench.scan_truth [path of the warehouse]   (reads the schema `truth`, which the product never does)
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pandas as pd

from integrity_metrics.metrics.scan import extent, scan
from integrity_metrics.metrics.scan_choices import Source
from integrity_metrics.metrics.scan_event import ScanEvent
from integrity_metrics.scope import Period
from integrity_metrics.settings import DEMO_WAREHOUSE
from integrity_metrics.warehouse.engine import Warehouse

# Days before the first watched one that the detector learns from.
LEARNING = timedelta(days=60)
# What people see of an event goes on after its last day: found views, appeals, the way back to normal.
AFTERMATH = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Sign:
    """Where a planted event shows: metrics, and the segment values that belong to it."""

    metrics: tuple[str, ...]
    segment: tuple[tuple[str, str], ...] = ()
    note: str = ""


HARM = ("unwanted_impressions", "actions", "reports", "rule_hits", "prevalence", "proactive_rate")
SEEN = ("impressions",)
SIGNS = {
    "campaign": Sign(HARM),
    "rule_stop": Sign(("rule_hits", "actions", "unwanted_impressions", "proactive_rate", "reports")),
    "rule_version": Sign(("rule_hits", "actions", "appeal_rate", "overturn_rate"), note="a known change: a restart"),
    "rule_launch": Sign(("rule_hits", "actions", "proactive_rate"), note="a known change: a restart"),
    "policy_deterrent": Sign(HARM, note="a known change: a restart"),
    "policy_counts": Sign(("actions",), note="a known change: a restart"),
    "mix_shift": Sign((*SEEN, "prevalence", "unwanted_impressions")),
    "missing_day": Sign(SEEN),
    "double_count": Sign((*SEEN, "unwanted_impressions")),
    "report_backfill": Sign(("reports",)),
    "sla_wave": Sign(("sla_attainment",)),
    "appeal_backlog": Sign(("sla_attainment", "overturn_rate")),
    "brigading": Sign(("reports",)),
    "site_drift": Sign(("overturn_rate", "appeal_rate"), note="by site: not watched"),
    "label_backlog": Sign((), note="labels in waiting: not watched"),
    "score_drift": Sign((), note="model scores: not watched"),
    "escalation_burst": Sign((), note="escalations: not watched"),
    "pending_backfill": Sign(("rule_hits", "rule_evaluations"), note="missing rows are not zeros: silent is right"),
}
# Planted so that an alarm about them is a false one.
MUST_BE_SILENT = ("holiday", "policy_no_effect", "pending_backfill")
UNDETECTABLE = ("self_harm_below_detection",)


def main() -> None:
    """Print the table of docs/scan.md."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else DEMO_WAREHOUSE
    with duckdb.connect(str(path), read_only=True) as connection:
        planted = connection.execute("from truth.events order by since").df()
    warehouse = Warehouse(f"duckdb:///{path}", query_seconds=600)
    data = extent(warehouse, Source.PLATFORM)
    watched = Period(data.since + LEARNING, data.until)
    started = time.perf_counter()
    found = scan(warehouse, Source.PLATFORM, watched, progress=lambda what, _: print(what, file=sys.stderr))
    seconds = time.perf_counter() - started
    claimed: set[object] = set()
    rows = [_row(event, found.events, claimed) for event in planted.to_dict("records")]
    print(pd.DataFrame(rows).to_string(index=False))
    other = [card for card in found.cards if card.key not in claimed]
    weeks = watched.days / 7
    print(
        f"\n{found.judged} of {found.series} series judged over {watched.days} days in {seconds:.0f} s: "
        f"{len(found.events)} events with {len(found.cards)} causes; {len(other)} causes belong to nothing planted, "
        f"{len(other) / weeks:.1f} a week."
    )
    tally = pd.Series([card.metric for card in other]).value_counts()
    print("; ".join(f"{metric} {count}" for metric, count in tally.items()))
    strong = [card for card in other if card.score >= 3]
    print(f"Of those, {len(strong)} have a score of 3 or more ({len(strong) / weeks:.1f} a week).")


def _row(planted: dict[str, object], events: tuple[ScanEvent, ...], claimed: set[object]) -> dict[str, object]:
    kind, name = str(planted["kind"]), str(planted["event"])
    sign = SIGNS.get(kind, Sign(HARM))
    since, until = _day(planted["since"]), _day(planted["until"])
    if kind in ("rule_launch", "rule_version", "policy_deterrent", "policy_counts", "policy_no_effect"):
        until = min(until, since + timedelta(days=28))
    silent = kind in MUST_BE_SILENT or name in UNDETECTABLE
    # What a holiday lowers; what few people saw on it may well be unwanted.
    watched = (*SEEN, "actions", "reports", "rule_hits", "rule_evaluations") if kind == "holiday" else sign.metrics
    metrics = watched or (HARM if silent else ())
    mine = [e for e in events if e.metric in metrics and _touches(e, planted, since, until, silent=silent)]
    if not silent:
        claimed |= {e.parent or e.key for e in mine} | {e.key for e in mine}
    first = min(mine, key=lambda e: e.raised_on, default=None)
    verdict = ("alarm" if mine else "silent") if silent else ("found" if mine else "missed")
    return {
        "event": name,
        "kind": kind,
        "since": since,
        "verdict": verdict,
        "delay, days": "" if first is None else (first.raised_on - since).days,
        "first seen in": "" if first is None else f"{first.metric} {dict(first.segment) or 'total'}",
        "events": len(mine),
        "note": sign.note,
    }


def _touches(event: ScanEvent, planted: dict[str, object], since: date, until: date, *, silent: bool) -> bool:
    if silent:
        # Begun on the very days; what went on already is somebody else's.
        inside = since <= event.start < until
    else:
        inside = since - timedelta(days=3) <= event.start < until + AFTERMATH and event.end >= since
    return inside and _in_place(event, planted, exactly=silent)


def _in_place(event: ScanEvent, planted: dict[str, object], *, exactly: bool) -> bool:
    """Return whether an event's segment is one that the planted one moves."""
    columns = {"policy": "policy_id", "market": "market", "surface": "surface", "content_type": "content_type"}
    segment = dict(event.segment)
    rule = planted["rule_id"]
    if isinstance(rule, str) and "rule" in segment:
        return segment["rule"] == rule
    for dimension, column in columns.items():
        value = planted[column]
        if isinstance(value, str) and dimension in segment and segment[dimension] != value:
            return False
    named = [d for d, c in columns.items() if isinstance(planted[c], str)]
    # An event of no segment in common with a planted one in a segment proves nothing.
    return not named or (not segment and not exactly) or any(d in segment for d in named)


def _day(value: object) -> date:
    return pd.Timestamp(str(value)).date()


if __name__ == "__main__":
    main()
