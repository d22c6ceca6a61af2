import numpy as np
import pytest

from integrity_metrics.statistics.kaplan_meier import kaplan_meier
from integrity_metrics.statistics.status import ReasonCode, Status
from integrity_metrics.statistics.time_to_event import estimate_time_to_event


def queue(seed: int, n: int = 300, cut_off: float = 72.0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    true, opened = rng.exponential(33 / np.log(2), n), rng.uniform(0, cut_off, n)
    return np.minimum(true, opened), (true <= opened).astype(float)


def test_a_normal_queue_is_ok_and_is_kaplan_meier() -> None:
    durations, outcomes = queue(1)
    result = estimate_time_to_event(durations, outcomes, [24])
    plain = kaplan_meier(durations, outcomes, [24])
    row = result.shares[0]
    assert row.status is Status.OK
    assert (row.share, row.low, row.high) == pytest.approx(
        (1 - plain.survival[0, 0], 1 - plain.high[0, 0], 1 - plain.low[0, 0])
    )
    assert result.ages[0].low <= 33 <= result.ages[0].high
    assert result.cases == result.actioned + result.left_otherwise + result.still_open == 300


def test_another_way_out_switches_to_aalen_johansen() -> None:
    durations, outcomes = queue(2)
    deleted = np.where((outcomes == 1) & (np.arange(300) % 3 == 0), 2, outcomes)
    result = estimate_time_to_event(durations, deleted, [24])
    as_censored = estimate_time_to_event(durations, deleted == 1, [24])
    assert result.method.startswith("Aalen")
    assert result.left_otherwise > 0
    assert result.shares[0].share < as_censored.shares[0].share


def test_nothing_actioned_yet_is_an_upper_bound() -> None:
    row = estimate_time_to_event([30] * 50, [0] * 50, [24]).shares[0]
    assert (row.share, row.low, row.status) == (0, 0, Status.UPPER_BOUND_ONLY)
    assert row.high == pytest.approx(1 - 0.05 ** (1 / 50))
    assert row.reasons[0].code is ReasonCode.ZERO_POSITIVES


def test_everything_actioned_has_a_lower_limit() -> None:
    row = estimate_time_to_event(np.arange(1, 41), np.ones(40), [50]).shares[0]
    assert (row.share, row.high, row.status) == (1, 1, Status.OK)
    assert 0.8 < row.low < 1
    at_once = estimate_time_to_event([2] * 20, [1] * 20, [5]).shares[0]
    assert at_once.low == pytest.approx(0.05 ** (1 / 20))


def test_beyond_the_oldest_case_nothing_is_known() -> None:
    result = estimate_time_to_event([5, 6, 7], [1, 0, 0], [24])
    assert (result.shares[0].share, result.shares[0].status) == (None, Status.UNDEFINED)
    assert result.shares[0].reasons[0].code is ReasonCode.NO_HISTORY


def test_late_entries_after_everybody_left_make_the_curve_undefined() -> None:
    result = estimate_time_to_event([3, 20, 30], [1, 1, 0], [2, 5, 40], entry=[0, 10, 12])
    assert [row.share for row in result.shares] == [0, None, None]
    assert result.shares[1].status is Status.UNDEFINED
    assert result.ages[0].age is None
    # The same cases seen from the start are an ordinary queue.
    assert estimate_time_to_event([3, 20, 30], [1, 1, 0], [5]).shares[0].share == pytest.approx(1 / 3)


def test_few_cases_are_read_as_an_interval() -> None:
    row = estimate_time_to_event([5, 6, 7, 9], [1, 1, 0, 0], [6]).shares[0]
    assert row.status is Status.INTERVAL_ONLY
    assert {reason.code for reason in row.reasons} == {ReasonCode.FEW_POSITIVES, ReasonCode.NO_HISTORY}
    assert row.reasons[0].needed == 8


def test_a_median_that_is_not_reached_says_so() -> None:
    durations, outcomes = queue(3, cut_off=20)
    median = estimate_time_to_event(durations, outcomes, [12], quantiles=[0.5]).ages[0]
    assert median.age is None
    assert median.reasons[0].code is ReasonCode.NOT_REACHED


def test_no_cases() -> None:
    result = estimate_time_to_event([], [], [12])
    assert (result.shares[0].share, result.shares[0].status) == (None, Status.UNDEFINED)
    assert result.shares[0].reasons[0].code is ReasonCode.NO_DATA
    assert result.ages[0].age is None


def test_heavy_weights_need_more_cases() -> None:
    durations, outcomes = queue(4)
    weights = np.random.default_rng(4).lognormal(0, 1.5, 300)
    assert estimate_time_to_event(durations, outcomes, [24]).shares[0].status is Status.OK
    weighted = estimate_time_to_event(durations, outcomes, [24], weights=weights).shares[0]
    assert weighted.status is Status.INTERVAL_ONLY


def test_coverage_with_heavy_censoring() -> None:
    truth, covered = 1 - 0.5 ** (24 / 33), 0
    for seed in range(500):
        row = estimate_time_to_event(*queue(seed, n=120, cut_off=48), [24], quantiles=[0.5]).shares[0]
        assert row.status is Status.OK
        covered += row.low <= truth <= row.high
    # 95% nominal, three Monte Carlo standard errors of 1 point.
    assert 0.92 <= covered / 500 <= 0.98


@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        (([1, -1], [1, 0], [5]), {}, r"durations\[1\] is -1"),
        (([1, 2], [1, 0.5], [5]), {}, r"outcomes\[1\] is 0.5"),
        (([1, 2], [1], [5]), {}, "outcomes has 1 values but durations has 2"),
        (([1, 2], [1, 2], [5]), {"level": 0}, "level is 0"),
        (([1, 2], [1, 0], [5]), {"weights": [1, -2]}, r"weights\[1\] is -2"),
        (([1, 2], [1, 0], [5]), {"entry": [1, 0]}, r"entry\[0\] is 1"),
        (([1, 2], [1, 0], [float("inf")]), {}, r"at\[0\] is inf"),
        (([1, 2], [1, 2], [-1]), {}, r"at\[0\] is -1"),
        (([1, 2], [1, 2], [1]), {"quantiles": [0.5, 1]}, r"quantiles\[1\] is 1"),
    ],
)
def test_wrong_input_is_named(arguments: tuple[object, ...], options: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        estimate_time_to_event(*arguments, **options)
