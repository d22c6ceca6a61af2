"""Coverage of the truth of simulated platforms by a month's 95% interval, made from its labels.

`run(seeds)` returns the rows; as a program it prints a markdown table: `python bench/calibrate_simulation.py 100`.
Two kinds of labels are judged: those reviewers gave (with their errors, delays and gaps), and perfect ones. 93-97% is
expected of both; if only the first is off, label error is to blame, otherwise the design or the estimator.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

import duckdb
import numpy as np
import pandas as pd

from integrity_metrics.simulation.simulate import simulate
from integrity_metrics.statistics.front_door import PrevalenceSample, Question, SamplingFrame, estimate_prevalence
from integrity_metrics.statistics.wilson import wilson
from integrity_metrics.warehouse.demo import create_contract

# Smaller platforms have so few contents that one of them fills a stratum for days; the interval is then too wide.
SCALE, DAYS = 0.06, 160
# Months that ended this long before the cut-off have nearly all of their labels.
MATURE_DAYS = 25
SAMPLE = """
    select date_trunc('month', labels.day) as month, labels.*, truth.is_violating as truly
    from prevalence_labels as labels inner join truth.labels as truth using (sample_id)
    where labels.is_violating is not null
"""
FRAME = """
    select date_trunc('month', day) as month, stratum, sum(impressions) as impressions
    from sampling_frame group by all order by all
"""
TRUTH = """
    select date_trunc('month', day) as month, sum(violating_impressions) / sum(impressions) as prevalence,
        count(*) as days
    from truth.prevalence_daily
    where dimension = 'all' and policy_id = 'any' and day in (select day from sampling_frame)
    group by all order by all
"""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How often the intervals of one kind of labels held the truth, with its own Monte Carlo interval."""

    labels: str
    months: int
    covered: float
    low: float
    high: float
    mean_relative_error: float
    mean_relative_width: float


def run(seeds: int = 100, scale: float = SCALE, days: int = DAYS) -> list[Coverage]:
    """Return the coverage over every mature whole month of `seeds` simulated platforms."""
    results = pd.concat([_months(seed, scale, days) for seed in range(1, seeds + 1)])
    rows = []
    for kind, part in results.groupby("labels", sort=False):
        covered, months = int(part["covered"].sum()), len(part)
        interval = wilson(np.array([covered]), np.array([months]))
        rows.append(
            Coverage(
                str(kind),
                months,
                covered / months,
                float(interval.low[0]),
                float(interval.high[0]),
                float((part["value"] / part["truth"] - 1).mean()),
                float(((part["high"] - part["low"]) / part["truth"]).mean()),
            )
        )
    return rows


def _months(seed: int, scale: float, days: int) -> pd.DataFrame:
    with duckdb.connect() as connection:
        connection.execute("set threads = 1")
        create_contract(connection)
        simulate(connection, scale=scale, seed=seed, days=days)
        sample, frame, truth = (connection.execute(sql).df() for sql in (SAMPLE, FRAME, TRUTH))
    last = truth["month"].max() + pd.offsets.MonthEnd(0) - pd.Timedelta(days=MATURE_DAYS)
    rows = []
    # The first and last months are not whole.
    for month, prevalence in zip(truth["month"][1:], truth["prevalence"][1:], strict=True):
        if month + pd.offsets.MonthEnd(0) > last:
            continue
        labels, population = sample[sample["month"] == month], frame[frame["month"] == month]
        for kind, column in (("as given", "is_violating"), ("perfect", "truly")):
            estimate = estimate_prevalence(
                PrevalenceSample(
                    labels[column].astype(int),
                    labels["content_id"],
                    labels["stratum"],
                    labels["inclusion_probability"],
                ),
                SamplingFrame(tuple(population["stratum"]), population["impressions"].to_numpy(dtype=float)),
                Question.LEVEL,
            )
            value, low, high = (float(x[0]) for x in (estimate.value, estimate.low, estimate.high))
            rows.append((seed, month, kind, prevalence, value, low, high, low <= prevalence <= high))
    return pd.DataFrame(rows, columns=["seed", "month", "labels", "truth", "value", "low", "high", "covered"])


def as_table(rows: list[Coverage]) -> str:
    """Return the rows as a markdown table."""
    lines = [
        "| labels | months | covered | Monte Carlo 95% | mean error | mean width |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {row.labels} | {row.months} | {row.covered:.1%} | {row.low:.1%} to {row.high:.1%} "
        f"| {row.mean_relative_error:+.1%} | {row.mean_relative_width:.0%} |"
        for row in rows
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    print(as_table(run(int(sys.argv[1]) if len(sys.argv) > 1 else 100)))
