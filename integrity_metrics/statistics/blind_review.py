"""Share of a rule's hits that violate, from blind second reviews of a part of them, by what became of the hits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from integrity_metrics.statistics.checks import FloatArray, as_non_negative, check_level
from integrity_metrics.statistics.counts import binomial_counts
from integrity_metrics.statistics.interval import StatusArray, status_where
from integrity_metrics.statistics.lang_reiczigel import lang_reiczigel
from integrity_metrics.statistics.status import Status
from integrity_metrics.statistics.wilson import wilson_limits

FEWEST_REVIEWS = 10


@dataclass(frozen=True, slots=True, eq=False)
class ReviewerValidation:
    """How reviewers answered on items of known truth; numbers, or arrays with one value a rule.

    Parameters
    ----------
    true_positives, validated_positives
        Of the truly violating items, how many they called violating, and how many there were.
    true_negatives, validated_negatives
        Of the truly benign items, how many they did not call violating (the rule's policy), and how many there were.
    """

    true_positives: ArrayLike
    validated_positives: ArrayLike
    true_negatives: ArrayLike
    validated_negatives: ArrayLike


@dataclass(frozen=True, slots=True, eq=False)
class BlindReview:
    """Precision per rule; every array has shape (...) without the strata.

    Parameters
    ----------
    value, low, high
        Share of the hits that violate; NaN where there is no review. Limits count strata without a review as all
        wrong (`low`) and all right (`high`).
    reviews, effective_reviews
        Second reviews, and how many simple ones they are worth.
    covered_share
        Share of the hits in strata with a review.
    is_corrected
        Whether value and limits allow for the reviewers' errors.
    status
        `undefined` without a review, `interval_only` under 10 reviews or where under 95% of the hits are covered.
    """

    value: FloatArray
    low: FloatArray
    high: FloatArray
    reviews: FloatArray
    effective_reviews: FloatArray
    covered_share: FloatArray
    is_corrected: bool
    status: StatusArray


def blind_review(
    confirmed: ArrayLike,
    reviews: ArrayLike,
    hits: ArrayLike,
    validation: ReviewerValidation | None = None,
    level: float = 0.95,
) -> BlindReview:
    """Estimate the precision of rules from second reviews drawn at random inside each stratum of hits.

    p = sum over reviewed strata W_h k_h / n_h with W_h = N_h / N. Its effective size is p(1-p) / sum W_h^2 v_h, v_h =
    q_h (1-q_h) / n_h with q_h = (k_h + 1) / (n_h + 2), so that a stratum of few reviews that agree is not taken as
    certain. Limits are Wilson's on that size, or with `validation` Lang and Reiczigel's, which carry the reviewers'
    errors.

    Parameters
    ----------
    confirmed, reviews, hits
        Second reviews that say "violates", second reviews, and hits; shape (..., strata).
    validation
        How often the reviewers are right on items of known truth: one for all, or arrays of shape (...).

    References
    ----------
    Cochran (1977), section 5A; Lang and Reiczigel (2014), Prev Vet Med 113:13-22.

    Examples
    --------
    A rule with 900 hits acted on (45 of 50 confirmed) and 100 passed (1 of 5):

    >>> result = blind_review([[45, 1]], [[50, 5]], [[900, 100]])
    >>> f"{result.value[0]:.3f} [{result.low[0]:.3f}, {result.high[0]:.3f}] {result.status[0]}"
    '0.830 [0.710, 0.907] ok'
    """
    counts = binomial_counts(confirmed, reviews, "confirmed", "reviews")
    k, n = counts.positives, counts.labels
    size = np.broadcast_to(as_non_negative("hits", hits), k.shape)
    total = size.sum(axis=-1)
    seen = np.where(n > 0, size, 0.0)
    covered_hits = seen.sum(axis=-1)
    share = seen / np.where(covered_hits > 0, covered_hits, 1.0)[..., None]
    rates = np.divide(k, n, out=np.zeros_like(k), where=n > 0)
    value = np.clip(np.sum(share * rates, axis=-1), 0, 1)
    guess = (k + 1) / (n + 2)
    variance = np.sum(share**2 * guess * (1 - guess) / np.maximum(n, 1), axis=-1)
    # The spread at the guessed rate: at a rate of 0 or 1 the spread of the rate itself would give no size at all.
    centre = np.clip(np.sum(share * guess, axis=-1), 1e-9, 1 - 1e-9)
    labels = n.sum(axis=-1)
    effective = np.divide(centre * (1 - centre), variance, out=np.zeros_like(value), where=variance > 0)
    effective = np.minimum(effective, labels)
    has_reviews = (labels > 0) & (effective > 0)
    low, high, value = _limits(value, effective, has_reviews, validation, level)
    covered = np.divide(covered_hits, total, out=np.zeros_like(value), where=total > 0)
    wide = status_where((labels < FEWEST_REVIEWS) | (covered < 0.95), Status.INTERVAL_ONLY, Status.OK)
    return BlindReview(
        value=value,
        low=np.where(has_reviews, covered * low, np.nan),
        high=np.where(has_reviews, covered * high + (1 - covered), np.nan),
        reviews=labels,
        effective_reviews=effective,
        covered_share=covered,
        is_corrected=validation is not None,
        status=status_where(~has_reviews, Status.UNDEFINED, wide),
    )


def _limits(
    value: FloatArray,
    effective: FloatArray,
    has_reviews: NDArray[np.bool_],
    validation: ReviewerValidation | None,
    level: float,
) -> tuple[FloatArray, FloatArray, FloatArray]:
    size = np.where(has_reviews, effective, 1.0)
    if validation is None:
        quantile = np.asarray(special.ndtri((1 + check_level(level)) / 2))
        low, high = wilson_limits(value, size, quantile)
        return low, high, np.where(has_reviews, value, np.nan)
    corrected = lang_reiczigel(
        value * size,
        size,
        validation.true_positives,
        validation.validated_positives,
        validation.true_negatives,
        validation.validated_negatives,
        level,
    )
    return corrected.low, corrected.high, np.where(has_reviews, corrected.value, np.nan)
