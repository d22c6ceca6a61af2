"""Which of two columns of a row can never be the greater one: an action before its content, more hits than evaluations.

The column comments of the contract speak of one column each, so what holds between two is kept here; a test checks
every name against the contract. Left out on purpose: ``dsa_delays_daily.mean_seconds`` between minimum and maximum,
because the source rounds means to single precision.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ordering:
    """In every row of `table`, `lower` is at most `upper`, where both are known.

    `is_known_fault` marks what real sources are known to get wrong: metrics count such rows apart, so it is a warning.
    """

    table: str
    lower: str
    upper: str
    is_known_fault: bool = False


ORDERINGS = (
    Ordering("appeals", "filed_at", "decided_at"),
    Ordering("dsa_delays_daily", "min_seconds", "max_seconds"),
    # 1,432,469 statements in the EU's database date the content after the restriction.
    Ordering("enforcement_actions", "content_created_at", "actioned_at", is_known_fault=True),
    Ordering("enforcement_actions", "content_created_at", "detected_at", is_known_fault=True),
    # actioned_at is from when the action applies, which may be a date in the past.
    Ordering("enforcement_actions", "detected_at", "actioned_at", is_known_fault=True),
    Ordering("enforcement_actions", "actioned_at", "reversed_at"),
    Ordering("escalations", "opened_at", "acknowledged_at"),
    Ordering("escalations", "opened_at", "resolved_at"),
    Ordering("prevalence_labels", "day", "labelled_at"),
    Ordering("reports", "reported_at", "first_reviewed_at"),
    Ordering("reports", "reported_at", "decided_at"),
    Ordering("rule_evaluations_daily", "hit_creators", "hits"),
    Ordering("rule_evaluations_daily", "hits", "evaluations"),
    Ordering("rules", "launched_at", "retired_at"),
)
