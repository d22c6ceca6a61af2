"""The verdict on a change: every outcome, every kind, and how often stable weeks of bursts are called a change."""

from __future__ import annotations

import numpy as np
import pytest

from integrity_metrics.metrics.change import Change, Side, decide, no_verdict
from integrity_metrics.metrics.change_kinds import Hours, Share, Waits, attainment_change, median_change, share_change
from integrity_metrics.statistics.change_estimate import Verdict
from integrity_metrics.statistics.difference_limits import Limits
from integrity_metrics.statistics.overdispersion import Overdispersion, overdispersion

CALM = Overdispersion(1.0, 25)


def share(before: tuple[int, int], after: tuple[int, int], spread: Overdispersion = CALM) -> Change:
    return share_change(Share(*before), Share(*after), spread, minimum_n=10, noun="action")


def test_rise_fall_and_none() -> None:
    assert share((300, 1000), (400, 1000)).verdict is Verdict.RISE
    assert share((400, 1000), (300, 1000)).verdict is Verdict.FALL
    calm = share((300, 1000), (310, 1000))
    assert calm.verdict is Verdict.NONE
    assert calm.reason == ""
    assert calm.low is not None and calm.high is not None and calm.low < 0 < calm.high
    assert calm.smallest_visible == pytest.approx(2.85 * np.sqrt(2 * 0.305 * 0.695 / 1000), rel=0.05)


def test_bursts_widen_the_limits_and_take_the_verdict_away() -> None:
    calm, bursty = share((300, 1000), (350, 1000)), share((300, 1000), (350, 1000), Overdispersion(4.0, 25))
    assert (calm.verdict, bursty.verdict) == (Verdict.RISE, Verdict.NONE)
    assert calm.difference == bursty.difference == pytest.approx(0.05)
    assert bursty.smallest_visible is not None and calm.smallest_visible is not None
    assert bursty.smallest_visible == pytest.approx(2 * calm.smallest_visible, rel=0.01)


@pytest.mark.parametrize(
    ("before", "after", "spread", "reason"),
    [
        ((0, 0), (5, 100), CALM, "There are no actions in one of the periods."),
        ((5, 100), (1, 3), CALM, "Too few actions in one of the periods: 7 more needed."),
        ((5, 100), (2, 25), Overdispersion(3.0, 25), "Too few actions in one of the periods: 5 more needed."),
        ((5, 100), (5, 100), Overdispersion(1.0, 3), "Not enough history before the change: 5 more periods needed."),
    ],
)
def test_too_little_data_says_how_much_more(
    before: tuple[int, int], after: tuple[int, int], spread: Overdispersion, reason: str
) -> None:
    found = share(before, after, spread)
    assert found.verdict is Verdict.TOO_LITTLE_DATA
    assert found.reason == reason


def test_a_short_history_withholds_the_verdict_but_not_the_interval() -> None:
    found = share((100, 1000), (400, 1000), Overdispersion(1.0, 2))
    assert found.verdict is Verdict.TOO_LITTLE_DATA
    assert found.low is not None and found.low > 0


def test_no_number_is_none_never_nan() -> None:
    assert no_verdict("why") == Change(None, None, None, None, Verdict.TOO_LITTLE_DATA, "why")
    unknown = decide(Side(None, 50), Side(Limits(1, 0, 2), 50), CALM, minimum_n=10, noun="item")
    assert unknown.difference is None
    assert unknown.reason == "The level is not reached within the data in one of the periods."


def test_a_median_is_compared_finer_than_its_hours() -> None:
    random = np.random.default_rng(1)
    week, same, slow = (
        Hours(*map(np.asarray, np.unique(np.floor(random.exponential(scale, 3000)), return_counts=True)))
        for scale in (2.0, 2.0, 2.6)
    )
    alike = median_change(week, same, CALM, minimum_n=10, noun="action")
    assert alike.verdict is Verdict.NONE
    assert alike.difference is not None and abs(alike.difference) * 24 < 0.15
    slower = median_change(week, slow, CALM, minimum_n=10, noun="action")
    assert slower.verdict is Verdict.RISE
    assert slower.difference is not None
    assert slower.difference * 24 == pytest.approx(0.6 * np.log(2), abs=0.15)


def test_a_median_under_a_burst_larger_than_its_week_still_answers() -> None:
    few = Hours(np.arange(12.0), np.ones(12))
    found = median_change(few, few, Overdispersion(50.0, 25), minimum_n=10, noun="action")
    assert found.verdict is Verdict.TOO_LITTLE_DATA
    assert found.reason == "Too few actions in one of the periods: 488 more needed."


def test_open_items_keep_a_young_week_from_being_a_fall() -> None:
    settled = Waits(np.array([50.0, 20, 20, 10]), np.zeros(4))
    young = Waits(np.array([50.0, 8, 8, 4]), np.array([30.0, 0, 0, 0]))
    found = attainment_change(settled, young, CALM, minimum_n=10, noun="item")
    assert found.verdict is Verdict.NONE
    late = Waits(np.array([20.0, 10, 10, 30]), np.array([0.0, 0, 0, 30]))
    assert attainment_change(settled, late, CALM, minimum_n=10, noun="item").verdict is Verdict.FALL


def test_stable_weeks_of_bursts_are_seldom_called_a_change() -> None:
    random, runs, n = np.random.default_rng(6), 400, 800
    rates = random.beta(0.3 * 265, 0.7 * 265, (runs, 28))  # phi about 4
    weeks = random.binomial(n, rates)
    alarms = naive = 0
    for row in weeks:
        pair = (int(row[26]), n), (int(row[27]), n)
        spread = overdispersion(row[1:27], np.full(26, n))
        alarms += share(*pair, spread).verdict in (Verdict.RISE, Verdict.FALL)
        naive += share(*pair).verdict in (Verdict.RISE, Verdict.FALL)
    assert naive / runs > 0.2
    assert alarms / runs < 0.085
