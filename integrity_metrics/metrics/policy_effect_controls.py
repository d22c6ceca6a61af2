"""Which policies or markets a change may be compared with: those that did not change themselves inside the window."""

from __future__ import annotations

from integrity_metrics.errors import ScopeError
from integrity_metrics.metrics.labels import name_of
from integrity_metrics.metrics.policy_changes import PolicyChange, changes_within
from integrity_metrics.metrics.policy_effect_question import EffectQuestion
from integrity_metrics.scope import Period


def controls_of(
    question: EffectQuestion, changes: tuple[PolicyChange, ...], window: Period, known: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the controls of a question, and sentences about those left out.

    Parameters
    ----------
    question
        With the controls asked for; none asked for takes every one that may be compared.
    changes
        Every change there is.
    window
        Days compared.
    known
        The units there are data of.

    Raises
    ------
    ScopeError
        Naming a control asked for that is unknown, treated, or changed itself inside the window.
    """
    by_market = question.controls == "market"
    own = set(question.change.markets) if by_market else {question.change.policy}
    asked = question.against or tuple(unit for unit in known if unit not in own)
    touched = {unit: _own_changes(question, changes, window, unit) for unit in asked}
    for unit in question.against:
        if unit in own:
            raise ScopeError(f"{name_of(unit)} is what changed, so it cannot be a control; leave it out.")
        if unit not in known:
            raise ScopeError(f"{name_of(unit)} has no data, so it cannot be a control; leave it out.")
        if touched[unit]:
            raise ScopeError(
                f"{name_of(unit)} changed itself inside the window ({touched[unit][0].key}), so it cannot be a "
                "control; leave it out or shorten the window."
            )
    kept = tuple(unit for unit in asked if not touched[unit])
    dropped = [f"{name_of(unit)} ({touched[unit][0].day} {touched[unit][0].what})" for unit in asked if touched[unit]]
    return kept, (f"No controls, since they changed inside the window: {', '.join(dropped)}.",) if dropped else ()


def _own_changes(
    question: EffectQuestion, changes: tuple[PolicyChange, ...], window: Period, unit: str
) -> tuple[PolicyChange, ...]:
    """Return what changed for a control: of the policy itself, or of the same policy in that market alone.

    A change of the same policy everywhere moves treated and untreated markets alike, so it spoils no comparison.
    """
    if question.controls == "policy":
        return changes_within(changes, unit, window.since, window.until)
    own = changes_within(changes, question.change.policy, window.since, window.until)
    return tuple(c for c in own if c.markets and c.touches(unit))
