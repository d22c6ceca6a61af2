"""The front door with validated labels: what it corrects, what it only hedges, what it refuses."""

from __future__ import annotations

import numpy as np
import pytest

from integrity_metrics.statistics.corrected_prevalence import estimate_corrected_prevalence
from integrity_metrics.statistics.front_door import (
    LabelValidation,
    PrevalenceEstimate,
    PrevalenceSample,
    Question,
    SamplingFrame,
    estimate_prevalence,
)
from integrity_metrics.statistics.interval import IntervalMethod
from integrity_metrics.statistics.status import ReasonCode, Status

GOOD = LabelValidation(180, 200, 970, 1000)
STRATA = ("high-risk", "rest")


def ask(
    positives: list[int],
    labels: list[int],
    validation: LabelValidation | None = GOOD,
    populations: tuple[float, float] = (1e5, 9e5),
) -> PrevalenceEstimate:
    y = np.concatenate([np.r_[np.ones(k), np.zeros(n - k)] for k, n in zip(positives, labels, strict=True)])
    sample = PrevalenceSample(y, np.arange(len(y)), np.repeat(STRATA, labels))
    return estimate_prevalence(sample, SamplingFrame(STRATA, populations), Question.LEVEL, validation=validation)


def test_a_simple_sample_is_corrected_like_the_front_door_for_counts() -> None:
    # Labels in proportion to the population: all weigh the same.
    got = ask([40, 110], [100, 900])
    counts = estimate_corrected_prevalence(
        150, 1000, true_positives=180, validated_positives=200, true_negatives=970, validated_negatives=1000
    )
    assert (got.value[0], got.low[0], got.high[0]) == pytest.approx((counts.value, counts.low, counts.high))
    assert got.method.tolist() == [IntervalMethod.LANG_REICZIGEL]
    assert got.status.tolist() == [Status.OK]
    assert got.label_error_included


def test_limits_are_wider_than_without_label_error() -> None:
    plain, corrected = ask([40, 110], [100, 900], None), ask([40, 110], [100, 900])
    assert not plain.label_error_included
    assert corrected.high[0] - corrected.low[0] > 1.2 * (plain.high[0] - plain.low[0])
    assert corrected.se_design[0] == plain.se_design[0]


def test_a_weighted_sample_is_at_best_an_interval() -> None:
    got = ask([150, 60], [500, 500])
    assert got.status.tolist() == [Status.INTERVAL_ONLY]
    assert got.reasons[0][0].sentence == (
        "Labels weigh unequally: corrected for label error by their effective number."
    )
    assert 0 < got.low[0] < got.value[0] < got.high[0]
    assert got.value[0] == pytest.approx((0.1 * 0.3 + 0.9 * 0.12 + 0.97 - 1) / (0.9 + 0.97 - 1))


def test_no_more_positives_than_false_ones_is_an_upper_bound() -> None:
    exact = LabelValidation(180, 200, 1000, 1000)
    for got in (ask([2, 24], [100, 900]), ask([0, 0], [100, 900], exact)):
        assert got.status.tolist() == [Status.UPPER_BOUND_ONLY]
        assert np.isnan(got.value[0])
        assert 0 == got.low[0] < got.high[0]
        assert [reason.code for reason in got.reasons[0]] == [ReasonCode.ZERO_POSITIVES]


def test_labels_that_cannot_have_the_validated_error_give_no_bound_of_zero() -> None:
    got = ask([0, 0], [100, 900])
    assert got.status.tolist() == [Status.UNDEFINED]
    assert np.isnan(got.high[0])
    assert got.reasons[0][0].code is ReasonCode.VALIDATION_MISFIT


@pytest.mark.parametrize(
    ("validation", "code"),
    [
        (LabelValidation(0, 0, 970, 1000), ReasonCode.NO_VALIDATION_DATA),
        (LabelValidation(50, 200, 500, 1000), ReasonCode.UNINFORMATIVE_CLASSIFIER),
    ],
)
def test_labels_that_cannot_support_a_correction(validation: LabelValidation, code: ReasonCode) -> None:
    got = ask([40, 110], [100, 900], validation)
    assert got.status.tolist() == [Status.UNDEFINED]
    assert np.isnan([got.value[0], got.low[0], got.high[0]]).all()
    assert got.reasons[0][0].code is code


def test_what_had_no_rate_of_labels_still_has_none() -> None:
    unsampled, few, none = ask([0, 110], [0, 900]), ask([1, 2], [4, 6]), ask([0, 0], [0, 0])
    assert unsampled.status.tolist() == [Status.UNDEFINED]
    assert unsampled.reasons[0][0].code is ReasonCode.UNSAMPLED_STRATUM
    assert few.status.tolist() == [Status.SUPPRESSED]
    assert none.status.tolist() == [Status.UNDEFINED]
    assert np.isnan([unsampled.high[0], few.high[0], none.high[0]]).all()


def test_coverage_of_simple_samples() -> None:
    random, runs, rate, labels = np.random.default_rng(9), 400, 0.08, 500
    covered = 0
    for _ in range(runs):
        positives = random.binomial(labels, rate * 0.9 + (1 - rate) * 0.03)
        validation = LabelValidation(random.binomial(200, 0.9), 200, random.binomial(1000, 0.97), 1000)
        sample = PrevalenceSample(np.arange(labels) < positives, np.arange(labels), ["rest"] * labels)
        got = estimate_prevalence(sample, SamplingFrame(("rest",), [1e6]), Question.LEVEL, validation=validation)
        assert got.status[0] == Status.OK
        covered += int(got.low[0] <= rate <= got.high[0])
    # 95% nominal, two and a half Monte Carlo standard errors of 1.1 points.
    assert 0.92 <= covered / runs <= 0.98


def test_wrong_use_is_refused() -> None:
    sample, frame = PrevalenceSample([0, 1], [1, 2], ["rest"] * 2), SamplingFrame(("rest",), [1e6])
    with pytest.raises(ValueError, match="validation is given for a change"):
        estimate_prevalence(sample, frame, Question.CHANGE, validation=GOOD)
    with pytest.raises(ValueError, match="true_positives is 201; it must not exceed validated_positives"):
        estimate_prevalence(sample, frame, Question.LEVEL, validation=LabelValidation(201, 200, 9, 9))
