"""Label error in a prevalence: what the validation of the labels adds to the limits the front door has found."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from integrity_metrics.statistics.checks import FloatArray
from integrity_metrics.statistics.interval import IntervalMethod, blank_where, status_where
from integrity_metrics.statistics.lang_reiczigel import lang_reiczigel
from integrity_metrics.statistics.prevalence_cells import EQUAL
from integrity_metrics.statistics.status import Reason, ReasonCode, Status

if TYPE_CHECKING:
    from integrity_metrics.statistics.prevalence_estimate import PrevalenceEstimate


@dataclass(frozen=True, slots=True)
class LabelValidation:
    """How often labels were right on items of known truth, drawn at random among the violating and the benign.

    Parameters
    ----------
    true_positives, validated_positives
        Of the truly violating items, how many were labelled so, and how many there were.
    true_negatives, validated_negatives
        Of the truly benign items, how many were labelled so, and how many there were.
    """

    true_positives: float
    validated_positives: float
    true_negatives: float
    validated_negatives: float


def include_label_error(found: PrevalenceEstimate, validation: LabelValidation) -> PrevalenceEstimate:
    """Correct the prevalence of each segment for label error (Lang-Reiczigel), for the front door.

    Labels that all weigh the same enter as counts. Weighted ones enter as rate x effective labels and effective labels
    p(1-p)/SE^2; that is measured in a few designs only, so such a segment is at best `interval_only`. A segment with
    a stratum nobody sampled is `undefined`: its limits are no rate of labels. Standard errors stay those of the
    labelled rate.

    Parameters
    ----------
    found
        What the front door found for the level, label error left out.
    validation
        Counts of the validation of the labels, the same for all segments.

    References
    ----------
    Lang and Reiczigel (2014), Preventive Veterinary Medicine 113, 13-22.
    """
    none_found = found.status == Status.UPPER_BOUND_ONLY
    rate = np.where(none_found, 0.0, found.value)
    is_simple = found.n_eff >= found.n * (1 - EQUAL)
    labels = np.where(is_simple, found.n, _effective_labels(rate, found.se_design, found.n_eff))
    is_shown = ~np.isin(found.status, [Status.UNDEFINED.value, Status.SUPPRESSED.value])
    usable = is_shown & (labels > 0) & ~np.isnan(rate)
    size = np.where(usable, labels, 1.0)
    corrected = lang_reiczigel(
        np.where(usable, np.clip(rate, 0, 1), 0.0) * size,
        size,
        validation.true_positives,
        validation.validated_positives,
        validation.true_negatives,
        validation.validated_negatives,
        found.level,
    )
    has_signal = corrected.is_informative & ~np.isnan(corrected.raw)
    tells = usable & has_signal & corrected.fits_validation
    is_zero = tells & (corrected.raw <= 0)
    is_approximate = tells & ~is_simple
    status = status_where(is_approximate & (found.status == Status.OK), Status.INTERVAL_ONLY, found.status)
    status = status_where(is_zero, Status.UPPER_BOUND_ONLY, status)
    status = status_where(is_shown & ~tells, Status.UNDEFINED, status)
    has_validation = bool(np.all(corrected.has_validation))
    silent = ReasonCode.UNINFORMATIVE_CLASSIFIER if has_validation else ReasonCode.NO_VALIDATION_DATA
    added: list[tuple[NDArray[np.bool_], ReasonCode]] = [
        (is_zero & ~none_found, ReasonCode.ZERO_POSITIVES),
        (is_approximate, ReasonCode.EFFECTIVE_LABELS),
        (usable & ~has_signal, silent),
        (usable & has_signal & ~tells, ReasonCode.VALIDATION_MISFIT),
    ]
    return replace(
        found,
        value=blank_where(~tells | is_zero, corrected.value),
        low=blank_where(~tells, corrected.low),
        high=blank_where(~tells, corrected.high),
        method=np.where(tells, IntervalMethod.LANG_REICZIGEL.value, found.method),
        label_error_included=True,
        status=status,
        reasons=tuple(
            (*(Reason(code) for where, code in added if where[s]), *reasons) for s, reasons in enumerate(found.reasons)
        ),
    )


def _effective_labels(rate: FloatArray, standard_error: FloatArray, fallback: FloatArray) -> FloatArray:
    """Labels of a simple random sample with this error; the effective size of the weights where the error is 0."""
    spread = rate * (1 - rate)
    return np.divide(spread, standard_error**2, out=fallback.copy(), where=standard_error > 0)
