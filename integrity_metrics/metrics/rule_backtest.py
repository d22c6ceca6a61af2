"""Backtest of a draft rule: what it would have hit in a past period, how right, and what it would have come before."""

from __future__ import annotations

import difflib
import hashlib
from dataclasses import dataclass

import numpy as np
import pandas as pd

from integrity_metrics.estimates import Executed
from integrity_metrics.metrics.rule_exposure import effective_contents
from integrity_metrics.metrics.rule_file import DraftRule
from integrity_metrics.metrics.rule_rows import Rows, rules_in, run_rows
from integrity_metrics.scope import Period
from integrity_metrics.statistics.checks import FloatArray
from integrity_metrics.statistics.clustered_hajek import clustered_hajek
from integrity_metrics.statistics.clustered_share_interval import clustered_share_interval
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse
from integrity_metrics.warehouse.rule_columns import SAMPLED_COLUMNS, RuleExpressionError
from integrity_metrics.warehouse.rule_nodes import Condition, columns_of, rules_of
from integrity_metrics.warehouse.rule_statement import draft_statement, rule_in_words

MEASURES = ("precision", "precision_by_views", "recall", "recall_after")


@dataclass(frozen=True, slots=True)
class Backtest:
    """A draft rule run on the past. Nothing was acted on; the platform is as it was.

    Parameters
    ----------
    rule, period
        What ran, over which days.
    understood, query_hash
        The rule as it was understood, and a hash of statements, values and period: equal hashes are equal runs.
    contents, hits
        Contents made in the period, and how many it hits. For a rule on sampled columns `hits` is None and
        `hits_estimated` (value, low, high) counts contents seen in the period, from the label sample.
    hits_of_live_rules, hits_acted_on
        Of the hits: that a live rule hit too, and that were acted on by anyone. None on sampled columns.
    impressions_before_action
        Views the hits had from when the rule could know until the action on them: observed, contents acted on only.
    impressions_after
        All views of the hits from when the rule could know, right or wrong. None on sampled columns.
    estimates
        ``measure``, ``value``, ``low``, ``high`` (95%, clustered by content), ``n`` (contents), ``status``: precision
        per hit seen, precision per view, exposure recall, and recall among views after the rule could know.
    by_segment
        ``dimension`` (market, content_type), ``segment``, ``contents``, ``hits``, ``impressions_before_action``,
        ``precision`` and ``recall`` with limits where there are labels.
    overlap
        ``rule_id``, ``status``, ``contents`` (it hit in the period), ``both_hit``, ``share_of_draft``; most first.
    """

    rule: DraftRule
    period: Period
    understood: str
    query_hash: str
    contents: int | None
    hits: int | None
    hits_estimated: tuple[float, float, float] | None
    hits_of_live_rules: int | None
    hits_acted_on: int | None
    impressions_before_action: int | None
    impressions_after: int | None
    estimates: pd.DataFrame
    by_segment: pd.DataFrame
    overlap: pd.DataFrame
    executed: tuple[Executed, ...]

    @property
    def seconds(self) -> float:
        """Time in the warehouse."""
        return sum(each.seconds for each in self.executed)


def backtest(warehouse: Warehouse, rule: DraftRule, period: Period, heartbeat: Heartbeat | None = None) -> Backtest:
    """Run a draft rule over a past period.

    Raises
    ------
    RuleExpressionError
        When the rule says what it may not, names a rule or policy the warehouse does not have, or hits everything.
    """
    condition = rule.condition()
    _check_names(warehouse, rule, condition, heartbeat)
    is_sampled = bool(SAMPLED_COLUMNS & set(columns_of(condition)))
    days = {"since": period.since, "until": period.until}

    def run(name: str, **parameters: object) -> Rows:
        statement = draft_statement(
            f"metrics/rules/{name}", condition, {**days, **parameters}, dialect=warehouse.dialect
        )
        return run_rows(warehouse, statement, heartbeat)

    labels = run("draft_labels", policy=rule.policy or "")
    hits = None if is_sampled else run("draft_hits")
    counted, overlap = _parts(hits)
    total = {name: int(counted[name].sum()) for name in _COUNTS} if hits is not None else {}
    if total.get("contents") and total["hits"] == total["contents"]:
        raise RuleExpressionError(
            f"'{rule_in_words(condition)}' matches all {total['contents']:,} contents made from {period}; "
            "add a condition that leaves some out."
        )
    executed = tuple(each.executed for each in (labels, hits) if each is not None)
    return Backtest(
        rule,
        period,
        rule_in_words(condition),
        _hash(executed),
        total.get("contents"),
        total.get("hits"),
        seen_hits(labels.frame) if is_sampled else None,
        total.get("hits_of_live_rules"),
        total.get("hits_acted_on"),
        total.get("impressions_before_action"),
        total.get("impressions_after"),
        label_estimates(labels.frame),
        _by_segment(labels.frame, counted),
        overlap.assign(share_of_draft=overlap["both_hit"] / max(total.get("hits", 0), 1)),
        executed,
    )


