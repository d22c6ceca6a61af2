"""Overlap of rules: pairs, sets of rules that hit the same content, redundancy groups, and who catches what."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from integrity_metrics.estimates import Executed
from integrity_metrics.metrics.rule_exposure import ViolatingViews, effective_contents, hit_matrix, violating_views
from integrity_metrics.metrics.rule_rows import RuleQuestion, ask_rows, rules_in
from integrity_metrics.statistics.clustered_hajek import clustered_hajek
from integrity_metrics.statistics.clustered_share_interval import clustered_share_interval
from integrity_metrics.statistics.shapley import coverage_attribution
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse

# Share of a rule's hits that another hits too, from which the first is called redundant.
REDUNDANT_SHARE = 0.8


@dataclass(frozen=True, slots=True)
class RuleOverlap:
    """Which rules hit the same contents.

    Parameters
    ----------
    pairs
        ``rule_id``, ``other_rule_id``, ``contents`` (of the rule), ``both``, ``share`` (both / contents: the share of
        the rule's hits the other hits too), ``jaccard``. Both orders of a pair; pairs without a common hit are left
        out.
    sets
        ``rules`` (ids joined by " & "), ``size`` (rules in the set), ``contents``: contents hit by exactly these
        rules, most first.
    groups
        ``rule_id``, ``group`` (the group's smallest rule id): rules linked by a share of at least 0.8.
    executed
        The statements.
    """

    pairs: pd.DataFrame
    sets: pd.DataFrame
    groups: pd.DataFrame
    executed: tuple[Executed, ...]


def rule_overlap(warehouse: Warehouse, question: RuleQuestion, heartbeat: Heartbeat | None = None) -> RuleOverlap:
    """Return the overlap of the contents rules hit in a period, for the overlap page."""
    alone = ask_rows(warehouse, "hit_contents", question, heartbeat)
    shared = ask_rows(warehouse, "shared_hits", question, heartbeat)
    contents = alone.frame.set_index("rule_id")["contents"].astype(np.int64)
    pairs = _pairs(shared.frame, contents)
    return RuleOverlap(
        pairs,
        _sets(shared.frame, contents),
        _groups(pairs, tuple(contents.index)),
        (alone.executed, shared.executed),
    )


def _pairs(shared: pd.DataFrame, contents: pd.Series) -> pd.DataFrame:
    matched = shared.merge(shared, on="content_id", suffixes=("", "_other"))
    both = matched[matched["rule_id"] != matched["rule_id_other"]]
    counted = both.groupby(["rule_id", "rule_id_other"], as_index=False).size()
    own, others = counted["rule_id"].map(contents), counted["rule_id_other"].map(contents)
    return pd.DataFrame(
        {
            "rule_id": counted["rule_id"],
            "other_rule_id": counted["rule_id_other"],
            "contents": own,
            "both": counted["size"],
            "share": counted["size"] / own,
            "jaccard": counted["size"] / (own + others - counted["size"]),
        }
    )


def _sets(shared: pd.DataFrame, contents: pd.Series) -> pd.DataFrame:
    sets = shared.sort_values(["content_id", "rule_id"]).groupby("content_id")["rule_id"].agg(" & ".join)
    together = sets.value_counts()
    only = (contents - shared["rule_id"].value_counts().reindex(contents.index, fill_value=0)).astype(np.int64)
    frame = pd.concat([together, only[only > 0]])
    size = frame.index.str.count(" & ") + 1
    found = pd.DataFrame({"rules": frame.index, "size": size, "contents": frame.to_numpy(dtype=np.int64)})
    return found.sort_values(["contents", "rules"], ascending=[False, True], ignore_index=True)


def _groups(pairs: pd.DataFrame, rules: tuple[str, ...]) -> pd.DataFrame:
    """Join rules linked by a redundant pair, directly or through others."""
    group = {rule: rule for rule in rules}
    for rule, other in pairs.loc[pairs["share"] >= REDUNDANT_SHARE, ["rule_id", "other_rule_id"]].itertuples(
        index=False
    ):
        first, second = sorted((group[rule], group[other]))
        group = {each: first if of == second else of for each, of in group.items()}
    found = pd.DataFrame({"rule_id": list(group), "group": list(group.values())})
    return found[found["group"].duplicated(keep=False)].sort_values(["group", "rule_id"], ignore_index=True)


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who catches the violating views of one policy, among its rules.

    Parameters
    ----------
    frame
        ``rule_id``, ``caught``, ``alone`` (leave-one-out), ``shapley`` as shares of the policy's violating views, with
        ``shapley_low`` and ``shapley_high`` (95%, clustered by content); most first. Shapley shares add up to
        `caught_by_any`.
    caught_by_any
        Share of the violating views that at least one of the rules catches.
    contents
        Distinct violating contents behind it.
    """

    frame: pd.DataFrame
    caught_by_any: float
    contents: int
    executed: tuple[Executed, ...]


def attribution(
    warehouse: Warehouse, question: RuleQuestion, policy_id: str, heartbeat: Heartbeat | None = None
) -> Attribution:
    """Return what each live rule contributes to catching a policy's violating views, by three named rules.

    Caught counts an overlap for every rule; alone for none (leave-one-out); Shapley splits it equally, which is exact
    for caught weight with any number of rules (see `statistics.shapley`).
    """
    rules = rules_in(warehouse, heartbeat)
    live = tuple(rules.index[(rules["status"] == "live") & (rules["policy_id"] == policy_id)])
    views = violating_views(warehouse, question, heartbeat)
    return attribute(views, policy_id, live)


def attribute(views: ViolatingViews, policy_id: str, rules: tuple[str, ...]) -> Attribution:
    """Return the attribution of a policy's violating views among `rules`."""
    frame = views.of_policy(policy_id)
    columns = ["rule_id", "caught", "alone", "shapley", "shapley_low", "shapley_high"]
    if frame.empty or not rules:
        return Attribution(pd.DataFrame(columns=columns), float("nan"), 0, views.executed)
    matrix = hit_matrix(views, rules)
    catches = matrix.is_live[matrix.rows_of(frame["content_id"])]
    weight = frame["weight"].to_numpy(dtype=float)
    result = coverage_attribution(catches, weight)
    all_views = weight.sum()
    effective = effective_contents(frame["content_id"], weight, np.zeros(len(frame), dtype=np.intp), 1)
    by = np.maximum(catches.sum(axis=1), 1)
    limits = []
    for column in range(len(rules)):
        share = clustered_hajek(catches[:, column] / by, weight, frame["content_id"])
        interval = clustered_share_interval(share, effective)
        limits.append((float(interval.low[0]), float(interval.high[0])))
    found = pd.DataFrame(
        {
            "rule_id": rules,
            "caught": result.caught / all_views,
            "alone": result.alone / all_views,
            "shapley": result.shapley / all_views,
            "shapley_low": [low for low, _ in limits],
            "shapley_high": [high for _, high in limits],
        }
    )
    ranked = found.sort_values(["shapley", "rule_id"], ascending=[False, True], ignore_index=True)
    return Attribution(ranked, result.total / all_views, int(frame["content_id"].nunique()), views.executed)
