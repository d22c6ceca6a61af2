"""Where a rule errs most: its precision by market or kind of content, with false discoveries under control."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from integrity_metrics.estimates import Executed
from integrity_metrics.metrics.rule_precision import fate_counts, review_measures
from integrity_metrics.metrics.rule_rows import RuleQuestion, ask_rows
from integrity_metrics.scope import Filter
from integrity_metrics.statistics.benjamini_hochberg import benjamini_hochberg
from integrity_metrics.statistics.blind_review import blind_review
from integrity_metrics.statistics.fisher_exact import fisher_exact_p_value
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse

RATE = 0.05
FEWEST_REVIEWS = 10


@dataclass(frozen=True, slots=True)
class WorstSegments:
    """Precision of one rule by segment, worst first.

    Parameters
    ----------
    frame
        The dimension, ``contents``, ``n`` (second reviews), ``value``, ``low``, ``high`` (as answered), ``rest`` (all
        other segments), ``p_value`` (Fisher, segment against rest), ``adjusted`` and ``is_worse``: whether it is
        worse than the rest at a false discovery rate of 5%. Segments under 10 reviews are left out.
    left_out
        How many segments had too few reviews.
    executed
        The statement.
    """

    frame: pd.DataFrame
    left_out: int
    executed: Executed


def worst_segments(
    warehouse: Warehouse, question: RuleQuestion, rule_id: str, dimension: str, heartbeat: Heartbeat | None = None
) -> WorstSegments:
    """Return the segments of a rule's hits by precision from blind second reviews, worst first."""
    asked = replace(question, filters=(*question.filters, Filter("rule", (rule_id,))), by=(dimension,))
    rows = ask_rows(warehouse, "reviews", asked, heartbeat)
    frame, left_out = compare_segments(rows.frame, dimension)
    return WorstSegments(frame, left_out, rows.executed)


def compare_segments(reviews: pd.DataFrame, dimension: str) -> tuple[pd.DataFrame, int]:
    """Return the comparison of segments, see `WorstSegments.frame`, and how many had too few reviews."""
    columns = [
        dimension,
        "contents",
        "n",
        "value",
        "low",
        "high",
        "status",
        "rest",
        "p_value",
        "adjusted",
        "is_worse",
    ]
    if reviews.empty:
        return pd.DataFrame(columns=columns), 0
    groups, counts = fate_counts(reviews, [dimension])
    found = blind_review(counts["second_confirmed"], counts["second_reviews"], counts["contents"])
    confirmed, reviewed = counts["second_confirmed"].sum(axis=1), counts["second_reviews"].sum(axis=1)
    enough = reviewed >= FEWEST_REVIEWS
    p_value = np.full(len(groups), np.nan)
    rest_n, rest_k = reviewed.sum() - reviewed, confirmed.sum() - confirmed
    testable = enough & (rest_n > 0)
    if testable.any():
        p_value[testable] = fisher_exact_p_value(
            confirmed[testable], reviewed[testable], rest_k[testable], rest_n[testable]
        )
    adjusted = np.full(len(groups), np.nan)
    if testable.any():
        adjusted[testable] = benjamini_hochberg(p_value[testable]).adjusted
    rest = np.divide(rest_k, rest_n, out=np.full(len(groups), np.nan), where=rest_n > 0)
    rate = np.divide(confirmed, reviewed, out=np.full(len(groups), np.nan), where=reviewed > 0)
    frame = groups.assign(
        contents=counts["contents"].sum(axis=1).astype(np.int64),
        **review_measures(found),
        rest=rest,
        p_value=p_value,
        adjusted=adjusted,
        is_worse=(adjusted <= RATE) & (rate < rest),
    )
    shown = frame[enough].sort_values(["is_worse", "value"], ascending=[False, True], ignore_index=True)
    return shown[columns], int((~enough).sum())
