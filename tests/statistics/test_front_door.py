"""estimate_prevalence and estimate_change: the choice of method, the status and the words of every refusal."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integrity_metrics.statistics.clopper_pearson import clopper_pearson
from integrity_metrics.statistics.clustered_hajek import clustered_hajek
from integrity_metrics.statistics.fay_feuer_gamma import fay_feuer_gamma
from integrity_metrics.statistics.front_door import (
    PrevalenceEstimate,
    PrevalenceSample,
    Question,
    SamplingFrame,
    Verdict,
    estimate_change,
    estimate_prevalence,
)
from integrity_metrics.statistics.interval import IntervalMethod
from integrity_metrics.statistics.status import ReasonCode, Status
from integrity_metrics.statistics.stratified_proportion import stratified_proportion
from integrity_metrics.statistics.wilson import wilson
from integrity_metrics.statistics.zero_positive_bound import zero_positive_bound

STRATA = ("high-risk", "rest")


def sample_of(positives: list[int], labels: list[int], contents: list[str] | None = None) -> PrevalenceSample:
    """Rows with the given counts per stratum; every row another content unless said."""
    y = np.concatenate([np.r_[np.ones(k), np.zeros(n - k)] for k, n in zip(positives, labels, strict=True)])
    ids = np.arange(len(y)).astype(str) if contents is None else np.asarray(contents)
    return PrevalenceSample(y, ids, np.repeat(STRATA[: len(labels)], labels))


def ask(positives: list[int], labels: list[int], question: Question = Question.LEVEL) -> PrevalenceEstimate:
    frame = SamplingFrame(STRATA[: len(labels)], [1e5, 9e5][-len(labels) :])
    return estimate_prevalence(sample_of(positives, labels), frame, question)


def test_weighted_default_is_gamma_with_the_design_error() -> None:
    got = ask([12, 0], [300, 700])
    direct = fay_feuer_gamma([12, 0], [300, 700], [0.1, 0.9])
    assert got.method.tolist() == [IntervalMethod.GAMMA]
    assert got.status.tolist() == [Status.OK]
    assert got.reasons == ((),)
    np.testing.assert_allclose([got.value[0], got.low[0], got.high[0]], [direct.estimate, direct.low, direct.high])
    np.testing.assert_allclose(got.se_design[0], stratified_proportion([12, 0], [300, 700], [0.1, 0.9]).standard_error)
    assert not got.label_error_included


def test_simple_sample_is_exact_while_rare_and_wilson_after() -> None:
    rare, plenty = ask([12], [1000]), ask([120], [1000])
    assert rare.method.tolist() == [IntervalMethod.CLOPPER_PEARSON]
    assert rare.high[0] == pytest.approx(float(clopper_pearson(12, 1000).high))
    assert plenty.method.tolist() == [IntervalMethod.WILSON]
    assert plenty.low[0] == pytest.approx(float(wilson(120, 1000).low))
    assert plenty.n_eff[0] == pytest.approx(1000)
    assert plenty.deff[0] == pytest.approx(1)


def test_korn_graubard_only_with_plenty_in_every_stratum() -> None:
    assert ask([40, 10], [300, 700]).method.tolist() == [IntervalMethod.KORN_GRAUBARD]
    assert ask([40, 9], [300, 700]).method.tolist() == [IntervalMethod.GAMMA]
    assert ask([295, 10], [300, 700]).method.tolist() == [IntervalMethod.GAMMA]


def test_no_positive_gives_the_exact_bound_never_zero() -> None:
    got = ask([0, 0], [300, 700])
    assert got.status.tolist() == [Status.UPPER_BOUND_ONLY]
    assert got.method.tolist() == [IntervalMethod.ZERO_POSITIVE_BOUND]
    assert got.high[0] == pytest.approx(float(zero_positive_bound([300, 700], [0.1, 0.9]).high))
    assert got.low[0] == 0
    assert np.isnan(got.value[0])
    assert got.reasons[0][0].code is ReasonCode.ZERO_POSITIVES


def test_few_positives_say_how_many_labels_where() -> None:
    got = ask([6, 0], [240, 700])
    assert got.status.tolist() == [Status.INTERVAL_ONLY]
    assert [reason.sentence for reason in got.reasons[0]] == [
        "Few positives: read the interval, not the point; 4 more positives needed.",
        "Too few labels in stratum high-risk: 160 more needed.",
    ]


def test_too_few_labels_are_suppressed_and_none_undefined() -> None:
    few = ask([1, 0], [4, 6])
    assert few.status.tolist() == [Status.SUPPRESSED]
    assert np.isnan([few.value[0], few.low[0], few.high[0], few.se_design[0]]).all()
    assert few.reasons[0][0].sentence == "Too few labels in stratum rest: 20 more needed."
    none = ask([0, 0], [0, 0])
    assert none.status.tolist() == [Status.UNDEFINED]
    assert [reason.code for reason in none.reasons[0]] == [ReasonCode.NO_DATA]


def test_one_label_in_a_stratum_leaves_the_interval() -> None:
    got = ask([0, 40], [1, 700])
    assert got.status.tolist() == [Status.INTERVAL_ONLY]
    assert np.isnan(got.se_design[0])
    assert got.reasons[0][0].sentence == ("One label only in stratum high-risk: a variance needs two; 1 more needed.")
    assert 0 < got.low[0] < got.value[0] < got.high[0]


def test_unsampled_stratum_widens_the_limits_by_its_share() -> None:
    got = ask([0, 40], [0, 700])
    sampled = ask([40], [700])
    assert got.status.tolist() == [Status.INTERVAL_ONLY]
    assert np.isnan(got.value[0])
    assert got.high[0] > 0.1 + 0.9 * sampled.value[0]
    assert got.low[0] < 0.9 * sampled.value[0]
    assert got.reasons[0][0].code is ReasonCode.UNSAMPLED_STRATUM
    assert got.reasons[0][0].where == "stratum high-risk"
    empty = ask([0, 0], [0, 700])
    assert empty.high[0] == pytest.approx(float(zero_positive_bound([0, 700], [0.1, 0.9]).high))


def test_all_positive_stays_inside_the_scale() -> None:
    got = ask([300, 700], [300, 700])
    assert got.value[0] == pytest.approx(1)
    assert got.high[0] == 1
    assert got.low[0] > 0.9


def test_the_question_chooses_the_standard_error() -> None:
    contents = [f"viral{i % 5}" for i in range(40)] + [f"c{i}" for i in range(960)]
    sample = sample_of([40], [1000], contents)
    frame = SamplingFrame(("high-risk",), [1e6])
    level, change = (estimate_prevalence(sample, frame, question) for question in Question)
    assert level.se_process[0] > 2 * level.se_design[0]
    assert change.method.tolist() == [IntervalMethod.GAMMA_BY_CONTENT]
    assert change.high[0] - change.low[0] > 1.5 * (level.high[0] - level.low[0])
    direct = clustered_hajek(sample.is_violating, np.ones(1000), contents)
    assert level.se_process[0] == pytest.approx(direct.standard_error[0])


def test_process_interval_covers_the_rate_under_viral_content() -> None:
    random, covered, runs = np.random.default_rng(3), 0, 150
    popularity = (np.arange(1500) + 5.0) ** -1.0
    for _ in range(runs):
        violates = random.binomial(1, 0.05, 1500)
        drawn = random.choice(1500, 1000, p=popularity / popularity.sum())
        sample = PrevalenceSample(violates[drawn], drawn, ["rest"] * 1000)
        got = estimate_prevalence(sample, SamplingFrame(("rest",), [1e6]), Question.CHANGE)
        covered += int(got.low[0] <= 0.05 <= got.high[0])
    assert covered / runs >= 0.94


def test_change_is_korn_graubard_where_no_content_dominates() -> None:
    got = ask([150, 80], [400, 600], Question.CHANGE)
    assert got.method.tolist() == [IntervalMethod.KORN_GRAUBARD]
    assert ask([40, 10], [300, 700], Question.CHANGE).method.tolist() == [IntervalMethod.GAMMA_BY_CONTENT]


def test_change_with_one_content_says_so() -> None:
    sample = sample_of([40], [1000], ["same"] * 1000)
    got = estimate_prevalence(sample, SamplingFrame(("high-risk",), [1e6]), Question.CHANGE)
    assert got.status.tolist() == [Status.INTERVAL_ONLY]
    assert [reason.code for reason in got.reasons[0]] == [ReasonCode.FEW_CLUSTERS]


def test_inclusion_probability_equals_weight_and_only_ratios_matter() -> None:
    random = np.random.default_rng(1)
    chance = random.uniform(0.001, 0.01, 400)
    y, ids, stratum = random.binomial(1, 0.04, 400), np.arange(400), np.repeat(STRATA, 200)
    frame = SamplingFrame(STRATA, [1e5, 9e5])
    one = estimate_prevalence(PrevalenceSample(y, ids, stratum, chance), frame, Question.LEVEL)
    other = estimate_prevalence(PrevalenceSample(y, ids, stratum, None, 7 / chance), frame, Question.LEVEL)
    np.testing.assert_allclose([one.value, one.low, one.high], [other.value, other.low, other.high])
    assert one.n_eff[0] < 400
    assert one.method.tolist() == [IntervalMethod.GAMMA]


@settings(max_examples=15, deadline=None)
@given(st.permutations(range(200)))
def test_order_of_rows_does_not_matter(order) -> None:
    sample = sample_of([9, 5], [80, 120], [f"c{i % 50}" for i in range(200)])
    moved = PrevalenceSample(
        *(np.asarray(part)[order] for part in (sample.is_violating, sample.content_id, sample.stratum))
    )
    frame = SamplingFrame(STRATA, [1e5, 9e5])
    for question in Question:
        one, other = (estimate_prevalence(rows, frame, question) for rows in (sample, moved))
        np.testing.assert_allclose([one.low, one.high, one.se_process], [other.low, other.high, other.se_process])


def test_segments_together_equal_each_alone() -> None:
    random = np.random.default_rng(2)
    rows, segments = 6000, 12
    y, stratum = random.binomial(1, 0.02, rows), random.choice(STRATA, rows, p=[0.3, 0.7])
    segment, ids = random.integers(0, segments, rows), random.integers(0, 900, rows)
    sizes = random.uniform(1e4, 1e6, (segments, 2))
    for question in Question:
        together = estimate_prevalence(
            PrevalenceSample(y, ids, stratum, segment=segment), SamplingFrame(STRATA, sizes), question
        )
        for s in range(segments):
            inside = segment == s
            alone = estimate_prevalence(
                PrevalenceSample(y[inside], ids[inside], stratum[inside]), SamplingFrame(STRATA, sizes[s]), question
            )
            for name in ("value", "low", "high", "se_design", "se_process", "n_eff", "deff"):
                np.testing.assert_allclose(getattr(together, name)[s], getattr(alone, name)[0], rtol=1e-10)
            assert together.status[s] == alone.status[0]
            assert together.method[s] == alone.method[0]


def test_coverage_where_status_is_ok() -> None:
    random = np.random.default_rng(12)
    runs, rates, labels = 1000, np.array([0.1, 0.01]), [100, 400]
    counts = random.binomial(labels, rates, (runs, 2))
    y = np.concatenate([np.r_[np.ones(a), np.zeros(100 - a), np.ones(b), np.zeros(400 - b)] for a, b in counts])
    sample = PrevalenceSample(
        y, np.arange(len(y)), np.tile(np.repeat(STRATA, labels), runs), segment=np.repeat(np.arange(runs), 500)
    )
    got = estimate_prevalence(sample, SamplingFrame(STRATA, np.tile([1e5, 9e5], (runs, 1))), Question.LEVEL)
    truth = 0.1 * rates[0] + 0.9 * rates[1]
    fine = got.status == Status.OK
    assert fine.mean() > 0.8
    assert np.mean((got.low <= truth)[fine] & (truth <= got.high)[fine]) >= 0.94


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"is_violating": [0, 2, 1]}, r"is_violating\[1\] is 2"),
        ({"is_violating": [0, 0.5, 1]}, r"is_violating\[1\] is 0.5; it must be 0 or 1"),
        ({"is_violating": [0, np.nan, 1]}, r"is_violating\[1\] is nan"),
        ({"inclusion_probability": [0.1, 0, 0.1]}, r"inclusion_probability\[1\] is 0; it must lie in \(0, 1\]"),
        ({"inclusion_probability": [0.1, 1.2, 0.1]}, r"inclusion_probability\[1\] is 1.2"),
        ({"weight": [1, -1, 1]}, r"weight\[1\] is -1"),
        ({"weight": [1, 0, 1]}, r"weight\[1\] is 0; it must be above zero"),
        ({"weight": [1, 1]}, "weight has 2 values but is_violating has 3"),
        ({"weight": [1, 1, 1], "inclusion_probability": [1, 1, 1]}, "give one of them"),
        ({"stratum": ["rest", "other", "rest"]}, r"stratum\[1\] is 'other'; the frame knows: high-risk, rest"),
        ({"stratum": ["rest", "rest"]}, "stratum has 2 values"),
        ({"content_id": ["a", None, "b"]}, r"content_id\[1\] is missing"),
        ({"content_id": ["a"]}, "content_id has 1 values"),
        ({"segment": [0, 0, 1]}, "segment goes up to 1 but populations has 1 rows"),
    ],
)
def test_wrong_samples_are_refused(changes, message) -> None:
    fields = {"is_violating": [0, 1, 1], "content_id": ["a", "b", "c"], "stratum": ["rest"] * 3} | changes
    with pytest.raises(ValueError, match=message):
        estimate_prevalence(PrevalenceSample(**fields), SamplingFrame(STRATA, [1e5, 9e5]), Question.LEVEL)


@pytest.mark.parametrize(
    ("populations", "message"),
    [
        ([1e5], "populations has 1 strata but 2 are named"),
        ([0, 0], "populations.* is 0; a segment needs a population"),
        ([1e5, 0], r"stratum\[0\] is 'rest', whose population is 0"),
        ([1e5, -1], r"populations\[1\] is -1"),
    ],
)
def test_wrong_frames_are_refused(populations, message) -> None:
    sample = PrevalenceSample([0, 1], ["a", "b"], ["rest", "rest"])
    with pytest.raises(ValueError, match=message):
        estimate_prevalence(sample, SamplingFrame(STRATA, populations), Question.LEVEL)


def change_of(before: list[int], after: list[int], labels: int = 1000):
    frame = SamplingFrame(STRATA, [1e5, 9e5])
    return estimate_change(sample_of(before, [labels] * 2), sample_of(after, [labels] * 2), frame, frame)


def test_verdicts() -> None:
    assert change_of([40, 40], [90, 90]).verdict.tolist() == [Verdict.RISE]
    assert change_of([90, 90], [40, 40]).verdict.tolist() == [Verdict.FALL]
    same = change_of([40, 40], [42, 41])
    assert same.verdict.tolist() == [Verdict.NONE]
    assert same.minimum_detectable_change[0] == pytest.approx(2.8016 * same.se_process[0], rel=1e-4)


def test_false_alarms_where_views_are_concentrated() -> None:
    """Strata by score, Zipf views, the same violation rate in both weeks: alarms stay near 5%."""
    random, popularity = np.random.default_rng(5), (np.arange(2000) + 20.0) ** -1.0
    alarms, runs = 0, 150
    for _ in range(runs):
        weeks = []
        for week in (0, 1):
            violates = random.binomial(1, 0.2, 2000)
            is_high = violates * 0.6 + random.normal(0, 0.3, 2000) > 0.5
            rows = [
                random.choice(np.flatnonzero(part), 800, p=popularity[part] / popularity[part].sum())
                for part in (is_high, ~is_high)
            ]
            drawn = np.concatenate(rows)
            sizes = [popularity[is_high].sum(), popularity[~is_high].sum()]
            sample = PrevalenceSample(violates[drawn], drawn + 2000 * week, np.repeat(STRATA, 800))
            weeks.append((sample, SamplingFrame(STRATA, sizes)))
        change = estimate_change(weeks[0][0], weeks[1][0], weeks[0][1], weeks[1][1])
        alarms += int(change.verdict[0] in (Verdict.RISE, Verdict.FALL))
    assert 0 < alarms / runs < 0.09


def test_change_with_too_little_data() -> None:
    few = change_of([1, 0], [4, 1])
    assert few.verdict.tolist() == [Verdict.TOO_LITTLE_DATA]
    assert few.status.tolist() == [Status.INTERVAL_ONLY]
    assert few.violating_contents.tolist() == [4.0] or few.reasons[0][0].needed > 0
    short = change_of([5, 5], [6, 6], labels=10)
    assert short.status.tolist() == [Status.SUPPRESSED]
    assert np.isnan([short.difference[0], short.low[0], short.minimum_detectable_change[0]]).all()
    assert short.reasons[0][0].needed == 10


def test_change_of_two_simple_samples_has_the_textbook_error() -> None:
    frame = SamplingFrame(("high-risk",), [1e6])
    before = sample_of([100], [1000])
    after = PrevalenceSample(np.r_[np.ones(150), np.zeros(850)], [f"n{i}" for i in range(1000)], ["high-risk"] * 1000)
    change = estimate_change(before, after, frame, frame)
    assert change.se_process[0] == pytest.approx(np.sqrt(0.1 * 0.9 / 1000 + 0.15 * 0.85 / 1000), rel=1e-3)


def test_change_with_an_unsampled_stratum_or_an_empty_week_is_undefined() -> None:
    frame = SamplingFrame(STRATA, [1e5, 9e5])
    full, blind, empty = sample_of([40, 40], [500, 500]), sample_of([0, 40], [0, 500]), sample_of([0, 0], [0, 0])
    for after, code in ((blind, ReasonCode.UNSAMPLED_STRATUM), (empty, ReasonCode.NO_DATA)):
        change = estimate_change(full, after, frame, frame)
        assert change.status.tolist() == [Status.UNDEFINED]
        assert change.verdict.tolist() == [Verdict.TOO_LITTLE_DATA]
        assert change.reasons[0][0].code is code
        assert np.isnan(change.difference[0])


def test_frames_of_different_segments_are_refused() -> None:
    one, two = SamplingFrame(STRATA, [1e5, 9e5]), SamplingFrame(STRATA, [[1e5, 9e5], [1, 1]])
    with pytest.raises(ValueError, match="frame_after has 2 segments but frame_before 1"):
        estimate_change(sample_of([1, 1], [9, 9]), sample_of([1, 1], [9, 9]), one, two)
