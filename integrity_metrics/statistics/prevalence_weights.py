"""Weigh a prevalence sample to its frame: the sums per segment, stratum and content the front door decides on."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from integrity_metrics.statistics.checks import (
    FloatArray,
    as_non_negative,
    as_probabilities,
    check_same_length,
    refuse,
)
from integrity_metrics.statistics.group_sums import group_counts, group_sums
from integrity_metrics.statistics.groups import IntArray, as_codes
from integrity_metrics.statistics.prevalence_cells import EQUAL, WeighedCells
from integrity_metrics.statistics.prevalence_sample import PrevalenceSample, SamplingFrame


@dataclass(frozen=True, slots=True, eq=False)
class WeighedSample:
    """Rows with their share of the population of their segment, and counts per cell (segment x stratum).

    Parameters
    ----------
    outcome, weight
        Per row: 0 or 1; share of the segment's impressions it stands for.
    design_influence
        weight x (outcome - rate of its cell): stratum sizes are known, so only the spread inside strata counts.
    process_influence
        weight x (outcome - rate of its segment): a process that is run again draws other contents into the strata
        too, so the spread between strata counts as well.
    segment, cell
        Codes per row; cell = segment x strata + stratum.
    labels, positives, shares
        Per cell, shape (segments, strata); shares sum to 1 over the strata of a segment.
    has_equal_weights
        Whether all labels of a cell weigh the same, shape (segments, strata).
    """

    outcome: FloatArray
    weight: FloatArray
    design_influence: FloatArray
    process_influence: FloatArray
    segment: IntArray
    cell: IntArray
    labels: FloatArray
    positives: FloatArray
    shares: FloatArray
    has_equal_weights: NDArray[np.bool_]

    @property
    def segments(self) -> int:
        """Number of segments."""
        return len(self.labels)

    @property
    def estimate(self) -> FloatArray:
        """Weighted share per segment, counting what was not sampled as benign; shape (segments,)."""
        return group_sums(self.segment, self.weight * self.outcome, self.segments)

    def largest(self, values: FloatArray, codes: IntArray) -> FloatArray:
        """Largest of `values` per segment (0 where there is none), shape (segments,)."""
        top = np.zeros(self.segments)
        np.maximum.at(top, codes, values)
        return top

    def cells(self) -> WeighedCells:
        """Return what the interval for the level and the status need, summed over the labels."""
        n = self.labels.ravel()[self.cell]
        squares = self.design_influence**2 * n / np.maximum(n - 1, 1)
        sums = [group_sums(self.segment, values, self.segments) for values in (self.weight, self.weight**2)]
        return WeighedCells(
            self.labels,
            self.positives,
            self.shares,
            self.has_equal_weights,
            self.estimate,
            group_sums(self.segment, self.weight**2 * self.outcome, self.segments),
            self.largest(self.weight, self.segment),
            group_sums(self.segment, squares, self.segments),
            np.divide(sums[0] ** 2, sums[1], out=np.zeros(self.segments), where=sums[1] > 0),
        )

    def process_variance(self, contents: IntArray) -> FloatArray:
        """Variance with contents as independent draws, shape (segments,); NaN where there are fewer than two."""
        count = int(contents.max(initial=0)) + 1
        pairs, pair_of_row = np.unique(self.segment * count + contents, return_inverse=True)
        squares = group_sums(pair_of_row, self.process_influence, len(pairs)) ** 2
        units = group_counts(pairs // count, self.segments)
        variance = group_sums(pairs // count, squares, self.segments) * units / np.maximum(units - 1, 1)
        return np.where(units < 2, np.nan, variance)


def weigh(sample: PrevalenceSample, frame: SamplingFrame) -> WeighedSample:
    """Spread each stratum's known impressions over its labels.

    Raises
    ------
    ValueError
        Missing or impossible values, lengths that differ, a stratum the frame does not know, labels in a cell without
        population, more segments than the frame.
    """
    y = as_probabilities("is_violating", sample.is_violating)
    refuse("is_violating", y, (y != 0) & (y != 1), "it must be 0 or 1")
    base = _base_weights(sample, len(y))
    check_same_length(is_violating=y, weight=base)
    size = np.atleast_2d(as_non_negative("populations", frame.populations))
    if size.shape[1] != len(frame.strata):
        raise ValueError(f"populations has {size.shape[1]} strata but {len(frame.strata)} are named; they must agree")
    if repeated := [name for name, times in Counter(frame.strata).items() if times > 1]:
        raise ValueError(f"strata names {repeated[0]!r} more than once; add its populations up")
    if frame.segments and len(frame.segments) != len(size):
        raise ValueError(f"segments has {len(frame.segments)} names but populations {len(size)} rows; they must agree")
    total = size.sum(axis=1)
    refuse("populations", total, total == 0, "a segment needs a population above zero; leave it out")
    segment = as_codes("segment", sample.segment, len(y))
    if len(y) and int(segment.max()) >= len(size):
        raise ValueError(f"segment goes up to {int(segment.max())} but populations has {len(size)} rows; add them")
    stratum = _stratum_codes(sample, frame, len(y))
    strata = size.shape[1]
    cell = segment * strata + stratum
    homeless = size.ravel()[cell] == 0
    if homeless.any():
        row = int(np.argmax(homeless))
        raise ValueError(f"stratum[{row}] is {frame.strata[stratum[row]]!r}, whose population is 0; check the frame")

    shares = size / total[:, None]
    count = size.size
    cell_weight = group_sums(cell, base, count)
    weight = shares.ravel()[cell] * base / cell_weight[cell]
    rate = group_sums(cell, base * y, count) / np.maximum(cell_weight, np.finfo(float).tiny)
    labels = group_counts(cell, count)
    mean = cell_weight / np.maximum(labels, 1)
    uneven = group_sums(cell, np.abs(base - mean[cell]) > EQUAL * mean[cell], count)
    overall = group_sums(segment, weight * y, len(size)) / np.maximum(
        group_sums(segment, weight, len(size)), np.finfo(float).tiny
    )
    return WeighedSample(
        y,
        weight,
        weight * (y - rate[cell]),
        weight * (y - overall[segment]),
        segment,
        cell,
        labels.reshape(size.shape),
        group_sums(cell, y, count).reshape(size.shape),
        shares,
        (uneven == 0).reshape(size.shape),
    )


def _base_weights(sample: PrevalenceSample, rows: int) -> FloatArray:
    if sample.weight is not None and sample.inclusion_probability is not None:
        raise ValueError("weight and inclusion_probability are both given; give one of them")
    if sample.weight is not None:
        weight = as_non_negative("weight", sample.weight)
        refuse("weight", weight, weight == 0, "it must be above zero; leave out rows that stand for nothing")
        return weight
    if sample.inclusion_probability is not None:
        chance = as_probabilities("inclusion_probability", sample.inclusion_probability, zero_allowed=False)
        return np.asarray(1 / chance)
    return np.ones(rows)


def _stratum_codes(sample: PrevalenceSample, frame: SamplingFrame, rows: int) -> IntArray:
    names = np.asarray(sample.stratum).astype(str)
    if names.shape != (rows,):
        raise ValueError(f"stratum has {names.size} values but is_violating {rows}; they must have the same length")
    known, code_of_known = np.unique(np.asarray(frame.strata, dtype=str), return_index=True)
    place = np.minimum(np.searchsorted(known, names), len(known) - 1)
    unknown = known[place] != names
    if unknown.any():
        row = int(np.argmax(unknown))
        raise ValueError(f"stratum[{row}] is {str(names[row])!r}; the frame knows: {', '.join(frame.strata)}")
    return code_of_known[place].astype(np.intp)
