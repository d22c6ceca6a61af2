import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from integrity_metrics.statistics.prediction_powered import (
    prediction_powered_mean,
    stratified_prediction_powered_mean,
)

rows = arrays(np.float64, st.integers(2, 30), elements=st.floats(0, 1))


@given(rows, st.integers(0, 2**32 - 1))
@settings(max_examples=40, deadline=None)
def test_without_the_scores_it_is_the_classical_mean(labels: np.ndarray, seed: int) -> None:
    rng = np.random.default_rng(seed)
    result = prediction_powered_mean(labels, rng.random(len(labels)), rng.random(50), tuning=0)
    assert result.value[0] == pytest.approx(labels.mean())
    assert result.standard_error[0] == pytest.approx(labels.std() / np.sqrt(len(labels)))


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=20, deadline=None)
def test_order_of_rows_does_not_matter(seed: int) -> None:
    rng = np.random.default_rng(seed)
    labels, scores, rest = rng.integers(0, 2, 40), rng.random(40), rng.random(100)
    order = rng.permutation(40)
    plain = prediction_powered_mean(labels, scores, rest)
    shuffled = prediction_powered_mean(labels[order], scores[order], rng.permutation(rest))
    assert shuffled.value == pytest.approx(plain.value)
    assert shuffled.standard_error == pytest.approx(plain.standard_error)


def test_groups_at_once_equal_one_at_a_time() -> None:
    rng = np.random.default_rng(3)
    labels, scores, code = rng.integers(0, 2, 90), rng.random(90), rng.integers(0, 3, 90)
    rest, rest_code, weights = rng.random(300), rng.integers(0, 3, 300), rng.random(90) + 0.5
    together = prediction_powered_mean(labels, scores, rest, weights=weights, groups=code, unlabelled_groups=rest_code)
    for g in range(3):
        alone = prediction_powered_mean(
            labels[code == g], scores[code == g], rest[rest_code == g], weights=weights[code == g]
        )
        assert together.value[g] == pytest.approx(alone.value[0])
        assert together.standard_error[g] == pytest.approx(alone.standard_error[0])
        assert together.tuning[g] == pytest.approx(alone.tuning[0])


def test_constant_scores_fall_back_to_the_labels() -> None:
    result = prediction_powered_mean([0, 1, 1, 0, 0], [0.3] * 5, [0.3] * 20)
    assert result.tuning[0] == 0
    assert result.value[0] == pytest.approx(0.4)


def test_one_stratum_is_the_plain_estimate() -> None:
    strata = prediction_powered_mean([0, 1, 1, 0], [0.2, 0.7, 0.9, 0.1], [0.2, 0.4, 0.9])
    total = stratified_prediction_powered_mean(strata, [1.0])
    assert (total.value, total.low, total.high) == pytest.approx((strata.value[0], strata.low[0], strata.high[0]))


@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        (([0, 1], [0.1], [0.2]), {}, "scores has 1 values but labels has 2"),
        (([0, float("nan")], [0.1, 0.2], [0.2]), {}, r"labels\[1\] is nan"),
        (([0, 1], [0.1, 0.2], [0.2]), {"weights": [1, -1]}, r"weights\[1\] is -1"),
        (([0, 1], [0.1, 0.2], [0.2]), {"weights": [0, 0]}, "total of weights per group"),
        (([0, 1], [0.1, 0.2], []), {}, "unlabelled_scores per group"),
        (([], [], [0.2]), {}, "labels per group"),
        (([0, 1], [0.1, 0.2], [0.2]), {"groups": [0, 1]}, "groups and unlabelled_groups must be given together"),
        (([0, 1], [0.1, 0.2], [0.2]), {"groups": [0, 1], "unlabelled_groups": [0]}, r"group\[1\] is 0"),
        (([0, 1], [0.1, 0.2], [0.2]), {"groups": [0, 0.5], "unlabelled_groups": [0]}, r"groups\[1\] is 0.5"),
        (([0, 1], [0.1, 0.2], [0.2]), {"tuning": 2}, "tuning is 2"),
    ],
)
def test_wrong_input_is_named(arguments: tuple[object, ...], options: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        prediction_powered_mean(*arguments, **options)


@pytest.mark.parametrize(
    ("shares", "message"), [([0.5, 0.5], "2 values but there are 1"), ([0.5], "add up to 0.5"), ([-1], "is -1")]
)
def test_wrong_shares_are_named(shares: list[float], message: str) -> None:
    strata = prediction_powered_mean([0, 1], [0.1, 0.2], [0.2])
    with pytest.raises(ValueError, match=message):
        stratified_prediction_powered_mean(strata, shares)
