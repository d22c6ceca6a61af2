"""What another threshold would do: precision, recall, hits, false positives, reviewer hours by logged score.

One query reduces the hits to bins of score; moving the threshold only adds bins up. Scores are logged from the
threshold that ran, so a lower one than the lowest logged score cannot be told from these data.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from integrity_metrics.errors import ScopeError
from integrity_metrics.estimates import Executed
from integrity_metrics.metrics.rule_exposure import effective_contents, violating_views
from integrity_metrics.metrics.rule_precision import FATES, reviewer_validation
from integrity_metrics.metrics.rule_rows import RuleQuestion, ask_rows, rules_in
from integrity_metrics.statistics.blind_review import BlindReview, ReviewerValidation, blind_review
from integrity_metrics.statistics.checks import FloatArray
from integrity_metrics.statistics.clopper_pearson import exact_limits
from integrity_metrics.statistics.poisson_limits import poisson_limits
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse

BINS = 200
_TAIL = np.asarray(0.025)
# Views a content gets are skewed; a delta-method error of their mean needs this many contents.
FEWEST_CONTENTS = 30


@dataclass(frozen=True, slots=True)
class ThresholdCurve:
    """What a rule would have done at every threshold in a period.

    Parameters
    ----------
    frame
        One row a bin, lowest threshold first: ``threshold`` (lower edge), ``hits``, ``precision``,
        ``false_positives``, ``recall`` (share of the policy's violating sampled views of content it would still hit),
        ``reviewer_hours`` and ``prevented`` (unwanted views prevented, model-based), each with
        ``_low`` and ``_high`` (95%), and ``reviews`` behind the precision. Hits are counted exactly; their limits are
        those of the hits to expect in another period like it (Poisson), and those of the hours follow from them at the
        time a hit took.
    current
        The threshold the rule has now; None without one.
    views_a_content
        Views a violating content of the policy that no rule hit had in the period, with limits: what `prevented`
        assumes of every true hit. NaN where the sample holds fewer than 30 such contents.
    executed
        The statements.
    """

    frame: pd.DataFrame
    current: float | None
    views_a_content: tuple[float, float, float]
    executed: tuple[Executed, ...]

    def at(self, threshold: float) -> pd.Series:
        """Return the row of a threshold: the last bin edge not above it (the lowest for one below all scores)."""
        edges = self.frame["threshold"].to_numpy()
        return self.frame.iloc[max(int(np.searchsorted(edges, threshold, side="right")) - 1, 0)]


def threshold_curve(
    warehouse: Warehouse, question: RuleQuestion, rule_id: str, *, bins: int = BINS, heartbeat: Heartbeat | None = None
) -> ThresholdCurve:
    """Return the curve of one rule with logged scores, for the threshold simulator.

    Raises
    ------
    ScopeError
        When the rule is unknown, or logged no score in the period.
    """
    rules = rules_in(warehouse, heartbeat)
    if rule_id not in rules.index:
        raise ScopeError(f"There is no rule '{rule_id}'; check its id on the rules page.")
    rows = ask_rows(warehouse, "threshold_bins", question, heartbeat, rule_id=rule_id, bins=bins)
    if rows.frame.empty:
        raise ScopeError(
            f"The rule '{rule_id}' logged no score from {question.period}; choose a model or a longer period."
        )
    golden = ask_rows(warehouse, "validation", question, heartbeat)
    policy = str(rules["policy_id"].to_dict()[rule_id])
    views = violating_views(warehouse, question, heartbeat)
    own = views.of_policy(policy)
    missed = ask_rows(warehouse, "missed_views", question, heartbeat, policy=policy)
    validation = reviewer_validation(golden.frame, pd.Series([policy]))
    frame = curve_of(
        rows.frame,
        bins,
        _precision(rows.frame, bins, validation),
        violating=float(own["weight"].sum()),
        effective=_effective(own),
    )
    spread = views_a_content(missed.frame)
    threshold = rules["threshold"].to_numpy(dtype=float)[rules.index.get_loc(rule_id)]
    return ThresholdCurve(
        _with_prevented(frame, spread),
        None if np.isnan(threshold) else float(threshold),
        spread,
        (rows.executed, golden.executed, *views.executed, missed.executed),
    )


def from_the_top(rows: pd.DataFrame, bins: int, name: str) -> FloatArray:
    """Return a count at and above every bin, shape (bins, fates)."""
    wide = rows.pivot_table(index="bin", columns="fate", values=name, aggfunc="sum", fill_value=0.0)
    dense = wide.reindex(index=range(bins), columns=list(FATES), fill_value=0.0).to_numpy(dtype=float)
    return np.asarray(dense[::-1].cumsum(axis=0)[::-1])


def curve_of(
    rows: pd.DataFrame, bins: int, precision: BlindReview, *, violating: float, effective: float
) -> pd.DataFrame:
    """Return the curve but for the prevented views.

    Parameters
    ----------
    rows
        Rows of ``metrics/rules/threshold_bins``.
    precision
        At every bin.
    violating, effective
        Violating views of the policy in the label sample, and the effective contents behind them.
    """
    lowest, highest = float(rows["lowest"].min()), float(rows["highest"].max())
    hits = from_the_top(rows, bins, "contents").sum(axis=1)
    caught = from_the_top(rows, bins, "caught_weight").sum(axis=1)
    recall = np.clip(caught / violating, 0, 1) if violating > 0 else np.full(bins, np.nan)
    size = np.full(bins, effective if violating > 0 else np.nan)
    low, high = exact_limits(recall * size, size, _TAIL)
    hits_low, hits_high = poisson_limits(hits)
    hours = from_the_top(rows, bins, "handle_seconds").sum(axis=1) / 3600
    hours_a_hit = np.divide(hours, hits, out=np.zeros(bins), where=hits > 0)
    return pd.DataFrame(
        {
            "threshold": lowest + (highest - lowest) * np.arange(bins) / bins,
            "hits": hits.astype(np.int64),
            "hits_low": hits_low,
            "hits_high": hits_high,
            "precision": precision.value,
            "precision_low": precision.low,
            "precision_high": precision.high,
            "reviews": precision.reviews.astype(np.int64),
            "false_positives": hits * (1 - precision.value),
            "false_positives_low": hits * (1 - precision.high),
            "false_positives_high": hits * (1 - precision.low),
            "recall": recall,
            "recall_low": low,
            "recall_high": high,
            "reviewer_hours": hours,
            "reviewer_hours_low": hours_a_hit * hits_low,
            "reviewer_hours_high": hours_a_hit * hits_high,
        }
    )


def _precision(rows: pd.DataFrame, bins: int, validation: ReviewerValidation | None) -> BlindReview:
    confirmed, reviews, hits = (
        from_the_top(rows, bins, name) for name in ("second_confirmed", "second_reviews", "contents")
    )
    return blind_review(confirmed, reviews, hits, validation)


def _effective(frame: pd.DataFrame) -> float:
    if frame.empty:
        return 0.0
    weight = frame["weight"].to_numpy(dtype=float)
    return float(effective_contents(frame["content_id"], weight, np.zeros(len(frame), dtype=np.intp), 1)[0])


def views_a_content(missed: pd.DataFrame) -> tuple[float, float, float]:
    """Return the views a violating content that no rule hit had, with 95% limits on the log scale.

    Contents come into the sample in proportion to their views M: sum w / sum (w / M) undoes it (Hansen and Hurwitz).

    Parameters
    ----------
    missed
        Rows of ``metrics/rules/missed_views``.

    Examples
    --------
    >>> rows = pd.DataFrame({"weight": [100.0, 300.0] * 20, "impressions": [100, 300] * 20})
    >>> [round(x) for x in views_a_content(rows)]
    [200, 171, 234]
    """
    known = missed[missed["impressions"] > 0]
    if len(known) < FEWEST_CONTENTS:
        return float("nan"), float("nan"), float("nan")
    weight, seen = known["weight"].to_numpy(dtype=float), known["impressions"].to_numpy(dtype=float)
    contents = float((weight / seen).sum())
    mean = float(weight.sum()) / contents
    influence = (weight - mean * weight / seen) / contents
    reach = 1.96 * float(np.sqrt((influence**2).sum() * len(known) / (len(known) - 1))) / mean
    return mean, mean * float(np.exp(-reach)), mean * float(np.exp(reach))


def _with_prevented(frame: pd.DataFrame, spread: tuple[float, float, float]) -> pd.DataFrame:
    mean, low, high = spread
    return frame.assign(
        prevented=frame["hits"] * frame["precision"] * mean,
        prevented_low=frame["hits"] * frame["precision_low"] * low,
        prevented_high=frame["hits"] * frame["precision_high"] * high,
    )
