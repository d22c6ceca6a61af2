"""All families of a scan judged together: the detector's cost is by day more than by series."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from integrity_metrics.detection.detector import detect
from integrity_metrics.detection.event import Scan
from integrity_metrics.detection.series import SeriesSet
from integrity_metrics.metrics.scan_family import Family

SERIES_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Judged:
    """Some series of a scan, what the detector said of them, and which family each is of.

    Parameters
    ----------
    families
        In order; the series of the first come first.
    series, scan
        What the detector read and said.
    family, row
        Of each series: position of its family, and its row there.
    """

    families: tuple[Family, ...]
    series: SeriesSet
    scan: Scan
    family: NDArray[np.int64]
    row: NDArray[np.int64]


def judge(families: Sequence[Family], progress: Callable[[str, float], None]) -> tuple[Judged, ...]:
    """Return what the detector says of families over the same days, in blocks of series.

    Parameters
    ----------
    families
        At least one series in all.
    progress
        Called before each block with a sentence and the share that is done.
    """
    family = np.concatenate([np.full(len(f.series.keys), i) for i, f in enumerate(families)]).astype(np.int64)
    row = np.concatenate([np.arange(len(f.series.keys)) for f in families]).astype(np.int64)
    whole = _joined(families)
    found = []
    for first in range(0, len(row), SERIES_AT_ONCE):
        part = slice(first, first + SERIES_AT_ONCE)
        progress(f"Judging series {first + 1:,} to {min(part.stop, len(row)):,} of {len(row):,}", first / len(row))
        series = whole.rows(part)
        found.append(Judged(tuple(families), series, detect(series), family[part], row[part]))
    return tuple(found)


def _joined(families: Sequence[Family]) -> SeriesSet:
    """Return the series of all families as one set; a plain count has no denominator, which is NaN throughout."""
    parts = [f.series for f in families]

    blank = [np.zeros(part.observed.shape, dtype=bool) for part in parts]
    none = [np.full(part.observed.shape, np.nan) for part in parts]
    out_of = [n if p.denominator is None else p.denominator for p, n in zip(parts, none, strict=True)]
    holiday = [b if p.holiday is None else p.holiday for p, b in zip(parts, blank, strict=True)]
    mature = [~b if p.mature is None else p.mature for p, b in zip(parts, blank, strict=True)]
    restarts = [b if p.restarts is None else p.restarts for p, b in zip(parts, blank, strict=True)]
    return SeriesSet(
        tuple(key for part in parts for key in part.keys),
        parts[0].days,
        np.concatenate([part.observed for part in parts]),
        np.concatenate(out_of),
        # All know the day after the last, or the day after would be lost for all.
        np.concatenate(holiday),
        np.concatenate(mature),
        np.concatenate(restarts),
    )
