"""Exposure recall and unique contribution: the share of violating views that a rule, and only it, catches."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from integrity_metrics.estimates import Executed
from integrity_metrics.metrics.rule_exposure import (
    HitMatrix,
    ViolatingViews,
    effective_contents,
    hit_matrix,
    violating_views,
)
from integrity_metrics.metrics.rule_rows import RuleQuestion, rules_in
from integrity_metrics.statistics.clustered_hajek import clustered_hajek
from integrity_metrics.statistics.clustered_share_interval import clustered_share_interval
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse

# What is measured -> in words; `caught` is exposure recall.
MEASURES = {
    "caught": "of content the rule hit, before or after the view",
    "alone": "of content the rule hit and no live rule but it",
    "after_hit": "seen on days after the rule's first hit",
}


@dataclass(frozen=True, slots=True)
class RuleRecall:
    """Shares of the violating views of each rule's own policy.

    Parameters
    ----------
    frame
        ``rule_id``, the question's dimensions, ``measure`` (a key of `MEASURES`), ``value``, ``low``, ``high`` (95%,
        clustered by content), ``views`` (violating views a day the share stands for), ``n`` (contents), ``status``.
    executed
        The statements.
    """

    frame: pd.DataFrame
    executed: tuple[Executed, ...]

    def of(self, measure: str) -> pd.DataFrame:
        """Return the rows of one measure."""
        return self.frame[self.frame["measure"] == measure].reset_index(drop=True)


def exposure_recall(warehouse: Warehouse, question: RuleQuestion, heartbeat: Heartbeat | None = None) -> RuleRecall:
    """Return exposure recall, unique contribution and views after the hit, for every rule and segment."""
    rules = rules_in(warehouse, heartbeat)
    views = violating_views(warehouse, question, heartbeat)
    return RuleRecall(recall_of(views, rules["policy_id"], question.by, question.period.days), views.executed)


def recall_of(views: ViolatingViews, policies: pd.Series, by: tuple[str, ...] = (), days: int = 1) -> pd.DataFrame:
    """Return the shares from the views, see `RuleRecall.frame`.

    Parameters
    ----------
    policies
        Policy of every rule, by rule id.
    by
        Dimensions of the views to break down by.
    days
        Days of the period, for views a day.
    """
    matrix = hit_matrix(views, tuple(policies.index))
    parts = [
        _of_policy(views.of_policy(str(policy)), matrix, list(rules), list(by), days)
        for policy, rules in policies.groupby(policies).groups.items()
    ]
    filled = [part for part in parts if not part.empty]
    columns = ["rule_id", *by, "measure", "value", "low", "high", "views", "n", "status"]
    return pd.concat(filled, ignore_index=True)[columns] if filled else pd.DataFrame(columns=columns)


def view_shares(frame: pd.DataFrame, outcome: np.ndarray, keys: list[str]) -> pd.DataFrame:
    """Return the share of violating views with an outcome, per group of rows.

    Parameters
    ----------
    frame
        Rows of `ViolatingViews.frame`, not empty.
    outcome
        Whether the outcome holds, shape (rows,).
    keys
        Columns that make the groups; none is one group.

    Returns
    -------
    DataFrame
        The keys, ``value``, ``low``, ``high`` (95%, clustered by content), ``total`` (violating views), ``n``
        (contents) and ``status``.
    """
    groups = frame.groupby(keys, sort=True).ngroup().to_numpy() if keys else np.zeros(len(frame), dtype=np.intp)
    first = np.unique(groups, return_index=True)[1]
    weight = frame["weight"].to_numpy(dtype=float)
    contents = pd.DataFrame({"group": groups, "content_id": frame["content_id"].to_numpy()}).drop_duplicates()
    share = clustered_hajek(np.asarray(outcome, dtype=float), weight, frame["content_id"], segments=groups)
    effective = effective_contents(frame["content_id"], weight, groups, len(first))
    interval = clustered_share_interval(share, effective)
    return (
        frame[keys]
        .iloc[first]
        .reset_index(drop=True)
        .assign(
            value=interval.estimate,
            low=interval.low,
            high=interval.high,
            total=np.bincount(groups, weight),
            n=np.bincount(contents["group"]),
            status=interval.status,
        )
    )


def _of_policy(frame: pd.DataFrame, matrix: HitMatrix, rules: list[str], by: list[str], days: int) -> pd.DataFrame:
    if frame.empty:
        return pd.DataFrame()
    rows = matrix.rows_of(frame["content_id"])
    live = matrix.is_live[rows]
    day = pd.to_datetime(frame["period_start"]).to_numpy().astype("datetime64[D]")
    outcomes: dict[tuple[str, str], np.ndarray] = {}
    for rule in rules:
        column = matrix.rules.index(rule)
        hit = matrix.is_hit[rows, column]
        others = live.sum(axis=1) - live[:, column]
        outcomes[rule, "caught"] = hit
        outcomes[rule, "alone"] = hit & (others == 0)
        outcomes[rule, "after_hit"] = hit & (day > matrix.first_day[rows, column])
    # All rules and measures in one estimate, as groups: asked for one by one they take seconds.
    slots = list(outcomes)
    stacked = frame[["content_id", "weight", *by]].iloc[np.tile(np.arange(len(frame)), len(slots))]
    stacked = stacked.reset_index(drop=True).assign(slot=np.repeat(np.arange(len(slots)), len(frame)))
    found = view_shares(stacked, np.concatenate(list(outcomes.values())), ["slot", *by])
    return found.assign(
        rule_id=[slots[slot][0] for slot in found["slot"]],
        measure=[slots[slot][1] for slot in found["slot"]],
        views=found["value"] * found["total"] / days,
    )
