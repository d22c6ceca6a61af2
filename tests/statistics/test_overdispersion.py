"""Over-dispersion of a weekly share: what chance gives, what bursts give, and what one incident does to it."""

from __future__ import annotations

import numpy as np
import pytest

from integrity_metrics.statistics.overdispersion import FEWEST_STEPS, Overdispersion, overdispersion

WEEKS = 26


def bursts(random: np.random.Generator, runs: int, *, weeks: int, n: int, phi: float) -> np.ndarray:
    """Weekly positives of n whose variance is phi times the binomial one (beta-binomial)."""
    strength = (n - phi) / (phi - 1)
    return random.binomial(n, random.beta(0.3 * strength, 0.7 * strength, (runs, weeks)))


def test_chance_alone_gives_about_one() -> None:
    random = np.random.default_rng(1)
    found = [overdispersion(k, np.full(400, 500)).phi for k in random.binomial(500, 0.3, (60, 400))]
    assert np.mean(found) == pytest.approx(1, abs=0.06)
    assert min(found) == 1


def test_it_finds_the_spread_of_bursts() -> None:
    random = np.random.default_rng(2)
    found = [overdispersion(k, np.full(400, 500)).phi for k in bursts(random, 60, weeks=400, n=500, phi=4)]
    assert np.mean(found) == pytest.approx(4, rel=0.06)


def test_a_slow_trend_is_no_spread() -> None:
    random = np.random.default_rng(3)
    rates = np.linspace(0.2, 0.4, WEEKS)
    found = [overdispersion(random.binomial(500, rates), np.full(WEEKS, 500)).phi for _ in range(200)]
    assert np.median(found) < 1.3


def test_one_incident_does_not_hide_the_next() -> None:
    k = np.random.default_rng(4).binomial(500, 0.3, WEEKS)
    incident = k.copy()
    incident[12] = 400
    plain = np.mean(np.diff(incident / 500) ** 2) / (2 * 0.3 * 0.7 / 500)
    assert plain > 20
    assert overdispersion(incident, np.full(WEEKS, 500)).phi < 3


def test_a_short_history_is_said_and_changes_nothing() -> None:
    found = overdispersion([10, 90] * 4, [100] * 8)
    assert (found.phi, found.steps, found.is_known) == (1.0, 7, False)
    assert found.level(0.95) == 0.95
    assert overdispersion([], []).steps == 0
    assert overdispersion([0] * 20, [50] * 20).steps == 0, "weeks without positives say nothing"


def test_weeks_without_counts_are_left_out() -> None:
    k, n = np.arange(20, 40), np.full(20, 100)
    gaps = overdispersion(np.insert(k, 7, 0), np.insert(n, 7, 0))
    assert gaps == overdispersion(k, n)


def test_fewer_steps_ask_for_wider_limits() -> None:
    levels = [Overdispersion(1.0, steps).level() for steps in (FEWEST_STEPS, 25, 10_000)]
    assert levels == sorted(levels, reverse=True)
    assert levels[-1] == pytest.approx(0.95, abs=1e-4)


@pytest.mark.parametrize(
    ("positives", "counts", "complaint"),
    [
        ([5], [4], r"positives\[0\] is 5"),
        ([-1], [4], r"positives\[0\] is -1"),
        ([1, 2], [3, 4, 5], "shapes do not fit"),
        ([[1]], [[4]], "one row of weeks"),
    ],
)
def test_wrong_input_is_named(positives: list[int], counts: list[int], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        overdispersion(positives, counts)
