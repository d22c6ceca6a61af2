"""Errors of sums of days: against the chain ladder they are made of, and how often their limits hold what came."""

from __future__ import annotations

import numpy as np
import pytest

from integrity_metrics.statistics.chain_ladder import chain_ladder
from integrity_metrics.statistics.nowcast import final_limits
from integrity_metrics.statistics.triangle_sums import TriangleSums

RNG = np.random.default_rng(7)
DELAYS = 9


def hide(full: np.ndarray) -> np.ndarray:
    """Leave of complete rows what is known on the newest day."""
    seen = full.astype(np.float64).copy()
    age = np.arange(full.shape[-2])[::-1]
    seen[..., np.arange(full.shape[-1]) > age[:, None]] = np.nan
    return seen


def bursts(days: int, rng: np.random.Generator) -> np.ndarray:
    """Views of contents that are seen for a week and found all at once: neighbouring days are found together."""
    full = np.zeros((days, DELAYS))
    for _ in range(days * 3):
        first, size = rng.integers(-6, days), rng.lognormal(3, 1.0)
        found = first + rng.integers(0, DELAYS - 1)
        for day in range(max(first, 0), min(found + 1, days)):
            full[day, found - day] += size
    return np.cumsum(full, axis=1)


def test_one_row_is_macks_own_error() -> None:
    triangle = hide(bursts(40, np.random.default_rng(1)))
    done, sums = chain_ladder(triangle), TriangleSums(triangle)
    for row in (34, 38, 39):
        error, degrees = sums.of(row, row + 1)
        assert error == pytest.approx(done.standard_error[row])
        assert degrees == pytest.approx(done.degrees_of_freedom[row])


def test_all_rows_are_never_below_macks_total() -> None:
    triangle = hide(bursts(40, np.random.default_rng(2)))
    error, _ = TriangleSums(triangle).of(0, 40)
    assert error >= chain_ladder(triangle).total_standard_error * (1 - 1e-9)


def test_complete_rows_have_no_error_and_add_none() -> None:
    triangle = hide(bursts(40, np.random.default_rng(3)))
    sums = TriangleSums(triangle)
    assert sums.of(0, 32)[0] == 0
    assert sums.of(10, 39)[0] == pytest.approx(sums.of(32, 39)[0])


def test_a_batch_is_each_of_it_and_errors_scale_with_the_counts() -> None:
    parts = [hide(bursts(40, np.random.default_rng(seed))) for seed in (4, 5)]
    together = TriangleSums(np.stack(parts)).of(30, 40)[0]
    assert together.tolist() == pytest.approx([float(TriangleSums(p).of(30, 40)[0]) for p in parts])
    assert TriangleSums(parts[0] * 10).of(30, 40)[0] == pytest.approx(10 * together[0])


def test_rows_outside_the_triangle_are_refused() -> None:
    sums = TriangleSums(hide(bursts(20, np.random.default_rng(6))))
    for first, end in ((-1, 3), (5, 5), (18, 21)):
        with pytest.raises(ValueError, match="not a part of the 20 days"):
            sums.of(first, end)


def test_limits_of_a_week_hold_what_came_where_days_are_found_together() -> None:
    """120 platforms of bursts: at least 91% (nominal 95%, Monte Carlo error 2 points); independent days do worse."""
    held, held_as_independent, runs = 0, 0, 120
    for seed in range(runs):
        full = bursts(84, np.random.default_rng(100 + seed))[:-10]
        sums = TriangleSums(hide(full))
        rows = slice(len(full) - 10, len(full) - 3)
        came = full[rows, -1].sum()
        latest, final = sums.done.latest[rows].sum(), sums.done.ultimate[rows].sum()
        for error, degrees, is_independent in (
            (*sums.of(rows.start, rows.stop), False),
            (np.sqrt((sums.done.standard_error[rows] ** 2).sum()), np.array(60.0), True),
        ):
            low, high = final_limits(latest, final, np.asarray(error), np.asarray(degrees))
            hit = bool(low <= came <= high)
            held, held_as_independent = (
                held + (hit and not is_independent),
                held_as_independent + (hit and is_independent),
            )
    assert held / runs >= 0.91
    assert held_as_independent < held
