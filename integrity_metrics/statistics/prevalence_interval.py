"""The interval of a prevalence: which method the data and the question call for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from integrity_metrics.statistics.checks import FloatArray
from integrity_metrics.statistics.clopper_pearson import exact_limits
from integrity_metrics.statistics.design_share import DesignShare
from integrity_metrics.statistics.fay_feuer_gamma import gamma_limits
from integrity_metrics.statistics.group_sums import group_counts, group_sums
from integrity_metrics.statistics.groups import IntArray
from integrity_metrics.statistics.interval import IntervalMethod, StatusArray
from integrity_metrics.statistics.korn_graubard import korn_graubard
from integrity_metrics.statistics.prevalence_cells import EQUAL, WeighedCells
from integrity_metrics.statistics.prevalence_weights import WeighedSample
from integrity_metrics.statistics.status import Status
from integrity_metrics.statistics.wilson import wilson_limits
from integrity_metrics.statistics.zero_positive_bound import zero_positive_bound

# Positives and negatives every stratum needs (for a change: in distinct contents) before Korn-Graubard may serve.
ENOUGH_POSITIVES = 10
# Violating and benign contents of equal size (Kish) from which Korn-Graubard on the clustered SE keeps its level: a
# viral content that happens to be benign hides the spread. Simulated with Zipf views: coverage 86% at 10, 94.5% and
# more at 100.
ENOUGH_EFFECTIVE_CONTENTS = 100
# Positives and negatives from which Wilson keeps its level in a simple random sample; Clopper-Pearson below.
ENOUGH_FOR_WILSON = 30


@dataclass(frozen=True, slots=True, eq=False)
class ChosenLimits:
    """Limits per segment with the method that made each; arrays of shape (segments,)."""

    low: FloatArray
    high: FloatArray
    method: StatusArray


def level_limits(cells: WeighedCells, se_design: FloatArray, level: float) -> ChosenLimits:
    """Limits for "what share of views this week": every label is an independent draw.

    Gamma by default; exact bound without positives; Wilson or Clopper-Pearson where all labels weigh the same;
    Korn-Graubard where every stratum has plenty of positives and negatives. `low` counts strata without a label as
    benign, `high` as violating.
    """
    n, k = cells.labels.sum(axis=1), cells.positives.sum(axis=1)
    estimate, largest = cells.estimate, cells.largest_weight
    chosen = _Choice(*gamma_limits(estimate, cells.poisson_variance, largest, level), IntervalMethod.GAMMA)

    held = cells.shares > 0
    enough = np.minimum(cells.positives, cells.labels - cells.positives) >= ENOUGH_POSITIVES
    chosen.take_korn_graubard(
        np.all(enough | ~held, axis=1), estimate, se_design, n, n - cells.cells_with_population, level
    )
    none = (k == 0) & (n > 0) & np.all(cells.has_equal_weights, axis=1)
    if none.any():
        bound = zero_positive_bound(cells.labels[none], cells.shares[none], level)
        # The bound already counts strata without a label as violating, which `finish` adds.
        chosen.take(none, bound.low, bound.high - cells.unsampled_share[none], IntervalMethod.ZERO_POSITIVE_BOUND)

    same = (k > 0) & (cells.unsampled_share == 0) & (largest * n <= 1 + EQUAL)
    rare = same & (np.minimum(k, n - k) < ENOUGH_FOR_WILSON)
    chosen.take(
        rare, *exact_limits(k[rare], n[rare], np.asarray((1 - level) / 2)), method=IntervalMethod.CLOPPER_PEARSON
    )
    plenty = same & ~rare
    quantile = np.asarray(special.ndtri((1 + level) / 2))
    chosen.take(plenty, *wilson_limits(estimate[plenty], n[plenty], quantile), method=IntervalMethod.WILSON)
    return chosen.finish(cells.unsampled_share)


def process_limits(
    weighed: WeighedSample, contents: IntArray, se_process: FloatArray, unsampled_share: FloatArray, level: float
) -> ChosenLimits:
    """Limits for "is the process different": a content is one draw, with all its labels.

    Gamma with contents as the units (weight of a content: all its labels together) by default; Korn-Graubard on
    `se_process` where every stratum has plenty of violating and of benign contents and no content dominates.
    """
    content_count = int(contents.max(initial=0)) + 1
    pairs, pair_of_row = np.unique(weighed.segment * content_count + contents, return_inverse=True)
    segment = pairs // content_count
    weight = group_sums(pair_of_row, weighed.weight, len(pairs))
    violating = group_sums(pair_of_row, weighed.weight * weighed.outcome, len(pairs))
    estimate = weighed.estimate
    squares = group_sums(segment, violating**2, weighed.segments)
    chosen = _Choice(
        *gamma_limits(estimate, squares, weighed.largest(weight, segment), level), IntervalMethod.GAMMA_BY_CONTENT
    )
    units = group_counts(segment, weighed.segments)
    effective = group_sums(segment, weight, weighed.segments) ** 2 / np.maximum(
        group_sums(segment, weight**2, weighed.segments), np.finfo(float).tiny
    )
    spread_out = effective * np.minimum(estimate, 1 - estimate) >= ENOUGH_EFFECTIVE_CONTENTS
    enough = _enough_contents(weighed, contents) & spread_out
    chosen.take_korn_graubard(enough, estimate, se_process, weighed.labels.sum(axis=1), units - 1, level)
    return chosen.finish(unsampled_share)


def _enough_contents(weighed: WeighedSample, contents: IntArray) -> NDArray[np.bool_]:
    """Whether every stratum of a segment has plenty of violating and of benign contents, shape (segments,)."""
    content_count = int(contents.max(initial=0)) + 1
    homes, home_of_row = np.unique(weighed.cell * content_count + contents, return_inverse=True)
    violates = group_sums(home_of_row, weighed.outcome, len(homes)) > 0
    cells = weighed.labels.size
    positive, units = group_sums(homes // content_count, violates, cells), group_counts(homes // content_count, cells)
    enough = (np.minimum(positive, units - positive) >= ENOUGH_POSITIVES).reshape(weighed.labels.shape)
    return np.asarray(np.all(enough | (weighed.shares == 0), axis=1))


class _Choice:
    """Limits under construction: each better method overwrites the segments it is fit for."""

    def __init__(self, low: FloatArray, high: FloatArray, method: IntervalMethod) -> None:
        self.low, self.high = low, high
        # Room for the longest name: numpy text arrays cut what does not fit.
        self.method: StatusArray = np.full(low.shape, method.value, dtype=f"<U{max(map(len, IntervalMethod))}")

    def take(self, where: NDArray[np.bool_], low: FloatArray, high: FloatArray, method: IntervalMethod) -> None:
        self.low[where], self.high[where], self.method[where] = low, high, method.value

    def take_korn_graubard(
        self,
        where: NDArray[np.bool_],
        estimate: FloatArray,
        standard_error: FloatArray,
        labels: FloatArray,
        freedom: FloatArray,
        level: float,
    ) -> None:
        share = DesignShare(
            estimate, standard_error, labels, freedom, np.full(estimate.shape, Status.OK.value, dtype="<U16")
        )
        interval = korn_graubard(share, level)
        where = where & (interval.status == Status.OK)
        self.take(where, interval.low[where], interval.high[where], IntervalMethod.KORN_GRAUBARD)

    def finish(self, unsampled_share: FloatArray) -> ChosenLimits:
        return ChosenLimits(self.low, np.minimum(self.high + unsampled_share, 1.0), self.method)
