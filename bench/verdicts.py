"""How often two consecutive stable weeks of the simulated platform are called a change: should be 5% or less.

`run(url)` returns the rows; as a program it prints a markdown table: `python bench/verdicts.py`. A pair of weeks is
stable for a segment when no planted event (`truth.events`) that touches the segment lies in it or ended within two
weeks before it. Beside it stand the verdicts without allowance for bursts, and those of the other pairs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pandas as pd

from integrity_metrics.metrics.ask import data_period
from integrity_metrics.metrics.catalogue import metric
from integrity_metrics.metrics.change import Change
from integrity_metrics.metrics.changes import HISTORY_WEEKS, KINDS, Kind, by_segment
from integrity_metrics.scope import Grain, Period, Scope
from integrity_metrics.statistics.change_estimate import Verdict
from integrity_metrics.statistics.overdispersion import Overdispersion
from integrity_metrics.statistics.wilson import wilson
from integrity_metrics.warehouse.engine import Warehouse

DEMO = Path(__file__).parents[1] / ".data" / "warehouse.duckdb"
BREAK_DOWNS = ((), ("policy",), ("market",))
# Planted in impressions, labels or evaluations only, or said to change nothing.
WITHOUT_EFFECT = {"holiday", "missing_day", "double_count", "label_backlog", "pending_backfill", "policy_no_effect"}
# A change that lasts to the end of the data is over, as a change, after this; so are the queues behind a wave.
SETTLING = timedelta(days=14)
CHANGED = {Verdict.RISE, Verdict.FALL}
# Enough steps that Student's quantile is the normal one.
NO_BURSTS = Overdispersion(1.0, 1_000_000)


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Verdicts on the pairs of consecutive weeks of one metric and break-down that have one."""

    metric: str
    by: str
    stable_pairs: int
    called: int
    called_without_allowance: int
    other_pairs: int
    other_called: int


def run(file: Path = DEMO) -> list[Verdicts]:
    """Return the verdicts on every pair of weeks of every promise metric."""
    warehouse = Warehouse(f"duckdb:///{file}")
    with duckdb.connect(str(file), read_only=True) as connection:
        events = connection.execute("select kind, since, until, policy_id, market from truth.events").fetchall()
    return [_judged(warehouse, key, by, events) for key in KINDS for by in BREAK_DOWNS]


def _judged(warehouse: Warehouse, key: str, by: tuple[str, ...], events: list[tuple]) -> Verdicts:
    kind, entry, data = KINDS[key], metric(key), data_period(warehouse, key)
    first = Grain.WEEK.start_of(data.since + timedelta(days=6))
    last = Grain.WEEK.start_of(data.until - timedelta(days=entry.maturity_days))
    rows = kind.rows(warehouse, entry, Scope(Period(first, last), Grain.WEEK, by=by), None)
    stable, naive, other = [], [], []
    for segment, part in by_segment(rows, by).items():
        weeks = dict(list(part.groupby("period_start")))
        named = dict(zip(by, segment, strict=True))
        for start in sorted(weeks)[1:]:
            before = start - timedelta(days=7)
            if before not in weeks:
                continue
            history = part[(part["period_start"] < start) & (part["period_start"] >= start - _SPAN)]
            pair = (weeks[before], weeks[start])
            found = _change(kind, pair, kind.spread(history), entry.minimum_n, entry.grain)
            if found.verdict is Verdict.TOO_LITTLE_DATA:
                continue
            if _is_stable(before, start + timedelta(days=7), named, events):
                stable.append(found.verdict in CHANGED)
                naive.append(_change(kind, pair, NO_BURSTS, entry.minimum_n, entry.grain).verdict in CHANGED)
            else:
                other.append(found.verdict in CHANGED)
    return Verdicts(key, ", ".join(by) or "total", len(stable), sum(stable), sum(naive), len(other), sum(other))


_SPAN = timedelta(weeks=HISTORY_WEEKS)


def _change(
    kind: Kind, pair: tuple[pd.DataFrame, pd.DataFrame], spread: Overdispersion, minimum_n: int, noun: str
) -> Change:
    return kind.judge(kind.summary(pair[0]), kind.summary(pair[1]), spread, minimum_n=minimum_n, noun=noun)


def _is_stable(since: date, until: date, segment: dict[str, str], events: list[tuple]) -> bool:
    end_of_data = max(event[2] for event in events)
    for kind, begins, ends, policy, market in events:
        is_elsewhere = (policy and segment.get("policy", policy) != policy) or (
            market and segment.get("market", market) != market
        )
        if kind in WITHOUT_EFFECT or is_elsewhere:
            continue
        settled = begins + SETTLING if ends >= end_of_data else ends + SETTLING
        if begins < until and settled > since:
            return False
    return True


def _share(part: int, whole: int) -> str:
    if not whole:
        return "-"
    interval = wilson(part, whole)
    return f"{part / whole:.1%} ({float(interval.low):.1%} to {float(interval.high):.1%})"


def main() -> None:
    """Print the table."""
    print("| metric | by | stable pairs | called a change | without allowance | other pairs | called a change |")
    print("|---|---|---|---|---|---|---|")
    for row in run():
        print(
            f"| {row.metric} | {row.by} | {row.stable_pairs} | {_share(row.called, row.stable_pairs)} | "
            f"{_share(row.called_without_allowance, row.stable_pairs)} | {row.other_pairs} | "
            f"{_share(row.other_called, row.other_pairs)} |"
        )


if __name__ == "__main__":
    main()
