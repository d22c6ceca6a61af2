"""What the unwanted-impressions numbers say against what is so on the simulated platform: prints markdown tables.

`python bench/exposure_truth.py [WAREHOUSE]` (default: the demo warehouse with its marts). Data are frozen at past
cut-offs by leaving out later actions, projected, and compared with what was found later. The schema `truth` is
read here and in tests only.
"""

from __future__ import annotations

import sys
from datetime import date, timedelta
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from integrity_metrics.metrics.ask import ask
from integrity_metrics.metrics.exposure import exposure_table
from integrity_metrics.metrics.exposure_missed import missed_part
from integrity_metrics.metrics.exposure_precision import view_precision
from integrity_metrics.metrics.exposure_reasons import exposure_reasons
from integrity_metrics.metrics.exposure_scope import HISTORY_DAYS, HORIZON_DAYS, extent
from integrity_metrics.scope import Filter, Grain, Period, Scope
from integrity_metrics.statistics.wilson import wilson
from integrity_metrics.warehouse.engine import Warehouse

MINIMUM_N = 30
# Not a multiple of 7, so that cut-offs fall on every day of the week.
CUT_EVERY_DAYS = 17
BREAK_DOWNS: tuple[tuple[str, ...], ...] = ((), ("policy",), ("market",))
TRUTH = """
    with acted as (
        select content_id, min(cast(actioned_at as date)) as action_day
        from enforcement_actions where not failed group by content_id
    )
    select seen.day, coalesce(truth.policy_id, 'benign') as policy,
        sum(seen.impressions)::double as seen,
        sum(case when seen.day between action_day - 60 and action_day then seen.impressions else 0 end)::double
            as in_time,
        sum(case when seen.day > action_day then seen.impressions else 0 end)::double as left_up
    from content_impressions as seen
    left join acted using (content_id)
    left join truth.contents as truth using (content_id)
    where truth.is_violating or action_day is not null
    group by all
"""

EVER = "select day, policy_id, found_impressions::double as found_impressions from truth.exposure_daily"


def cuts(data: Period) -> list[date]:
    """Return the days to freeze the data at: enough history before, everything found after."""
    first = data.since + timedelta(days=HORIZON_DAYS + HISTORY_DAYS)
    last = data.until - timedelta(days=HORIZON_DAYS)
    return [first + timedelta(days=n) for n in range(0, (last - first).days, CUT_EVERY_DAYS)]


def nowcasts(warehouse: Warehouse, by: tuple[str, ...], grain: Grain) -> pd.DataFrame:
    """Return what was said at each cut-off of the periods of the 5 weeks before, beside what was found in the end."""
    data, parts = extent(warehouse), []
    for cut in cuts(data):
        since = Grain.WEEK.start_of(cut - timedelta(days=35))
        scope = Scope(Period(since, cut), grain, by=by)
        said = exposure_table(warehouse, scope, MINIMUM_N, as_of=cut).frame
        came = exposure_table(warehouse, scope, MINIMUM_N).frame[["period_start", *by, "found"]]
        parts.append(said.merge(came.rename(columns={"found": "came"}), on=["period_start", *by]).assign(cut=cut))
    return pd.concat(parts, ignore_index=True)


def covered(rows: pd.DataFrame) -> pd.Series:
    """Return whether each interval holds what was found in the end; the last view is no miss."""
    return (rows["low"] <= rows["came"] + 0.5) & (rows["came"] <= rows["high"] + 0.5)


def coverage_rows(told: pd.DataFrame, what: str, grain: Grain) -> list[str]:
    """Return one line a status."""
    lines = []
    told = told[told["open_days"] > 0]
    for status in ("ok", "interval_only", "immature", "suppressed"):
        part = told[(told["status"] == status) & told["low"].notna()]
        if part.empty:
            continue
        hits, n = int(covered(part).sum()), len(part)
        interval = wilson(np.array([hits]), np.array([n]))
        ratio = part["final"].sum() / max(part["came"].sum(), 1)
        seen = part["found"].sum() / max(part["came"].sum(), 1)
        lines.append(
            f"| {grain} | {what} | {status} | {n:,} | {hits / n:.1%} | {interval.low[0]:.1%} to {interval.high[0]:.1%} "
            f"| {ratio:.3f} | {seen:.3f} |"
        )
    return lines


