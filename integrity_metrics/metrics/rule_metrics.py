"""Rules as metrics of the catalogue: hits, precision, exposure recall and unique contribution."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from integrity_metrics.estimates import Estimates, Executed
from integrity_metrics.metrics.catalogue import Metric, notes_for
from integrity_metrics.metrics.enforcement import origin_of
from integrity_metrics.metrics.rule_exposure import ViolatingViews, hit_matrix, violating_views
from integrity_metrics.metrics.rule_precision import Source, second_reviews
from integrity_metrics.metrics.rule_recall import recall_of, view_shares
from integrity_metrics.metrics.rule_rows import RuleQuestion, ask_rows, extent, rules_in
from integrity_metrics.metrics.worth import with_worth
from integrity_metrics.scope import Grain, Scope
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse

# More actions than the bundled sample holds.
NOT_THE_SAMPLE = 10**6


def rule_hits(warehouse: Warehouse, metric: Metric, scope: Scope, heartbeat: Heartbeat | None) -> Estimates:
    """Return how often rules hit, per period and segment: a complete count."""
    rows = ask_rows(warehouse, "hits", _question(scope), heartbeat)
    counted = rows.frame.groupby(["period_start", *scope.by], as_index=False)["hits"].sum()
    n = counted["hits"].to_numpy(dtype=np.int64)
    frame = counted.drop(columns="hits").assign(
        value=n.astype(float), low=n.astype(float), high=n.astype(float), n=n, method="complete count", status="ok"
    )
    return _answer(warehouse, metric, scope, frame, (rows.executed,))


def rule_precision(warehouse: Warehouse, metric: Metric, scope: Scope, heartbeat: Heartbeat | None) -> Estimates:
    """Return the share of the hits in scope that violate, from blind second reviews, corrected where it can be."""
    question = _question(scope)
    reviews = ask_rows(warehouse, "reviews", question, heartbeat)
    golden = ask_rows(warehouse, "validation", question, heartbeat)
    policies = rules_in(warehouse, heartbeat)["policy_id"]
    keys = ["rule_id", "period_start", *scope.by]
    parts = _pooled(reviews.frame, keys, golden.frame, policies)
    return _answer(warehouse, metric, scope, parts, (reviews.executed, golden.executed))


def _pooled(reviews: pd.DataFrame, keys: list[str], golden: pd.DataFrame, policies: pd.Series) -> pd.DataFrame:
    """Estimate per segment over all its rules: their hits are one population, their fates the strata."""
    groups = keys[1:]
    named = "rule" if "rule" in groups else None
    pooled = reviews.assign(rule_id=reviews[named] if named else "all rules")
    every = policies if named else pd.Series({"all rules": "all policies"})
    corrected = second_reviews(pooled, keys, golden, every)
    method = Source.SECOND_REVIEW
    if corrected.empty and not reviews.empty:
        corrected, method = second_reviews(pooled, keys, None, every), Source.SECOND_REVIEW_RAW
    return corrected.assign(method=method.value)[[*groups, "value", "low", "high", "n", "method", "status"]]


def rule_exposure_recall(warehouse: Warehouse, metric: Metric, scope: Scope, heartbeat: Heartbeat | None) -> Estimates:
    """Return the share of the violating views that the rules in scope hit."""
    return _recall(warehouse, metric, scope, heartbeat, "caught")


def rule_unique_contribution(
    warehouse: Warehouse, metric: Metric, scope: Scope, heartbeat: Heartbeat | None
) -> Estimates:
    """Return the share of the violating views that one rule hits and no other live rule."""
    return _recall(warehouse, metric, scope, heartbeat, "alone")


def _recall(warehouse: Warehouse, metric: Metric, scope: Scope, heartbeat: Heartbeat | None, measure: str) -> Estimates:
    rules = rules_in(warehouse, heartbeat)
    only, without = scope.values_of("rule"), scope.values_of("rule", excluded=True)
    asked = rules[[(not only or rule in only) and rule not in without for rule in rules.index]]
    of_views = tuple(d for d in scope.by if d != "rule")
    filters = tuple(f for f in scope.filters if f.dimension != "rule")
    views = violating_views(warehouse, RuleQuestion(scope.period, filters, of_views), heartbeat)
    cut = _in_periods(views, scope)
    if "rule" in scope.by:
        found = recall_of(cut, asked["policy_id"], ("period", *of_views))
        found = found[found["measure"] == measure].rename(columns={"rule_id": "rule"})
    else:
        found = _together(cut, tuple(asked.index), ["period", *of_views], measure)
    frame = found.rename(columns={"period": "period_start"}).assign(method="label sample, clustered by content")
    columns = ["period_start", *scope.by, "value", "low", "high", "n", "method", "status"]
    return _answer(warehouse, metric, scope, frame[columns], views.executed)


def _in_periods(views: ViolatingViews, scope: Scope) -> ViolatingViews:
    """Add the period of the scope's grain each day lies in."""
    days = views.frame["period_start"]
    periods = scope.period.since if scope.grain is Grain.TOTAL else [scope.grain.start_of(day) for day in days]
    return replace(views, frame=views.frame.assign(period=periods))


def _together(views: ViolatingViews, rules: tuple[str, ...], keys: list[str], measure: str) -> pd.DataFrame:
    """Return the share of the violating views that any live rule hit (caught), or exactly one of them (alone)."""
    if views.frame.empty:
        return pd.DataFrame(columns=[*keys, "value", "low", "high", "n", "status"])
    matrix = hit_matrix(views, rules)
    times = matrix.is_live[matrix.rows_of(views.frame["content_id"])].sum(axis=1)
    return view_shares(views.frame, times > 0 if measure == "caught" else times == 1, keys)


def _question(scope: Scope) -> RuleQuestion:
    return RuleQuestion(scope.period, scope.filters, scope.by, scope.grain)


def _answer(
    warehouse: Warehouse, metric: Metric, scope: Scope, frame: pd.DataFrame, executed: tuple[Executed, ...]
) -> Estimates:
    answer = with_worth(frame, metric, scope, extent(warehouse))
    # A rule log is a platform's own or the simulated one's: the bundled sample has none.
    origin = origin_of(warehouse, NOT_THE_SAMPLE)
    return Estimates(metric.key, metric.unit, scope, answer, executed, notes_for(metric.key, scope, origin=origin))
