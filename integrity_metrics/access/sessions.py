"""Who is signed in: kept on the server, so that a copied cookie is worth nothing after its owner signed out."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable

from integrity_metrics.access.backend import User

LIFETIME_S = 24 * 60 * 60.0


class Sessions:
    """Sign-ins of one process, each under a random token, shared by all threads.

    Parameters
    ----------
    lifetime_s
        Seconds after which a session ends, however busy it is.
    clock
        Seconds of the wall clock: a machine that slept must not prolong a session.

    Examples
    --------
    >>> sessions = Sessions()
    >>> token = sessions.start(User("ada", "Ada Lovelace"))
    >>> sessions.user(token).name
    'Ada Lovelace'
    >>> sessions.end(token)
    >>> sessions.user(token) is None
    True
    """

    def __init__(self, lifetime_s: float = LIFETIME_S, clock: Callable[[], float] = time.time) -> None:
        self._lifetime_s = lifetime_s
        self._clock = clock
        self._lock = threading.Lock()
        self._sessions: dict[str, tuple[User, float]] = {}

    def start(self, user: User) -> str:
        """Begin a session and return its token, 32 random bytes; sessions that have ended are let go."""
        token = secrets.token_urlsafe(32)
        with self._lock:
            now = self._clock()
            self._sessions = {key: held for key, held in self._sessions.items() if now < held[1]}
            self._sessions[token] = (user, now + self._lifetime_s)
        return token

    def user(self, token: str) -> User | None:
        """Return whose session this is, None when there is none (any more)."""
        with self._lock:
            user, ends = self._sessions.get(token, (None, 0.0))
            return user if self._clock() < ends else None

    def end(self, token: str) -> None:
        """End a session; ending it twice is no error."""
        with self._lock:
            self._sessions.pop(token, None)
