"""What a detector returns: scores, bands, and events with a type, a size and how rarely chance does the like."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from integrity_metrics.detection.series import FloatMatrix


class EventType(StrEnum):
    """What kind of departure an event is."""

    SPIKE = "spike"
    DROP = "drop"
    RISE = "sustained rise"
    FALL = "sustained fall"
    RAMP_UP = "gradual rise"
    RAMP_DOWN = "gradual fall"
    VARIANCE = "variance change"
    WEEKDAY = "weekday pattern change"
    SILENCE = "silence"
    FLATLINE = "flatline"
    CATCH_UP = "catch-up"


class Direction(StrEnum):
    """Whether there was more or less than expected; neither for changes of spread or pattern."""

    UP = "up"
    DOWN = "down"
    NEITHER = "neither"


class Reason(StrEnum):
    """Why a series, or its last days, could not be judged."""

    EMPTY = "no observation"
    SHORT = "too little history"
    ZERO = "all zeros"
    SMALL = "counts too small"


@dataclass(frozen=True, slots=True)
class Event:
    """One departure of one series from what was expected of it.

    Parameters
    ----------
    series
        Row of the series in the set.
    start, peak, end
        Days as positions; `end` is the last day of the event, or the last day seen while it lasts.
    type, direction
        What it looks like, and which way it goes.
    observed, expected
        Sums over the known days of the event; `expected` is what the baseline of the day before it foresaw.
    excess, excess_low, excess_high
        Observed minus expected, with its 95% interval.
    score
        The highest score of its days: minus the decimal logarithm of the false alarms a year at that score.
    """

    series: int
    start: int
    peak: int
    end: int
    type: EventType
    direction: Direction
    observed: float
    expected: float
    excess: float
    excess_low: float
    excess_high: float
    score: float

    @property
    def false_alarms_per_year(self) -> float:
        """How often a year chance alone makes an event this strange in one series of this kind."""
        return float(10.0**-self.score)


@dataclass(frozen=True, slots=True)
class Scan:
    """What a detector says of a `SeriesSet`.

    Parameters
    ----------
    expected, low, high
        Shape ``(series, days)``, in the units of `observed` (a rate's numerator); NaN where a day is not judged. A
        single day outside `low` to `high` is as rare as once a year by chance; for counts these are whole numbers.
    score
        Minus the decimal logarithm of the false alarms per series and year at that score: 0 is once a year, 1 once in
        ten years. NaN like `expected`.
    events
        Largest absolute excess first.
    insufficient
        Shape ``(series,)``: whether a series could not be judged on any of the reported days.
    reasons
        For each series, why it could not be judged, or None.
    """

    expected: FloatMatrix
    low: FloatMatrix
    high: FloatMatrix
    score: FloatMatrix
    events: tuple[Event, ...]
    insufficient: NDArray[np.bool_]
    reasons: tuple[Reason | None, ...]
