"""Estimate the change of prevalence between two periods: the front door for "is it different"."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from integrity_metrics.statistics.checks import FloatArray
from integrity_metrics.statistics.clustered_change import change_of_shares
from integrity_metrics.statistics.clustered_variance import clean_ids, encode
from integrity_metrics.statistics.group_sums import group_counts, group_sums
from integrity_metrics.statistics.groups import IntArray
from integrity_metrics.statistics.interval import StatusArray, blank_where, status_where
from integrity_metrics.statistics.minimum_detectable_change import minimum_detectable_change
from integrity_metrics.statistics.prevalence_reasons import FEWEST_LABELS, Reasons
from integrity_metrics.statistics.prevalence_sample import PrevalenceSample, SamplingFrame
from integrity_metrics.statistics.prevalence_weights import weigh
from integrity_metrics.statistics.status import Reason, ReasonCode, Status

# Distinct violating contents, both periods together, below which no verdict is given.
FEWEST_VIOLATING_CONTENTS = 10


class Verdict(StrEnum):
    """What may be said about a change; never just an arrow."""

    RISE = "detectable_rise"
    FALL = "detectable_fall"
    NONE = "no_detectable_change"
    TOO_LITTLE_DATA = "too_little_data"


@dataclass(frozen=True, slots=True, eq=False)
class ChangeEstimate:
    """Change after - before per segment; every array has shape (segments,).

    Parameters
    ----------
    before, after
        Prevalence of the two periods.
    difference, low, high
        The change with its Student t limits at `level`.
    level
        Two-sided confidence level.
    se_process
        Standard error of the change, clustered by content over both periods.
    minimum_detectable_change
        Change that would have been found with the stated power: said beside every verdict.
    n_before, n_after, n_positive
        Labels of either period, positive labels of both together.
    violating_contents
        Distinct contents among those positives.
    verdict
        A `Verdict` value.
    status, reasons
        What the number is worth, and the next step.
    """

    before: FloatArray
    after: FloatArray
    difference: FloatArray
    low: FloatArray
    high: FloatArray
    level: float
    se_process: FloatArray
    minimum_detectable_change: FloatArray
    n_before: FloatArray
    n_after: FloatArray
    n_positive: FloatArray
    violating_contents: FloatArray
    verdict: StatusArray
    status: StatusArray
    reasons: Reasons


def estimate_change(
    sample_before: PrevalenceSample,
    sample_after: PrevalenceSample,
    frame_before: SamplingFrame,
    frame_after: SamplingFrame,
    level: float = 0.95,
    power: float = 0.8,
    fewest_labels: int = FEWEST_LABELS,
) -> ChangeEstimate:
    """Change of prevalence between two labelled periods, with a verdict and the smallest change that could be seen.

    Parameters
    ----------
    sample_before, sample_after, frame_before, frame_after
        As for `estimate_prevalence`; both frames hold the same segments. A content labelled in both periods keeps
        its id.
    level
        Two-sided confidence level; 1 - level is the false alarm rate of the verdict.
    power
        Of the minimum detectable change.
    fewest_labels
        Labels a period needs in a segment.

    Returns
    -------
    ChangeEstimate
        Process influence values of both stratified estimates (see `WeighedSample`), summed per content over both
        periods, so that content seen in both correlates them; Student t limits on contents less 1.

    References
    ----------
    Binder (1983), International Statistical Review 51, 279-292.

    Examples
    --------
    >>> frame = SamplingFrame(("all",), [1e6])
    >>> week_1 = PrevalenceSample([1] * 10 + [0] * 990, [f"a{i}" for i in range(1000)], ["all"] * 1000)
    >>> week_2 = PrevalenceSample([1] * 40 + [0] * 960, [f"b{i}" for i in range(1000)], ["all"] * 1000)
    >>> change = estimate_change(week_1, week_2, frame, frame)
    >>> change.difference.round(3).tolist(), str(change.verdict[0]), change.minimum_detectable_change.round(4).tolist()
    ([0.03], 'detectable_rise', [0.0195])
    """
    before, after = weigh(sample_before, frame_before), weigh(sample_after, frame_after)
    if before.segments != after.segments:
        raise ValueError(
            f"frame_after has {after.segments} segments but frame_before {before.segments}; they must agree"
        )
    rows = len(before.outcome)
    contents = _shared_codes(sample_before, sample_after, rows, len(after.outcome))
    segments = np.concatenate([before.segment, after.segment])
    gap = np.zeros(len(after.outcome)), np.zeros(rows)
    influences = np.concatenate([before.process_influence, gap[0]]), np.concatenate([gap[1], after.process_influence])
    n_before, n_after = before.labels.sum(axis=1), after.labels.sum(axis=1)
    blind = [period.cells().unsampled_share > 0 for period in (before, after)]
    shares = tuple(blank_where(gone, period.estimate) for gone, period in zip(blind, (before, after), strict=True))
    everyone = np.ones(len(segments), dtype=bool)
    change = change_of_shares((shares[0], shares[1]), influences, contents, segments, everyone, level)

    outcome = np.concatenate([before.outcome, after.outcome])
    positives = group_sums(segments, outcome, before.segments)
    violating = _distinct(segments[outcome > 0], contents[outcome > 0], before.segments)
    no_data = (n_before == 0) | (n_after == 0)
    few_labels = np.minimum(n_before, n_after) < fewest_labels
    few_contents = violating < FEWEST_VIOLATING_CONTENTS
    no_error = ~(change.standard_error > 0)
    status = status_where(few_contents | no_error, Status.INTERVAL_ONLY, Status.OK)
    status = status_where(few_labels, Status.SUPPRESSED, status)
    status = status_where(no_data | np.isnan(change.difference), Status.UNDEFINED, status)
    hidden = np.isin(status, [Status.UNDEFINED.value, Status.SUPPRESSED.value])

    verdict = np.where(change.low > 0, Verdict.RISE.value, np.where(change.high < 0, Verdict.FALL.value, Verdict.NONE))
    verdict = np.where(status == Status.OK, verdict, Verdict.TOO_LITTLE_DATA.value)
    return ChangeEstimate(
        blank_where(hidden, shares[0]),
        blank_where(hidden, shares[1]),
        blank_where(hidden, change.difference),
        blank_where(hidden, change.low),
        blank_where(hidden, change.high),
        level,
        blank_where(hidden, change.standard_error),
        blank_where(hidden, minimum_detectable_change(change.standard_error, 1 - level, power)),
        n_before,
        n_after,
        positives,
        violating,
        verdict,
        status,
        _reasons(status, blind[0] | blind[1], no_data, fewest_labels, np.minimum(n_before, n_after), violating),
    )


def _shared_codes(before: PrevalenceSample, after: PrevalenceSample, rows: int, later_rows: int) -> IntArray:
    """Codes of contents over both periods; ids that are numbers in one and text in the other are compared as text."""
    first = clean_ids("sample_before.content_id", before.content_id, rows)
    second = clean_ids("sample_after.content_id", after.content_id, later_rows)
    if first.dtype.kind != second.dtype.kind:
        first, second = first.astype(str), second.astype(str)
    return encode("content_id", np.concatenate([first, second]), rows + later_rows)


def _distinct(segments: IntArray, contents: IntArray, count: int) -> FloatArray:
    width = int(contents.max(initial=0)) + 1
    pairs = np.unique(segments * width + contents)
    return group_counts(pairs // width, count)


def _reasons(
    status: StatusArray,
    is_blind: np.ndarray[tuple[int, ...], np.dtype[np.bool_]],
    no_data: np.ndarray[tuple[int, ...], np.dtype[np.bool_]],
    fewest_labels: int,
    labels: FloatArray,
    violating: FloatArray,
) -> Reasons:
    reasons: list[tuple[Reason, ...]] = [()] * len(status)
    for s in np.flatnonzero(status != Status.OK):
        if no_data[s]:
            reasons[s] = (Reason(ReasonCode.NO_DATA, where="one of the periods"),)
        elif is_blind[s]:
            reasons[s] = (Reason(ReasonCode.UNSAMPLED_STRATUM),)
        elif labels[s] < fewest_labels:
            reasons[s] = (Reason(ReasonCode.TOO_FEW_LABELS, fewest_labels - int(labels[s]), "one of the periods"),)
        else:
            missing = max(1, FEWEST_VIOLATING_CONTENTS - int(violating[s]))
            reasons[s] = (Reason(ReasonCode.FEW_POSITIVES, missing, "both periods together, in distinct contents"),)
    return tuple(reasons)
