"""Lang–Reiczigel: correct a rate for label error when sensitivity and specificity come from validation labels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from integrity_metrics.statistics.checks import FloatArray, broadcast_named, check_level, refuse
from integrity_metrics.statistics.counts import binomial_counts


@dataclass(frozen=True, slots=True, eq=False)
class LangReiczigel:
    """A corrected rate with an interval that carries the error of the validation labels (any shape).

    Attributes
    ----------
    raw, value
        Rogan–Gladen from the unadjusted rates, and the same clamped to [0, 1]. NaN where a validation sample is empty
        or the observed sensitivity + specificity <= 1.
    centre, standard_error
        Shifted centre and standard error of the adjusted rates. NaN where the adjusted rates carry no signal.
    low_raw, high_raw
        ``centre -+ z * standard_error``.
    low, high
        The same clamped to [0, 1].
    is_informative
        Whether the adjusted sensitivity + specificity is above 1.
    has_validation
        Whether both validation samples hold at least one label. Without them the interval is the prior's, not data's.
    """

    raw: FloatArray
    value: FloatArray
    centre: FloatArray
    standard_error: FloatArray
    low_raw: FloatArray
    high_raw: FloatArray
    low: FloatArray
    high: FloatArray
    level: float
    is_informative: NDArray[np.bool_]
    has_validation: NDArray[np.bool_]

    @property
    def fits_validation(self) -> NDArray[np.bool_]:
        """Whether some rate in [0, 1] fits; otherwise the validated labels err in another way than these."""
        return np.asarray((self.high_raw > 0) & (self.low_raw < 1))


def lang_reiczigel(
    positives: ArrayLike,
    labels: ArrayLike,
    true_positives: ArrayLike,
    validated_positives: ArrayLike,
    true_negatives: ArrayLike,
    validated_negatives: ArrayLike,
    level: float = 0.95,
) -> LangReiczigel:
    """Correct apparent rates for label error estimated on validation samples, for any broadcastable shapes.

    With z the normal quantile, ``q = (k + z^2/2) / (n + z^2)``, ``a = (k_se + 1) / (n_se + 2)``,
    ``b = (k_sp + 1) / (n_sp + 2)``: ``P = (q + b - 1) / (a + b - 1)``,
    ``dP = 2 z^2 [P a(1-a)/(n_se+2) - (1-P) b(1-b)/(n_sp+2)]`` and
    ``se = sqrt(q(1-q)/(n+z^2) + P^2 a(1-a)/(n_se+2) + (1-P)^2 b(1-b)/(n_sp+2)) / (a+b-1)``; limits ``P + dP -+ z se``.

    Parameters
    ----------
    positives, labels
        Positives among the labels of the sample. For a weighted sample pass ``rate * n_eff`` and ``n_eff``.
    true_positives, validated_positives
        Of the truly positive validation items, how many were labelled positive, and how many there were.
    true_negatives, validated_negatives
        Of the truly negative validation items, how many were labelled negative, and how many there were.

    References
    ----------
    Lang and Reiczigel (2014), Prev Vet Med 113:13-22.

    Examples
    --------
    Example 1 of the paper, published limits 0.349 to 0.372:

    >>> result = lang_reiczigel(4060, 11281, 178, 179, 358, 359)
    >>> f"{result.value:.3f} {result.low:.3f} {result.high:.3f}"
    '0.360 0.349 0.372'
    """
    sample = binomial_counts(positives, labels)
    refuse("labels", sample.labels, sample.labels == 0, "a rate needs at least one label")
    violating = binomial_counts(true_positives, validated_positives, "true_positives", "validated_positives")
    benign = binomial_counts(true_negatives, validated_negatives, "true_negatives", "validated_negatives")
    k, n, k_se, n_se, k_sp, n_sp = broadcast_named(
        positives=sample.positives,
        labels=sample.labels,
        true_positives=violating.positives,
        validated_positives=violating.labels,
        true_negatives=benign.positives,
        validated_negatives=benign.labels,
    )

    z = float(ndtri((1 + check_level(level)) / 2))
    apparent = (k + z**2 / 2) / (n + z**2)
    sens, spec = (k_se + 1) / (n_se + 2), (k_sp + 1) / (n_sp + 2)
    is_informative = sens + spec > 1
    youden = np.where(is_informative, sens + spec - 1, np.nan)
    rate = (apparent + spec - 1) / youden
    error_sens, error_spec = sens * (1 - sens) / (n_se + 2), spec * (1 - spec) / (n_sp + 2)
    centre = rate + 2 * z**2 * (rate * error_sens - (1 - rate) * error_spec)
    variance = apparent * (1 - apparent) / (n + z**2) + rate**2 * error_sens + (1 - rate) ** 2 * error_spec
    standard_error = np.sqrt(variance) / youden
    low_raw, high_raw = centre - z * standard_error, centre + z * standard_error

    has_validation = (n_se > 0) & (n_sp > 0)
    observed_sens, observed_spec = k_se / np.maximum(n_se, 1), k_sp / np.maximum(n_sp, 1)
    observed_youden = observed_sens + observed_spec - 1
    raw = np.full(k.shape, np.nan)
    np.divide(k / n + observed_spec - 1, observed_youden, out=raw, where=has_validation & (observed_youden > 0))
    return LangReiczigel(
        raw=raw,
        value=np.clip(raw, 0, 1),
        centre=centre,
        standard_error=standard_error,
        low_raw=low_raw,
        high_raw=high_raw,
        low=np.clip(low_raw, 0, 1),
        high=np.clip(high_raw, 0, 1),
        level=level,
        is_informative=is_informative,
        has_validation=has_validation,
    )
