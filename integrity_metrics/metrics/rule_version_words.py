"""What a new version of a rule did, as one sentence: more hits that are not more right are said to be just that."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

from integrity_metrics.metrics.rule_versions import VersionChange
from integrity_metrics.statistics.mover import Told, mover_product, mover_ratio
from integrity_metrics.statistics.wilson import wilson

# Second reviews on either side below which the share confirmed is not compared.
FEWEST_REVIEWS = 10
LEVEL = 0.05
# More hits bring more wrong ones at any precision; from this ratio of unconfirmed hits a day, somebody should look.
LARGE_RATIO = 1.5


class Effect(StrEnum):
    """What a version did to the hits and to how right they are."""

    MORE_NOT_RIGHTER = "more hits, not more right"
    MORE = "more hits, about as right"
    MORE_AND_RIGHTER = "more hits, and more right"
    FEWER_AND_RIGHTER = "fewer hits, and more right"
    FEWER = "fewer hits"
    LESS_RIGHT = "less right"
    MORE_RIGHT = "more right"
    UNKNOWN = "too little data"
    NONE = "no detectable change"


# Effects a policy team should look at.
FLAGGED = frozenset({Effect.MORE_NOT_RIGHTER, Effect.LESS_RIGHT})


@dataclass(frozen=True, slots=True)
class VersionVerdict:
    """What may be said of a version against the one before.

    Parameters
    ----------
    effect, sentence
        The kind, and the words.
    unconfirmed
        Hits a day that second reviews would not confirm, after / before, with 95% limits: hits a day x (1 - share
        confirmed). Reviewers' misses are in both sides, so the ratio is nearer to 1 than that of false positives. NaN
        without reviews on either side.
    """

    effect: Effect
    sentence: str
    unconfirmed: tuple[float, float, float]

    @property
    def is_flagged(self) -> bool:
        """Whether a policy team should look at it."""
        return self.effect in FLAGGED


def judge_version(change: VersionChange) -> VersionVerdict:
    """Return the verdict on one version.

    The ratio of unconfirmed hits is the product of the ratio of hits a day (quasi-Poisson) and the ratio of the shares
    not confirmed (Wilson), put together by MOVER on logarithms.
    """
    row = change.frame[change.frame["measure"] == "confirmed"].iloc[0]
    hits = change.hits
    enough = bool(min(row["n_before"], row["n_after"]) >= FEWEST_REVIEWS)
    moved = not np.isnan(hits.p_value) and hits.p_value < LEVEL
    up, down = moved and hits.ratio > 1, moved and hits.ratio < 1
    righter, wronger = bool(enough and row["low"] > 0), bool(enough and row["high"] < 0)
    unconfirmed = _unconfirmed(change, row)
    large = unconfirmed[0] >= LARGE_RATIO
    effect = _effect(up=up, down=down, righter=righter, wronger=wronger, enough=enough, large=large)
    return VersionVerdict(effect, _sentence(change, row, effect), unconfirmed)


def _effect(*, up: bool, down: bool, righter: bool, wronger: bool, enough: bool, large: bool) -> Effect:
    if up and enough:
        if righter:
            return Effect.MORE_AND_RIGHTER
        return Effect.MORE_NOT_RIGHTER if wronger or large else Effect.MORE
    if down:
        return Effect.FEWER_AND_RIGHTER if righter else Effect.LESS_RIGHT if wronger else Effect.FEWER
    if not enough:
        return Effect.UNKNOWN
    return Effect.LESS_RIGHT if wronger else Effect.MORE_RIGHT if righter else Effect.NONE


def _sentence(change: VersionChange, row: pd.Series, effect: Effect) -> str:
    hits, version = change.hits, change.version
    size = f"Hits a day {hits.before:.1f} to {hits.after:.1f}"
    if not np.isnan(hits.ratio):
        size += f" ({hits.ratio - 1:+.0%}, {hits.low - 1:+.0%} to {hits.high - 1:+.0%})"
    counted = f"{row['n_before']:.0f} and {row['n_after']:.0f} second reviews"
    confirmed = (
        f"share confirmed {row['before']:.0%} to {row['after']:.0%} ({counted}, p = {row['p_value']:.2f})"
        if not np.isnan(row["difference"])
        else f"share confirmed unknown ({counted})"
    )
    match effect:
        case Effect.MORE_NOT_RIGHTER:
            return (
                f"Hits rose at {version} while the share confirmed did not: expect more false positives. "
                f"{size}; {confirmed}."
            )
        case Effect.UNKNOWN:
            return f"Too few second reviews to tell how right {version} is. {size}; {confirmed}."
        case Effect.NONE:
            return f"No detectable change at {version}. {size}; {confirmed}."
    return f"{effect.value.capitalize()} at {version}. {size}; {confirmed}."


def _unconfirmed(change: VersionChange, row: pd.Series) -> tuple[float, float, float]:
    if min(row["n_before"], row["n_after"]) == 0 or np.isnan(change.hits.ratio):
        return float("nan"), float("nan"), float("nan")
    sides = [wilson(round(row[f"n_{side}"] * (1 - row[side])), row[f"n_{side}"]) for side in ("before", "after")]
    before, after = (Told.of(side.estimate, side.low, side.high) for side in sides)
    found = mover_product(Told.of(change.hits.ratio, change.hits.low, change.hits.high), mover_ratio(after, before))
    return float(found.value), float(found.low), float(found.high)
