"""Explanations of rates: the split into rate and mix is exact, and each part is found where it was planted."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integrity_metrics.detection.explain import frames
from integrity_metrics.detection.explain.cube import Cube
from integrity_metrics.detection.explain.explanation import Explanation, Outcome
from integrity_metrics.detection.explain.ratio import explain_ratio

SIZES = (5, 8, 6)
NAMES = ("policy", "market", "surface")
CODES = np.indices(SIZES).reshape(3, -1).T
CUBE = Cube(NAMES, tuple(tuple(f"{n}{v}" for v in range(s)) for n, s in zip(NAMES, SIZES, strict=True)), CODES)


def rates_of(generator: np.random.Generator) -> np.ndarray:
    """A base rate of 2% that differs between policies and surfaces."""
    return 0.02 * generator.lognormal(0, 0.5, 5)[CODES[:, 0]] * generator.lognormal(0, 0.5, 6)[CODES[:, 2]]


def explained(seed: int, rate_factor: np.ndarray, volume_factor: np.ndarray) -> Explanation:
    generator = np.random.default_rng(seed)
    rate = rates_of(generator)
    before = generator.poisson(4 * generator.lognormal(7, 1, len(CODES)))
    after = generator.poisson(before / 4 * volume_factor)
    return explain_ratio(
        CUBE,
        generator.binomial(after, np.minimum(rate * rate_factor, 1)),
        after,
        generator.binomial(before, rate),
        before,
    )


ONE = np.ones(len(CODES))


@pytest.mark.parametrize("seed", range(4))
def test_a_rate_that_moved_is_found_and_nothing_else(seed: int) -> None:
    moved = (CODES[:, 0] == 1) & (CODES[:, 2] == 3)
    answer = explained(seed, np.where(moved, 4.0, 1.0), ONE)
    assert [segment.label for segment in answer.segments] == ["policy = policy1, surface = surface3"]
    assert answer.decomposition is not None and answer.volume is not None
    assert abs(answer.decomposition.mix_part) < 0.3 * answer.decomposition.rate_part
    assert answer.volume.segments == ()


@pytest.mark.parametrize("seed", range(4))
def test_a_mix_shift_moves_the_total_but_no_rate(seed: int) -> None:
    moved = CODES[:, 2] == 2
    answer = explained(seed, ONE, np.where(moved, 5.0, 0.7))
    assert answer.segments == ()
    assert answer.decomposition is not None and answer.volume is not None
    assert abs(answer.decomposition.rate_part) < 0.25 * abs(answer.decomposition.mix_part)
    assert [segment.label for segment in answer.volume.segments] == ["surface = surface2"]


@pytest.mark.parametrize("factor", [0.4, 2.5])
def test_a_rate_that_moved_everywhere_is_no_segment(factor: float) -> None:
    answer = explained(1, ONE * factor, ONE)
    assert answer.outcome is Outcome.EVERYTHING
    assert answer.segments == ()
    assert answer.remaining.ratio == pytest.approx(factor, rel=0.05)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 100_000))
def test_contributions_of_cells_add_up_to_the_change(seed: int) -> None:
    generator = np.random.default_rng(seed)
    cells = 60
    cube = Cube(NAMES, tuple(tuple("wxyz") for _ in NAMES), generator.integers(0, 4, (cells, 3)))
    bottom = generator.poisson(30, cells) * (generator.random(cells) > 0.2)
    base = generator.poisson(30, cells) * (generator.random(cells) > 0.2)
    top, base_top = generator.binomial(bottom, 0.3), generator.binomial(base, 0.2)
    answer = explain_ratio(cube, top, bottom, base_top, base)
    parts = answer.decomposition
    assert parts is not None
    change = top.sum() / bottom.sum() - base_top.sum() / base.sum()
    assert parts.change == pytest.approx(change, abs=1e-12)
    assert parts.rate_part + parts.mix_part == pytest.approx(change, abs=1e-12)
    assert answer.cells[["rate_part", "mix_part"]].sum().sum() == pytest.approx(change, abs=1e-12)
    assert answer.cells["denominator_observed"].sum() == bottom.sum()
    own = sum(segment.own.excess for segment in answer.segments)
    assert own + answer.remaining.excess == pytest.approx(answer.total.excess, abs=1e-9)


def test_false_alarms_are_rare() -> None:
    assert sum(bool(explained(seed, ONE, ONE).segments) for seed in range(30)) <= 2


def test_a_cell_without_a_baseline_is_judged_by_its_margins() -> None:
    generator = np.random.default_rng(4)
    before = np.full(len(CODES), 4000)
    new = (CODES[:, 1] == 0) & (CODES[:, 2] == 0)
    before[new] = 0
    after = np.full(len(CODES), 1000)
    rate = rates_of(generator)
    answer = explain_ratio(CUBE, generator.binomial(after, rate), after, generator.binomial(before, rate), before)
    assert answer.segments == ()


def test_bad_input_is_named() -> None:
    cube = Cube(("market",), (("BR", "DE"),), np.array([[0], [1]]))
    with pytest.raises(ValueError, match=r"numerator_observed\[1\] is 30; it exceeds denominator_observed"):
        explain_ratio(cube, [1, 30], [10, 20], [1, 1], [10, 10])
    with pytest.raises(ValueError, match=r"numerator_expected\[0\] is 11; it exceeds denominator_expected"):
        explain_ratio(cube, [1, 3], [10, 20], [11, 1], [10, 10])
    with pytest.raises(ValueError, match="denominator_expected is 0 in every cell"):
        explain_ratio(cube, [1, 3], [10, 20], [0, 0], [0, 0])
    with pytest.raises(ValueError, match=r"denominator_observed\[0\] is inf"):
        explain_ratio(cube, [1, 3], [np.inf, 20], [0, 0], [1, 1])
    with pytest.raises(ValueError, match="dispersion is -1"):
        explain_ratio(cube, [1, 3], [10, 20], [0, 0], [1, 1], dispersion=-1)


def test_no_event_in_the_baseline_is_an_outcome() -> None:
    cube = Cube(("market",), (("BR", "DE"),), np.array([[0], [1]]))
    assert explain_ratio(cube, [5, 3], [100, 20], [0, 0], [100, 100]).outcome is Outcome.NOTHING_EXPECTED


def test_before_after_of_a_rate_has_both_parts() -> None:
    answer = explained(0, np.where(CODES[:, 1] == 2, 3.0, 1.0), ONE)
    frame = frames.before_after_frame(answer, "market")
    assert frame["market"].iloc[0] == "market2"
    assert answer.decomposition is not None
    assert frame["rate_part"].sum() == pytest.approx(answer.decomposition.rate_part)
    assert frame["mix_part"].sum() == pytest.approx(answer.decomposition.mix_part)