def declines(warehouse: Warehouse) -> list[str]:
    """Compare the newest week that is told as mature with the week before it, policy x market, at every cut-off."""
    told = nowcasts(warehouse, ("policy", "market"), Grain.WEEK).sort_values("period_start")
    # The newest week of 7 days at a cut-off, whatever its maturity: what a naive chart shows.
    whole = told[pd.to_datetime(told["period_start"]) + pd.Timedelta(days=7) <= pd.to_datetime(told["cut"])]
    whole = whole[whole["came"] >= MINIMUM_N]
    keys = ["cut", "policy", "market"]
    naive = whole.groupby(keys).agg(
        last=("found", "last"), before=("found", lambda x: x.iloc[-2] if len(x) > 1 else np.nan)
    )
    naive_came = whole.groupby(keys).agg(
        last=("came", "last"), before=("came", lambda x: x.iloc[-2] if len(x) > 1 else np.nan)
    )
    shown = told[told["is_mature"] & told["status"].isin(["ok", "interval_only"])]
    pairs = shown.groupby(keys).tail(2)
    pairs = pairs[pairs.groupby(keys)["found"].transform("size") == 2]
    before, last = pairs.groupby(keys).nth(0), pairs.groupby(keys).nth(1)
    before = before.set_index(keys)
    last = last.set_index(keys).reindex(before.index)
    called = last["high"] < before["low"]
    false = called & (last["came"] >= before["came"])
    stable = (last["came"] / before["came"]).between(0.9, 1.1)
    wrong = int((false & stable).sum())
    fell = naive["last"] < naive["before"]
    fell_really = naive_came["last"] < naive_came["before"]
    level = (naive_came["last"] / naive_came["before"]).between(0.9, 1.1)
    sunk = int((level & (naive["last"] < 0.9 * naive["before"])).sum())
    n_naive = int(naive["before"].notna().sum())
    return [
        f"| newest whole week as found so far, against the week before | {n_naive:,} | {fell.sum() / n_naive:.1%} "
        f"| {(fell & ~fell_really).sum() / n_naive:.1%} | {sunk} of {int(level.sum()):,} (by over 10%) |",
        f"| newest mature week, called when the intervals part | {len(called):,} | {called.mean():.1%} "
        f"| {false.mean():.2%} ({int(false.sum())}) | {wrong} of {int(stable.sum()):,} |",
    ]


def months(data: Period) -> list[Period]:
    """Return the whole months that are mature."""
    starts = pd.date_range(data.since, data.until - timedelta(days=HORIZON_DAYS), freq="MS")
    return [Period(s.date(), (s + pd.offsets.MonthBegin(1)).date()) for s in starts[1:-1]]


def missed_rows(warehouse: Warehouse, truth: pd.DataFrame) -> list[str]:
    """Compare missed part, recall and precision of every mature month with the truth, in all and by policy."""
    days = pd.to_datetime(truth["day"])
    found: dict[str, list[tuple[bool, float]]] = {}
    for month in months(extent(warehouse)):
        inside = truth[(days >= pd.Timestamp(month.since)) & (days < pd.Timestamp(month.until))]
        so = inside.groupby("policy")[["seen", "in_time", "left_up"]].sum()
        violating = so.drop(index="benign")
        acted_on = so["in_time"].sum()
        scope = Scope(month, Grain.TOTAL)
        precision = view_precision(warehouse, scope)
        table, prevalence = exposure_table(warehouse, scope, MINIMUM_N), ask(warehouse, "prevalence", scope)
        row = missed_part(table, prevalence, precision, scope).frame.iloc[0]
        v, e = violating["seen"].sum(), violating["in_time"].sum()
        _add(found, "violating views (prevalence x views)", row, "violating", v)
        _add(found, "precision by views, from second reviews", precision.frame.iloc[0], "value", e / acted_on)
        _add(found, "found in time x precision", row, "found_violating", e)
        _add(found, "missed, V - E", row, "missed", v - e)
        _add(found, "recall, E / V", row, "recall", e / v)
        labels = exposure_reasons(warehouse, scope)
        _add(found, "recall, from labels", labels.recall.iloc[0], "value", e / v)
        missed = labels.in_time.set_index("is_found").loc["no"]
        _add(found, "missed, from labels (share of views)", missed, "value", (v - e) / float(row["seen"]))
        for policy, truly in violating.iterrows():
            only = Scope(month, Grain.TOTAL, filters=(Filter("policy", (str(policy),)),))
            recall = exposure_reasons(warehouse, only).recall.iloc[0]
            if recall["status"] in ("ok", "interval_only"):
                _add(found, "recall of a policy, from labels", recall, "value", truly["in_time"] / truly["seen"])
        by_policy = Scope(month, Grain.TOTAL, by=("policy",))
        parts = missed_part(
            exposure_table(warehouse, by_policy, MINIMUM_N),
            ask(warehouse, "prevalence", by_policy),
            view_precision(warehouse, by_policy),
            by_policy,
        ).frame
        for _, part in parts[parts["status"].isin(["ok", "interval_only"])].iterrows():
            truly = violating.loc[part["policy"]]
            name = f"missed of a policy, V - E, {part['status']}"
            _add(found, name, part, "missed", truly["seen"] - truly["in_time"])
    lines = []
    for name, cells in found.items():
        hits, n = sum(hit for hit, _ in cells), len(cells)
        interval = wilson(np.array([hits]), np.array([n]))
        error = np.median([ratio for _, ratio in cells])
        lines.append(
            f"| {name} | {n} | {hits / n:.1%} | {interval.low[0]:.1%} to {interval.high[0]:.1%} | {error:+.1%} |"
        )
    return lines


