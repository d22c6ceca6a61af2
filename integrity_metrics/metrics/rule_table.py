"""Every rule as a row: what it hits, how right it is, what it catches, what it costs, and whether it changed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from integrity_metrics.estimates import Executed
from integrity_metrics.metrics.memory import remembered
from integrity_metrics.metrics.rule_activity import rule_activity
from integrity_metrics.metrics.rule_decay import slopes
from integrity_metrics.metrics.rule_overturns import overturns
from integrity_metrics.metrics.rule_precision import RulePrecision, headline, precision_sources
from integrity_metrics.metrics.rule_recall import exposure_recall
from integrity_metrics.metrics.rule_rows import RuleQuestion, ask_rows, extent, rules_in, versions_in
from integrity_metrics.statistics.beta_binomial import beta_binomial
from integrity_metrics.statistics.status import Status
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse

OVERTURNED_BY_DAYS = 28


@dataclass(frozen=True, slots=True)
class RuleTable:
    """The rules with hits in a period, best first by shrunk precision.

    Parameters
    ----------
    frame
        One row a rule: its fields; ``hits``, ``shadow_hits``, ``actions``; ``precision`` with limits, ``reviews`` and
        ``source``; ``shrunk`` with limits and ``rank`` (1 is best); ``false_positives_per_1000_hits`` with limits;
        ``recall``, ``alone`` and ``after_hit`` with limits (shares of the policy's violating views) and
        ``alone_views`` (a day); ``overturned`` by day 28 with limits; ``seconds_per_true_positive`` with limits
        (reviewer time, 0 where nobody reviews); ``slope`` of precision a month with limits over all data and
        ``monthly`` (that precision, a list); ``activity``, ``activity_ratio``; ``version`` and ``changed_at`` of the
        newest version; ``daily`` (hits of the last 13 weeks, a list).
    precision
        By source; labels only where they may be the headline.
    executed
        The statements.
    """

    frame: pd.DataFrame
    precision: RulePrecision
    executed: tuple[Executed, ...]


def rule_table(warehouse: Warehouse, question: RuleQuestion, heartbeat: Heartbeat | None = None) -> RuleTable:
    """Return the table of rules for a period; every estimate has its limits, none is a bare count of actions.

    The answer is shared between callers: never change its frame in place.
    """
    return remembered(("rule table", warehouse.version, question), lambda: _table(warehouse, question, heartbeat))


def _table(warehouse: Warehouse, question: RuleQuestion, heartbeat: Heartbeat | None) -> RuleTable:
    hits = ask_rows(warehouse, "hits", question, heartbeat)
    precision = precision_sources(warehouse, question, heartbeat, only_headlines=True)
    recall = exposure_recall(warehouse, question, heartbeat)
    overturned = overturns(warehouse, question, ages=(OVERTURNED_BY_DAYS,), heartbeat=heartbeat)
    activity = rule_activity(warehouse, question.period.until, question.filters, heartbeat=heartbeat)
    whole = RuleQuestion(extent(warehouse), question.filters)
    # Of all data, whatever the period: the dearest part, asked once.
    trends = remembered(("rule trends", warehouse.version, whole), lambda: slopes(warehouse, whole, heartbeat))
    counted = hits.frame.set_index("rule_id")[["hits", "shadow_hits", "actions"]].astype(np.int64)
    frame = rules_in(warehouse, heartbeat).join(counted, how="inner")
    frame = frame.join(_precision_columns(precision))
    frame = frame.join(_cost_columns(precision.reviews, frame))
    for measure in ("caught", "alone", "after_hit"):
        name = "recall" if measure == "caught" else measure
        frame = frame.join(_limits(recall.of(measure), name))
    frame = frame.join(recall.of("alone").set_index("rule_id")["views"].rename("alone_views"))
    frame = frame.join(_limits(overturned.frame, "overturned")).join(trends.set_index("rule_id"))
    flags = activity.frame.set_index("rule_id")[["activity", "ratio"]].rename(columns={"ratio": "activity_ratio"})
    frame = frame.join(flags).join(_newest_versions(versions_in(warehouse, heartbeat), question))
    daily = pd.Series(
        {rule: [int(n) for n in row] for rule, row in activity.daily.iterrows()}, name="daily", dtype=object
    )
    frame = frame.join(daily).reset_index().sort_values(["rank", "rule_id"], ignore_index=True)
    executed = (hits.executed, *precision.executed, *recall.executed, overturned.executed, activity.executed)
    return RuleTable(frame, precision, executed)


def _precision_columns(precision: RulePrecision) -> pd.DataFrame:
    best = headline(precision).set_index("rule_id")
    best = best[best["status"] != Status.UNDEFINED.value]
    fit = beta_binomial(*_as_counts(best))
    order = np.argsort(np.argsort(-fit.value, kind="stable"), kind="stable") + 1
    return pd.DataFrame(
        {
            "precision": best["value"],
            "precision_low": best["low"],
            "precision_high": best["high"],
            "precision_status": best["status"],
            "reviews": best["n"],
            "source": best["source"],
            "shrunk": fit.value,
            "shrunk_low": fit.low,
            "shrunk_high": fit.high,
            "rank": order,
            "false_positives_per_1000_hits": 1000 * (1 - best["value"]),
            "false_positives_per_1000_hits_low": 1000 * (1 - best["high"]),
            "false_positives_per_1000_hits_high": 1000 * (1 - best["low"]),
        },
        index=best.index,
    )


def _as_counts(best: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return the reviews a simple sample would need for the same limits, and the positives among them.

    The limits hold the strata and the correction of reviewer errors; counts of reviews would leave both out.
    """
    n = best["n"].to_numpy(dtype=float)
    value = best["value"].to_numpy(dtype=float)
    guess = (value * n + 1) / (n + 2)
    error = (best["high"] - best["low"]).to_numpy(dtype=float) / (2 * 1.96)
    size = np.divide(guess * (1 - guess), error**2, out=n.copy(), where=error > 0)
    size = np.minimum(size, n)
    return value * size, size


def _cost_columns(reviews: pd.DataFrame, frame: pd.DataFrame) -> pd.DataFrame:
    """Return reviewer seconds per hit that violates: seconds on the hits / (hits x precision)."""
    summed = reviews.groupby("rule_id")[["contents", "handle_seconds"]].sum().reindex(frame.index)
    per_hit = summed["handle_seconds"] / summed["contents"]
    found = {}
    for end, precision in (("", "precision"), ("_low", "precision_high"), ("_high", "precision_low")):
        share = frame[precision].to_numpy(dtype=float)
        found[f"seconds_per_true_positive{end}"] = np.divide(
            per_hit.to_numpy(dtype=float), share, out=np.full(len(share), np.nan), where=share > 0
        )
    return pd.DataFrame(found, index=frame.index)


def _limits(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    columns = {"value": name, "low": f"{name}_low", "high": f"{name}_high"}
    return frame.set_index("rule_id")[list(columns)].rename(columns=columns)


def _newest_versions(versions: pd.DataFrame, question: RuleQuestion) -> pd.DataFrame:
    known = versions[pd.to_datetime(versions["changed_at"]) < pd.Timestamp(question.period.until)]
    newest = known.sort_values("changed_at").drop_duplicates("rule_id", keep="last")
    return newest.set_index("rule_id")[["version", "changed_at"]]
