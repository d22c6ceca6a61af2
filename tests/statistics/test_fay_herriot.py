import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integrity_metrics.statistics.fay_herriot import fay_herriot
from integrity_metrics.statistics.status import ReasonCode, Status

REFERENCE = Path(__file__).parents[1] / "data" / "oracles" / "fay_herriot.json"


def areas(seed: int, count: int, between: float) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    x, variances = rng.normal(size=count), rng.uniform(0.5, 2, count)
    truth = 1 + 0.5 * x + rng.normal(0, np.sqrt(between), count)
    return truth, truth + rng.normal(0, np.sqrt(variances)), variances, x


def test_mean_squared_error_equals_the_second_witness() -> None:
    compared = 0
    for case in json.loads(REFERENCE.read_text(encoding="utf-8"))["cases"]:
        witness = case["cross_check"]["samplics_reml_mse"]
        if witness is not None:
            fit = fay_herriot(case["input"]["direct"], case["input"]["var"], case["input"]["x"])
            assert fit.mean_squared_error == pytest.approx(witness, rel=1e-4)
            compared += 1
    assert compared >= 4


@given(st.integers(0, 10_000), st.sampled_from(["reml", "ml"]))
@settings(max_examples=20, deadline=None)
def test_values_lie_between_direct_and_regression_in_any_order(seed: int, method: str) -> None:
    _, direct, variances, x = areas(seed, 12, 1.0)
    fit = fay_herriot(direct, variances, x, method=method)
    fitted = np.column_stack([np.ones(12), x]) @ fit.coefficients
    assert fit.value == pytest.approx(fit.shrinkage * direct + (1 - fit.shrinkage) * fitted)
    order = np.random.default_rng(seed).permutation(12)
    shuffled = fay_herriot(direct[order], variances[order], x[order], method=method)
    assert shuffled.value == pytest.approx(fit.value[order], rel=1e-6)


def test_equal_segments_collapse_to_the_common_value_and_say_so() -> None:
    fit = fay_herriot([0.1, 0.1, 0.1], [0.01, 0.02, 0.03])
    assert fit.variance_between == 0
    assert fit.value == pytest.approx([0.1, 0.1, 0.1])
    assert (fit.status, fit.reasons[0].code) == (Status.INTERVAL_ONLY, ReasonCode.FULLY_POOLED)


def test_too_few_segments_are_undefined() -> None:
    fit = fay_herriot([0.1], [0.01])
    assert (fit.status, fit.reasons[0].code) == (Status.UNDEFINED, ReasonCode.FEW_UNITS)
    assert fit.value.tolist() == pytest.approx([0.1])


def test_coverage_and_gain_by_simulation() -> None:
    inside, error, direct_error = [], [], []
    for seed in range(300):
        truth, direct, variances, x = areas(seed, 30, 1.0)
        fit = fay_herriot(direct, variances, x)
        if fit.status is Status.OK:
            inside.append((fit.low <= truth) & (truth <= fit.high))
        error.append((fit.value - truth) ** 2)
        direct_error.append((direct - truth) ** 2)
    assert np.mean(inside) > 0.94
    assert np.mean(error) < 0.65 * np.mean(direct_error)


@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        (([0.1, 0.2, 0.3], [0.1, 0, 0.1]), {}, r"variances\[1\] is 0; a sampling variance must be above 0"),
        (([0.1, float("nan")], [0.1, 0.1]), {}, r"direct\[1\] is nan"),
        (([0.1, 0.2], [0.1]), {}, "variances has 1 values"),
        (([0.1, 0.2, 0.3], [0.1] * 3, [1, 1, 1]), {}, "cannot tell apart"),
        (([0.1, 0.2], [0.1] * 2, [[1, 2], [3, 1]]), {}, "cannot tell apart"),
        (([0.1, 0.2], [0.1] * 2, [1]), {}, "covariates has 1 rows"),
        (([], []), {}, "direct has no values"),
        (([0.1, 0.2], [0.1] * 2), {"method": "moments"}, "method is 'moments'"),
        (([0.1, 0.2], [0.1] * 2), {"level": 1.5}, "level is 1.5"),
    ],
)
def test_wrong_input_is_named(arguments: tuple[object, ...], options: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        fay_herriot(*arguments, **options)
