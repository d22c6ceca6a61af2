"""`Publication`: when the marts of a server were last built: all a server tells of the version of its data."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future, wait

from integrity_metrics.warehouse.failures import UnreachableError

EVERY_SECONDS = 60.0
# The first answer is waited for; a server that is slower than this begins with the version "".
FIRST_SECONDS = 5.0


class Publication:
    """Asks at most once a minute, in the background, and says what it knew while it waits. Thread-safe.

    Parameters
    ----------
    workers
        Where to ask.
    ask
        Returns the version. A failure (no marts yet, no connection) leaves what was known: the statements of the page
        itself say what is wrong.
    """

    def __init__(self, workers: Executor, ask: Callable[[], str]) -> None:
        self._workers = workers
        self._ask = ask
        self._lock = threading.Lock()
        self._asked_at: float | None = None
        self._asking: Future[str] | None = None
        self._known = ""
        self._reached = True

    @property
    def is_reachable(self) -> bool:
        """Whether the server answered when it was last asked."""
        self.version()
        return self._reached

    def version(self) -> str:
        """Return the version; "" when there is none."""
        with self._lock:
            is_first = self._asked_at is None
            now = time.monotonic()
            if self._asked_at is None or (self._asking is None and now - self._asked_at >= EVERY_SECONDS):
                self._asked_at = now
                self._asking = self._workers.submit(self._ask)
            if self._asking is not None:
                if is_first:
                    wait([self._asking], timeout=FIRST_SECONDS)
                if self._asking.done():
                    failure = self._asking.exception()
                    self._reached = not isinstance(failure, UnreachableError)
                    if failure is None:
                        self._known = self._asking.result()
                    self._asking = None
            return self._known
