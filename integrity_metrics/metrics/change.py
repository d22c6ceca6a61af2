"""`Change`: what may be said about the change of any metric between two periods; the one shape reviews read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil

from integrity_metrics.statistics.change_estimate import Verdict as Verdict
from integrity_metrics.statistics.difference_limits import Limits, difference_limits
from integrity_metrics.statistics.minimum_detectable_change import minimum_detectable_change
from integrity_metrics.statistics.overdispersion import FEWEST_STEPS, Overdispersion
from integrity_metrics.statistics.status import Reason, ReasonCode


@dataclass(frozen=True, slots=True)
class Change:
    """The later period minus the earlier one, in the metric's unit (shares as fractions, times in days).

    Parameters
    ----------
    difference, low, high
        The change with its limits; None where there is no number.
    smallest_visible
        The change that would have been seen with a chance of 80%; None where it is not known.
    verdict
        What may be said: never just an arrow.
    reason
        Why there is no verdict and what is missing, in one sentence; empty when there is one.
    """

    difference: float | None
    low: float | None
    high: float | None
    smallest_visible: float | None
    verdict: Verdict
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two periods, as `decide` needs it.

    Parameters
    ----------
    limits
        Estimate with limits made from effective counts at the widened level; None where there is no estimate.
    n
        Records in it.
    """

    limits: Limits | None
    n: int


def no_verdict(reason: str) -> Change:
    """Return the change of which nothing can be said, with the reason."""
    return Change(None, None, None, None, Verdict.TOO_LITTLE_DATA, reason)


def decide(before: Side, after: Side, spread: Overdispersion, *, minimum_n: int, noun: str) -> Change:
    """Return the change between two periods with its verdict.

    Parameters
    ----------
    before, after
        Limits at ``spread.level()`` from counts divided by ``spread.phi``.
    spread
        How much the metric moves from week to week anyway.
    minimum_n
        The fewest records (effective ones, for a verdict) that each period needs.
    noun
        What one record is, for the reason: ``action``.

    Examples
    --------
    >>> sides = Side(Limits(0.6, 0.49, 0.70), 80), Side(Limits(0.8, 0.69, 0.88), 70)
    >>> change = decide(*sides, Overdispersion(1.0, 25), minimum_n=10, noun="action")
    >>> change.verdict.value, f"{change.difference:.1f} [{change.low:.2f}, {change.high:.2f}]"
    ('detectable_rise', '0.2 [0.05, 0.34]')
    >>> decide(*sides, Overdispersion(9.0, 25), minimum_n=10, noun="action").reason
    'Too few actions in one of the periods: 20 more needed.'
    """
    fewest = min(before.n, after.n)
    if fewest == 0:
        return no_verdict(f"There are no {noun}s in one of the periods.")
    if fewest < minimum_n:
        return no_verdict(_too_few(noun, minimum_n - fewest))
    if before.limits is None or after.limits is None:
        return no_verdict(Reason(ReasonCode.NOT_REACHED, where="one of the periods").sentence)
    level = spread.level()
    found = difference_limits(before.limits, after.limits)
    change = Change(found.estimate, found.low, found.high, _smallest_visible(found, level), _verdict(found))
    if not spread.is_known:
        missing = FEWEST_STEPS - spread.steps
        return _withheld(change, Reason(ReasonCode.NO_PRE_PERIOD, needed=missing).sentence)
    # Taken from just below, so that float noise does not ask for one record more.
    effective_minimum = ceil(minimum_n * spread.phi - 1e-9)
    if fewest < effective_minimum:
        return _withheld(change, _too_few(noun, effective_minimum - fewest))
    return change


def _verdict(found: Limits) -> Verdict:
    return Verdict.RISE if found.low > 0 else Verdict.FALL if found.high < 0 else Verdict.NONE


def _smallest_visible(found: Limits, level: float) -> float:
    """From the standard error that the width of the limits stands for."""
    per_error = float(minimum_detectable_change(1.0, 1 - level, power=0.5))
    standard_error = (found.high - found.low) / 2 / per_error
    return float(minimum_detectable_change(standard_error, 1 - level))


def _withheld(change: Change, reason: str) -> Change:
    return replace(change, verdict=Verdict.TOO_LITTLE_DATA, reason=reason)


def _too_few(noun: str, needed: int) -> str:
    return f"Too few {noun}s in one of the periods: {needed:,} more needed."