def label_estimates(labels: pd.DataFrame) -> pd.DataFrame:
    """Return precision and recall from rows of ``metrics/rules/draft_labels``, see `Backtest.estimates`."""
    hit = labels[labels["is_hit"] == 1]
    seen = hit[hit["impressions"] > 0]
    weight = seen["weight"].to_numpy(dtype=float)
    right = np.clip(seen["violating_weight"].to_numpy(dtype=float) / np.where(weight > 0, weight, 1.0), 0, 1)
    violating = labels[labels["violating_weight"] > 0]
    caught = violating["is_hit"].to_numpy(dtype=float)
    views = violating["violating_weight"].to_numpy(dtype=float)
    after = caught * violating["violating_weight_after"].to_numpy(dtype=float) / np.where(views > 0, views, 1.0)
    rows = [
        ("precision", right, weight / seen["impressions"].to_numpy(dtype=float), seen["content_id"]),
        ("precision_by_views", right, weight, seen["content_id"]),
        ("recall", caught, views, violating["content_id"]),
        ("recall_after", np.clip(after, 0, 1), views, violating["content_id"]),
    ]
    return pd.DataFrame(
        [(measure, *_share(outcome, weights, contents)) for measure, outcome, weights, contents in rows],
        columns=["measure", "value", "low", "high", "n", "status"],
    )


def seen_hits(labels: pd.DataFrame) -> tuple[float, float, float]:
    """Return how many contents seen in the period a rule hits, from the label sample, with 95% limits.

    Sum of w / M over the draws of hit contents, M being the views of the content: expectation 1 a content (Hansen and
    Hurwitz). Limits on the log scale, contents as clusters.
    """
    seen = labels[(labels["is_hit"] == 1) & (labels["impressions"] > 0)]
    if seen.empty:
        return 0.0, 0.0, float("nan")
    parts = (seen["weight"] / seen["impressions"]).groupby(seen["content_id"]).sum().to_numpy(dtype=float)
    total = float(parts.sum())
    reach = 1.96 * float(np.sqrt((parts**2).sum())) / total
    return total, total * float(np.exp(-reach)), total * float(np.exp(reach))


def segment_estimates(labels: pd.DataFrame, dimension: str) -> pd.DataFrame:
    """Return precision per hit seen and recall by segment (index), with ``_low``, ``_high`` and ``_n`` of each.

    All segments at once, as domains of the sample: asking for each apart takes most of a second.
    """
    seen = labels[(labels["is_hit"] == 1) & (labels["impressions"] > 0)]
    weight = seen["weight"].to_numpy(dtype=float)
    right = np.clip(seen["violating_weight"].to_numpy(dtype=float) / np.where(weight > 0, weight, 1.0), 0, 1)
    violating = labels[labels["violating_weight"] > 0]
    parts = [
        _shares_by(dimension, "precision", seen, right, weight / seen["impressions"].to_numpy(dtype=float)),
        _shares_by(
            dimension,
            "recall",
            violating,
            violating["is_hit"].to_numpy(dtype=float),
            violating["violating_weight"].to_numpy(dtype=float),
        ),
    ]
    return parts[0].join(parts[1], how="outer").rename_axis("segment").reindex(columns=_SEGMENT_MEASURES)


