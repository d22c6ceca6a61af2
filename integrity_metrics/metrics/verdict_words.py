"""Verdicts in words: one place, so that the page, the export and the report say the same to the letter."""

from __future__ import annotations

import math

from integrity_metrics.metrics.catalogue import Unit
from integrity_metrics.metrics.change import Change
from integrity_metrics.metrics.labels import format_value, per_10k
from integrity_metrics.statistics.change_estimate import Verdict


def say_verdict(change: Change, unit: Unit) -> str:
    """Return what may be said of a change, with its size or the smallest change that would have been seen.

    Examples
    --------
    >>> rise = Change(0.00051, 0.0002, 0.00081, 0.0004, Verdict.RISE)
    >>> say_verdict(rise, "per_10k")
    'Detectable rise: +5.1 (2.0 to 8.1) of 10,000 views'
    >>> say_verdict(Change(0.0001, -0.0001, 0.0003, 0.00019, Verdict.NONE), "per_10k")
    'No detectable change; smallest visible change 1.9 of 10,000 views'
    """
    match change.verdict:
        case Verdict.TOO_LITTLE_DATA:
            return f"Too little data: {_uncapitalised(change.reason) or 'no number in one of the periods.'}".rstrip(".")
        case Verdict.NONE:
            if change.smallest_visible is None or not math.isfinite(change.smallest_visible):
                return "No detectable change"
            size = f"{_size(change.smallest_visible, unit)} {_unit_word(unit)}".rstrip()
            return f"No detectable change; smallest visible change {size}"
        case _:
            word = "rise" if change.verdict is Verdict.RISE else "fall"
            return f"Detectable {word}: {format_change(change, unit)}"


def format_change(change: Change, unit: Unit) -> str:
    """Return a change with its interval and its unit once, signed; empty where there is none.

    Examples
    --------
    >>> format_change(Change(-0.021, -0.05, 0.008, 0.04, Verdict.NONE), "share")
    '−2.1 (−5.0 to +0.8) points'
    """
    if change.difference is None or change.low is None or change.high is None or math.isnan(change.difference):
        return ""
    low, high = change.low, change.high
    if low >= 0 or high <= 0:
        # One sign for all three: the smaller size first.
        ends = sorted((abs(low), abs(high)))
        limits = f"{_size(ends[0], unit)} to {_size(ends[1], unit)}"
    else:
        limits = f"{_signed(low, unit)} to {_signed(high, unit)}"
    return f"{_signed(change.difference, unit)} ({limits}) {_unit_word(unit)}".rstrip()


def say_target(number: float | None, target: float, *, at_most: bool, unit: Unit) -> str:
    """Return a number beside its target, in words.

    Examples
    --------
    >>> say_target(0.00073, 0.0008, at_most=True, unit="per_10k")
    'On target: at most 8.0 of 10,000 views'
    """
    aim = f"{'at most' if at_most else 'at least'} {format_value(target, unit)}"
    if number is None or math.isnan(number):
        return f"Target: {aim}"
    met = number <= target if at_most else number >= target
    return f"{'On target' if met else 'Off target'}: {aim}"


def _signed(value: float, unit: Unit) -> str:
    return f"{'−' if value < 0 else '+'}{_size(abs(value), unit)}"


def _size(value: float, unit: Unit) -> str:
    match unit:
        case "per_10k":
            return per_10k(value)
        case "share":
            return f"{value * 100:.1f}" if value >= 0.001 or value == 0 else f"{value * 100:.2f}"
        case "days":
            return f"{value * 24:.1f}" if value < 2 else f"{value * 24:,.0f}"
        case "count":
            return format_value(value, "count")


def _unit_word(unit: Unit) -> str:
    return {"per_10k": "of 10,000 views", "share": "points", "days": "hours", "count": ""}[unit]


def _uncapitalised(sentence: str) -> str:
    # A sentence that starts with a date or a name is left as it is.
    return sentence[:1].lower() + sentence[1:] if sentence[1:2].islower() else sentence
