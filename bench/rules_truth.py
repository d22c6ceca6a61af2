"""How right the figures about rules are, against the simulated truth: bias and interval coverage.

Prints the tables of docs/rules.md. Reads the schema `truth`, which no metric and no page may:

    OMP_NUM_THREADS=1 .venv/bin/python bench/rules_truth.py [WAREHOUSE.duckdb]
"""

from __future__ import annotations

import sys
import warnings
from datetime import date, timedelta
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from integrity_metrics.metrics.rule_activity import Activity, rule_activity
from integrity_metrics.metrics.rule_backtest import backtest
from integrity_metrics.metrics.rule_file import draft_rule
from integrity_metrics.metrics.rule_precision import Source, precision_sources
from integrity_metrics.metrics.rule_recall import MEASURES, exposure_recall
from integrity_metrics.metrics.rule_rows import RuleQuestion
from integrity_metrics.metrics.rule_threshold import threshold_curve
from integrity_metrics.scope import Period
from integrity_metrics.settings import DEMO_WAREHOUSE
from integrity_metrics.warehouse.engine import Warehouse

QUARTER_DAYS = 90
DRAFTS = {
    "creator_actions_before >= 5": "spam",
    "rule_hit('spam_phrases') and not rule_hit('spam_text_model')": "spam",
    "rule_hit('spam_link_velocity') or rule_hit('spam_phrases')": "spam",
    "content_type = 'comment' and creator_contents_before >= 20": "spam",
    "model_score >= 0.8": None,
    "model_score >= 0.5 and creator_actions_before >= 1": None,
}
# Drafts written out for the truth, where the contents of `truth` carry what the warehouse does not.
DRAFT_TRUTH = {
    "creator_actions_before >= 5": "a.before >= 5",
    "rule_hit('spam_phrases') and not rule_hit('spam_text_model')": "p.content_id is not null and t.content_id is null",
    "rule_hit('spam_link_velocity') or rule_hit('spam_phrases')": "v.content_id is not null or "
    "p.content_id is not null",
    "content_type = 'comment' and creator_contents_before >= 20": "c.content_type = 'comment' and c.before >= 20",
    "model_score >= 0.8": "k.model_score >= 0.8",
    "model_score >= 0.5 and creator_actions_before >= 1": "k.model_score >= 0.5 and a.before >= 1",
}

HITS = """
create or replace temp table hit as
select h.rule_id, h.content_id, min(h.hit_at) as hit_at, max(h.score) as score, r.policy_id,
    coalesce(any_value(t.policy_id) = r.policy_id, false) as is_right
from rule_hits h join rules r using (rule_id) join truth.contents t using (content_id)
where h.hit_at >= ? and h.hit_at < ?
group by h.rule_id, h.content_id, r.policy_id
"""
PRECISION = """
with seen as (
    select content_id, sum(impressions) as views from content_impressions
    where day >= $since and day < $until group by content_id
)
select rule_id, avg(is_right::int) as per_hit,
    sum(is_right::int * (views > 0)::int) / sum((views > 0)::int) as per_seen,
    sum(is_right::int * views) / sum(views) as per_view
from hit left join seen using (content_id)
group by rule_id
"""
RECALL = """
with view as (
    select i.day, i.content_id, t.policy_id, sum(i.impressions) as views
    from content_impressions i join truth.contents t using (content_id)
    where t.is_violating and i.day >= $since and i.day < $until group by all
),
found as (
    select rule_id, content_id, min(hit_at)::date as hit_day, bool_or(not is_shadow) as live
    from rule_hits where hit_at < $until group by all
),
times as (select content_id, count(*) filter (where live) as rules from found group by all),
whole as (select policy_id, sum(views) as views from view group by all)
select r.rule_id,
    coalesce(sum(v.views), 0) / max(w.views) as caught,
    coalesce(sum(v.views) filter (where t.rules - f.live::int = 0), 0) / max(w.views) as alone,
    coalesce(sum(v.views) filter (where v.day > f.hit_day), 0) / max(w.views) as after_hit
from rules r join whole w on r.policy_id = w.policy_id left join found f using (rule_id)
left join view v on v.content_id = f.content_id and v.policy_id = r.policy_id
left join times t on t.content_id = f.content_id
group by r.rule_id
"""
DRAFT = """
with made as (
    select content_id, creator_id, content_type, created_at,
        rank() over (partition by creator_id order by created_at) - 1 as before from contents
),
earlier as (
    select m.content_id, count(*) as before from made m join enforcement_actions x on m.creator_id = x.creator_id
    and x.actioned_at < m.created_at and not x.failed group by all
),
seen as (
    select content_id, sum(impressions) as views from content_impressions
    where day >= $since and day < $until group by content_id
),
judged as (
    select coalesce(({condition}), false) as is_hit, s.views, c.created_at,
        coalesce(k.is_violating and ($policy = '' or k.policy_id = $policy), false) as is_right
    from made c join truth.contents k using (content_id) left join earlier a using (content_id)
    left join seen s using (content_id)
    left join (select distinct content_id from rule_hits where rule_id = 'spam_phrases' and hit_at < $until) p
        using (content_id)
    left join (select distinct content_id from rule_hits where rule_id = 'spam_text_model' and hit_at < $until) t
        using (content_id)
    left join (select distinct content_id from rule_hits where rule_id = 'spam_link_velocity' and hit_at < $until) v
        using (content_id)
)
select avg(is_right::int) filter (where is_hit and views > 0) as precision,
    sum(views * is_right::int) filter (where is_hit) / sum(views) filter (where is_hit) as precision_by_views,
    sum(views * is_hit::int) filter (where is_right) / sum(views) filter (where is_right) as recall,
    count(*) filter (where is_hit and created_at >= $since and created_at < $until) as hits,
    count(*) filter (where is_hit and views > 0) as hits_seen
from judged
"""


