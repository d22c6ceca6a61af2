"""A headline number of a report, every part of it already in words."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

Tone = Literal["better", "worse", "unclear", "plain"]
TONES: tuple[Tone, ...] = ("better", "worse", "unclear", "plain")


@dataclass(frozen=True, slots=True)
class Spark:
    """How a number went, for a small line; NaN where there was none.

    Parameters
    ----------
    values
        In time order.
    low, high
        Its band, as long as `values`; both empty for none.
    is_mature
        Whether each value is final, as long as `values`; empty if all are.
    alt
        What a screen reader says.
    """

    values: tuple[float, ...]
    low: tuple[float, ...] = ()
    high: tuple[float, ...] = ()
    is_mature: tuple[bool, ...] = ()
    alt: str = ""

    def __post_init__(self) -> None:
        """Refuse a band that does not belong to the line."""
        for name, beside in (("low", self.low), ("high", self.high), ("is_mature", self.is_mature)):
            if len(beside) not in {0, len(self.values)}:
                raise ValueError(f"{name} of a sparkline has {len(beside)} values, its line {len(self.values)}.")
        if bool(self.low) != bool(self.high):
            raise ValueError("A sparkline has low and high, or neither.")

    @property
    def is_drawable(self) -> bool:
        """Whether there are two numbers to join."""
        return sum(math.isfinite(value) for value in self.values) > 1


@dataclass(frozen=True, slots=True)
class Card:
    """One headline metric.

    Parameters
    ----------
    title
        The metric.
    value, unit
        "7.3" and "of 10,000 views"; or "not enough data" and why.
    interval
        "95% interval 6.4 to 8.3".
    verdict
        The change in words: "no detectable change; smallest visible change 1.9".
    status
        One or two words for the pill: "detectable rise".
    tone
        What the status means for people; the colour of the pill, never its only sign.
    maturity
        "complete", or what is still to come.
    target
        The target and where the value stands to it.
    spark
        The weeks before.
    address
        The metric's page; http or https.
    """

    title: str
    value: str
    unit: str = ""
    interval: str = ""
    verdict: str = ""
    status: str = ""
    tone: Tone = "plain"
    maturity: str = ""
    target: str = ""
    spark: Spark | None = None
    address: str = ""

    def __post_init__(self) -> None:
        """Refuse what cannot be shown safely."""
        if self.tone not in TONES:
            raise ValueError(f"tone '{self.tone}' of card '{self.title}' is unknown; use {', '.join(TONES)}.")
        if self.address and not self.address.startswith(("https://", "http://")):
            raise ValueError(f"address '{self.address}' of card '{self.title}' must begin with https:// or http://.")
