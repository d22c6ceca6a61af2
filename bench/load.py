"""Many visitors at once, each changing a filter as soon as the last change is answered."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice

from filters import Filters, asked_before
from sessions import Visitor

RAMP_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Load:
    """What one load did: changes answered per second, and seconds until the answer."""

    visitors: int
    changes: int
    per_second: float
    p50_s: float
    p95_s: float


def first_run(new: Callable[[], Visitor], port: int) -> float:
    """Return the seconds of one visitor's first page."""

    async def once() -> float:
        visitor = new()
        seconds = await visitor.open(port)
        await visitor.close()
        return seconds

    return asyncio.run(once())


def one_by_one(new: Callable[[], Visitor], port: int, views: Iterable[Filters]) -> list[float]:
    """Return the seconds of each view, asked for by one visitor one after the other."""

    async def through() -> list[float]:
        visitor = new()
        await visitor.open(port)
        seconds = [await visitor.change(view) for view in views]
        await visitor.close()
        return seconds

    return asyncio.run(through())


def warm_views(new: Callable[[], Visitor], port: int) -> None:
    """Ask for every view of the load once, so that the load measures answers already remembered."""
    one_by_one(new, port, islice(asked_before(), 8))


def concurrent(new: Callable[[], Visitor], port: int, visitors: int, seconds: float) -> Load:
    """Return what `visitors` at once got, over `seconds` after a ramp."""

    async def one(visitor: Visitor, number: int, begin: float) -> list[float]:
        taken = []
        for view in asked_before(number):
            latency = await visitor.change(view)
            now = time.perf_counter()
            if begin <= now < begin + seconds:
                taken.append(latency)
            if now >= begin + seconds:
                break
        return taken

    async def together() -> list[float]:
        crowd = [new() for _ in range(visitors)]
        await asyncio.gather(*(visitor.open(port) for visitor in crowd))
        begin = time.perf_counter() + RAMP_SECONDS
        each = await asyncio.gather(*(one(visitor, n, begin) for n, visitor in enumerate(crowd)))
        await asyncio.gather(*(visitor.close() for visitor in crowd))
        return [latency for taken in each for latency in taken]

    latencies = asyncio.run(together())
    if not latencies:
        raise SystemExit(f"No change of {visitors} visitors was answered in {seconds:g} s; measure longer.")
    return Load(visitors, len(latencies), len(latencies) / seconds, statistics.median(latencies), p95(latencies))


def p95(values: list[float]) -> float:
    """Return the 95th percentile of at least two values; of one, itself."""
    return statistics.quantiles(values, n=20, method="inclusive")[-1] if len(values) > 1 else values[0]
