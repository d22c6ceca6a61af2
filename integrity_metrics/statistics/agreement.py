"""Reviewer agreement for the caller: alpha with an interval, and beside it what keeps alpha from being misread."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from integrity_metrics.statistics.checks import FloatArray, check_level
from integrity_metrics.statistics.cohen_kappa import cohen_kappa, cross_table
from integrity_metrics.statistics.fleiss_kappa import fleiss_kappa
from integrity_metrics.statistics.gwet_ac1 import gwet_ac1
from integrity_metrics.statistics.krippendorff import (
    RatingCounts,
    Scale,
    alpha_from_coincidences,
    bootstrap_alpha,
    coincidences,
    count_ratings,
)
from integrity_metrics.statistics.status import Reason, ReasonCode, Status

FEWEST_ITEMS = 30
FEWEST_POSITIVE_ITEMS = 10
LARGEST_UNDEFINED_SHARE = 0.05


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement of reviewers on items.

    Attributes
    ----------
    alpha, low, high
        Krippendorff's alpha with percentile bootstrap limits (items drawn again); None where not defined.
    items, raters, judgements
        Items with two or more judgements, raters, and judgements on those items.
    positives_share, positive_items
        Share of those judgements that are positive, and items with at least one; alpha falls with it at equal skill.
    pair_agreement
        Share of judgement pairs of an item that agree exactly.
    gwet_ac1, fleiss_kappa, cohen_kappa
        Companions; Fleiss on items rated by everybody, Cohen for two raters; None where not defined.
    """

    alpha: float | None
    low: float | None
    high: float | None
    level: float
    scale: Scale
    items: int
    raters: int
    judgements: int
    positives_share: float | None
    positive_items: int
    pair_agreement: float | None
    gwet_ac1: float | None
    fleiss_kappa: float | None
    cohen_kappa: float | None
    status: Status
    reasons: tuple[Reason, ...]
    method: str = "Krippendorff's alpha, bootstrap by item"


def estimate_agreement(
    ratings: ArrayLike,
    scale: Scale | str = Scale.NOMINAL,
    *,
    positive: Collection[float] = (1.0,),
    level: float = 0.95,
    resamples: int = 2000,
    seed: int = 20210,
) -> Agreement:
    """Measure how far reviewers agree, with an interval, the share of positives, status and reasons.

    `undefined` without an item judged twice or when all judgements are the same; `interval_only` below 30 items, below
    10 items anybody called positive, or without any disagreement.

    Parameters
    ----------
    ratings
        Table of raters x items, NaN (or None) where not rated.
    scale
        nominal, ordinal, interval or ratio.
    positive
        The values that count as positive.
    resamples, seed
        Of the bootstrap.

    Examples
    --------
    >>> table = np.array([[0] * 28 + [1] * 12, [0] * 23 + [1] * 5 + [0] * 4 + [1] * 8])
    >>> result = estimate_agreement(table)
    >>> f"{result.alpha:.3f} of {result.items} items, {result.positives_share:.4f} positive, {result.status}"
    '0.483 of 40 items, 0.3125 positive, ok'
    """
    check_level(level)
    table = count_ratings(ratings)
    shape = np.shape(ratings)
    paired = table.counts[table.counts.sum(axis=1) > 1]
    alpha = _known(alpha_from_coincidences(coincidences(paired), table.values, scale)[0])
    low, high = (None, None) if alpha is None else _limits(table, scale, level, resamples, seed)
    is_positive = np.isin(table.values, list(positive))
    positive_items = int((paired[:, is_positive].sum(axis=1) > 0).sum())
    judgements = float(paired.sum())
    pairs = paired.sum(axis=1)
    agreeing = ((paired**2).sum(axis=1) - pairs) / np.maximum(pairs * (pairs - 1), 1)
    status, reasons = _judge(alpha, low, len(paired), positive_items)
    return Agreement(
        alpha=alpha,
        low=low,
        high=high,
        level=level,
        scale=Scale(scale),
        items=len(paired),
        raters=shape[0],
        judgements=int(judgements),
        positives_share=float(paired[:, is_positive].sum() / judgements) if judgements else None,
        positive_items=positive_items,
        pair_agreement=float(agreeing.mean()) if len(paired) else None,
        gwet_ac1=gwet_ac1(table.counts),
        fleiss_kappa=fleiss_kappa(table.counts[table.counts.sum(axis=1) == shape[0]]),
        cohen_kappa=_cohen(np.array(ratings, dtype=np.float64), table.values) if shape[0] == 2 else None,
        status=status,
        reasons=reasons,
    )


def _limits(
    table: RatingCounts, scale: Scale | str, level: float, resamples: int, seed: int
) -> tuple[float | None, float | None]:
    """Percentile limits; None where draws often hold nothing to disagree on, or where nothing ever varies."""
    draws = bootstrap_alpha(table, scale, resamples, seed)
    is_defined = ~np.isnan(draws)
    if 1 - is_defined.mean() > LARGEST_UNDEFINED_SHARE or np.ptp(draws[is_defined]) == 0:
        return None, None
    low, high = np.quantile(draws[is_defined], [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def _judge(
    alpha: float | None, low: float | None, items: int, positive_items: int
) -> tuple[Status, tuple[Reason, ...]]:
    """Say what an alpha is worth."""
    if items == 0:
        return Status.UNDEFINED, (Reason(ReasonCode.NO_DATA),)
    if alpha is None:
        return Status.UNDEFINED, (Reason(ReasonCode.NO_VARIATION),)
    reasons = []
    if items < FEWEST_ITEMS:
        reasons.append(Reason(ReasonCode.TOO_FEW_LABELS, needed=FEWEST_ITEMS - items))
    if positive_items < FEWEST_POSITIVE_ITEMS:
        reasons.append(Reason(ReasonCode.FEW_POSITIVES, needed=FEWEST_POSITIVE_ITEMS - positive_items))
    if low is None:
        reasons.append(Reason(ReasonCode.NO_DISAGREEMENT))
    return (Status.INTERVAL_ONLY, tuple(reasons)) if reasons else (Status.OK, ())


def _cohen(ratings: FloatArray, values: FloatArray) -> float | None:
    """Cohen's kappa of the items both raters judged."""
    both = ratings[:, ~np.isnan(ratings).any(axis=0)]
    return _known(cohen_kappa(cross_table(both[0], both[1], values)).kappa)


def _known(value: FloatArray | np.float64) -> float | None:
    """Return a number, or None for NaN."""
    return None if np.isnan(value) else float(value)
