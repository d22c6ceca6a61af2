"""Remembers answers for a short while, so that sessions asking the same do not ask the warehouse again."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar

from cachetools import TTLCache
from cachetools.keys import hashkey

from integrity_metrics.settings import get_settings

Answer = TypeVar("Answer")

MOST_ANSWERS = 512


def remembered(key: tuple[Any, ...], compute: Callable[[], Answer]) -> Answer:
    """Return `compute()`, or what it returned for this key a short while ago.

    The key must hold the warehouse's version, so that fresh data are never answered with old. Two sessions that
    ask the same at once may both compute: the answers are equal, and neither waits on the other's cancelled query.
    """
    with _lock:
        if (found := _cache().get(hashkey(key))) is not None:
            return found  # type: ignore[no-any-return]
    value = compute()
    with _lock:
        _cache()[hashkey(key)] = value
    return value


def forget() -> None:
    """Forget every answer, for a retry that must ask again."""
    with _lock:
        _store.clear()


_lock = threading.Lock()
_store: list[TTLCache[Any, Any]] = []


def _cache() -> TTLCache[Any, Any]:
    if not _store:
        _store.append(TTLCache(maxsize=MOST_ANSWERS, ttl=get_settings().cache_seconds))
    return _store[0]
