"""Compare prevalence with the simulated truth: coverage of every cell, and what the planted changes are called.

    python bench/prevalence_truth.py [--warehouse .data/warehouse.duckdb]

Prints, for every week of the data x every policy, market and policy x market, the share of 95% intervals that cover the
truth, by status; then the verdicts on the planted policy changes, on the Simpson shift and on immature weeks.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pandas as pd

from integrity_metrics.metrics.ask import ask, data_period
from integrity_metrics.metrics.prevalence_change import prevalence_change
from integrity_metrics.metrics.prevalence_mix import mix_and_rate
from integrity_metrics.scope import Filter, Grain, Period, Scope
from integrity_metrics.warehouse.engine import Warehouse

WEEK = timedelta(days=7)
# Spans compared before and after a policy change, the week after it left out.
SPANS = {"a quarter before v after": timedelta(days=91), "a year before v after": timedelta(days=364)}
CUTS = (("total", ()), ("policy", ("policy",)), ("market", ("market",)), ("policy x market", ("policy", "market")))


def truth_by_week(path: Path) -> pd.DataFrame:
    """Return true weekly prevalence: ``period_start, policy, market`` ("any" and "all" for totals) and ``truth``."""
    sql = """
        with seen as (
            select date_trunc('week', day) as week, market, sum(impressions) as impressions
            from truth.impressions_daily group by all),
        violating as (
            select date_trunc('week', day) as week, market, policy_id, sum(impressions) as impressions
            from truth.violating_impressions_daily group by all),
        policies as (select distinct policy_id from violating)
        select seen.week as period_start, seen.market, policies.policy_id as policy,
               coalesce(violating.impressions, 0) as violating, seen.impressions as impressions
        from seen cross join policies
        left join violating on violating.week = seen.week and violating.market = seen.market
             and violating.policy_id = policies.policy_id"""
    with duckdb.connect(str(path), read_only=True) as connection:
        cells = connection.execute(sql).df()
    cells = cells.assign(period_start=pd.to_datetime(cells["period_start"]).dt.date)
    parts = []
    for by in ([], ["policy"], ["market"], ["policy", "market"]):
        top = cells.groupby(["period_start", *by], as_index=False)["violating"].sum()
        one_policy = cells[cells["policy"] == cells["policy"].iloc[0]]
        places = ["period_start", *(d for d in by if d == "market")]
        bottom = one_policy.groupby(places, as_index=False)["impressions"].sum()
        both = top.merge(bottom, on=places)
        both = both.assign(truth=both["violating"] / both["impressions"])
        for dimension, all_of_it in (("policy", "any"), ("market", "all")):
            if dimension not in by:
                both = both.assign(**{dimension: all_of_it})
        parts.append(both[["period_start", "policy", "market", "truth"]])
    return pd.concat(parts, ignore_index=True)


def coverage(warehouse: Warehouse, truth: pd.DataFrame) -> None:
    """Print the share of intervals that cover, by status."""
    print("| cells of a week | status | cells | covered | truth above | truth below |\n|---|---|---|---|---|---|")
    weeks = Scope(data_period(warehouse, "prevalence"), Grain.WEEK)
    for name, by in CUTS:
        frame = ask(warehouse, "prevalence", replace(weeks, by=by)).frame
        for dimension, all_of_it in (("policy", "any"), ("market", "all")):
            if dimension not in by:
                frame = frame.assign(**{dimension: all_of_it})
        both = frame.merge(truth, on=["period_start", "policy", "market"])
        for status, rows in both.groupby("status"):
            if rows["low"].isna().all():
                print(f"| {name} | {status} | {len(rows):,} | no interval | | |")
                continue
            low, high = rows["low"], rows["high"]
            covered = ((low <= rows["truth"]) & (rows["truth"] <= high)).mean()
            above, below = (rows["truth"] > high).mean(), (rows["truth"] < low).mean()
            print(f"| {name} | {status} | {len(rows):,} | {covered:.1%} | {above:.1%} | {below:.1%} |")


def planted(warehouse: Warehouse, path: Path) -> None:
    """Print what the planted changes are called."""
    with duckdb.connect(str(path), read_only=True) as connection:
        events = connection.execute("select * from truth.events").df().set_index("event")
    print(
        "\n| planted | compared | change of 10,000 views | 95% interval | smallest visible | verdict |"
        "\n|---|---|---|---|---|---|"
    )
    for event in ("harassment_tightened", "misinformation_more_labels", "copyright_clarified"):
        if event not in events.index:
            continue
        row = events.loc[event]
        day = pd.Timestamp(row["since"]).date()
        data = data_period(warehouse, "prevalence")
        for words, span in SPANS.items():
            later = Period(day + WEEK, min(day + WEEK + span, data.until - 2 * WEEK))
            before = Period(max(day - span, data.since), day)
            scope = Scope(later, filters=(Filter("policy", (row["policy_id"],)),), comparison=before)
            found = prevalence_change(warehouse, scope).frame.iloc[0]
            print(
                f"| {event} | {words} | {found['difference'] * 1e4:+.2f} | {found['low'] * 1e4:.2f} to "
                f"{found['high'] * 1e4:.2f} | {found['smallest_visible'] * 1e4:.1f} | {found['verdict']} |"
            )
    if "profile_mix_shift" in events.index:
        row = events.loc["profile_mix_shift"]
        since, until = (pd.Timestamp(row[name]).date() for name in ("since", "until"))
        length = until - since
        scope = Scope(Period(since, until), comparison=Period(since - length, since))
        print("\nSimpson shift:", mix_and_rate(warehouse, scope, "surface").sentence)


def immature_weeks(warehouse: Warehouse) -> None:
    """Print the verdicts on the newest whole weeks against the week before: immature labels must not read as a fall."""
    data = data_period(warehouse, "prevalence")
    newest = Grain.WEEK.start_of(data.last_day)
    print("\n| newest weeks | prevalence status | change against the week before |\n|---|---|---|")
    for back in range(4):
        week = newest - back * WEEK
        scope = Scope(Period(week, week + WEEK), Grain.WEEK)
        row = ask(warehouse, "prevalence", scope).frame.iloc[0]
        change = prevalence_change(warehouse, replace(scope, comparison=Period(week - WEEK, week))).frame.iloc[0]
        print(f"| {week} | {row['status']} | {change['verdict']} |")


def false_alarms(warehouse: Warehouse, path: Path) -> None:
    """Print how often consecutive weeks without a planted event are called different (nominal 5%)."""
    with duckdb.connect(str(path), read_only=True) as connection:
        events = connection.execute("select event, since, until, kind from truth.events").df()
    data = data_period(warehouse, "prevalence")
    weeks, calls, true_moves = 0, 0, []
    week = Grain.WEEK.start_of(data.since) + 2 * WEEK
    truth = truth_by_week(path)
    total = truth[(truth["policy"] == "any") & (truth["market"] == "all")].set_index("period_start")["truth"]
    while week + WEEK <= data.until:
        started = pd.to_datetime(events["since"]).dt.date.between(week - WEEK, week + WEEK).any()
        ended = pd.to_datetime(events["until"]).dt.date.between(week - WEEK, week + WEEK).any()
        if not (started or ended):
            scope = Scope(Period(week, week + WEEK), comparison=Period(week - WEEK, week))
            verdict = prevalence_change(warehouse, scope).frame.iloc[0]["verdict"]
            weeks += 1
            calls += verdict in ("detectable_rise", "detectable_fall")
            true_moves.append(abs(total[week] / total[week - WEEK] - 1))
        week += WEEK
    print(
        f"\nWeek against week without a planted start or end nearby: {calls} of {weeks} called a change "
        f"({calls / max(weeks, 1):.1%}); the truth itself moved by {pd.Series(true_moves).median():.1%} in the median."
    )


def main() -> None:
    """Print every table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--warehouse", type=Path, default=Path(".data/warehouse.duckdb"))
    path = parser.parse_args().warehouse
    warehouse = Warehouse(f"duckdb:///{path.absolute()}")
    print(f"{date.today()}, {data_period(warehouse, 'prevalence')}\n")
    coverage(warehouse, truth_by_week(path))
    planted(warehouse, path)
    immature_weeks(warehouse)
    false_alarms(warehouse, path)
    warehouse.close()


if __name__ == "__main__":
    main()