def _shares_by(
    dimension: str, measure: str, rows: pd.DataFrame, outcome: FloatArray, weight: FloatArray
) -> pd.DataFrame:
    names = [f"{measure}{end}" for end in ("", "_low", "_high", "_n")]
    if rows.empty:
        return pd.DataFrame(columns=names, dtype=float)
    segments, codes = np.unique(rows[dimension].to_numpy(dtype=str), return_inverse=True)
    share = clustered_hajek(outcome, weight, rows["content_id"], segments=codes)
    effective = effective_contents(rows["content_id"], weight, codes, len(segments))
    interval = clustered_share_interval(share, effective)
    contents = pd.Series(rows["content_id"].to_numpy()).groupby(codes).nunique()
    columns = (interval.estimate, interval.low, interval.high, contents.to_numpy(dtype=float))
    return pd.DataFrame(dict(zip(names, columns, strict=True)), index=segments)


def _share(outcome: FloatArray, weight: FloatArray, contents: pd.Series) -> tuple[float, float, float, int, str]:
    if len(outcome) == 0 or weight.sum() == 0:
        return float("nan"), float("nan"), float("nan"), 0, "undefined"
    share = clustered_hajek(outcome, weight, contents)
    effective = effective_contents(contents, weight, np.zeros(len(outcome), dtype=np.intp), 1)
    interval = clustered_share_interval(share, effective)
    ends = (float(interval.estimate[0]), float(interval.low[0]), float(interval.high[0]))
    return (*ends, int(contents.nunique()), str(interval.status[0]))


def _by_segment(labels: pd.DataFrame, counted: pd.DataFrame) -> pd.DataFrame:
    parts = []
    for dimension in ("market", "content_type"):
        sums = ["contents", "hits", "impressions_before_action"]
        found = (
            counted.groupby(dimension)[sums].sum().astype(np.int64)
            if len(counted)
            else pd.DataFrame(index=pd.Index([], name=dimension), columns=sums)
        )
        right = segment_estimates(labels, dimension)
        joined = found.join(right, how="outer").rename_axis("segment").reset_index()
        none = {name: 0 for name in _SEGMENT_MEASURES if name.endswith("_n")}
        parts.append(joined.fillna(none).assign(dimension=dimension))
    frame = pd.concat(parts, ignore_index=True)
    ordered = frame.sort_values(["dimension", "hits", "segment"], ascending=[True, False, True], ignore_index=True)
    return ordered[["dimension", "segment", "contents", "hits", "impressions_before_action", *_SEGMENT_MEASURES]]


_SEGMENT_MEASURES = [f"{measure}{end}" for measure in ("precision", "recall") for end in ("", "_low", "_high", "_n")]


_COUNTS = (
    "contents",
    "hits",
    "hits_of_live_rules",
    "hits_acted_on",
    "impressions_before_action",
    "impressions_after",
)


def _parts(rows: Rows | None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Split the rows of ``metrics/rules/draft_hits`` into segments and the overlap with rules."""
    if rows is None:
        empty = pd.DataFrame(columns=["rule_id", "status", "contents", "both_hit"])
        return pd.DataFrame(columns=["market", "content_type", *_COUNTS]), empty
    of_rules = rows.frame[(rows.frame["part"] == "rule") & (rows.frame["hits"] > 0)].reset_index(drop=True)
    overlap = of_rules[["rule_id", "status", "contents"]].assign(both_hit=of_rules["hits"].astype(np.int64))
    return rows.frame[rows.frame["part"] == "segment"].reset_index(drop=True), overlap


def _check_names(warehouse: Warehouse, rule: DraftRule, condition: Condition, heartbeat: Heartbeat | None) -> None:
    rules = rules_in(warehouse, heartbeat)
    named = [("rule", name, list(rules.index)) for name in rules_of(condition)]
    if rule.policy is not None:
        named.append(("policy", rule.policy, sorted(set(rules["policy_id"]))))
    for what, name, known in named:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"did you mean '{near[0]}'?" if near else f"the warehouse knows {len(known)} of them."
            raise RuleExpressionError(f"There is no {what} '{name}'; {hint}")


def _hash(executed: tuple[Executed, ...]) -> str:
    text = "\n".join(f"{each.sql}\n{sorted(each.parameters.items())}" for each in executed)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
