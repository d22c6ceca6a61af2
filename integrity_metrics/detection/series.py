"""What a detector reads and what it returns: the seam every detector of the product stands behind."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

FloatMatrix = NDArray[np.float64]
Days = NDArray[np.datetime64]


class EventType(StrEnum):
    """What kind of departure an event is."""

    SPIKE = "spike"
    DROP = "drop"
    RISE = "sustained rise"
    FALL = "sustained fall"
    SILENCE = "silence"


@dataclass(frozen=True, slots=True)
class SeriesSet:
    """Many daily count series over the same days.

    Parameters
    ----------
    keys
        What each series is, for example ``("TikTok", "VIOLENCE")``; length ``series``.
    days
        Consecutive days, ``datetime64[D]``, length ``days``.
    observed
        Counts, shape ``(series, days)``; NaN is missing, which is not zero.
    """

    keys: tuple[tuple[str, ...], ...]
    days: Days
    observed: FloatMatrix

    def __post_init__(self) -> None:
        if self.observed.shape != (len(self.keys), len(self.days)):
            raise ValueError(
                f"observed has shape {self.observed.shape}; with {len(self.keys)} keys and {len(self.days)} days it "
                f"must be {(len(self.keys), len(self.days))}"
            )
        steps = np.diff(self.days).astype(int)
        if (steps != 1).any():
            position = int(np.argmax(steps != 1)) + 1
            raise ValueError(f"days[{position}] is {self.days[position]}; days must be consecutive, fill gaps with NaN")
        negative = np.argwhere(self.observed < 0)
        if len(negative):
            row, column = negative[0]
            raise ValueError(f"observed[{row}, {column}] is {self.observed[row, column]:g}; a count is not negative")


@dataclass(frozen=True, slots=True)
class Event:
    """One departure of one series from what was expected of it.

    Parameters
    ----------
    series
        Row of the series in the set.
    start, peak, end
        Days as positions; `end` is the last day of the event.
    type
        Spike, drop, sustained rise or fall, silence.
    observed, expected
        Sums over the days of the event.
    excess, excess_low, excess_high
        Observed minus expected, with the interval that the band of the expectation gives.
    score
        The largest departure, in robust standard deviations, signed.
    """

    series: int
    start: int
    peak: int
    end: int
    type: EventType
    observed: float
    expected: float
    excess: float
    excess_low: float
    excess_high: float
    score: float


@dataclass(frozen=True, slots=True)
class Scan:
    """What a detector says of a `SeriesSet`.

    Parameters
    ----------
    expected, low, high
        Shape ``(series, days)``; NaN where there is too little history to say.
    score
        Departure in robust standard deviations, signed; NaN like `expected`.
    events
        Largest absolute excess first.
    insufficient
        Shape ``(series,)``: whether the series has too little history or too small counts to be judged.
    """

    expected: FloatMatrix
    low: FloatMatrix
    high: FloatMatrix
    score: FloatMatrix
    events: tuple[Event, ...]
    insufficient: NDArray[np.bool_]
