"""What a detector reads: many daily series over the same days, with what is known about those days beforehand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

FloatMatrix = NDArray[np.float64]
BoolMatrix = NDArray[np.bool_]
Days = NDArray[np.datetime64]


@dataclass(frozen=True, slots=True)
class SeriesSet:
    """Many daily series of counts, or of rates with their denominators, over the same days.

    Parameters
    ----------
    keys
        What each series is, for example ``("TikTok", "VIOLENCE")``; length ``series``.
    days
        Consecutive days, ``datetime64[D]``, length ``days``.
    observed
        Counts (the numerator of a rate), shape ``(series, days)``; NaN is missing, which is not zero.
    denominator
        What a rate is out of, same shape; a row that is NaN throughout is a plain count. None: all are counts.
    holiday
        Whether a day is a holiday for the series, same shape, or one column more: the day after the last. The calendar
        is known beforehand, and days beside a holiday are judged as such. None: no holidays.
    mature
        False for days whose number will still grow (the running day, decisions still to come): they are neither
        scored nor learned from. None: all are mature.
    restarts
        True on the first day of a new definition or rule version: the level is learned anew from there. None: never.
    """

    keys: tuple[tuple[str, ...], ...]
    days: Days
    observed: FloatMatrix
    denominator: FloatMatrix | None = None
    holiday: BoolMatrix | None = None
    mature: BoolMatrix | None = None
    restarts: BoolMatrix | None = None

    def __post_init__(self) -> None:
        shape = (len(self.keys), len(self.days))
        for name in ("observed", "denominator", "holiday", "mature", "restarts"):
            matrix = getattr(self, name)
            if matrix is None or (name == "holiday" and matrix.shape == (shape[0], shape[1] + 1)):
                continue
            if matrix.shape != shape:
                raise ValueError(
                    f"{name} has shape {matrix.shape}; with {shape[0]} keys and {shape[1]} days it must be {shape}"
                )
        steps = np.diff(self.days).astype(int)
        if (steps != 1).any():
            position = int(np.argmax(steps != 1)) + 1
            what = "twice" if steps[position - 1] == 0 else f"after {self.days[position - 1]}"
            raise ValueError(
                f"days[{position}] is {self.days[position]}, {what}; days must be consecutive: give each day once "
                "and fill gaps with NaN"
            )
        self._refuse(self.observed < 0, "a count is not negative")
        self._refuse(np.isinf(self.observed), "a count is finite; write NaN where it is missing")
        if self.denominator is not None:
            self._refuse(self.observed > self.denominator, "a numerator is at most its denominator")

    def _refuse(self, wrong: BoolMatrix, why: str) -> None:
        if not wrong.any():
            return
        row, column = (int(i) for i in np.argwhere(wrong)[0])
        out_of = "" if self.denominator is None else f" of {self.denominator[row, column]:g}"
        raise ValueError(
            f"observed[{row}, {column}] is {self.observed[row, column]:g}{out_of} (series {'/'.join(self.keys[row])}, "
            f"day {self.days[column]}); {why}"
        )

    @property
    def is_rate(self) -> NDArray[np.bool_]:
        """Whether each series is a rate, shape ``(series,)``."""
        if self.denominator is None:
            return np.zeros(len(self.keys), dtype=bool)
        return np.asarray(np.isfinite(self.denominator).any(axis=1))

    def rows(self, kept: slice) -> Self:
        """Return some of the series."""
        matrices = (self.observed, self.denominator, self.holiday, self.mature, self.restarts)
        return type(self)(self.keys[kept], self.days, *(None if m is None else m[kept] for m in matrices))  # type: ignore[arg-type]
