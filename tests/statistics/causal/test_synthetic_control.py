"""Synthetic control: the published California example, optimality, placebos, refusals."""

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integrity_metrics.statistics.causal.result import CausalEffect
from integrity_metrics.statistics.causal.simplex import simplex_weights
from integrity_metrics.statistics.causal.synthetic_control import synthetic_control
from integrity_metrics.statistics.causal.synthetic_inference import block_t_test, placebo_interval, placebo_rank
from integrity_metrics.statistics.status import ReasonCode, Status

DATA = Path(__file__).parents[2] / "data" / "causal" / "california_tobacco.csv"
PROPOSITION_99 = 1989 - 1970


@pytest.fixture(scope="module")
def california() -> tuple[list[str], np.ndarray, np.ndarray]:
    """States, sales (states x years 1970-2000) and the paper's seven predictors."""
    with DATA.open() as file:
        rows = list(csv.reader(file))[1:]
    table = np.array([[float(value) for value in row[1:]] for row in rows])
    sales = table[:, 4:]
    predictors = np.column_stack([table[:, :4], sales[:, 1988 - 1970], sales[:, 1980 - 1970], sales[:, 1975 - 1970]])
    return [row[0] for row in rows], sales, predictors


@pytest.fixture(scope="module")
def published(california: tuple) -> CausalEffect:
    """The published analysis: seven predictors, all 38 placebos."""
    states, sales, predictors = california
    return synthetic_control(sales, np.array(states) == "California", PROPOSITION_99, predictors=predictors)


def test_california_weights_as_published(california: tuple, published: CausalEffect) -> None:
    donors = [state for state in california[0] if state != "California"]
    named = dict(zip(donors, published.weights, strict=True))
    expected = {"Utah": 0.334, "Nevada": 0.234, "Montana": 0.199, "Colorado": 0.164, "Connecticut": 0.069}
    for state, weight in expected.items():
        assert named[state] == pytest.approx(weight, abs=0.006), state
    assert sum(weight for state, weight in named.items() if state not in expected) < 0.005


def test_california_fit_and_effect_as_published(california: tuple, published: CausalEffect) -> None:
    states, sales, _ = california
    gap = sales[states.index("California")] - published.path.counterfactual
    assert np.mean(gap[:PROPOSITION_99] ** 2) == pytest.approx(3.0, abs=0.2)
    # "almost 20 packs per capita" less on average over 1989-2000, 26 packs less in 2000.
    assert published.effect == pytest.approx(-19.5, abs=0.6)
    assert gap[-1] == pytest.approx(-26, abs=1)
    assert published.high < 0


def test_california_ranks_first_of_39_as_published(published: CausalEffect) -> None:
    assert len(published.unit_placebos.statistics) == 38
    assert published.unit_placebos.p_value == pytest.approx(0.026, abs=0.0005)
    # Mean squared error after / before "about 130" for California.
    assert published.unit_placebos.statistic**2 == pytest.approx(130, abs=5)


def test_california_on_the_whole_history_fits_closer_but_proves_less(california: tuple) -> None:
    states, sales, _ = california
    result = synthetic_control(sales, np.array(states) == "California", PROPOSITION_99)
    assert result.effect == pytest.approx(-19.5, abs=0.6)
    assert result.unit_placebos.p_value == pytest.approx(3 / 39)


@settings(max_examples=50, deadline=None)
@given(seed=st.integers(0, 10_000), rows=st.integers(1, 30), donors=st.integers(1, 12))
def test_simplex_weights_are_optimal(seed: int, rows: int, donors: int) -> None:
    generator = np.random.default_rng(seed)
    columns, target = generator.standard_normal((rows, donors)) * 7 + 40, generator.standard_normal(rows) * 7 + 40
    weights = simplex_weights(columns, target)
    assert weights.min() >= 0
    assert weights.sum() == pytest.approx(1)
    # Karush-Kuhn-Tucker: no donor's gradient lies below that of the mix.
    gradient = columns.T @ (columns @ weights - target)
    assert (gradient - gradient @ weights).min() >= -1e-6 * (1 + np.abs(gradient).max())


