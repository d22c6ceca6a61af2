"""Server time of backtests over 90 days: `python bench/backtest.py [SMALL.duckdb [LARGE.duckdb]]`, by default the demo.

Prints the seconds in the warehouse and of the whole answer, best and median of some runs after a first one, and with
two warehouses the ratio of the medians. The largest time at scale 1 should be under 2 s, at scale 10 under 8 s.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from datetime import timedelta
from pathlib import Path

from integrity_metrics.metrics.rule_backtest import backtest
from integrity_metrics.metrics.rule_file import DraftRule, draft_rule
from integrity_metrics.metrics.rule_rows import extent
from integrity_metrics.scope import Period
from integrity_metrics.settings import DEMO_WAREHOUSE
from integrity_metrics.warehouse.engine import Warehouse

DAYS, REPETITIONS = 90, 3
DRAFTS: dict[str, dict[str, object]] = {
    "market": {"expression": "market = 'BR' and content_type = 'comment'"},
    "creator": {"expression": "creator_actions_before >= 5 and content_type = 'comment'"},
    "creator history": {"expression": "creator_contents_before >= 20 and creator_age_days < 30"},
    "other rules": {"expression": "rule_hit('spam_phrases') and not rule_hit('spam_text_model')"},
    "logged score": {"score_at_least": 0.9, "score_of": "spam_text_model"},
    "sampled score": {"score_at_least": 0.8},
}


def measure(warehouse: Warehouse, rule: DraftRule, period: Period) -> tuple[float, float, float]:
    """Return median seconds in the warehouse, and best and median seconds of the whole answer."""
    backtest(warehouse, rule, period)
    asked, whole = [], []
    for _ in range(REPETITIONS):
        start = time.perf_counter()
        asked.append(backtest(warehouse, rule, period).seconds)
        whole.append(time.perf_counter() - start)
    return statistics.median(asked), min(whole), statistics.median(whole)


def main(files: list[Path]) -> None:
    """Measure every draft on every warehouse and print a table for each."""
    medians: list[dict[str, float]] = []
    for file in files:
        warehouse = Warehouse(f"duckdb:///{file}")
        data = extent(warehouse)
        period = Period(data.until - timedelta(days=DAYS), data.until)
        contents = 0
        medians.append({})
        print(f"\n{file.name}, {period}, load {os.getloadavg()[0]:.1f}")
        print("| draft | hits | in the warehouse, s | whole answer, best s | median s |")
        print("|---|---|---|---|---|")
        for name, fields in DRAFTS.items():
            rule = draft_rule({"name": name, "author": "bench", "policy": "spam", **fields})
            found = backtest(warehouse, rule, period)
            contents = max(contents, found.contents or 0)
            asked, best, median = measure(warehouse, rule, period)
            medians[-1][name] = median
            hits = "sampled" if found.hits is None else f"{found.hits:,}"
            print(f"| {name} | {hits} | {asked:.2f} | {best:.2f} | {median:.2f} |")
        print(f"{contents:,} contents made in the period; slowest median {max(medians[-1].values()):.2f} s")
        warehouse.close()
    if len(medians) == 2:
        print("\nratio: " + ", ".join(f"{name} {medians[1][name] / medians[0][name]:.1f}" for name in DRAFTS))


if __name__ == "__main__":
    main([Path(argument) for argument in sys.argv[1:]] or [DEMO_WAREHOUSE])
