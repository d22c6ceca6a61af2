"""Sums of labels answer as the labels themselves do."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from integrity_metrics.statistics.front_door import (
    LabelSums,
    LabelValidation,
    PrevalenceSample,
    Question,
    SamplingFrame,
    estimate_prevalence,
    estimate_prevalence_from_sums,
)
from integrity_metrics.statistics.prevalence_cells import weigh_sums

STRATA = ("low", "medium", "high")


def drawn(seed: int, rates: tuple[float, ...], *, equal: bool) -> tuple[PrevalenceSample, LabelSums, SamplingFrame]:
    rng = np.random.default_rng(seed)
    segments, rows = 4, 3_000
    segment, stratum = rng.integers(0, segments, rows), rng.integers(0, 3, rows)
    base = np.array([50.0, 9.0, 2.0])[stratum] * (1.0 if equal else rng.choice([1.0, 1.4, 0.8], rows))
    violating = (rng.random(rows) < np.array(rates)[stratum]).astype(float)
    sample = PrevalenceSample(
        violating, rng.integers(0, 900, rows), np.array(STRATA)[stratum], weight=base, segment=segment
    )
    frame = SamplingFrame(STRATA, rng.integers(1_000, 900_000, (segments, 3)).astype(float))
    table = pd.DataFrame({"cell": segment * 3 + stratum, "y": violating, "b": base})
    table = table.assign(wy=table.b * table.y, w2=table.b**2, w2y=table.b**2 * table.y)
    grouped = table.groupby("cell").agg(
        n=("y", "size"), k=("y", "sum"), w=("b", "sum"), w2=("w2", "sum"), top=("b", "max"), wy=("wy", "sum"),
        w2y=("w2y", "sum"),
    )  # fmt: skip
    sums = LabelSums(*(grouped[c].to_numpy().reshape(segments, 3) for c in ("n", "k", "w", "w2", "top", "wy", "w2y")))
    return sample, sums, frame


@pytest.mark.parametrize("equal", [True, False])
@pytest.mark.parametrize("rates", [(0.0, 0.0, 0.0), (0.0005, 0.01, 0.1), (0.2, 0.3, 0.4)])
@pytest.mark.parametrize("validation", [None, LabelValidation(90, 100, 380, 390)])
def test_sums_give_the_estimate_of_the_rows(
    equal: bool, rates: tuple[float, ...], validation: LabelValidation | None
) -> None:
    sample, sums, frame = drawn(7, rates, equal=equal)
    rows = estimate_prevalence(sample, frame, Question.LEVEL, validation=validation)
    found = estimate_prevalence_from_sums(sums, frame, validation=validation)
    for name in ("value", "low", "high", "se_design", "n", "n_positive", "n_eff", "deff"):
        np.testing.assert_allclose(getattr(found, name), getattr(rows, name), rtol=1e-9, atol=1e-15, err_msg=name)
    assert found.status.tolist() == rows.status.tolist()
    assert found.method.tolist() == rows.method.tolist()
    assert found.reasons == rows.reasons


def test_labels_without_a_population_are_refused() -> None:
    one = [[10.0, 5.0]]
    with pytest.raises(ValueError, match=r"labels\[0, 1\].*no population"):
        weigh_sums(LabelSums(one, [[0, 0]], one, one, [[1, 1]], [[0, 0]], [[0, 0]]), [[100.0, 0.0]])


def test_sums_of_another_shape_are_refused() -> None:
    with pytest.raises(ValueError, match="labels has shape"):
        weigh_sums(LabelSums([1.0], [0.0], [1.0], [1.0], [1.0], [0.0], [0.0]), [[100.0, 0.0]])
