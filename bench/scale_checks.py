"""That a platform made of ten copies has ten times the sums of its original, mart by mart."""

from __future__ import annotations

from pathlib import Path

import duckdb
from scale_copies import COPIES, LABELLED_COPIES

from integrity_metrics.warehouse.publish import marts_link

# How often a draw of the label sample is in the copies, and what that does to the sum of its squared weights: each
# weight is COPIES / LABELLED_COPIES times the original's.
DRAWS = float(LABELLED_COPIES)
SQUARES = COPIES**2 / LABELLED_COPIES
# Mart -> a sum, and how many times the original's it is. reach_top holds twenty a day, whatever the scale.
SUMS: tuple[tuple[str, str, float], ...] = (
    *((mart, column, float(COPIES)) for mart, columns in (
        ("actions_daily", ("actions", "proactive_actions", "appealed", "overturned")),
        ("action_hours", ("actions",)),
        ("appeals_daily", ("filed", "decided", "overturned")),
        ("found_impressions", ("impressions", "reversed_impressions")),
        ("impressions_daily", ("impressions",)),
        ("reach", ("contents", "impressions")),
        ("reports_daily", ("reports", "actioned")),
        ("rule_days", ("evaluations", "hits", "actions")),
        ("rule_segments", ("hits",)),
        ("rule_hits_daily", ("hits", "shadow_hits", "actions")),
        ("rule_hits_totals", ("hits", "shadow_hits", "actions")),
        ("rule_reviews_daily", ("contents", "second_reviews", "decisions", "handle_seconds")),
        ("rule_reviews_totals", ("contents", "second_reviews", "decisions", "handle_seconds")),
        ("rule_actions_daily", ("actions", "appealed", "decided", "overturned")),
        ("rule_actions_totals", ("actions", "appealed", "decided", "overturned")),
        ("rule_endings", ("actions",)),
        ("noted_labels", ("weight",)),
        ("label_sums", ("weight", "positive_weight")),
        ("service_times", ("case when applies_to <> 'escalations' then items else 0 end",)),
    ) for column in columns),
    *(("label_sums", column, DRAWS) for column in ("sampled", "labels", "positives")),
    ("label_sums", "weight_squared", SQUARES),
    ("label_delays", "labels", DRAWS),
    ("noted_labels", "draws", DRAWS),
    ("noted_views", "impressions", DRAWS),
    ("service_times", "case when applies_to = 'escalations' then items else 0 end", 1.0),
)  # fmt: skip
TOLERANCE = 1e-9


def differing_sums(original: Path, copies: Path) -> list[str]:
    """Return a sentence for every sum of the marts that is not what ten copies must have; both are built."""
    found = []
    with duckdb.connect(":memory:") as connection:
        for name, warehouse in (("original", original), ("copies", copies)):
            connection.execute(f"attach '{marts_link(warehouse).resolve()}' as {name} (read_only)")
        for mart, what, times in SUMS:
            one, ten = (
                connection.execute(f"select cast(sum({what}) as double) from {name}.{mart}").fetchall()[0][0] or 0.0  # noqa: S608
                for name in ("original", "copies")
            )
            if abs(ten - times * one) > TOLERANCE * max(abs(ten), 1.0):
                found.append(f"{mart}: {what} is {ten:,.4f}, and should be {times:g} times {one:,.4f}")
    return found
