"""Krippendorff's alpha: agreement of any number of reviewers, with missing judgements, beyond what chance gives."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from integrity_metrics.statistics.checks import FloatArray, refuse
from integrity_metrics.statistics.groups import as_codes


class Scale(StrEnum):
    """How far apart two judgements are: unordered labels, ranks, differences or ratios."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"
    RATIO = "ratio"


@dataclass(frozen=True, slots=True, eq=False)
class RatingCounts:
    """How many raters gave each item each value: `values` (K,) ascending, `counts` (items, K)."""

    values: FloatArray
    counts: FloatArray


def count_ratings(ratings: ArrayLike) -> RatingCounts:
    """Count the judgements of each item, from a table of raters x items with NaN (or None) for "not rated".

    Examples
    --------
    >>> table = count_ratings([[0, 1, None], [0, 0, 1]])
    >>> table.values.tolist(), table.counts.tolist()
    ([0.0, 1.0], [[2.0, 0.0], [1.0, 1.0], [0.0, 1.0]])
    """
    try:
        table = np.array(ratings, dtype=np.float64)
    except (TypeError, ValueError):
        raise ValueError(
            "ratings is not a table of numbers; code labels as 0, 1 ... and give every reviewer a full row"
        ) from None
    if table.ndim != 2:
        raise ValueError(f"ratings has shape {table.shape}; it must be (raters, items), NaN where not rated")
    refuse("ratings", table, np.isinf(table), "every judgement must be a finite number")
    is_rated = ~np.isnan(table)
    values, code = np.unique(table[is_rated], return_inverse=True)
    item = np.broadcast_to(np.arange(table.shape[1]), table.shape)[is_rated]
    cells = np.bincount(item * len(values) + code, minlength=table.shape[1] * len(values))
    return RatingCounts(values=values, counts=cells.reshape(table.shape[1], len(values)).astype(np.float64))


def coincidences(counts: FloatArray, groups: ArrayLike | None = None) -> FloatArray:
    """Coincidence matrix of each group of items, shape (groups, K, K): how often two judgements of an item meet.

    ``o_ck = sum over items of (pairs c-k of different raters) / (m - 1)``; items with one judgement do not count.

    Parameters
    ----------
    counts
        Judgements by item and value, shape (items, K).
    groups
        Group code 0, 1, 2 ... of each item; None for one group.
    """
    items, size = counts.shape
    code = as_codes("groups", groups, items)
    total = counts.sum(axis=1)
    share = np.where(total > 1, 1 / np.maximum(total - 1, 1), 0.0)
    count = int(code.max(initial=0)) + 1
    matrix = np.zeros((count, size, size))
    for c in range(size):
        for k in range(size):
            pairs = counts[:, c] * (counts[:, k] - (c == k)) * share
            matrix[:, c, k] = np.bincount(code, pairs, minlength=count)
    return matrix


def alpha_from_coincidences(matrix: FloatArray, values: FloatArray, scale: Scale | str) -> FloatArray:
    """Krippendorff's alpha of coincidence matrices, shape (..., K, K) to (...); NaN where nothing can disagree.

    ``alpha = 1 - sum o_ck d_ck / sum e_ck d_ck`` with ``e_ck = n_c (n_k - [c = k]) / (n - 1)``.
    """
    margin = matrix.sum(axis=-1)
    total = margin.sum(axis=-1)[..., None, None]
    chance = margin[..., :, None] * margin[..., None, :] - margin[..., :, None] * np.eye(len(values))
    distance = _distances(values, margin, Scale(scale))
    observed = (matrix * distance).sum(axis=(-2, -1))
    expected = (chance * distance / np.maximum(total - 1, 1)).sum(axis=(-2, -1))
    ratio = np.divide(observed, expected, out=np.full(observed.shape, np.nan), where=expected > 0)
    return np.asarray(1 - ratio)


def krippendorff_alpha(
    ratings: ArrayLike, scale: Scale | str = Scale.NOMINAL, groups: ArrayLike | None = None
) -> FloatArray:
    """Krippendorff's alpha of a table of ratings, one per group of items, shape (groups,).

    1 is perfect agreement, 0 what chance gives, below 0 systematic disagreement; NaN where no item has two judgements
    or all judgements are the same. Read it with the share of positives: at low prevalence alpha falls although
    reviewers err as rarely as before.

    Parameters
    ----------
    ratings
        Table of raters x items, NaN (or None) where not rated.
    scale
        nominal, ordinal, interval or ratio (which needs values of 0 or more).
    groups
        Group code 0, 1, 2 ... of each item; None for one group.

    References
    ----------
    Krippendorff (2011), Computing Krippendorff's alpha-reliability, University of Pennsylvania.

    Examples
    --------
    The example of the paper, 4 observers and 12 items, .743:

    >>> table = [[1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None], [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    ...          [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None], [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None]]
    >>> krippendorff_alpha(table).round(3).tolist()
    [0.743]
    """
    table = count_ratings(ratings)
    return alpha_from_coincidences(coincidences(table.counts, groups), table.values, scale)


def bootstrap_alpha(table: RatingCounts, scale: Scale | str, resamples: int = 2000, seed: int = 20210) -> FloatArray:
    """Alpha of items drawn again with replacement, shape (resamples,); NaN where a draw left nothing to disagree on.

    Items are the unit that is drawn, since judgements of one item depend on each other. Items with the same counts are
    drawn together (multinomial), so thousands of items cost as little as their few distinct patterns.

    Parameters
    ----------
    table
        What `count_ratings` gives.
    resamples
        Number of draws.
    seed
        Seed of the draws; the same seed gives the same interval.
    """
    if resamples < 1:
        raise ValueError(f"resamples is {resamples}; at least one draw is needed, 1000 or more for an interval")
    rated_twice = table.counts[table.counts.sum(axis=1) > 1]
    if len(rated_twice) == 0:
        return np.full(resamples, np.nan)
    patterns, frequency = np.unique(rated_twice, axis=0, return_counts=True)
    size = len(table.values)
    per_pattern = coincidences(patterns, np.arange(len(patterns))).reshape(len(patterns), size * size)
    draws = np.random.default_rng(seed).multinomial(len(rated_twice), frequency / len(rated_twice), size=resamples)
    matrices = (draws @ per_pattern).reshape(resamples, size, size)
    return alpha_from_coincidences(matrices, table.values, scale)


def _distances(values: FloatArray, margin: FloatArray, scale: Scale) -> FloatArray:
    """Squared distances between values, shape (K, K) or, for ranks, (..., K, K)."""
    row, column = values[:, None], values[None, :]
    if scale is Scale.NOMINAL:
        return np.asarray(row != column, dtype=np.float64)
    if scale is Scale.INTERVAL:
        return np.asarray((row - column) ** 2)
    if scale is Scale.RATIO:
        refuse("ratings", values, values < 0, "a ratio scale needs values of 0 or more; use interval")
        total = row + column
        ratio = np.zeros_like(total)
        np.divide(row - column, total, out=ratio, where=total > 0)
        return ratio**2
    # Ranks: half of both ends plus everything between, which is a difference of mid-ranks.
    rank = np.cumsum(margin, axis=-1) - margin / 2
    return np.asarray((rank[..., :, None] - rank[..., None, :]) ** 2)
