"""Label-error-corrected prevalence for the caller: the interval carries the error of the validation labels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from integrity_metrics.statistics.lang_reiczigel import LangReiczigel, lang_reiczigel
from integrity_metrics.statistics.status import Reason, ReasonCode, Status


@dataclass(frozen=True, slots=True)
class CorrectedPrevalence:
    """A prevalence corrected for label error; None where the labels cannot support one.

    `raw` is the correction before clamping to [0, 1], for the tooltip.
    """

    value: float | None
    low: float | None
    high: float | None
    raw: float | None
    level: float
    status: Status
    reasons: tuple[Reason, ...]
    method: str = "Lang-Reiczigel"


def estimate_corrected_prevalence(
    positives: float,
    labels: float,
    *,
    true_positives: float,
    validated_positives: float,
    true_negatives: float,
    validated_negatives: float,
    level: float = 0.95,
) -> CorrectedPrevalence:
    """Correct a labelled rate for label error measured on validation items: the caller's front door.

    `undefined` without validation labels, where they show no signal (sensitivity + specificity not above 1), or where
    no rate from 0 to 1 fits them; `upper_bound_only` where the corrected rate is at 0 (no more positives than false
    ones would give).

    Parameters
    ----------
    positives, labels, true_positives, validated_positives, true_negatives, validated_negatives
        See `lang_reiczigel`; for a weighted sample pass ``rate * n_eff`` and ``n_eff``.

    Examples
    --------
    >>> result = estimate_corrected_prevalence(45, 150, true_positives=96, validated_positives=100,
    ...                                        true_negatives=178, validated_negatives=200)
    >>> f"{result.value:.3f} [{result.low:.3f}, {result.high:.3f}] {result.status}"
    '0.224 [0.130, 0.323] ok'
    """
    found = lang_reiczigel(
        positives, labels, true_positives, validated_positives, true_negatives, validated_negatives, level
    )
    raw = float(found.raw)
    if code := _why_undefined(found):
        return CorrectedPrevalence(None, None, None, None, level, Status.UNDEFINED, (Reason(code),))
    is_zero = raw <= 0
    return CorrectedPrevalence(
        value=float(found.value),
        low=float(found.low),
        high=float(found.high),
        raw=raw,
        level=level,
        status=Status.UPPER_BOUND_ONLY if is_zero else Status.OK,
        reasons=(Reason(ReasonCode.ZERO_POSITIVES),) if is_zero else (),
    )


def _why_undefined(found: LangReiczigel) -> ReasonCode | None:
    """Return why there is no corrected rate, or None where there is one."""
    if not found.has_validation:
        return ReasonCode.NO_VALIDATION_DATA
    if np.isnan(found.raw) or not found.is_informative:
        return ReasonCode.UNINFORMATIVE_CLASSIFIER
    # Clamped limits would read "at most 0%".
    return None if found.fits_validation else ReasonCode.VALIDATION_MISFIT
