"""Prevalence from a labelled probability sample: the front door chooses the method and says what it is worth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from integrity_metrics.statistics.checks import FloatArray, check_level
from integrity_metrics.statistics.clustered_variance import encode
from integrity_metrics.statistics.interval import StatusArray, blank_where
from integrity_metrics.statistics.label_validation import LabelValidation, include_label_error
from integrity_metrics.statistics.prevalence_cells import LabelSums, WeighedCells, weigh_sums
from integrity_metrics.statistics.prevalence_interval import ChosenLimits, level_limits, process_limits
from integrity_metrics.statistics.prevalence_reasons import FEWEST_LABELS, Reasons, judge
from integrity_metrics.statistics.prevalence_sample import PrevalenceSample, Question, SamplingFrame, as_question
from integrity_metrics.statistics.prevalence_weights import weigh
from integrity_metrics.statistics.status import Status


@dataclass(frozen=True, slots=True, eq=False)
class PrevalenceEstimate:
    """Prevalence per segment; every array has shape (segments,).

    Parameters
    ----------
    value
        Share of impressions that violate; NaN unless `status` is `ok` or `interval_only` with every stratum sampled.
    low, high
        Limits at `level`; NaN where suppressed or undefined. `low` counts unsampled strata as benign, `high` as
        violating.
    level
        Two-sided confidence level.
    method
        How the limits were made, an `IntervalMethod` value per segment.
    se_design, se_process
        Standard error with labels, and with contents, as independent draws; NaN where it does not exist.
    n, n_positive
        Labels and positive labels.
    n_eff
        Kish's effective number of labels; unequal weights cost the rest.
    deff
        se_design^2 over that of a simple random sample; NaN without positives or without negatives.
    label_error_included
        Whether value and limits allow for wrong labels: only with `validation`.
    status, reasons
        What the number is worth, and the next step where it is not plainly `ok`.
    """

    value: FloatArray
    low: FloatArray
    high: FloatArray
    level: float
    method: StatusArray
    se_design: FloatArray
    se_process: FloatArray
    n: FloatArray
    n_positive: FloatArray
    n_eff: FloatArray
    deff: FloatArray
    label_error_included: bool
    status: StatusArray
    reasons: Reasons


def estimate_prevalence(
    sample: PrevalenceSample,
    frame: SamplingFrame,
    question: Question,
    level: float = 0.95,
    fewest_labels: int = FEWEST_LABELS,
    validation: LabelValidation | None = None,
) -> PrevalenceEstimate:
    """Prevalence per segment, with the interval its data and the question call for.

    Parameters
    ----------
    sample
        Labelled impressions.
    frame
        Impressions per (segment and) stratum.
    question
        `Question.LEVEL` for a report of this week, `Question.CHANGE` for an alert or a comparison.
    level
        Two-sided confidence level.
    fewest_labels
        Labels below which a segment is suppressed.
    validation
        How often the labels were right on items of known truth; None leaves label error out. For the level only.

    Returns
    -------
    PrevalenceEstimate
        value = sum over strata of population share x weighted share of violating labels; the choice of interval and
        status is the table in docs/estimators.md.

    References
    ----------
    Sarndal, Swensson and Wretman (1992), Model Assisted Survey Sampling; Fay and Feuer (1997).

    Examples
    --------
    >>> sample = PrevalenceSample(
    ...     is_violating=[1] * 12 + [0] * 288 + [0] * 700,
    ...     content_id=np.arange(1000),
    ...     stratum=["high"] * 300 + ["low"] * 700,
    ... )
    >>> result = estimate_prevalence(sample, SamplingFrame(("high", "low"), [1e6, 9e6]), Question.LEVEL)
    >>> result.value.round(4).tolist(), result.low.round(4).tolist(), result.high.round(4).tolist()
    ([0.004], [0.0021], [0.0092])
    >>> str(result.method[0]), str(result.status[0])
    ('gamma', 'ok')
    """
    level, question = check_level(level), as_question(question)
    if validation is not None and question is not Question.LEVEL:
        raise ValueError("validation is given for a change; label error is corrected in the level only, leave it out")
    weighed = weigh(sample, frame)
    cells = weighed.cells()
    contents = encode("content_id", sample.content_id, len(weighed.outcome))
    se_process = np.sqrt(weighed.process_variance(contents))
    if question is Question.LEVEL:
        found = _estimate(cells, frame, se_process, level, fewest_labels)
    else:
        limits = process_limits(weighed, contents, se_process, cells.unsampled_share, level)
        status, reasons = judge(cells, frame, se_process, fewest_labels)
        found = _told(cells, limits, level, se_process, status, reasons)
    return found if validation is None else include_label_error(found, validation)


def estimate_prevalence_from_sums(
    sums: LabelSums,
    frame: SamplingFrame,
    level: float = 0.95,
    fewest_labels: int = FEWEST_LABELS,
    validation: LabelValidation | None = None,
) -> PrevalenceEstimate:
    """Prevalence per segment for the level, from sums a warehouse has added up; equal to the estimate from the rows.

    Parameters
    ----------
    sums
        Of the labels, per segment and stratum in the order of `frame`.
    frame, level, fewest_labels, validation
        As for `estimate_prevalence`.

    Returns
    -------
    PrevalenceEstimate
        `se_process` is NaN: it needs the contents.

    Examples
    --------
    >>> sums = LabelSums([[300, 700]], [[12, 0]], [[300, 700]], [[300, 700]], [[1, 1]], [[12, 0]], [[12, 0]])
    >>> result = estimate_prevalence_from_sums(sums, SamplingFrame(("high", "low"), [[1e6, 9e6]]))
    >>> result.value.round(4).tolist(), result.low.round(4).tolist(), result.high.round(4).tolist()
    ([0.004], [0.0021], [0.0092])
    """
    cells = weigh_sums(sums, np.atleast_2d(np.asarray(frame.populations, dtype=np.float64)))
    unknown = np.full(len(cells.labels), np.nan)
    found = _estimate(cells, frame, unknown, check_level(level), fewest_labels)
    return found if validation is None else include_label_error(found, validation)


def _estimate(
    cells: WeighedCells, frame: SamplingFrame, se_process: FloatArray, level: float, fewest_labels: int
) -> PrevalenceEstimate:
    se_design = np.sqrt(cells.design_variance)
    limits = level_limits(cells, se_design, level)
    status, reasons = judge(cells, frame, se_design, fewest_labels)
    return _told(cells, limits, level, se_process, status, reasons)


def _told(
    cells: WeighedCells,
    limits: ChosenLimits,
    level: float,
    se_process: FloatArray,
    status: StatusArray,
    reasons: Reasons,
) -> PrevalenceEstimate:
    """Leave out what the status does not allow to be shown."""
    hidden = np.isin(status, [Status.UNDEFINED.value, Status.SUPPRESSED.value])
    estimate, se_design = cells.estimate, np.sqrt(cells.design_variance)
    no_point = hidden | (status == Status.UPPER_BOUND_ONLY) | (cells.unsampled_share > 0)
    n = cells.labels.sum(axis=1)
    simple = np.divide(estimate * (1 - estimate), n - 1, out=np.full(n.shape, np.nan), where=n > 1)
    return PrevalenceEstimate(
        blank_where(no_point, estimate),
        blank_where(hidden, limits.low),
        blank_where(hidden, limits.high),
        level,
        limits.method,
        blank_where(hidden, se_design),
        blank_where(hidden, se_process),
        n,
        cells.positives.sum(axis=1),
        cells.n_eff,
        np.divide(se_design**2, simple, out=np.full(n.shape, np.nan), where=simple > 0),
        False,
        status,
        reasons,
    )
