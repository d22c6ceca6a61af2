"""Days whose enforcement is still to come: the final value of each, by how complete the day is."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from calibration.tally import Coverage, Promise, coverage, seeded
from integrity_metrics.statistics.checks import FloatArray
from integrity_metrics.statistics.nowcast import Maturity, estimate_nowcast

METHOD = "chain ladder, Mack"
DELAYS = 14
# Share of what will be found that is found at each delay: 20% of the rest a day.
FOUND_AT = 0.2 * 0.8 ** np.arange(DELAYS) / (1 - 0.8**DELAYS)
FOUND_QUICKLY = 0.45 * 0.55 ** np.arange(DELAYS) / (1 - 0.55**DELAYS)
# (days, what is found a day, share found by delay, impressions of one content: mean and spread of their logarithm; all
# of them arrive together, None stands for impressions that arrive one by one)
MANY_SMALL, FEW_LARGE = (10.0, 1.0), (100.0, 1.5)
SITUATIONS = [
    (60, 3000, "20% a day", FOUND_AT, None),
    (28, 300, "20% a day", FOUND_AT, None),
    (60, 30, "45% a day", FOUND_QUICKLY, None),
    (60, 3000, "20% a day", FOUND_AT, MANY_SMALL),
    (60, 3000, "45% a day", FOUND_QUICKLY, MANY_SMALL),
    (60, 3000, "20% a day", FOUND_AT, FEW_LARGE),
]


def triangles(
    generator: np.random.Generator, days: int, a_day: float, found_at: FloatArray, clump: tuple[float, float] | None
) -> FloatArray:
    """One complete table of cumulative impressions, shape (days, delays)."""
    if clump is None:
        return generator.poisson(a_day * found_at, (days, DELAYS)).cumsum(axis=1).astype(np.float64)
    mean, spread = clump
    contents = generator.poisson(a_day / mean * found_at, (days, DELAYS))
    sizes = mean * np.exp(spread * generator.standard_normal(contents.sum()) - spread**2 / 2)
    cell = np.repeat(np.arange(contents.size), contents.ravel())
    return np.bincount(cell, sizes, minlength=contents.size).reshape(days, DELAYS).cumsum(axis=1)


def young_days(runs: int) -> Iterator[Coverage]:
    """Every day with delays still to come, tallied apart by how it is drawn."""
    for days, a_day, speed, found_at, clump in SITUATIONS:
        together = "Poisson" if clump is None else f"contents of {clump[0]:g} on average, log sd {clump[1]:g}"
        situation = f"{days} days, {a_day:,} impressions a day found at {speed}, {together}"
        generator = seeded(situation)
        young = np.arange(days - DELAYS + 1, days)
        is_unseen = np.arange(DELAYS) > (days - 1 - np.arange(days))[:, None]
        shape = (runs, len(young))
        truth, low, high = (np.full(shape, np.nan) for _ in range(3))
        status, drawn = np.empty(shape, dtype="<U16"), np.empty(shape, dtype="<U16")
        for run in range(runs):
            full = triangles(generator, days, a_day, found_at, clump)
            truth[run] = full[young, -1]
            for place, row in enumerate(estimate_nowcast(np.where(is_unseen, np.nan, full)).rows[young[0] :]):
                status[run, place], drawn[run, place] = row.status.value, row.maturity.value
                if row.low is not None and row.high is not None:
                    low[run, place], high[run, place] = row.low, row.high
        for band, words in (
            (Maturity.SOLID, "95% complete and more"),
            (Maturity.HATCHED, "50 to 95% complete"),
            (Maturity.HIDDEN, "below 50%, not drawn"),
        ):
            held = drawn == band.value
            if not held.any():
                continue
            # Hidden days have no interval to keep a promise with; what they would have covered shows why.
            said = np.where(held, "immature" if band is Maturity.HIDDEN else status, "elsewhere")
            row = coverage(
                (situation, words, METHOD),
                Promise.CONTRAST if band is Maturity.HIDDEN else Promise.COVERAGE,
                truth,
                low,
                high,
                said,
            )
            yield _within(row, float(held.mean()), band)


def _within(row: Coverage, held: float, band: Maturity) -> Coverage:
    """Shares of status among the days of the band only, and their true name for the hidden ones."""
    statuses = {kind: share / held for kind, share in row.statuses.items()}
    if band is Maturity.HIDDEN:
        statuses = {"suppressed": 1.0}
    return Coverage(
        row.situation,
        row.question,
        row.method,
        row.runs,
        row.promise,
        statuses,
        row.covered_ok,
        row.error_ok,
        row.covered,
        row.error,
        row.width,
    )
