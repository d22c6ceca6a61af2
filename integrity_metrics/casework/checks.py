"""What may be recorded: text that can be shown, finite numbers, moments with a zone."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime

from integrity_metrics.casework.errors import CaseworkError

LONGEST_TEXT = 10_000
LONGEST_NAME = 200


def text(name: str, value: str, longest: int = LONGEST_TEXT) -> str:
    """Return `value` without the space around it.

    Raises
    ------
    CaseworkError
        When nothing is left, it is too long, or it holds control characters a database or mail refuses.

    Examples
    --------
    >>> text("title", " Spike in DE ")
    'Spike in DE'
    """
    kept = value.strip()
    if not kept:
        raise CaseworkError(f"{name} is empty; write at least a word.")
    if len(kept) > longest:
        raise CaseworkError(f"{name} has {len(kept)} characters; write at most {longest}.")
    if any(not (character.isprintable() or character in "\n\t\r") for character in kept):
        raise CaseworkError(f"{name} holds characters that cannot be shown; type it as plain text.")
    return kept


def name(argument: str, value: str) -> str:
    """Return a one-line name: a user, a group, a metric key, a title.

    Raises
    ------
    CaseworkError
        As `text`, and for more than one line.
    """
    kept = text(argument, value, LONGEST_NAME)
    if not kept.isprintable():
        raise CaseworkError(f"{argument} has more than one line; write it in one.")
    return kept


def number(argument: str, value: float) -> float:
    """Return `value` as a float; NaN and infinity are refused."""
    if not math.isfinite(value):
        raise CaseworkError(f"{argument} is {value}; give a finite number.")
    return float(value)


def moment(argument: str, value: date | datetime) -> datetime:
    """Return a day as its midnight in UTC, and a moment in UTC.

    Examples
    --------
    >>> moment("start", date(2026, 1, 5)).isoformat()
    '2026-01-05T00:00:00+00:00'
    """
    if not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    if value.tzinfo is None:
        raise CaseworkError(f"{argument} {value} has no time zone; give a UTC datetime, or a date.")
    return value.astimezone(UTC)
