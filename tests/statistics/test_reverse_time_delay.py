import numpy as np
import pytest

from integrity_metrics.statistics.reverse_time_delay import reverse_time_delay


def seen_cases(seed: int, n: int = 20_000, horizon: int = 30) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    occurred, delay = rng.integers(0, horizon + 1, n), rng.geometric(0.2, n) - 1
    is_seen = delay <= horizon - occurred
    return occurred[is_seen], delay[is_seen]


def test_recovers_the_truth_that_plain_counting_misses() -> None:
    occurred, delay = seen_cases(1)
    result = reverse_time_delay(occurred, delay, 30)
    truth = (1 - 0.8 ** np.arange(1, 32)) / (1 - 0.8**31)
    assert result.cumulative_share[0] == pytest.approx(truth, abs=0.02)
    assert abs((delay <= 3).mean() - truth[3]) > 0.03
    # The far tail rests on a handful of cases, where the error of a share near 1 cannot be told from the data.
    assert (np.abs(result.cumulative_share[0] - truth) <= 4 * result.standard_error[0])[:20].all()


def test_without_truncation_it_is_the_plain_share() -> None:
    delay = np.array([0, 1, 1, 2, 5, 5])
    result = reverse_time_delay(np.zeros(6), delay, 9)
    assert result.cumulative_share[0] == pytest.approx([(delay <= d).mean() for d in range(10)])


def test_groups_and_weights() -> None:
    occurred, delay = seen_cases(2, 300)
    code = np.random.default_rng(2).integers(0, 4, len(delay))
    together = reverse_time_delay(occurred, delay, 30, groups=code)
    for g in range(4):
        alone = reverse_time_delay(occurred[code == g], delay[code == g], 30)
        assert together.cumulative_share[g] == pytest.approx(alone.cumulative_share[0])
    weights = np.random.default_rng(3).integers(1, 4, len(delay))
    weighted = reverse_time_delay(occurred, delay, 30, weights=weights)
    repeated = reverse_time_delay(np.repeat(occurred, weights), np.repeat(delay, weights), 30)
    assert weighted.cumulative_share == pytest.approx(repeated.cumulative_share)


def test_completeness_reads_the_curve_by_age() -> None:
    occurred, delay = seen_cases(4, 500)
    result = reverse_time_delay(occurred, delay, 30)
    assert result.completeness([0, 3, 99])[0] == pytest.approx(result.cumulative_share[0, [0, 3, 30]])


def test_a_group_without_cases_is_undefined() -> None:
    result = reverse_time_delay([0, 1], [0, 0], 2, groups=[0, 2])
    assert result.cases.tolist() == [1, 0, 1]
    assert np.isnan(result.cumulative_share[1]).all()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([0, 3], [0, 8], 10), r"delay\[1\] is 8; a case acted on after the cut-off"),
        (([0, 3], [0, -1], 10), r"delay\[1\] is -1"),
        (([0, 3.5], [0, 1], 10), r"occurred\[1\] is 3.5"),
        (([0, 3], [0, 0.5], 10), r"delay\[1\] is 0.5"),
        (([0], [0, 1], 10), "delay has 2 values but occurred has 1"),
        (([0], [0], -1), "horizon is -1"),
    ],
)
def test_wrong_input_is_named(arguments: tuple[object, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        reverse_time_delay(*arguments)