def main() -> None:
    file = Path(sys.argv[1]) if len(sys.argv) > 1 else DEMO_WAREHOUSE
    first, last = date(2024, 1, 12), date(2026, 1, 11)
    starts = [first + timedelta(days=QUARTER_DAYS * i) for i in range((last - first).days // QUARTER_DAYS)]
    periods = [Period(s, s + timedelta(days=QUARTER_DAYS)) for s in starts]
    whole = Period(first, last)
    # The truth first: DuckDB does not open one file twice with different settings.
    with duckdb.connect(str(file), read_only=True) as connection:
        precision = {p: true_precision(connection, p) for p in (*periods, whole)}
        scores = {p: true_scores(connection, p, "spam_text_model") for p in periods}
        recall = {p: connection.execute(RECALL, days_of(p)).df().set_index("rule_id") for p in (*periods, whole)}
        drafts = {(e, p): true_draft(connection, e, p) for e in DRAFTS for p in periods}
    warehouse = Warehouse(f"duckdb:///{file}")
    warnings.simplefilter("ignore")
    print_precision(warehouse, precision, periods, "eight quarters")
    print_precision(warehouse, precision, [whole], "two years")
    print_recall(warehouse, recall, periods, "eight quarters")
    print_recall(warehouse, recall, [whole], "two years")
    print_threshold(warehouse, scores)
    print_drafts(warehouse, drafts)
    print_activity(warehouse, first, last)
    warehouse.close()


def days_of(period: Period) -> dict[str, date]:
    return {"since": period.since, "until": period.until}


def true_precision(connection: duckdb.DuckDBPyConnection, period: Period) -> pd.DataFrame:
    connection.execute(HITS, [period.since, period.until])
    return connection.execute(PRECISION, days_of(period)).df().set_index("rule_id")


def true_scores(connection: duckdb.DuckDBPyConnection, period: Period, rule_id: str) -> pd.DataFrame:
    connection.execute(HITS, [period.since, period.until])
    return connection.execute("select score, is_right from hit where rule_id = ?", [rule_id]).df()


def true_draft(connection: duckdb.DuckDBPyConnection, expression: str, period: Period) -> pd.Series:
    values = {**days_of(period), "policy": DRAFTS[expression] or ""}
    return connection.execute(DRAFT.format(condition=DRAFT_TRUTH[expression]), values).df().iloc[0]


def line(name: str, frame: pd.DataFrame) -> None:
    """Print one row of a table: columns value, low, high, truth."""
    known = frame.dropna(subset=["low", "high", "truth"])
    if known.empty:
        return
    inside = (known["low"] <= known["truth"] + 1e-9) & (known["truth"] <= known["high"] + 1e-9)
    error = known["value"].astype(float) - known["truth"]
    bias = "–" if error.isna().all() else f"{error.mean():+.3f}"
    print(
        f"| {name} | {len(known)} | {known['truth'].mean():.3f} | {bias} | {inside.mean():.1%} "
        f"| {(known['high'] - known['low']).mean():.3f} |"
    )


def header(title: str) -> None:
    print(f"\n{title}\n\n| figure | estimates | mean truth | bias | covered | mean width |\n|---|---|---|---|---|---|")


def print_precision(warehouse: Warehouse, truth: dict[Period, pd.DataFrame], periods: list[Period], title: str) -> None:
    of = {Source.LABELLED_HITS: "per_seen", Source.LABELLED_VIEWS: "per_view"}
    found = []
    for period in periods:
        frame = precision_sources(warehouse, RuleQuestion(period)).frame
        frame["truth"] = [
            truth[period][of.get(Source(s), "per_hit")].get(r, np.nan)
            for r, s in zip(frame["rule_id"], frame["source"], strict=True)
        ]
        found.append(frame)
    every = pd.concat(found)
    header(f"Precision by source, every rule, {title}")
    for source in Source:
        rows = every[every["source"] == source.value]
        line(f"{source.value}, status ok", rows[rows["status"] == "ok"])
        line(f"{source.value}, other status", rows[~rows["status"].isin(["ok", "undefined"])])


def print_recall(warehouse: Warehouse, truth: dict[Period, pd.DataFrame], periods: list[Period], title: str) -> None:
    found = []
    for period in periods:
        frame = exposure_recall(warehouse, RuleQuestion(period)).frame
        frame["truth"] = [truth[period].loc[r, m] for r, m in zip(frame["rule_id"], frame["measure"], strict=True)]
        found.append(frame)
    every = pd.concat(found)
    header(f"Share of the policy's violating views, every rule, {title}")
    for measure, words in MEASURES.items():
        line(f"{measure} ({words})", every[every["measure"] == measure])


def print_threshold(warehouse: Warehouse, truth: dict[Period, pd.DataFrame]) -> None:
    header("Precision of spam_text_model at ten thresholds, eight quarters")
    rows = []
    for period, scores in truth.items():
        curve = threshold_curve(warehouse, RuleQuestion(period), "spam_text_model")
        for row in curve.frame.iloc[::20].itertuples():
            right = scores.loc[scores["score"] >= row.threshold, "is_right"]
            rows.append((row.precision, row.precision_low, row.precision_high, right.mean()))
    line("precision at a threshold", pd.DataFrame(rows, columns=["value", "low", "high", "truth"]))


def print_drafts(warehouse: Warehouse, truth: dict[tuple[str, Period], pd.Series]) -> None:
    header("Backtests of six draft rules, eight quarters")
    rows = {name: [] for name in ("precision", "precision_by_views", "recall", "hits_seen")}
    wrong, seconds = 0, []
    for (expression, period), known in truth.items():
        rule = draft_rule({"name": "draft", "author": "bench", "expression": expression, "policy": DRAFTS[expression]})
        result = backtest(warehouse, rule, period)
        seconds.append(result.seconds)
        for row in result.estimates.itertuples():
            if row.measure in rows:
                rows[row.measure].append((row.value, row.low, row.high, known[row.measure]))
        if result.hits_estimated is not None:
            rows["hits_seen"].append((*(v / known["hits_seen"] for v in result.hits_estimated), 1.0))
        # Known exactly, unless it rests on hits after the period.
        wrong += result.hits is not None and result.hits != known["hits"]
    for name, values in rows.items():
        line(name, pd.DataFrame(values, columns=["value", "low", "high", "truth"]))
    print(f"\nhits of a draft differ from the truth in {wrong} runs")
    print(f"{np.median(seconds):.2f} s in the warehouse a run, {max(seconds):.2f} s at most")


def print_activity(warehouse: Warehouse, first: date, last: date) -> None:
    weeks = [first + timedelta(days=7 * i) for i in range(13, (last - first).days // 7)]
    found, judged = [], 0
    for until in weeks:
        frame = rule_activity(warehouse, until).frame
        judged += int((frame["activity"] != Activity.UNKNOWN.value).sum())
        flagged = frame[frame["activity"].isin([Activity.SILENT.value, Activity.EXPLODING.value])]
        found += [(until, row.rule_id, row.activity, row.recent, row.expected) for row in flagged.itertuples()]
    print(f"\nRules flagged in {len(weeks)} weekly scans, {judged:,} rule-weeks judged: {len(found)}")
    for until, rule, activity, recent, expected in found:
        print(f"  week before {until}: {rule} {activity}, {recent:.0f} hits, {expected:.0f} expected")


if __name__ == "__main__":
    main()
