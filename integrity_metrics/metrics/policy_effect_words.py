"""Effects and verdicts in words: one place, so that page, export and report say the same to the letter."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from integrity_metrics.metrics.labels import name_of, per_10k
from integrity_metrics.metrics.policy_changes import PolicyChange
from integrity_metrics.metrics.policy_effect_question import EffectQuestion
from integrity_metrics.metrics.policy_outcomes import Outcome
from integrity_metrics.statistics.causal.compare import Comparison, Verdict
from integrity_metrics.statistics.causal.result import CausalEffect, Method

if TYPE_CHECKING:
    from integrity_metrics.metrics.policy_effect_panel import EffectPanel

METHOD_NAMES = {
    Method.INTERRUPTED_NEWEY_WEST: "interrupted time series (Newey-West)",
    Method.INTERRUPTED_ARMA: "interrupted time series",
    Method.DIFFERENCE_IN_DIFFERENCES: "difference-in-differences",
    Method.SYNTHETIC_CONTROL: "synthetic control",
    Method.STRUCTURAL_FORECAST: "structural forecast",
}


def say_size(size: float, outcome: Outcome) -> str:
    """Return the size of an effect on the panel's scale: points of a share, else per cent of the level before.

    Examples
    --------
    >>> say_size(-0.253, Outcome("actions", "Actions", "action", "count"))
    '−25%'
    >>> say_size(0.021, Outcome("appeal_rate", "Appeal rate", "action", "share"))
    '+2.1 points'
    """
    sign = "−" if size < 0 else "+"
    return f"{sign}{abs(size) * 100:.1f} points" if outcome.is_share else f"{sign}{abs(size):.0%}"


def say_effect(effect: CausalEffect, outcome: Outcome) -> str:
    """Return an effect with its interval; empty where there is none."""
    if effect.effect is None or effect.low is None or effect.high is None:
        return ""
    low, high = say_size(effect.low, outcome).removesuffix(" points"), say_size(effect.high, outcome)
    return f"{say_size(effect.effect, outcome).removesuffix(' points')} ({low} to {high})"


def say_absolute(value: float, outcome: Outcome) -> str:
    """Return an effect a week in the outcome's own unit, signed; empty where there is none.

    Examples
    --------
    >>> say_absolute(-0.0004, Outcome("prevalence", "Prevalence", "label", "per_10k"))
    '−4.0'
    """
    if math.isnan(value):
        return ""
    sign, size = "−" if value < 0 else "+", abs(value)
    match outcome.unit:
        case "per_10k":
            return f"{sign}{per_10k(size)}"
        case "share":
            return f"{sign}{size * 100:.1f} points"
        case _:
            return f"{sign}{size:,.0f}" if size >= 10 else f"{sign}{size:.1f}"


def verdict_sentence(comparison: Comparison, outcome: Outcome, change: PolicyChange) -> str:
    """Return what the methods say together of one change, with sizes; says so when they disagree."""
    about = f"“{change.what}” of {change.day} on {outcome.title.lower()} of {name_of(change.policy).lower()}"
    voters = [e for e in comparison.effects if e.may_vote]
    match comparison.verdict:
        case Verdict.AGREE_EFFECT:
            word = "rise" if comparison.up else "fall"
            sizes = "; ".join(f"{METHOD_NAMES[e.method]} {say_effect(e, outcome)}" for e in voters)
            return f"The methods agree on an effect of {about}: a {word}. {_capitalised(sizes)}."
        case Verdict.AGREE_NONE:
            visible = [e.minimum_detectable_effect for e in voters if e.minimum_detectable_effect is not None]
            smallest = f"±{say_size(min(visible), outcome).lstrip('+')}"
            who = _listed(comparison.none)
            return f"No effect of {about} is found by {who}; a change smaller than {smallest} would be missed by all."
        case Verdict.DISAGREE:
            sides = [
                _side([e for e in voters if e.is_detected and (e.effect or 0.0) > 0], "a rise", outcome),
                _side([e for e in voters if e.is_detected and (e.effect or 0.0) <= 0], "a fall", outcome),
                _side([e for e in voters if not e.is_detected], "no effect", outcome),
            ]
            return (
                f"The methods disagree about an effect of {about}: {'; '.join(s for s in sides if s)}. "
                "Do not report an effect until more weeks or other controls settle it."
            )
        case _:
            return (
                f"Too little data for a verdict on {about}: fewer than two kinds of method give an interval and pass "
                "their own checks."
            )


def in_words(question: EffectQuestion, panel: EffectPanel) -> str:
    """Return what was compared, as printed on charts and exports."""
    each = "by week" if panel.weeks == 1 else f"by {panel.weeks} weeks"
    treated = ", ".join(name_of(unit) for unit in panel.treated)
    if question.controls == "market":
        treated = f"{name_of(question.change.policy)} in {treated}"
    others = ", ".join(name_of(unit) for unit in panel.controls) or "nothing"
    return f"{panel.window} (UTC days), {each}; {treated} compared with {others}"


def _side(effects: list[CausalEffect], what: str, outcome: Outcome) -> str:
    """Return which methods find what, each with its size."""
    if not effects:
        return ""
    told = tuple(f"{METHOD_NAMES[e.method]} {say_effect(e, outcome)}" for e in effects)
    return f"{_listed(told)} {'find' if len(told) > 1 else 'finds'} {what}"


def _listed(names: tuple[str, ...]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
