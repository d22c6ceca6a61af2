"""How long to wait before a failed message is tried again."""

from __future__ import annotations

from datetime import timedelta

FIRST_S = 60.0
LONGEST_S = 4 * 60 * 60.0


def wait_after(attempt: int, chance: float) -> timedelta:
    """Return the wait after a failed attempt: doubled each time, of which the later half is left to chance.

    Chance keeps many senders, or many messages of one night, from coming back to a recovering server at once.

    Parameters
    ----------
    attempt
        How many attempts were made, from 1.
    chance
        Uniform between 0 and 1.

    Examples
    --------
    >>> [wait_after(attempt, chance=1.0).total_seconds() for attempt in (1, 2, 3, 20)]
    [60.0, 120.0, 240.0, 14400.0]
    >>> wait_after(1, chance=0.0).total_seconds()
    30.0
    """
    longest = min(FIRST_S * 2.0 ** (attempt - 1), LONGEST_S)
    return timedelta(seconds=longest * (0.5 + chance / 2))
