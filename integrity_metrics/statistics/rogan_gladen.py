"""Rogan–Gladen: correct an apparent rate for label error when sensitivity and specificity are known constants.

Only for error rates that are *known*. Rates estimated from validation labels need `lang_reiczigel`: taking estimates
as exact gives intervals that cover the truth 20 to 39 times in 100.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from integrity_metrics.statistics.checks import FloatArray, as_probabilities, broadcast_named


@dataclass(frozen=True, slots=True, eq=False)
class RoganGladen:
    """A label-error-corrected rate, element by element (any shape).

    Attributes
    ----------
    raw
        The formula as it comes out; may fall outside [0, 1]. NaN where `is_informative` is false.
    value
        `raw` clamped to [0, 1]: what a screen shows; `raw` belongs in the tooltip.
    is_informative
        Sensitivity + specificity > 1. Otherwise the labels carry no signal and there is no corrected rate.
    is_below_false_positive_rate, is_above_sensitivity
        The apparent rate cannot come from these error rates, other than by chance: below 1 - specificity or above
        sensitivity. The clamped value is then an artefact of the clamp and says so.
    """

    raw: FloatArray
    value: FloatArray
    is_informative: NDArray[np.bool_]
    is_below_false_positive_rate: NDArray[np.bool_]
    is_above_sensitivity: NDArray[np.bool_]


def rogan_gladen(apparent: ArrayLike, sensitivity: ArrayLike, specificity: ArrayLike) -> RoganGladen:
    """Correct apparent rates (point estimates or interval ends) for known label error, for any broadcastable shapes.

    ``true = (apparent + specificity - 1) / (sensitivity + specificity - 1)``. The formula rises with `apparent`, so
    applying it to both ends of an interval of the apparent rate gives an interval of the true rate with the same
    coverage, as long as sensitivity and specificity are exact.

    Parameters
    ----------
    apparent
        Shares labelled positive, fractions in [0, 1].
    sensitivity, specificity
        Known constants, fractions in [0, 1].

    References
    ----------
    Rogan and Gladen (1978), Am J Epidemiol 107:71-76; Reiczigel, Földi and Ózsvári (2010), Epidemiol Infect 138:1674.

    Examples
    --------
    >>> corrected = rogan_gladen([0.30, 0.05], sensitivity=0.96, specificity=0.89)
    >>> corrected.raw.round(4).tolist(), corrected.value.round(4).tolist()
    ([0.2235, -0.0706], [0.2235, 0.0])
    >>> corrected.is_below_false_positive_rate.tolist()
    [False, True]
    """
    observed, sens, spec = broadcast_named(
        apparent=as_probabilities("apparent", apparent),
        sensitivity=as_probabilities("sensitivity", sensitivity),
        specificity=as_probabilities("specificity", specificity),
    )
    youden = sens + spec - 1
    is_informative = youden > 0
    raw = np.full(observed.shape, np.nan)
    np.divide(observed + spec - 1, youden, out=raw, where=is_informative)
    return RoganGladen(
        raw=raw,
        value=np.clip(raw, 0, 1),
        is_informative=is_informative,
        is_below_false_positive_rate=observed < 1 - spec,
        is_above_sensitivity=observed > sens,
    )
