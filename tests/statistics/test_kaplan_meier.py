import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integrity_metrics.statistics.kaplan_meier import kaplan_meier
from integrity_metrics.statistics.naive_share import share_of_all_within, share_of_closed_within

ages = st.lists(st.integers(1, 20).map(float), min_size=1, max_size=30)


def sample(seed: int, n: int = 60) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return np.round(rng.exponential(20, n), 0) + 1, (rng.random(n) < 0.6).astype(float)


@given(ages)
@settings(max_examples=50, deadline=None)
def test_without_open_cases_it_is_the_plain_share(durations: list[float]) -> None:
    at = np.arange(0.0, 22.0)
    curve = kaplan_meier(durations, np.ones(len(durations)), at)
    plain = [np.mean(np.array(durations) > t) for t in at]
    assert curve.survival[0] == pytest.approx(plain, abs=1e-12)


@given(st.integers(0, 10_000))
@settings(max_examples=20, deadline=None)
def test_order_of_cases_does_not_matter(seed: int) -> None:
    durations, events = sample(seed)
    order = np.random.default_rng(seed).permutation(len(durations))
    plain, shuffled = (
        kaplan_meier(durations, events, [10, 30]),
        kaplan_meier(durations[order], events[order], [10, 30]),
    )
    assert shuffled.survival == pytest.approx(plain.survival, abs=1e-14)
    assert shuffled.quantile == pytest.approx(plain.quantile, nan_ok=True)


@given(st.integers(0, 10_000))
@settings(max_examples=20, deadline=None)
def test_jackknife_with_weights_of_one_equals_greenwood(seed: int) -> None:
    durations, events = sample(seed)
    greenwood = kaplan_meier(durations, events, [5, 15, 40])
    jackknife = kaplan_meier(durations, events, [5, 15, 40], weights=np.ones(60))
    assert jackknife.survival == pytest.approx(greenwood.survival, abs=1e-12)
    assert jackknife.standard_error == pytest.approx(greenwood.standard_error, abs=1e-10, nan_ok=True)


def test_whole_weights_are_repeated_cases_for_the_curve() -> None:
    durations, events = sample(5)
    weights = np.random.default_rng(5).integers(1, 5, 60)
    weighted = kaplan_meier(durations, events, [5, 15, 40], weights=weights)
    repeated = kaplan_meier(np.repeat(durations, weights), np.repeat(events, weights), [5, 15, 40])
    assert weighted.survival == pytest.approx(repeated.survival)
    assert weighted.quantile == pytest.approx(repeated.quantile)
    # Repeating a case is no new information: the jackknife must not shrink as if it were.
    assert (weighted.standard_error > repeated.standard_error).all()


def test_weighted_jackknife_matches_the_derivative_by_case() -> None:
    durations, events = sample(8, 25)
    entry = np.where(np.arange(25) < 8, durations / 2, 0)
    weights = np.random.default_rng(8).uniform(0.5, 3, 25)
    result = kaplan_meier(durations, events, [20], entry=entry, weights=weights)
    step = 1e-5

    def survival(w: np.ndarray) -> float:
        return float(kaplan_meier(durations, events, [20], entry=entry, weights=w).survival[0, 0])

    slopes = np.array(
        [(survival(weights + step * unit) - survival(weights - step * unit)) / (2 * step) for unit in np.eye(25)]
    )
    assert result.standard_error[0, 0] == pytest.approx(np.sqrt(((weights * slopes) ** 2).sum()), rel=1e-6)


def test_groups_at_once_equal_one_at_a_time() -> None:
    durations, events = sample(11, 200)
    code = np.random.default_rng(11).integers(0, 7, 200)
    together = kaplan_meier(durations, events, [5, 20], groups=code, quantiles=[0.25, 0.5])
    for g in range(7):
        alone = kaplan_meier(durations[code == g], events[code == g], [5, 20], quantiles=[0.25, 0.5])
        for field in ("survival", "standard_error", "low", "high", "at_risk", "quantile", "quantile_low"):
            assert getattr(together, field)[g] == pytest.approx(getattr(alone, field)[0], nan_ok=True)


