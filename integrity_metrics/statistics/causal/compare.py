"""All methods side by side and one verdict: do they tell the same story, for the policies page and reviews."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from integrity_metrics.statistics.causal.estimate import PLACEBO_DATES, estimate_effect
from integrity_metrics.statistics.causal.result import CausalEffect, Method
from integrity_metrics.statistics.causal.study import ChangeStudy

MIN_VOTES = 2

FAMILIES: dict[Method, str] = {
    Method.INTERRUPTED_NEWEY_WEST: "interrupted time series",
    Method.INTERRUPTED_ARMA: "interrupted time series",
    Method.DIFFERENCE_IN_DIFFERENCES: "difference-in-differences",
    Method.SYNTHETIC_CONTROL: "synthetic control",
    Method.STRUCTURAL_FORECAST: "structural forecast",
}
"""The two interrupted series share their design, so they share one vote."""


class Verdict(StrEnum):
    """What the methods say together."""

    AGREE_EFFECT = "agree_effect"
    AGREE_NONE = "agree_none"
    DISAGREE = "disagree"
    TOO_LITTLE_DATA = "too_little_data"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Effects in the order run, the verdict, and the votes behind it.

    Parameters
    ----------
    effects
        One per method, undefined ones included.
    verdict
        See `verdict_of`.
    up, down, none
        Families of methods that find a rise, a fall, or nothing.
    without_vote
        Methods shown only: undefined, or failing their own checks.
    """

    effects: tuple[CausalEffect, ...]
    verdict: Verdict
    up: tuple[str, ...]
    down: tuple[str, ...]
    none: tuple[str, ...]
    without_vote: tuple[Method, ...]

    @property
    def sentence(self) -> str:
        """The verdict in one sentence."""
        if self.verdict is Verdict.AGREE_EFFECT:
            direction = "rise" if self.up else "fall"
            return f"All methods that pass their checks find a {direction} ({_list(self.up + self.down)})."
        if self.verdict is Verdict.AGREE_NONE:
            smallest = min(
                effect.minimum_detectable_effect
                for effect in self.effects
                if effect.may_vote and effect.minimum_detectable_effect is not None
            )
            return (
                f"No method that passes its checks finds an effect ({_list(self.none)}); "
                f"effects below {smallest:.3g} would be missed by all."
            )
        if self.verdict is Verdict.DISAGREE:
            parts = [
                f"{_list(found)} {'find' if len(found) > 1 else 'finds'} {what}"
                for found, what in ((self.up, "a rise"), (self.down, "a fall"), (self.none, "no effect"))
                if found
            ]
            return f"The methods disagree: {'; '.join(parts)}."
        return "Too little data: fewer than two kinds of method give an interval and pass their checks."


def compare_methods(
    study: ChangeStudy,
    methods: Sequence[Method] = tuple(Method),
    *,
    level: float = 0.95,
    placebo_dates: int = PLACEBO_DATES,
) -> Comparison:
    """Estimate the effect by every method and say whether they agree.

    Parameters
    ----------
    study
        From `change_study`.
    methods
        Which; all by default.
    level, placebo_dates
        As in `estimate_effect`.

    Examples
    --------
    >>> import numpy as np
    >>> from integrity_metrics.statistics.causal.study import change_study
    >>> days = np.arange("2026-01-01", "2026-04-01", dtype="datetime64[D]")
    >>> noise = np.sin(np.array([[7.3], [5.1], [3.7]]) * np.arange(90.0) ** 2)
    >>> noise[0, 60:] += 4
    >>> study = change_study(noise, days=days, change=days[60], treated=["DE"], units=["DE", "FR", "IT"])
    >>> compare_methods(study, [Method.INTERRUPTED_ARMA, Method.STRUCTURAL_FORECAST]).sentence
    'All methods that pass their checks find a rise (interrupted time series, structural forecast).'
    """
    return verdict_of([estimate_effect(study, method, level=level, placebo_dates=placebo_dates) for method in methods])


def verdict_of(effects: Sequence[CausalEffect]) -> Comparison:
    """Count votes by family of method: rise, fall or nothing.

    `agree_effect`: all families that vote find the same direction. `agree_none`: none finds anything. `disagree`:
    anything else, also within a family. `too_little_data`: fewer than two families may vote.
    """
    voters = [effect for effect in effects if effect.may_vote]
    up = _families(effect for effect in voters if effect.is_detected and (effect.effect or 0.0) > 0)
    down = _families(effect for effect in voters if effect.is_detected and (effect.effect or 0.0) <= 0)
    none = _families(effect for effect in voters if not effect.is_detected)
    if len({*up, *down, *none}) < MIN_VOTES:
        verdict = Verdict.TOO_LITTLE_DATA
    elif not up and not down:
        verdict = Verdict.AGREE_NONE
    elif not none and not (up and down):
        verdict = Verdict.AGREE_EFFECT
    else:
        verdict = Verdict.DISAGREE
    without = tuple(effect.method for effect in effects if not effect.may_vote)
    return Comparison(tuple(effects), verdict, up, down, none, without)


def _families(effects: Iterable[CausalEffect]) -> tuple[str, ...]:
    """Families of the effects, each once, in order."""
    return tuple(dict.fromkeys(FAMILIES[effect.method] for effect in effects))


def _list(names: Sequence[str]) -> str:
    return ", ".join(names)
