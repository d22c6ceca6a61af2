"""Newcombe, Miettinen-Nurminen, Wald, pooled z and Fisher for two simple samples."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import optimize, stats

from integrity_metrics.statistics.fisher_exact import fisher_exact_p_value
from integrity_metrics.statistics.miettinen_nurminen import miettinen_nurminen
from integrity_metrics.statistics.newcombe import newcombe
from integrity_metrics.statistics.pooled_z import pooled_z_p_value
from integrity_metrics.statistics.status import Status
from integrity_metrics.statistics.wald_difference import wald_difference

INTERVALS = [newcombe, miettinen_nurminen, wald_difference]
TABLES = [
    (0, 20, 0, 30),
    (0, 20, 5, 30),
    (3, 3, 0, 4),
    (1, 1, 0, 1),
    (7, 9, 1, 40),
    (20, 20, 19, 20),
    (2, 4000, 9, 500),
]


def restricted_z(k1: int, n1: int, k2: int, n2: int, difference: float) -> float:
    """Score statistic with the restricted likelihood maximised numerically, not by the cubic."""
    low, high = max(0.0, -difference), min(1.0, 1 - difference)

    def loss(p: float) -> float:
        return -(stats.binom.logpmf(k1, n1, p) + stats.binom.logpmf(k2, n2, min(1, max(0, p + difference))))

    grid = np.linspace(low, high, 801)
    best = grid[int(np.argmin([loss(p) for p in grid]))]
    step = (high - low) / 800
    p = optimize.minimize_scalar(
        loss, bounds=(max(low, best - step), min(high, best + step)), method="bounded", options={"xatol": 1e-13}
    ).x
    after = p + difference
    variance = (p * (1 - p) / n1 + after * (1 - after) / n2) * (n1 + n2) / (n1 + n2 - 1)
    return (k2 / n2 - k1 / n1 - difference) / np.sqrt(variance)


@pytest.mark.parametrize("table", [(3, 50, 9, 48), (0, 20, 5, 30), (7, 9, 1, 40), (2, 400, 9, 500)])
def test_miettinen_nurminen_limits_solve_the_score_equation(table) -> None:
    interval = miettinen_nurminen(*table)
    for limit, sign in ((float(interval.low), 1), (float(interval.high), -1)):
        assert sign * restricted_z(*table, limit) == pytest.approx(1.959964, rel=2e-4)


@pytest.mark.parametrize("method", INTERVALS)
@pytest.mark.parametrize("table", TABLES)
def test_limits_enclose_the_difference_and_mirror(method, table) -> None:
    k1, n1, k2, n2 = table
    one, other = method(k1, n1, k2, n2), method(k2, n2, k1, n1)
    assert -1 <= one.low <= one.estimate <= one.high <= 1
    assert float(one.low) == pytest.approx(-float(other.high), abs=1e-12)


def test_identical_arms_give_a_symmetric_interval() -> None:
    interval = miettinen_nurminen(8, 1000, 8, 1000)
    assert float(interval.low) == pytest.approx(-float(interval.high), abs=1e-12)


@pytest.mark.parametrize("method", [newcombe, miettinen_nurminen])
def test_arrays_equal_single_calls(method) -> None:
    columns = np.array(TABLES).T
    together = method(*columns)
    alone = [method(*table) for table in TABLES]
    assert together.low.tolist() == [float(one.low) for one in alone]
    assert together.high.tolist() == [float(one.high) for one in alone]


@pytest.mark.parametrize("method", [newcombe, miettinen_nurminen])
def test_coverage_by_enumeration(method) -> None:
    n1, n2 = 40, 30
    k1, k2 = np.meshgrid(np.arange(n1 + 1), np.arange(n2 + 1), indexing="ij")
    interval = method(k1, n1, k2, n2)
    for p1, p2 in ((0.05, 0.1), (0.3, 0.3), (0.02, 0.5), (0.1, 0.05)):
        chance = stats.binom.pmf(k1, n1, p1) * stats.binom.pmf(k2, n2, p2)
        inside = (interval.low <= p2 - p1) & (p2 - p1 <= interval.high)
        assert 0.93 <= float(np.sum(chance * inside)) <= 0.995


@pytest.mark.parametrize("method", INTERVALS)
def test_empty_sample_is_undefined(method) -> None:
    interval = method([0, 1], [0, 10], [1, 2], [10, 10])
    assert interval.status.tolist() == [Status.UNDEFINED, Status.OK]
    assert np.isnan([interval.low[0], interval.high[0]]).all()


def test_fisher_equals_scipy_on_many_tables() -> None:
    random = np.random.default_rng(7)
    n1, n2 = random.integers(1, 400, 60), random.integers(1, 400, 60)
    k1, k2 = random.binomial(n1, 0.1), random.binomial(n2, 0.15)
    got = fisher_exact_p_value(k1, n1, k2, n2)
    for i in range(60):
        table = [[k1[i], n1[i] - k1[i]], [k2[i], n2[i] - k2[i]]]
        assert got[i] == pytest.approx(stats.fisher_exact(table).pvalue, rel=1e-6)


def test_tests_without_positives() -> None:
    assert float(fisher_exact_p_value(0, 10, 0, 10)) == 1.0
    assert np.isnan(pooled_z_p_value([0, 10], [10, 10], [0, 10], [10, 10])).all()
    assert np.isnan(fisher_exact_p_value(0, 0, 1, 10))


@pytest.mark.parametrize("method", [*INTERVALS, pooled_z_p_value, fisher_exact_p_value])
def test_wrong_counts_are_refused(method) -> None:
    with pytest.raises(ValueError, match=r"positives_after\[1\] is 9; it must not exceed labels_after \(5\)"):
        method([1, 1], [5, 5], [2, 9], [5, 5])
    with pytest.raises(ValueError, match=r"positives_before\[0\] is nan"):
        method([np.nan, 1], [5, 5], [2, 3], [5, 5])
    with pytest.raises(ValueError, match=r"labels_after has shape \(3,\)"):
        method([1, 1], [5, 5], [1, 1, 1], [5, 5, 5])


def test_fisher_refuses_parts_of_a_count() -> None:
    with pytest.raises(ValueError, match=r"positives_before\[0\] is 1.5; it must be a whole number"):
        fisher_exact_p_value([1.5], [5], [2], [5])
