"""Frames for charts: they add up, keep order, and say what has no ratio."""

from __future__ import annotations

import numpy as np
import pytest

from integrity_metrics.detection.explain import frames
from integrity_metrics.detection.explain.counts import explain_counts
from integrity_metrics.detection.explain.cube import Cube
from integrity_metrics.detection.explain.explanation import Explanation

CODES = np.indices((4, 6)).reshape(2, -1).T
CUBE = Cube(("policy", "market"), (tuple("pqrs"), tuple("ABCDEF")), CODES)


@pytest.fixture(scope="module")
def answer() -> Explanation:
    expected = np.full(len(CODES), 100.0)
    expected[0] = 0.0
    observed = np.random.default_rng(1).poisson(expected * np.where(CODES[:, 1] == 3, 4, 1))
    observed[0] = 0
    return explain_counts(CUBE, observed, expected)


def test_ranked_segments_end_with_what_remains(answer: Explanation) -> None:
    frame = frames.ranked_frame(answer)
    assert frame["segment"].tolist() == ["market = D", "Everything else"]
    assert frame["own_excess"].sum() == pytest.approx(answer.total.excess)
    assert frame["share"].sum() == pytest.approx(1)
    assert frame["cells"].sum() == len(CODES)
    assert (frame["excess_low"] <= frame["excess"]).all() and (frame["excess"] <= frame["excess_high"]).all()


def test_the_waterfall_goes_from_expected_to_observed(answer: Explanation) -> None:
    frame = frames.waterfall_frame(answer)
    assert frame["step"].tolist() == ["Expected", "market = D", "Everything else", "Observed"]
    assert frame["end"].iloc[-2] == pytest.approx(answer.total.observed)
    assert frame["start"].iloc[1] == pytest.approx(answer.total.expected)
    assert frame["end"].iloc[-1] == answer.total.observed


def test_the_heat_map_has_a_row_for_each_combination(answer: Explanation) -> None:
    frame = frames.heat_map_frame(answer, "policy", "market")
    assert len(frame) == len(CODES)
    assert frame["excess"].sum() == pytest.approx(answer.total.excess)
    assert frame.loc[(frame["policy"] == "p") & (frame["market"] == "A"), "ratio"].isna().all()


def test_before_after_puts_the_largest_move_first(answer: Explanation) -> None:
    frame = frames.before_after_frame(answer, "market")
    assert frame["market"].iloc[0] == "D"
    assert frame["observed"].sum() == answer.total.observed


def test_an_unknown_attribute_is_named(answer: Explanation) -> None:
    with pytest.raises(ValueError, match="'surface' is no attribute of the cube"):
        frames.before_after_frame(answer, "surface")
    with pytest.raises(ValueError, match="needs two attributes"):
        frames.heat_map_frame(answer, "policy", "policy")