def test_cases_without_weight_change_nothing() -> None:
    plain = kaplan_meier([3, 6, 8], [1, 1, 0], [3, 6], weights=[2, 1, 1])
    padded = kaplan_meier([1, 3, 6, 8, 9], [1, 1, 1, 0, 1], [3, 6], weights=[0, 2, 1, 1, 0])
    assert padded.survival.tolist() == plain.survival.tolist()
    assert padded.standard_error == pytest.approx(plain.standard_error)
    nothing = kaplan_meier([1, 2], [1, 1], [3], weights=[0, 0], groups=[0, 1])
    assert nothing.survival.tolist() == [[1.0], [1.0]]
    assert nothing.cases.tolist() == [0, 0]


def test_late_entry_by_hand() -> None:
    # At 3 only cases 1 and 3 are in view (case 2 enters at 4): 1/2 leave; at 6 cases 2 and 3: 1/2 leave.
    curve = kaplan_meier([3, 6, 8], [1, 1, 0], [3, 6], entry=[0, 4, 0])
    assert curve.survival[0].tolist() == [0.5, 0.25]


def test_open_cases_only_say_nothing_was_actioned_yet() -> None:
    curve = kaplan_meier([1, 2, 3], [0, 0, 0], [1, 9])
    assert curve.survival[0].tolist() == [1.0, 1.0]
    assert np.isnan(curve.quantile).all()
    assert np.isnan(curve.low).all()


def test_everybody_at_once() -> None:
    curve = kaplan_meier([2, 2, 2], [1, 1, 1], [1.9, 2])
    assert curve.survival[0].tolist() == [1.0, 0.0]
    assert curve.quantile[0, 0] == 2
    assert np.isnan(curve.standard_error[0, 1])


def test_naive_shares_are_too_fast_and_too_slow() -> None:
    rng = np.random.default_rng(1)
    true, opened = rng.exponential(48, 2000), rng.uniform(0, 72, 2000)
    durations, events = np.minimum(true, opened), (true <= opened).astype(float)
    honest = 1 - kaplan_meier(durations, events, [24]).survival[0, 0]
    assert share_of_closed_within(durations, events, [24])[0] > honest + 0.1
    assert share_of_all_within(durations, events, [24])[0] < honest - 0.03
    assert honest == pytest.approx(1 - np.exp(-0.5), abs=0.03)


def test_naive_share_without_closed_cases_is_undefined() -> None:
    assert np.isnan(share_of_closed_within([1, 2], [0, 0], [5])).all()
    assert np.isnan(share_of_all_within([], [], [5])).all()


@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        (([1, -2], [1, 1], [5]), {}, r"durations\[1\] is -2"),
        (([1, 2], [1, 2], [5]), {}, r"events\[1\] is 2"),
        (([1, 2], [1], [5]), {}, "causes has 1 values but durations has 2"),
        (([1, 2], [1, 1], [5]), {"entry": [0, 2]}, r"entry\[1\] is 2"),
        (([1, 2], [1, 1], [5]), {"weights": [1, float("nan")]}, r"weights\[1\] is nan"),
        (([1, 2], [1, 1], [-5]), {}, r"at\[0\] is -5"),
        (([1, 2], [1, 1], [5]), {"quantiles": [1.0]}, r"quantiles\[0\] is 1"),
        (([1, 2], [1, 1], [5]), {"groups": [0]}, "groups has 1 values"),
        (([1, 2], [1, 1], [5]), {"level": 1}, "level is 1"),
    ],
)
def test_wrong_input_is_named(arguments: tuple[object, ...], options: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        kaplan_meier(*arguments, **options)


def test_naive_share_refuses_lists_of_different_length() -> None:
    with pytest.raises(ValueError, match="events has 1 values"):
        share_of_all_within([1, 2], [1], [5])
