"""At most so many alerts a week: which ones go out, and what score that took."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Budgeted:
    """The events that may go out, those held back, and the lowest score that went out (None without a choice)."""

    kept: frozenset[int]
    held: frozenset[int]
    threshold: float | None


def within_budget(scores: Iterable[tuple[int, float]], spent: int, most: int | None) -> Budgeted:
    """Keep the highest scores the budget has room for.

    Parameters
    ----------
    scores
        Event and score of all that has not gone out yet: what is new, and what still waits.
    spent
        Events that went out in the last seven days.
    most
        The budget; None is no limit.

    Examples
    --------
    >>> chosen = within_budget([(1, 4.0), (2, 9.0), (3, 6.0)], spent=1, most=3)
    >>> sorted(chosen.kept), sorted(chosen.held), chosen.threshold
    ([2, 3], [1], 6.0)
    """
    # Of equal scores the earlier event goes first, so that the choice does not depend on the order of the scan.
    ranked = sorted(scores, key=lambda pair: (-pair[1], pair[0]))
    room = len(ranked) if most is None else max(most - spent, 0)
    kept, held = ranked[:room], ranked[room:]
    threshold = min((score for _, score in kept), default=None) if held else None
    return Budgeted(frozenset(event for event, _ in kept), frozenset(event for event, _ in held), threshold)
