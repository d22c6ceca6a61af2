import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integrity_metrics.statistics.aalen_johansen import aalen_johansen, incidence_curve
from integrity_metrics.statistics.gray_variance import gray_variance
from integrity_metrics.statistics.kaplan_meier import kaplan_meier
from integrity_metrics.statistics.risk_table import build_risk_table


def sample(seed: int, n: int = 80) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return np.round(rng.exponential(20, n), 0) + 1, rng.integers(0, 3, n).astype(float)


@given(st.integers(0, 10_000))
@settings(max_examples=20, deadline=None)
def test_shares_add_up_to_one(seed: int) -> None:
    durations, causes = sample(seed)
    curve = aalen_johansen(durations, causes, [1, 10, 50], n_causes=2)
    assert curve.incidence.sum(axis=-1) + curve.still_open == pytest.approx(1)


@given(st.integers(0, 10_000))
@settings(max_examples=20, deadline=None)
def test_with_one_way_out_it_is_kaplan_meier(seed: int) -> None:
    durations, causes = sample(seed)
    events = (causes == 1).astype(float)
    curve, plain = aalen_johansen(durations, events, [5, 20]), kaplan_meier(durations, events, [5, 20])
    assert curve.incidence[0, :, 0] == pytest.approx(1 - plain.survival[0])
    assert curve.standard_error[0, :, 0] == pytest.approx(plain.standard_error[0], abs=1e-10, nan_ok=True)
    assert curve.quantile[0, :, 0] == pytest.approx(plain.quantile[0], nan_ok=True)


def test_jackknife_matches_the_derivative_by_case() -> None:
    durations, causes = sample(4, 30)
    entry = np.where(np.arange(30) < 10, durations / 2, 0)
    weights = np.random.default_rng(4).uniform(0.5, 3, 30)
    step = 1e-5

    def incidence(w: np.ndarray) -> np.ndarray:
        return aalen_johansen(durations, causes, [15], entry=entry, weights=w, n_causes=2).incidence[0, 0]

    slopes = np.array(
        [(incidence(weights + step * unit) - incidence(weights - step * unit)) / (2 * step) for unit in np.eye(30)]
    )
    result = aalen_johansen(durations, causes, [15], entry=entry, weights=weights, n_causes=2)
    expected = np.sqrt(((weights[:, None] * slopes) ** 2).sum(axis=0))
    assert result.standard_error[0, 0] == pytest.approx(expected, rel=1e-6)


def test_groups_at_once_equal_one_at_a_time() -> None:
    durations, causes = sample(9, 300)
    code = np.random.default_rng(9).integers(0, 6, 300)
    together = aalen_johansen(durations, causes, [5, 20], groups=code, n_causes=2)
    for g in range(6):
        alone = aalen_johansen(durations[code == g], causes[code == g], [5, 20], n_causes=2)
        for field in ("incidence", "standard_error", "low", "high", "still_open", "quantile", "quantile_high"):
            assert getattr(together, field)[g] == pytest.approx(getattr(alone, field)[0], nan_ok=True)


def test_both_variances_agree_in_large_samples() -> None:
    durations, causes = sample(2, 3000)
    table = build_risk_table(durations, causes)
    curve = incidence_curve(table)
    own = table.events[:, 0] > 0
    ratio = np.sqrt(gray_variance(table, curve, 1)[own]) / curve.standard_error[own, 0]
    assert ratio[5:-5] == pytest.approx(1, abs=0.02)


def test_all_left_the_same_way_has_no_spread() -> None:
    curve = aalen_johansen([2, 2, 2], [1, 1, 1], [2], n_causes=2)
    assert curve.incidence[0, 0].tolist() == [1.0, 0.0]
    assert curve.standard_error[0, 0].tolist() == [0.0, 0.0]
    assert np.isnan(curve.low[0, 0]).all()


@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        (([1, 2], [1, 0.5], [5]), {}, r"causes\[1\] is 0.5"),
        (([1, 2], [1, -1], [5]), {}, r"causes\[1\] is -1"),
        (([1, 2], [1, 3], [5]), {"n_causes": 2}, "3 ways out but n_causes is 2"),
        (([1, 2], [1, 2], [float("nan")]), {}, r"at\[0\] is nan"),
    ],
)
def test_wrong_input_is_named(arguments: tuple[object, ...], options: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        aalen_johansen(*arguments, **options)
