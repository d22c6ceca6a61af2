"""Machine-assisted prevalence for the caller: PPI++ with the human-only number beside it, and a gate on positives."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from integrity_metrics.statistics.checks import as_probabilities
from integrity_metrics.statistics.prediction_powered import prediction_powered_mean
from integrity_metrics.statistics.status import Reason, ReasonCode, Status

FEWEST_POSITIVES = 30
COMFORTABLE_POSITIVES = 50


@dataclass(frozen=True, slots=True)
class AssistedPrevalence:
    """A prevalence helped by machine scores, never to be shown without the human-only one.

    Attributes
    ----------
    value, low, high
        PPI++ estimate with limits clamped to [0, 1]; None below 30 human positives.
    human_value, human_low, human_high
        The classical estimate from the labelled rows alone.
    tuning
        Weight given to the scores, 0 (no use) to 1.
    variance_ratio
        Variance of the assisted over the human-only estimate; None where the latter is 0.
    """

    value: float | None
    low: float | None
    high: float | None
    human_value: float
    human_low: float
    human_high: float
    level: float
    tuning: float
    variance_ratio: float | None
    labels: int
    positives: int
    status: Status
    reasons: tuple[Reason, ...]
    method: str = "PPI++"


def estimate_assisted_prevalence(
    labels: ArrayLike,
    scores: ArrayLike,
    unlabelled_scores: ArrayLike,
    *,
    weights: ArrayLike | None = None,
    unlabelled_weights: ArrayLike | None = None,
    level: float = 0.95,
) -> AssistedPrevalence:
    """Estimate prevalence from human labels and machine scores, with status and reasons: the caller's front door.

    `suppressed` below 30 human positives (the normal interval then covers .87 to .93), `interval_only` below 50.

    Parameters
    ----------
    labels, scores, unlabelled_scores, weights, unlabelled_weights
        See `prediction_powered_mean`.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> labels, rest = (rng.random(600) < 0.1).astype(float), (rng.random(5000) < 0.1).astype(float)
    >>> result = estimate_assisted_prevalence(labels, 0.8 * labels + 0.1, 0.8 * rest + 0.1)
    >>> result.status.value, result.positives, round(result.variance_ratio, 2)
    ('ok', 54, 0.13)
    """
    labels = as_probabilities("labels", labels)
    assisted = prediction_powered_mean(
        labels, scores, unlabelled_scores, weights=weights, unlabelled_weights=unlabelled_weights, level=level
    )
    human = prediction_powered_mean(
        labels,
        scores,
        unlabelled_scores,
        tuning=0.0,
        weights=weights,
        unlabelled_weights=unlabelled_weights,
        level=level,
    )
    positives = int(assisted.positives[0])
    is_shown = positives >= FEWEST_POSITIVES
    if is_shown:
        status = Status.OK if positives >= COMFORTABLE_POSITIVES else Status.INTERVAL_ONLY
    else:
        status = Status.SUPPRESSED
    needed = COMFORTABLE_POSITIVES - positives
    human_variance = float(human.standard_error[0]) ** 2

    def share(value: np.float64) -> float:
        return float(np.clip(value, 0, 1))

    return AssistedPrevalence(
        value=share(assisted.value[0]) if is_shown else None,
        low=share(assisted.low[0]) if is_shown else None,
        high=share(assisted.high[0]) if is_shown else None,
        human_value=share(human.value[0]),
        human_low=share(human.low[0]),
        human_high=share(human.high[0]),
        level=level,
        tuning=float(assisted.tuning[0]),
        variance_ratio=float(assisted.standard_error[0]) ** 2 / human_variance if human_variance > 0 else None,
        labels=int(assisted.labelled[0]),
        positives=positives,
        status=status,
        reasons=(Reason(ReasonCode.FEW_POSITIVES, needed=needed),) if needed > 0 else (),
    )
