"""The front door of the sampling estimators: give the sample, the frame and the question; the method is chosen."""

from integrity_metrics.statistics.change_estimate import ChangeEstimate, Verdict, estimate_change
from integrity_metrics.statistics.label_validation import LabelValidation
from integrity_metrics.statistics.prevalence_cells import LabelSums
from integrity_metrics.statistics.prevalence_estimate import (
    PrevalenceEstimate,
    estimate_prevalence,
    estimate_prevalence_from_sums,
)
from integrity_metrics.statistics.prevalence_sample import PrevalenceSample, Question, SamplingFrame

__all__ = [
    "ChangeEstimate",
    "LabelSums",
    "LabelValidation",
    "PrevalenceEstimate",
    "PrevalenceSample",
    "Question",
    "SamplingFrame",
    "Verdict",
    "estimate_change",
    "estimate_prevalence",
    "estimate_prevalence_from_sums",
]
