"""Explanations of counts: what is planted is returned, what adds up adds up, and bad input is named."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integrity_metrics.detection.explain.counts import explain_counts
from integrity_metrics.detection.explain.cube import Cube, cube_from_frame
from integrity_metrics.detection.explain.explanation import Outcome

SIZES = (6, 8, 5)
NAMES = ("policy", "market", "surface")


def cube_of(sizes: tuple[int, ...] = SIZES, names: tuple[str, ...] = NAMES) -> Cube:
    codes = np.indices(sizes).reshape(len(sizes), -1).T
    return Cube(names, tuple(tuple(f"{n}{v}" for v in range(s)) for n, s in zip(names, sizes, strict=True)), codes)


def sizes_of_cells(seed: int, cells: int, largest: float = 400.0) -> np.ndarray:
    return np.random.default_rng(seed).lognormal(0, 1, cells) * largest / 4


def mask_of(cube: Cube, where: dict[int, int]) -> np.ndarray:
    return np.logical_and.reduce([cube.codes[:, column] == value for column, value in where.items()])


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    columns=st.sets(st.integers(0, 2), min_size=1, max_size=3),
    ratio=st.sampled_from([0.0, 0.3, 2.5, 8.0]),
)
def test_one_clean_cause_is_returned_alone(seed: int, columns: set[int], ratio: float) -> None:
    cube = cube_of()
    generator = np.random.default_rng(seed)
    where = {column: int(generator.integers(SIZES[column])) for column in columns}
    expected = 50 + sizes_of_cells(seed, len(cube.codes))
    observed = np.where(mask_of(cube, where), ratio, 1.0) * expected
    answer = explain_counts(cube, observed, expected, dispersion=1.0)
    assert [segment.where for segment in answer.segments] == [
        tuple((NAMES[column], f"{NAMES[column]}{where[column]}") for column in sorted(columns))
    ]
    assert answer.segments[0].share == pytest.approx(1)
    assert answer.segments[0].own.ratio == pytest.approx(ratio)
    assert answer.remaining.excess == pytest.approx(0, abs=1e-6)


def test_a_cause_is_found_under_poisson_noise_among_sparse_cells() -> None:
    cube = cube_of((14, 40, 6), NAMES)
    generator = np.random.default_rng(3)
    expected = sizes_of_cells(3, len(cube.codes), largest=2.0)
    moved = expected * np.where(mask_of(cube, {0: 4, 1: 7}), 25, 1)
    answer = explain_counts(cube, generator.poisson(moved), expected)
    assert [segment.label for segment in answer.segments] == ["policy = policy4, market = market7"]
    part = answer.segments[0].own
    assert part.ratio is not None and part.ratio_low is not None and part.ratio_high is not None
    assert part.ratio_low < 25 < part.ratio_high


def test_two_causes_one_up_one_down_and_their_shares() -> None:
    cube = cube_of()
    expected = np.full(len(cube.codes), 200.0)
    generator = np.random.default_rng(5)
    moved = expected.copy()
    moved[mask_of(cube, {0: 1, 1: 2})] *= 6
    moved[mask_of(cube, {2: 3})] *= 0.4
    moved[mask_of(cube, {0: 1, 1: 2, 2: 3})] = 1200
    answer = explain_counts(cube, generator.poisson(moved), expected)
    assert {segment.label for segment in answer.segments} == {
        "policy = policy1, market = market2",
        "surface = surface3",
    }
    assert {np.sign(segment.own.excess) for segment in answer.segments} == {1, -1}


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000), cells=st.integers(5, 200))
def test_contributions_add_up_to_the_total(seed: int, cells: int) -> None:
    generator = np.random.default_rng(seed)
    codes = generator.integers(0, 4, (cells, 3))
    cube = Cube(NAMES, tuple(tuple("wxyz") for _ in NAMES), codes)
    expected = generator.gamma(0.5, 20, cells) * (generator.random(cells) > 0.2)
    observed = generator.poisson(expected * generator.choice([1, 1, 1, 5], cells))
    answer = explain_counts(cube, observed, expected)
    assert answer.total.observed == pytest.approx(observed.sum())
    assert answer.total.expected == pytest.approx(expected.sum())
    own = sum(segment.own.excess for segment in answer.segments)
    assert own + answer.remaining.excess == pytest.approx(answer.total.excess, abs=1e-9 * expected.sum() + 1e-9)
    assert answer.cells["observed"].sum() == pytest.approx(observed.sum())


@pytest.mark.parametrize("seed", range(5))
def test_neither_the_order_of_rows_nor_names_nor_split_rows_matter(seed: int) -> None:
    cube = cube_of()
    generator = np.random.default_rng(seed)
    expected = sizes_of_cells(seed, len(cube.codes))
    observed = generator.poisson(expected * np.where(mask_of(cube, {0: 2, 2: 1}), 3, 1)).astype(float)
    plain = explain_counts(cube, observed, expected)
    order = generator.permutation(len(observed))
    shuffled = explain_counts(replace(cube, codes=cube.codes[order]), observed[order], expected[order])
    assert shuffled.segments == plain.segments
    assert shuffled.total == plain.total
    renamed = explain_counts(replace(cube, names=("a", "b", "c")), observed, expected)
    assert [s.own for s in renamed.segments] == [s.own for s in plain.segments]
    twice = np.concatenate([cube.codes, cube.codes])
    halves = explain_counts(replace(cube, codes=twice), np.tile(observed / 2, 2), np.tile(expected / 2, 2))
    assert halves.segments == plain.segments


@pytest.mark.parametrize("ratio", [0.0, 0.5, 1.3, 40.0])
@pytest.mark.parametrize("seed", [1, 2])
def test_a_move_of_everything_is_no_segment(ratio: float, seed: int) -> None:
    cube = cube_of()
    expected = 20 + sizes_of_cells(seed, len(cube.codes))
    observed = np.random.default_rng(seed).poisson(expected * ratio)
    answer = explain_counts(cube, observed, expected)
    assert answer.outcome is Outcome.EVERYTHING
    assert answer.segments == ()
    assert answer.remaining_share == pytest.approx(1)
    assert answer.remaining.ratio == pytest.approx(ratio, rel=0.05)


def test_the_largest_segment_is_the_cause_not_everything_else() -> None:
    cube = cube_of((3, 8, 5))
    expected = np.where(cube.codes[:, 0] == 0, 300.0, 100.0)
    observed = np.random.default_rng(2).poisson(expected * np.where(cube.codes[:, 0] == 0, 3, 1))
    answer = explain_counts(cube, observed, expected)
    assert [segment.label for segment in answer.segments] == ["policy = policy0"]


def test_false_alarms_are_rare() -> None:
    cube = cube_of((10, 12, 6))
    alarms = 0
    for seed in range(40):
        generator = np.random.default_rng(seed)
        expected = sizes_of_cells(seed, len(cube.codes))
        noisy = expected * generator.gamma(25, 1 / 25, len(expected))
        alarms += bool(explain_counts(cube, generator.poisson(noisy), expected).segments)
    assert alarms <= 3


def test_markets_that_vary_by_themselves_are_no_causes() -> None:
    cube = cube_of((6, 30, 5))
    generator = np.random.default_rng(8)
    expected = np.full(len(cube.codes), 500.0)
    market = generator.lognormal(0, 0.2, 30)[cube.codes[:, 1]]
    moved = expected * market * np.where(mask_of(cube, {0: 3}), 4, 1)
    answer = explain_counts(cube, generator.poisson(moved), expected)
    assert [segment.label for segment in answer.segments] == ["policy = policy3"]


def test_a_new_segment_with_nothing_expected_is_found_without_a_ratio() -> None:
    cube = cube_of()
    new = mask_of(cube, {1: 4, 2: 0})
    expected = np.where(new, 0.0, 100.0)
    observed = np.random.default_rng(1).poisson(np.where(new, 30, expected))
    segment = explain_counts(cube, observed, expected).segments[0]
    assert segment.label == "market = market4, surface = surface0"
    assert segment.own.ratio is None
    assert segment.own.excess_low > 0


def test_nothing_expected_and_too_little_are_outcomes() -> None:
    cube = cube_of()
    zeros = np.zeros(len(cube.codes))
    assert explain_counts(cube, zeros + 1, zeros).outcome is Outcome.NOTHING_EXPECTED
    assert explain_counts(cube, zeros, zeros).outcome is Outcome.TOO_LITTLE
    few = zeros.copy()
    few[:3] = 1
    answer = explain_counts(cube, few, few)
    assert answer.outcome is Outcome.TOO_LITTLE
    assert answer.total.observed == 3


def test_the_tail_of_20_000_categories_is_folded_and_said() -> None:
    count = 20_000
    codes = np.column_stack([np.arange(count), np.arange(count) % 3])
    cube = Cube(("creator", "surface"), (tuple(f"c{v}" for v in range(count)), ("a", "b", "c")), codes)
    expected = np.ones(count)
    expected[:50] = 200.0
    observed = expected.copy()
    observed[7] = 2_000
    answer = explain_counts(cube, observed, expected, most_values=500)
    (folded,) = answer.folded
    assert (folded.attribute, folded.joined, folded.label) == ("creator", 19_501, "other (19,501 values)")
    assert answer.total.observed == observed.sum()
    assert answer.segments[0].where == (("creator", "c7"),)


def test_more_segments_than_asked_for_is_said() -> None:
    cube = cube_of()
    expected = np.full(len(cube.codes), 500.0)
    observed = expected * np.where(mask_of(cube, {0: 1, 1: 1}) | mask_of(cube, {1: 5, 2: 2}), 5, 1)
    one = explain_counts(cube, observed, expected, most_segments=1)
    assert len(one.segments) == 1 and one.stopped_early
    assert not explain_counts(cube, observed, expected).stopped_early


def test_what_else_a_segment_shares_is_said() -> None:
    cube = cube_of((4, 10, 4))
    only = mask_of(cube, {1: 3})
    expected = np.where(only & (cube.codes[:, 0] != 2), 0.0, 100.0)
    observed = expected * np.where(only, 9, 1)
    segment = explain_counts(cube, observed, expected).segments[0]
    assert segment.where == (("market", "market3"),)
    assert segment.also == (("policy", "policy2"),)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"observed": [1.0, -2.0]}, r"observed\[1\] is -2; it must not be negative"),
        ({"expected": [1.0, np.nan]}, r"expected\[1\] is nan"),
        ({"observed": [1.0]}, r"observed has shape \(1,\)"),
        ({"dispersion": 0.0}, "dispersion is 0.0"),
        ({"expected_periods": 0}, "expected_periods is 0"),
        ({"max_depth": 0}, "max_depth is 0"),
        ({"most_segments": 0}, "most_segments is 0"),
        ({"most_values": 1}, "most_values is 1"),
        ({"level": 1.0}, "level is 1.0"),
    ],
)
def test_bad_arguments_are_named(change: dict[str, object], message: str) -> None:
    cube = Cube(("market",), (("BR", "DE"),), np.array([[0], [1]]))
    arguments = {"observed": [100.0, 20.0], "expected": [10.0, 20.0], **change}
    with pytest.raises(ValueError, match=message):
        explain_counts(cube, arguments.pop("observed"), arguments.pop("expected"), **arguments)  # type: ignore[arg-type]


def test_bad_cubes_are_named() -> None:
    codes = np.array([[0], [1]])
    with pytest.raises(ValueError, match="at least one attribute"):
        Cube((), (), np.empty((2, 0), dtype=int))
    with pytest.raises(ValueError, match=r"codes\[1, 0\] is 1; 'market' has codes 0 to 0"):
        Cube(("market",), (("BR",),), codes)
    with pytest.raises(ValueError, match="'market' twice"):
        Cube(("market", "market"), (("BR",), ("BR",)), codes)
    with pytest.raises(ValueError, match="whole numbers"):
        Cube(("market",), (("BR", "DE"),), codes.astype(float))
    with pytest.raises(ValueError, match="the cube is empty"):
        Cube(("market",), (("BR", "DE"),), codes[:0])
    with pytest.raises(ValueError, match="categories has 0 entries"):
        Cube(("market",), (), codes)
    with pytest.raises(ValueError, match="codes has shape"):
        Cube(("market",), (("BR", "DE"),), codes.ravel())
    with pytest.raises(ValueError, match="'policy', which is no column"):
        cube_from_frame(pd.DataFrame({"market": ["BR"]}), ["policy"])
