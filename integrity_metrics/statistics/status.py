"""What a number is worth: the status vocabulary every estimate carries, with reasons and the next step.

The vocabulary is fixed (see docs/estimators.md): a number is ``ok``, ``interval_only``, ``upper_bound_only``,
``immature``, ``suppressed`` or ``undefined``. A refusal is the tool working, so it always names what is missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """How far a number may be trusted; screens, exports and alerts all read this one field."""

    OK = "ok"
    INTERVAL_ONLY = "interval_only"
    UPPER_BOUND_ONLY = "upper_bound_only"
    IMMATURE = "immature"
    SUPPRESSED = "suppressed"
    UNDEFINED = "undefined"


class ReasonCode(StrEnum):
    """Why a status is not plainly ``ok``; the sentence of each is in `SENTENCES`."""

    NO_DATA = "no_data"
    TOO_FEW_LABELS = "too_few_labels"
    FEW_POSITIVES = "few_positives"
    ZERO_POSITIVES = "zero_positives"
    ONE_LABEL_IN_STRATUM = "one_label_in_stratum"
    UNSAMPLED_STRATUM = "unsampled_stratum"
    FEW_CLUSTERS = "few_clusters"
    NO_VALIDATION_DATA = "no_validation_data"
    UNINFORMATIVE_CLASSIFIER = "uninformative_classifier"
    VALIDATION_MISFIT = "validation_misfit"
    EFFECTIVE_LABELS = "effective_labels"
    NO_VARIATION = "no_variation"
    NOT_CONVERGED = "not_converged"
    NOT_REACHED = "not_reached"
    IMMATURE_PERIOD = "immature_period"
    PARTIAL_PERIOD = "partial_period"
    SMALL_CELL = "small_cell"
    NO_PRE_PERIOD = "no_pre_period"
    PRE_TREND = "pre_trend"
    PLACEBO_REJECTS = "placebo_rejects"
    POOR_PRE_FIT = "poor_pre_fit"
    FEW_UNITS = "few_units"
    DEFINITION_BREAK = "definition_break"
    NO_HISTORY = "no_history"
    FULLY_POOLED = "fully_pooled"
    NO_DISAGREEMENT = "no_disagreement"


SENTENCES: dict[ReasonCode, str] = {
    ReasonCode.NO_DATA: "There is no data{where}.",
    ReasonCode.TOO_FEW_LABELS: "Too few labels{where}: {needed} more needed.",
    ReasonCode.FEW_POSITIVES: "Few positives{where}: read the interval, not the point; {needed} more positives needed.",
    ReasonCode.ZERO_POSITIVES: "No positive was found{where}: only an upper bound can be given.",
    ReasonCode.ONE_LABEL_IN_STRATUM: "One label only{where}: a variance needs two; {needed} more needed.",
    ReasonCode.UNSAMPLED_STRATUM: "A part of the population was not sampled{where}.",
    ReasonCode.FEW_CLUSTERS: "Few distinct contents{where}: {needed} more needed for a standard error.",
    ReasonCode.NO_VALIDATION_DATA: "No validation labels{where}: the label error is unknown, so no interval is given.",
    ReasonCode.UNINFORMATIVE_CLASSIFIER: "Sensitivity plus specificity is not above 1{where}: labels carry no signal.",
    ReasonCode.VALIDATION_MISFIT: "No rate fits{where}: these labels err in another way than the validated ones.",
    ReasonCode.EFFECTIVE_LABELS: "Labels weigh unequally{where}: corrected for label error by their effective number.",
    ReasonCode.NO_VARIATION: "All values are the same{where}, so the measure is not defined.",
    ReasonCode.NOT_CONVERGED: "The fit did not converge{where}; the direct estimate stands.",
    ReasonCode.NOT_REACHED: "The level is not reached within the data{where}.",
    ReasonCode.IMMATURE_PERIOD: "The period is not complete yet{where}: {needed} more days needed.",
    ReasonCode.PARTIAL_PERIOD: "The period is only partly inside the data{where}.",
    ReasonCode.SMALL_CELL: "Suppressed{where}: fewer than the smallest cell that may be shown.",
    ReasonCode.NO_PRE_PERIOD: "Not enough history before the change{where}: {needed} more periods needed.",
    ReasonCode.PRE_TREND: "The outcome and its comparison already drifted apart before the change{where}.",
    ReasonCode.PLACEBO_REJECTS: "The method also finds effects at dates where nothing changed{where}.",
    ReasonCode.POOR_PRE_FIT: "The comparison does not follow the outcome before the change{where}.",
    ReasonCode.FEW_UNITS: "Few units to compare{where}: {needed} more needed.",
    ReasonCode.DEFINITION_BREAK: "The definition changed inside the period{where}.",
    ReasonCode.NO_HISTORY: "Too few were followed this far{where}: {needed} more needed.",
    ReasonCode.FULLY_POOLED: "The segments do not differ beyond chance{where}: each is given the common value.",
    ReasonCode.NO_DISAGREEMENT: "No item was judged differently{where}: how far below 1 agreement may be is not known.",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason behind a status: a code, how much more is needed, and where.

    Parameters
    ----------
    code
        Which reason.
    needed
        How many more units (labels, days, positives ...) would lift it, when known.
    where
        The segment or stratum it is about, in the caller's words.

    Examples
    --------
    >>> Reason(ReasonCode.TOO_FEW_LABELS, needed=160, where="stratum high-risk").sentence
    'Too few labels in stratum high-risk: 160 more needed.'
    """

    code: ReasonCode
    needed: int | None = None
    where: str = ""

    @property
    def sentence(self) -> str:
        """The reason in words, for screens, exports and reports alike."""
        return SENTENCES[self.code].format(
            needed="some" if self.needed is None else f"{self.needed:,}",
            where=f" in {self.where}" if self.where else "",
        )
