"""Hits of a rule to look at: ids and scores only, spread evenly over the period."""

from __future__ import annotations

from integrity_metrics.metrics.rule_rows import Rows, RuleQuestion, ask_rows
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse

MOST_HITS = 100


def sampled_hits(
    warehouse: Warehouse,
    question: RuleQuestion,
    rule_id: str,
    *,
    most: int = MOST_HITS,
    heartbeat: Heartbeat | None = None,
) -> Rows:
    """Return at most `most` hits of a rule, for the rule's page.

    Systematic: the hits in time order are cut into `most` equal parts, and of each the hit with the smallest content id
    is taken, so that the same question always shows the same hits. It is for looking, not for estimating.

    Returns
    -------
    Rows
        ``hit_at``, ``hit_id``, ``content_id``, ``score``, ``is_shadow``, ``action_id`` and
        ``second_review_violating`` (NULL where nobody reviewed it a second time).
    """
    return ask_rows(warehouse, "sampled_hits", question, heartbeat, rule_id=rule_id, sample=most)
