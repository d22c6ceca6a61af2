"""The filter changes that are measured, the same for both pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle, islice

from integrity_metrics.interface.bars import industry_bar
from integrity_metrics.interface.context import get_warehouse

BREAK_DOWNS = ("platform", "category", "source_type", "automated_detection")
GRAINS = ("month", "week")


@dataclass(frozen=True, slots=True)
class Filters:
    """What a visitor chose; the defaults are the page's."""

    by: str = "platform"
    grain: str = "month"
    without_platform: tuple[str, ...] = ()


def asked_before(start: int = 0) -> Iterator[Filters]:
    """Yield, without end, eight views that other visitors also look at; `start` sets where a visitor begins."""
    views = [Filters(by, grain) for by in BREAK_DOWNS for grain in GRAINS]
    return islice(cycle(views), start % len(views), None)


def never_asked(skip: int = 0) -> Iterator[Filters]:
    """Yield views that nobody asked for before: each leaves out one other platform."""
    platforms = industry_bar(get_warehouse()).allowed("without_platform")
    for platform in platforms[skip:]:
        yield Filters(without_platform=(platform,))
