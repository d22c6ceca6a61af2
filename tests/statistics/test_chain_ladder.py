import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from integrity_metrics.statistics.chain_ladder import chain_ladder

RAA_LATEST_ROWS = [[5, 8, 10, 12], [6, 9, 12, None], [4, 7, None, None], [5, None, None, None]]


@given(arrays(np.float64, st.tuples(st.integers(1, 6), st.integers(1, 6)), elements=st.integers(0, 50).map(float)))
@settings(max_examples=40, deadline=None)
def test_a_complete_triangle_is_the_identity(increments: np.ndarray) -> None:
    complete = increments.cumsum(axis=1)
    done = chain_ladder(complete)
    assert done.ultimate.tolist() == complete[:, -1].tolist()
    assert done.still_to_come.tolist() == [0.0] * len(complete)
    assert done.standard_error.tolist() == [0.0] * len(complete)
    assert done.completeness.tolist() == [1.0] * len(complete)
    assert (float(done.total_still_to_come), float(done.total_standard_error)) == (0.0, 0.0)


def test_many_triangles_at_once_equal_one_at_a_time() -> None:
    rng = np.random.default_rng(1)
    triangles = rng.poisson(8, (5, 9, 4)).cumsum(axis=-1).astype(float)
    for i in range(9):
        triangles[:, i, max(9 - i, 1) :] = np.nan
    together = chain_ladder(triangles)
    for g in range(5):
        alone = chain_ladder(triangles[g])
        for field in ("factors", "sigma", "ultimate", "standard_error", "completeness", "total_standard_error"):
            assert getattr(together, field)[g] == pytest.approx(getattr(alone, field))


def test_order_of_rows_does_not_matter() -> None:
    triangle = np.array(RAA_LATEST_ROWS, dtype=float)
    order = [2, 0, 3, 1]
    plain, shuffled = chain_ladder(triangle), chain_ladder(triangle[order])
    assert shuffled.ultimate == pytest.approx(plain.ultimate[order])
    assert shuffled.standard_error == pytest.approx(plain.standard_error[order])
    assert shuffled.total_standard_error == pytest.approx(plain.total_standard_error)


def test_completeness_is_latest_over_ultimate() -> None:
    done = chain_ladder(RAA_LATEST_ROWS)
    assert done.completeness == pytest.approx(done.latest / done.ultimate)


def test_nothing_ever_happened() -> None:
    done = chain_ladder([[0, 0, 0], [0, 0, None], [0, None, None]])
    assert done.ultimate.tolist() == [0, 0, 0]
    assert np.isnan(done.factors).all()
    assert np.isnan(done.completeness[1:]).all()


def test_growth_from_nothing_stays_unknown() -> None:
    done = chain_ladder([[0, 5, 6], [0, 4, None], [3, None, None]])
    assert done.ultimate[1] == pytest.approx(4.8)
    assert np.isnan(done.ultimate[2])
    assert np.isnan(done.total_still_to_come)


def test_one_older_row_gives_a_value_without_an_error() -> None:
    done = chain_ladder([[1, 2], [3, None]])
    assert done.ultimate.tolist() == [2, 6]
    assert np.isnan(done.standard_error[1])


def test_mack_error_matches_simulation() -> None:
    # Poisson increments meet Mack's model given the history; 60 days, 4 delays.
    rng = np.random.default_rng(5)
    shares = np.array([0.5, 0.25, 0.15, 0.1])
    errors, claimed = [], []
    for _ in range(400):
        full = rng.poisson(400 * shares, (60, 4)).cumsum(axis=1).astype(float)
        seen = full.copy()
        for k in range(1, 4):
            seen[60 - k, 4 - k :] = np.nan
        done = chain_ladder(seen)
        errors.append(done.ultimate[-3:] - full[-3:, -1])
        claimed.append(done.standard_error[-3:])
    # The factor model lets a high first day grow in proportion; with independent increments it overstates slightly.
    ratio = np.mean(claimed, axis=0) / np.std(errors, axis=0)
    assert ratio == pytest.approx(1, abs=0.15)


@pytest.mark.parametrize(
    ("triangle", "message"),
    [
        ([1, 2, 3], r"shape \(3,\)"),
        ([[1, None, 3], [1, 2, 3]], r"cumulative\[0, 2\] is 3; a row must be observed without gaps"),
        ([[1, 2], [None, None]], r"cumulative\[1, 0\]"),
        ([[1, -2], [1, None]], r"cumulative\[0, 1\] is -2"),
        ([[1, float("inf")], [1, None]], r"cumulative\[0, 1\] is inf"),
    ],
)
def test_wrong_input_is_named(triangle: list[object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        chain_ladder(triangle)
