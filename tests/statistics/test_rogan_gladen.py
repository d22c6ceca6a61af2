import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integrity_metrics.statistics.rogan_gladen import rogan_gladen

shares = st.floats(0, 1)


@given(shares, st.floats(0.6, 1), st.floats(0.6, 1))
@settings(max_examples=40, deadline=None)
def test_undoes_the_error_it_describes(true: float, sensitivity: float, specificity: float) -> None:
    apparent = true * sensitivity + (1 - true) * (1 - specificity)
    assert rogan_gladen(apparent, sensitivity, specificity).raw == pytest.approx(true, abs=1e-12)


def test_perfect_labels_leave_the_rate_alone() -> None:
    assert rogan_gladen([0.0, 0.3, 1.0], 1, 1).value == pytest.approx([0.0, 0.3, 1.0])


def test_uninformative_labels_give_nothing_and_say_so() -> None:
    result = rogan_gladen([0.3, 0.3], [0.5, 0.9], [0.5, 0.8])
    assert result.is_informative.tolist() == [False, True]
    assert np.isnan(result.raw[0])
    assert np.isfinite(result.raw[1])


def test_values_outside_the_possible_range_are_clamped_and_flagged() -> None:
    result = rogan_gladen([0.01, 0.95], 0.9, 0.95)
    assert result.value.tolist() == [0.0, 1.0]
    assert result.is_below_false_positive_rate.tolist() == [True, False]
    assert result.is_above_sensitivity.tolist() == [False, True]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([0.1, 1.2], 0.9, 0.9), r"apparent\[1\] is 1.2"),
        ((0.1, -0.1, 0.9), "sensitivity is -0.1"),
        ((0.1, 0.9, float("nan")), "specificity is nan"),
    ],
)
def test_wrong_input_is_named(arguments: tuple[object, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        rogan_gladen(*arguments)