def test_identical_donors_share_equally_and_exactly() -> None:
    assert simplex_weights(np.ones((3, 4)), np.ones(3)).tolist() == [0.25] * 4


def test_order_and_level_of_units_do_not_matter() -> None:
    generator = np.random.default_rng(1)
    outcome = generator.standard_normal((8, 40)).cumsum(axis=1)
    mask = np.arange(8) == 2
    order = generator.permutation(8)
    one, other = synthetic_control(outcome, mask, 30), synthetic_control(outcome[order] + 9, mask[order], 30)
    assert other.effect == pytest.approx(one.effect)
    assert other.p_value == pytest.approx(one.p_value)


def test_placebo_interval_is_the_inverted_test() -> None:
    generator = np.random.default_rng(2)
    gap, placebos = generator.standard_normal(30), generator.standard_normal((25, 30))
    interval = placebo_interval(gap, placebos, 20, 0.9)
    assert interval is not None
    scale = np.sqrt(np.mean(gap[:20] ** 2))
    statistics = np.abs(placebos[:, 20:].mean(axis=1)) / np.sqrt(np.mean(placebos[:, :20] ** 2, axis=1))
    for value, is_inside in ((interval.high - 1e-9, True), (interval.high + 1e-9, False)):
        p_value = placebo_rank(abs(interval.estimate - value) / scale, statistics)
        assert (p_value > 0.1) is is_inside
    assert placebo_interval(gap, placebos[:18], 20, 0.95) is None


def test_block_t_test_by_hand() -> None:
    """With a single donor there is nothing to weigh: differences of block means."""
    gap = np.random.default_rng(3).standard_normal(40)
    found = block_t_test(gap, np.zeros((1, 40)), 30, 0.95)
    effects = np.array([gap[30:].mean() - gap[start : start + 10].mean() for start in (0, 10, 20)])
    assert found.estimate == pytest.approx(effects.mean())
    assert found.high - found.estimate == pytest.approx(4.302653 * np.sqrt(4 * effects.var(ddof=1) / 3), rel=1e-6)


def test_unit_outside_the_donors_reach_is_flagged() -> None:
    outcome = np.random.default_rng(4).standard_normal((8, 40))
    outcome[0] += 50
    result = synthetic_control(outcome, np.arange(8) == 0, 30)
    assert [reason.code for reason in result.reasons] == [ReasonCode.POOR_PRE_FIT]
    assert not result.may_vote


def test_exact_fit_is_refused() -> None:
    result = synthetic_control(np.zeros((6, 30)), np.arange(6) == 0, 20)
    assert result.status is Status.UNDEFINED
    assert result.reasons[0].code is ReasonCode.NO_VARIATION


def test_refusals() -> None:
    outcome = np.random.default_rng(5).standard_normal((4, 30))
    mask = np.arange(4) == 0
    assert synthetic_control(outcome, mask, 5).reasons[0].needed == 7
    assert synthetic_control(outcome[:2], mask[:2], 20).reasons[0].code is ReasonCode.FEW_UNITS
    with pytest.raises(ValueError, match=r"predictors has shape \(3, 1\) but there are 4 units"):
        synthetic_control(outcome, mask, 20, predictors=np.ones((3, 1)))
    with pytest.raises(ValueError, match=r"predictors\[2, 0\] is nan"):
        synthetic_control(outcome, mask, 20, predictors=np.array([[1], [1], [np.nan], [1]]))


def test_predictors_steer_the_weights() -> None:
    generator = np.random.default_rng(6)
    outcome = generator.standard_normal((5, 40))
    own = outcome[1:].T @ np.array([0.6, 0.4, 0.0, 0.0]) + 1e-4 * generator.standard_normal(40)
    result = synthetic_control(
        np.vstack([own, outcome[1:]]), np.arange(5) == 0, 30, predictors=np.vstack([own, outcome[1:]])[:, :30:6]
    )
    np.testing.assert_allclose(result.weights, [0.6, 0.4, 0, 0], atol=2e-3)