def found_rows(warehouse: Warehouse, truth: pd.DataFrame, ever: pd.DataFrame) -> list[str]:
    """Compare the found part of each policy of the action with true violating views, over all mature months."""
    run = months(extent(warehouse))
    scope = Scope(Period(run[0].since, run[-1].until), Grain.TOTAL, by=("policy",))
    said = exposure_table(warehouse, scope, MINIMUM_N).frame.set_index("policy")["found"]
    days = pd.to_datetime(truth["day"])
    inside = truth[(days >= pd.Timestamp(scope.period.since)) & (days < pd.Timestamp(scope.period.until))]
    so = inside.groupby("policy")[["seen", "in_time", "left_up"]].sum()
    first, end = (pd.Timestamp(d) for d in (scope.period.since, scope.period.until))
    sooner = ever[(pd.to_datetime(ever["day"]) >= first) & (pd.to_datetime(ever["day"]) < end)]
    at_all = sooner.groupby("policy_id")["found_impressions"].sum()
    lines = [_found_line(str(p), said[p], so.loc[p], at_all[p]) for p in sorted(said.index, key=str)]
    return [*lines, _found_line("all", said.sum(), so.drop(index="benign").sum(), at_all.sum())]


def _found_line(name: str, said: float, truly: pd.Series, ever: float) -> str:
    never = truly["seen"] - truly["in_time"] - truly["left_up"]
    return (
        f"| {name} | {said:,.0f} | {truly['in_time']:,.0f} | {said / truly['in_time']:.2f} "
        f"| {truly['left_up']:,.0f} | {never:,.0f} | {ever:,.0f} |"
    )


def _add(found: dict[str, list[tuple[bool, float]]], name: str, row: pd.Series, column: str, truth: float) -> None:
    low, high = (row["low"], row["high"]) if column == "value" else (row[f"{column}_low"], row[f"{column}_high"])
    if np.isfinite(row[column]):
        found.setdefault(name, []).append((bool(low <= truth <= high), row[column] / truth - 1 if truth else 0.0))


def main(file: Path) -> None:
    """Print the tables."""
    with duckdb.connect(str(file), read_only=True) as connection:
        truth, ever = connection.execute(TRUTH).df(), connection.execute(EVER).df()
    warehouse = Warehouse(f"duckdb:///{file.absolute()}")
    columns = "policy of the action | found before the action | truly violating | ratio | left up after | never found"
    print(f"| {columns} | found at all |\n|---|---|---|---|---|---|---|")
    print("\n".join(found_rows(warehouse, truth, ever)), flush=True)
    print("\n| grain | cells | status | n | covered | Monte Carlo 95% | nowcast / came | found then / came |")
    print("|---|---|---|---|---|---|---|---|")
    for grain in (Grain.DAY, Grain.WEEK, Grain.MONTH):
        for by in BREAK_DOWNS:
            print("\n".join(coverage_rows(nowcasts(warehouse, by, grain), by[0] if by else "all", grain)), flush=True)
    print("\n| comparison (policy x market) | n | falls | falls though it did not | of pairs within 10% |")
    print("|---|---|---|---|---|")
    print("\n".join(declines(warehouse)), flush=True)
    print("\n| month's figure | n | covered | Monte Carlo 95% | median error |\n|---|---|---|---|---|")
    print("\n".join(missed_rows(warehouse, truth)))
    warehouse.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1] / ".data" / "warehouse.duckdb")
