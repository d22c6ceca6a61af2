"""Times a call; standard library only, since it also runs where the product is not installed."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

LEAST_CALLS, MOST_CALLS = 3, 30
ENOUGH_SECONDS = 2.0


def timed(call: Callable[[], Any]) -> tuple[float, Any]:
    """Return the median seconds of a call after one to warm up, and what it gave."""
    result = call()
    taken: list[float] = []
    while len(taken) < LEAST_CALLS or (sum(taken) < ENOUGH_SECONDS and len(taken) < MOST_CALLS):
        started = time.perf_counter()
        call()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken), result
