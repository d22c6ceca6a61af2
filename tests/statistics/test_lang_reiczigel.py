import numpy as np
import pytest
from scipy.stats import binom

from integrity_metrics.statistics.lang_reiczigel import lang_reiczigel


def test_more_validation_labels_narrow_the_interval() -> None:
    result = lang_reiczigel(300, 1000, [9, 90, 900], [10, 100, 1000], [9, 90, 900], [10, 100, 1000])
    assert (np.diff(result.high_raw - result.low_raw) < 0).all()


def test_without_validation_labels_the_result_says_so() -> None:
    result = lang_reiczigel(5, 100, [0, 9], [0, 10], [0, 9], [0, 10])
    assert result.has_validation.tolist() == [False, True]
    assert np.isnan(result.value[0])


def test_labels_without_signal_give_no_interval() -> None:
    result = lang_reiczigel(5, 100, 1, 10, 2, 10)
    assert not result.is_informative
    assert np.isnan([result.low, result.high, result.value]).all()


def test_coverage_by_simulation_is_near_nominal() -> None:
    rng = np.random.default_rng(7)
    runs, n, n_valid, true, sensitivity, specificity = 4000, 1000, 200, 0.1, 0.85, 0.97
    k = rng.binomial(n, true * sensitivity + (1 - true) * (1 - specificity), runs)
    k_se, k_sp = rng.binomial(n_valid, sensitivity, runs), rng.binomial(n_valid, specificity, runs)
    result = lang_reiczigel(k, n, k_se, n_valid, k_sp, n_valid)
    covered = ((result.low <= true) & (true <= result.high)).sum()
    # 94% nominal floor, allowing for Monte Carlo error.
    assert covered > binom.ppf(0.001, runs, 0.94)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((0, 0, 1, 2, 1, 2), "labels is 0"),
        ((5, 10, 3, 2, 1, 2), "true_positives is 3; it must not exceed validated_positives"),
        ((5, 10, 1, 2, [1, -1], 2), r"true_negatives\[1\] is -1"),
        ((11, 10, 1, 2, 1, 2), "positives is 11"),
    ],
)
def test_wrong_input_is_named(arguments: tuple[object, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        lang_reiczigel(*arguments)


def test_a_level_outside_zero_and_one_is_refused() -> None:
    with pytest.raises(ValueError, match="level is 95"):
        lang_reiczigel(5, 10, 1, 2, 1, 2, level=95)
