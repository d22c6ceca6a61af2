import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integrity_metrics.statistics.betting_sequence import betting_sequence
from integrity_metrics.statistics.confidence_sequence import confidence_sequence, prior_posterior_ratio
from integrity_metrics.statistics.mixture_sequence import mixture_sequence
from integrity_metrics.statistics.wilson import wilson


@given(st.integers(0, 500), st.integers(1, 500))
@settings(max_examples=50, deadline=None)
def test_limits_hold_the_rate_and_mirror(positives: int, extra: int) -> None:
    labels = positives + extra
    looks = prior_posterior_ratio([positives, extra], labels)
    assert looks.low[0] <= positives / labels <= looks.high[0]
    assert looks.low[0] == pytest.approx(1 - looks.high[1], abs=1e-12)
    assert looks.high[0] - looks.low[0] > wilson(positives, labels).high - wilson(positives, labels).low


def test_before_the_first_label_everything_is_possible() -> None:
    looks = confidence_sequence([1, 0], [0])
    assert (looks.low.tolist(), looks.high.tolist()) == ([0.0], [1.0])


def test_no_positives_and_all_positives() -> None:
    assert prior_posterior_ratio(0, 50).low == 0
    assert prior_posterior_ratio(50, 50).high == 1
    assert prior_posterior_ratio(0, 50).high == pytest.approx(0.10464247710451555)


def test_daily_looks_rarely_exclude_a_constant_truth() -> None:
    rng = np.random.default_rng(3)
    daily = rng.binomial(200, 0.05, (2000, 30)).cumsum(axis=1)
    labels = np.arange(1, 31) * 200
    looks = prior_posterior_ratio(daily, labels)
    ever = ((looks.low > 0.05) | (looks.high < 0.05)).any(axis=1).mean()
    fixed = wilson(daily, labels)
    ever_fixed = ((fixed.low > 0.05) | (fixed.high < 0.05)).any(axis=1).mean()
    assert ever <= 0.05
    assert ever_fixed > 0.2


def test_the_tuned_sequence_is_tightest_near_its_plan() -> None:
    plain, tuned = prior_posterior_ratio(100, 2000), mixture_sequence(100, 2000, tightest_at=2000)
    assert tuned.high - tuned.low < plain.high - plain.low
    early_plain, early_tuned = prior_posterior_ratio(1, 20), mixture_sequence(1, 20, tightest_at=2000)
    assert early_tuned.high - early_tuned.low > early_plain.high - early_plain.low


def test_the_other_sequences_also_survive_daily_looks() -> None:
    rng = np.random.default_rng(4)
    daily = rng.binomial(100, 0.1, (500, 20)).cumsum(axis=1)
    looks = mixture_sequence(daily, np.arange(1, 21) * 100, tightest_at=1000)
    assert ((looks.low > 0.1) | (looks.high < 0.1)).any(axis=1).mean() <= 0.05
    missed = 0
    for _ in range(60):
        scores = rng.beta(2, 8, 400)
        found = betting_sequence(scores, np.arange(20, 401, 20), grid=200)
        missed += bool(((found.low > 0.2) | (found.high < 0.2)).any())
    assert missed <= 6


def test_betting_before_the_first_outcome_and_in_blocks() -> None:
    assert betting_sequence([], [0]).high.tolist() == [1.0]
    scores = np.random.default_rng(1).random(2500)
    together = betting_sequence(scores, [100, 2500], grid=50)
    assert together.low[0] == betting_sequence(scores[:100], [100], grid=50).low[0]
    assert together.low[1] < scores.mean() < together.high[1]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: mixture_sequence(1, 3, tightest_at=0), "tightest_at is 0"),
        (lambda: mixture_sequence(4, 3, tightest_at=5), "positives is 4"),
        (lambda: betting_sequence([0.5, 1.5], [1]), r"outcomes\[1\] is 1.5"),
        (lambda: betting_sequence([0.5], [2]), r"looks\[0\] is 2"),
        (lambda: betting_sequence([0.5], [0.5]), r"looks\[0\] is 0.5"),
        (lambda: betting_sequence([0.5], [1], grid=1), "grid is 1"),
        (lambda: prior_posterior_ratio(5, 3), "positives is 5"),
        (lambda: prior_posterior_ratio(1, 3, prior=(0, 1)), r"prior is \(0, 1\)"),
        (lambda: prior_posterior_ratio(1, 3, level=1), "level is 1"),
        (lambda: confidence_sequence([0, 2], [1]), r"outcomes\[1\] is 2"),
        (lambda: confidence_sequence([0, 1], [3]), r"looks\[0\] is 3; there are only 2"),
        (lambda: confidence_sequence([0, 1], [0.5]), r"looks\[0\] is 0.5"),
    ],
)
def test_wrong_input_is_named(call: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
