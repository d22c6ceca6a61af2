"""What is asked of a change: which change, on which outcome, compared with what, over how many weeks."""

from __future__ import annotations

from dataclasses import dataclass

from integrity_metrics.metrics.policy_changes import PolicyChange


@dataclass(frozen=True, slots=True)
class EffectQuestion:
    """What is asked of a change.

    Parameters
    ----------
    change
        The change.
    outcome
        Key of `policy_outcomes.outcomes`.
    controls
        What it is compared with: ``policy`` (other policies) or ``market`` (markets where it did not apply).
    against
        Which of them; empty takes every one that may be compared.
    weeks_before, weeks_after
        The longest window on each side.
    """

    change: PolicyChange
    outcome: str
    controls: str = "policy"
    against: tuple[str, ...] = ()
    weeks_before: int = 52
    weeks_after: int = 52
