"""Was a series renamed? One ends on the day another of the same size begins."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from integrity_metrics.detection.series import FloatMatrix, SeriesSet

# Days between the end of one and the beginning of the other, days compared on either side, and how different the mean
# logarithms of the two levels may be: a factor of 1.5.
NEAR_DAYS = 3
COMPARED_DAYS = 28
LEAST_DAYS = 7
LARGEST_LOG_RATIO = float(np.log(1.5))


@dataclass(frozen=True, slots=True)
class IdentityBreak:
    """One series that ends where another begins: rows in the set, and the first day of the new one as a position."""

    ended: int
    began: int
    day: int
    log_ratio: float


def identity_breaks(series: SeriesSet) -> tuple[IdentityBreak, ...]:
    """Return the pairs of series of which one probably goes on as the other, the most alike first.

    A series has ended when it has no event in its last `LEAST_DAYS` days or more, and begun when it had none in its
    first `LEAST_DAYS`; missing days hold no events.
    """
    active = np.nan_to_num(series.observed) > 0
    count = len(series.days)
    first = np.where(active.any(axis=1), active.argmax(axis=1), count)
    last = np.where(active.any(axis=1), count - 1 - active[:, ::-1].argmax(axis=1), -1)
    ended = np.flatnonzero((last >= LEAST_DAYS - 1) & (last < count - LEAST_DAYS))
    began = np.flatnonzero((first >= LEAST_DAYS) & (first <= count - LEAST_DAYS))
    found = []
    for old in ended:
        for new in began[np.abs(first[began] - last[old] - 1) <= NEAR_DAYS]:
            before = _level(series.observed[old, max(last[old] + 1 - COMPARED_DAYS, 0) : last[old] + 1])
            after = _level(series.observed[new, first[new] : first[new] + COMPARED_DAYS])
            if old != new and abs(after - before) <= LARGEST_LOG_RATIO:
                found.append(IdentityBreak(int(old), int(new), int(first[new]), after - before))
    return tuple(sorted(found, key=lambda pair: abs(pair.log_ratio)))


def _level(observed: FloatMatrix) -> float:
    return float(np.log(np.nanmean(observed)))
