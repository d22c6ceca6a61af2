"""Did a change of a known shape begin on one of the last days? A generalised likelihood ratio over its first day.

A change of shape f(age) that began on day u would have left the innovations v of the filter with mean
amount * V, where V is f put through the same filter: the filter has meanwhile mistaken part of the change for level,
slope and lasting noise. With s the innovations' standard deviation, the score test of "no change" is
z(u) = sum(V v / s^2) / sqrt(sum(V^2 / s^2)), the estimated amount sum(V v / s^2) / sum(V^2 / s^2) (de Jong and Penzer
1998). All first days within reach are followed at once, for all series. What the annual wave takes of a change within
weeks is so little that it is left out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from integrity_metrics.detection.series import FloatMatrix
from integrity_metrics.detection.state import LASTING, LEVEL, SLOPE, Forecast

# Residuals count up to so many standard deviations: one very strange day is not yet a lasting change.
CLIP = 3.0


@dataclass(frozen=True, slots=True)
class Onsets:
    """What the filter would have made of a change begun at each of the last days; arrays of shape ``(first, series)``.

    Parameters
    ----------
    shape
        The change at age 0, 1, ..., shape ``(first,)``.
    level, slope, lasting
        How much of a change of amount 1 the filter has taken for each.
    evidence, information
        Numerator of z, and its variance.
    """

    shape: FloatMatrix
    level: FloatMatrix
    slope: FloatMatrix
    lasting: FloatMatrix
    evidence: FloatMatrix
    information: FloatMatrix


@dataclass(frozen=True, slots=True)
class Best:
    """The most likely first day; all of shape ``(series,)`` but `path`.

    Parameters
    ----------
    z
        Its score, signed.
    age
        Days since the change began, 1 on its first day.
    slot
        Where it stands in the arrays.
    """

    z: FloatMatrix
    age: NDArray[np.int64]
    slot: NDArray[np.int64]


def new_onsets(shape: FloatMatrix, series: int) -> Onsets:
    """Return arrays that follow no change yet."""
    return Onsets(shape, *(np.zeros((len(shape), series)) for _ in range(5)))


def follow(onsets: Onsets, day: int, seen: Forecast, persistence: FloatMatrix) -> None:
    """Take in one day: begin a change there, and go on with those that began before."""
    slot = day % len(onsets.shape)
    level, slope, lasting = onsets.level, onsets.slope, onsets.lasting
    evidence, information = onsets.evidence, onsets.information
    for array in (level, slope, lasting, evidence, information):
        array[slot] = 0.0
    age = (slot - np.arange(len(onsets.shape))) % len(onsets.shape)
    left = onsets.shape[age][:, None] - level - lasting
    relative = left * (seen.known / seen.spread)
    evidence += relative * np.clip(seen.standardised, -CLIP, CLIP)
    information += relative**2
    slope += seen.gain[SLOPE] * left
    level += seen.gain[LEVEL] * left + slope
    lasting += seen.gain[LASTING] * left
    lasting *= persistence


def best_onset(onsets: Onsets, day: int, since: NDArray[np.int64]) -> Best:
    """Return the most likely first day among those after the last accepted change, `since` days ago."""
    slot = day % len(onsets.shape)
    age = (slot - np.arange(len(onsets.shape))) % len(onsets.shape)
    z = onsets.evidence / np.sqrt(onsets.information + 1e-12)
    z = np.where(age[:, None] < since, z, 0.0)
    chosen = np.abs(z).argmax(axis=0)
    return Best(np.take_along_axis(z, chosen[None], axis=0)[0], age[chosen] + 1, chosen)


def score_at_age(onsets: Onsets, day: int, age: int) -> FloatMatrix:
    """Return z of a change that is `age` days old."""
    slot = (day - age + 1) % len(onsets.shape)
    scores: FloatMatrix = onsets.evidence[slot] / np.sqrt(onsets.information[slot] + 1e-12)
    return scores
