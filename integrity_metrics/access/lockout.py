"""Counts wrong passwords, so that nobody can guess one by trying them all."""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable

MOST_FAILURES = 5
WINDOW_S = 15 * 60.0


class Lockout:
    """At most so many failed attempts for one user name in any window of time; shared by all threads.

    Parameters
    ----------
    most_failures
        Failed attempts allowed per window.
    window_s
        Length of the window in seconds.
    clock
        Seconds that never run backwards.

    Examples
    --------
    >>> lockout = Lockout(most_failures=2, clock=lambda: 0.0)
    >>> lockout.admit("ada"), lockout.admit("ada"), lockout.admit("ada")
    (True, True, False)
    >>> lockout.minutes("ada")
    15
    """

    def __init__(
        self,
        most_failures: int = MOST_FAILURES,
        window_s: float = WINDOW_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most_failures = most_failures
        self._window_s = window_s
        self._clock = clock
        self._lock = threading.Lock()
        # Ordered by the latest attempt, so that names whose window has passed are at the front and can be let go.
        self._attempts: OrderedDict[str, deque[float]] = OrderedDict()

    def admit(self, username: str) -> bool:
        """Whether a password may be tried now; if so, the attempt counts as failed until `clear` is called.

        Counting before the password is checked, not after, keeps many simultaneous attempts from slipping through.
        """
        with self._lock:
            now = self._clock()
            self._forget(now)
            attempts = self._attempts.setdefault(username, deque(maxlen=self._most_failures))
            if self._remaining_s(attempts, now) > 0:
                return False
            attempts.append(now)
            self._attempts.move_to_end(username)
            return True

    def clear(self, username: str) -> None:
        """Forget the failures of a user who has just proved to be themselves."""
        with self._lock:
            self._attempts.pop(username, None)

    def minutes(self, username: str) -> int:
        """Return for how many more minutes no password may be tried, rounded up; 0 when one may be tried now."""
        with self._lock:
            return math.ceil(self._remaining_s(self._attempts.get(username, deque()), self._clock()) / 60)

    def _remaining_s(self, attempts: deque[float], now: float) -> float:
        # The deque holds the latest attempts only, so a full one is locked until its oldest leaves the window.
        if len(attempts) < self._most_failures:
            return 0.0
        return max(attempts[0] + self._window_s - now, 0.0)

    def _forget(self, now: float) -> None:
        while self._attempts:
            username, attempts = next(iter(self._attempts.items()))
            if attempts[-1] + self._window_s > now:
                return
            del self._attempts[username]
