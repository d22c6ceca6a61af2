"""Wrong input over all public functions: an error that names the argument, or a documented status; never just a number.

The tests of each estimator hold its own cases; here are the kinds of mistake that cut across, where they are not there.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from integrity_metrics.statistics.aalen_johansen import aalen_johansen
from integrity_metrics.statistics.agreement import estimate_agreement
from integrity_metrics.statistics.allocation import allocate
from integrity_metrics.statistics.assisted_prevalence import estimate_assisted_prevalence
from integrity_metrics.statistics.beta_binomial import beta_binomial
from integrity_metrics.statistics.betting_sequence import betting_sequence
from integrity_metrics.statistics.clopper_pearson import clopper_pearson
from integrity_metrics.statistics.clustered_change import clustered_change
from integrity_metrics.statistics.clustered_hajek import clustered_hajek
from integrity_metrics.statistics.confidence_sequence import prior_posterior_ratio
from integrity_metrics.statistics.corrected_prevalence import estimate_corrected_prevalence
from integrity_metrics.statistics.fay_feuer_gamma import fay_feuer_gamma
from integrity_metrics.statistics.fay_herriot import fay_herriot
from integrity_metrics.statistics.front_door import (
    PrevalenceSample,
    Question,
    SamplingFrame,
    estimate_change,
    estimate_prevalence,
)
from integrity_metrics.statistics.hansen_hurwitz import hansen_hurwitz
from integrity_metrics.statistics.jeffreys import jeffreys
from integrity_metrics.statistics.kaplan_meier import kaplan_meier
from integrity_metrics.statistics.kish import kish_effective_size
from integrity_metrics.statistics.label_plan import plan_labels
from integrity_metrics.statistics.lang_reiczigel import lang_reiczigel
from integrity_metrics.statistics.linear_calibration import calibrate_linear
from integrity_metrics.statistics.miettinen_nurminen import miettinen_nurminen
from integrity_metrics.statistics.minimum_detectable_change import minimum_detectable_change
from integrity_metrics.statistics.naive_share import share_of_closed_within
from integrity_metrics.statistics.newcombe import newcombe
from integrity_metrics.statistics.nowcast import estimate_nowcast
from integrity_metrics.statistics.poststratification import poststratify
from integrity_metrics.statistics.raking import rake
from integrity_metrics.statistics.reverse_time_delay import reverse_time_delay
from integrity_metrics.statistics.rogan_gladen import rogan_gladen
from integrity_metrics.statistics.sample_size import sample_size
from integrity_metrics.statistics.status import ReasonCode, Status
from integrity_metrics.statistics.stratified_proportion import stratified_proportion
from integrity_metrics.statistics.student_interval import student_interval
from integrity_metrics.statistics.time_to_event import estimate_time_to_event
from integrity_metrics.statistics.wilson import wilson
from integrity_metrics.statistics.zero_positive_bound import zero_positive_bound

NAN = float("nan")
FRAME = SamplingFrame(("all",), [1e6])
VALIDATION = {"true_positives": 90, "validated_positives": 100, "true_negatives": 95, "validated_negatives": 100}


def labels_of(outcome: list[float], **options: object) -> PrevalenceSample:
    fields = {"content_id": list(range(len(outcome))), "stratum": ["all"] * len(outcome)} | options
    return PrevalenceSample(outcome, **fields)


def ask(outcome: list[float], frame: SamplingFrame = FRAME, question: str = "level", **options: object):
    return estimate_prevalence(labels_of(outcome, **options), frame, question)


def compare(before: list[float], after: list[float], frame: SamplingFrame = FRAME, **options: object):
    return estimate_change(labels_of(before), labels_of(after), FRAME, frame, **options)


WRONG: list[tuple[str, Callable[[], object], str]] = [
    # NaN
    ("NaN in a week", lambda: compare([0, NAN], [0, 1]), r"is_violating\[1\] is nan"),
    ("NaN population", lambda: ask([0, 1], SamplingFrame(("all",), [NAN])), r"populations\[0\] is nan"),
    ("NaN duration", lambda: estimate_time_to_event([1, NAN], [1, 0], [1]), r"durations\[1\] is nan"),
    ("NaN duration, exits", lambda: aalen_johansen([1, NAN], [1, 2], [1]), r"durations\[1\] is nan"),
    ("NaN weight of a case", lambda: kaplan_meier([1, 2], [1, 0], [1], weights=[1, NAN]), r"weights\[1\] is nan"),
    ("NaN score", lambda: estimate_assisted_prevalence([1, 0], [NAN, 0.5], [0.1]), r"scores\[0\] is nan"),
    ("NaN positives", lambda: estimate_corrected_prevalence(NAN, 10, **VALIDATION), "positives is nan"),
    ("NaN apparent rate", lambda: rogan_gladen(NAN, 0.9, 0.9), "apparent is nan"),
    ("NaN plan", lambda: plan_labels([100, NAN], [0.1, 0.1], 10), r"populations\[1\] is nan"),
    ("NaN budget", lambda: allocate([100, 100], [0.1, 0.1], NAN), "labels is nan"),
    ("endless budget", lambda: allocate([100, 100], [0.1, 0.1], float("inf")), "labels is inf"),
    ("NaN variance", lambda: fay_herriot([0.1, 0.2], [0.1, NAN]), r"variances\[1\] is nan"),
    ("NaN outcome of a bet", lambda: betting_sequence([0, NAN], [1]), r"outcomes\[1\] is nan"),
    ("NaN impressions", lambda: hansen_hurwitz([1], [NAN], [0.5], 10), r"impressions\[0\] is nan"),
    ("NaN population of draws", lambda: hansen_hurwitz([1], [1], [0.5], NAN), "population_impressions is nan"),
    ("NaN weight", lambda: kish_effective_size([NAN]), r"weights\[0\] is nan"),
    ("NaN in a margin's rows", lambda: calibrate_linear([NAN], [1], [(["a"], {"a": 1})]), r"is_violating\[0\] is nan"),
    ("NaN labels of a bound", lambda: zero_positive_bound([NAN, 0], [1, 1]), r"labels\[0\] is nan"),
    # negative
    ("negative weight of exits", lambda: aalen_johansen([1, 2], [1, 2], [1], weights=[1, -1]), r"weights\[1\] is -1"),
    (
        "negative weight of a label",
        lambda: estimate_assisted_prevalence([1, 0], [0.1, 0.5], [0.1], weights=[1, -1]),
        r"weights\[1\] is -1",
    ),
    ("negative weight", lambda: kish_effective_size([1, -1]), r"weights\[1\] is -1"),
    ("negative weight to rake", lambda: rake([1, 0], [1, -1], [(["a", "b"], {"a": 1, "b": 1})]), r"weights\[1\] is -1"),
    ("negative count of a day", lambda: estimate_nowcast([[-1, 2], [3, None]]), r"cumulative\[0, 0\] is -1"),
    ("negative time", lambda: reverse_time_delay([1, -1], [2, 2], 3), r"\[1\] is -1"),
    ("negative error", lambda: minimum_detectable_change([-1]), r"standard_error\[0\] is -1"),
    ("negative segment", lambda: clustered_hajek([1, 0], [1, 1], segments=[0, -1]), r"segments\[1\] is -1"),
    # zero population, nothing to weigh
    ("zero population after", lambda: compare([0, 1], [0, 1], SamplingFrame(("all",), [0])), r"populations\[0\] is 0"),
    ("zero population of a bound", lambda: zero_positive_bound([5, 5], [0, 0]), "populations is 0"),
    ("zero population to allocate", lambda: allocate([0, 0], [0.1, 0.1], 10), "populations is"),
    ("zero totals of a margin", lambda: rake([1], [1], [(["a"], {"a": 0})]), r"margins\[0\] totals sum to 0"),
    ("zero totals of classes", lambda: poststratify([1], [1], ["a"], {"a": 0}), "classes totals sum to 0"),
    (
        "zero weights of labels",
        lambda: estimate_assisted_prevalence([1, 0], [0.1, 0.5], [0.1], weights=[0, 0]),
        "total of weights per group",
    ),
    # nothing at all
    ("no draws", lambda: hansen_hurwitz([], [], [], 10), "at least one draw"),
    ("no labels beside scores", lambda: estimate_assisted_prevalence([], [], [0.1]), "at least one labelled row"),
    ("no scores", lambda: estimate_assisted_prevalence([1, 0], [0.1, 0.5], []), "at least one unlabelled row"),
    ("no days", lambda: estimate_nowcast(np.zeros((0, 2))), r"cumulative has shape \(0, 2\)"),
    # outside their range
    ("label of 2 beside scores", lambda: estimate_assisted_prevalence([1, 2], [0.1, 0.5], [0.1]), r"labels\[1\] is 2"),
    ("expected rate above 1", lambda: allocate([100, 100], [0.1, 1.1], 10), r"expected_rates\[1\] is 1.1"),
    ("outcome of a bet above 1", lambda: betting_sequence([0, 1.5], [1]), r"outcomes\[1\] is 1.5"),
    ("event of 2", lambda: share_of_closed_within([1, 1], [1, 2], [1]), r"events\[1\] is 2"),
    ("share above 1", lambda: sample_size(0.1, 1.5), r"share_after is 1.5"),
    ("more found than validated", lambda: lang_reiczigel(1, 10, 15, 10, 5, 10), "true_positives is 15"),
    ("more positives than looks", lambda: prior_posterior_ratio([5], [3]), r"positives\[0\] is 5"),
    ("level of 95", lambda: compare([0, 1], [0, 1], level=95), "level is 95"),
    ("power of 80", lambda: compare([0, 1], [0, 1], power=80), "power is 80"),
    # lengths that differ
    ("exits", lambda: aalen_johansen([1, 2], [1], [1]), "causes has 1 values but durations has 2"),
    ("strata of rows", lambda: clustered_hajek([1, 0], [1, 1], strata=["a"]), "strata has 1 values"),
    ("rates of strata", lambda: allocate([100, 100], [0.1], 10), "expected_rates has 1 values"),
    ("counts of segments", lambda: beta_binomial([1, 2, 3], [10, 10]), r"positives \(3,\), labels \(2,\)"),
    ("error rates", lambda: rogan_gladen([0.1, 0.2, 0.3], [0.9, 0.9], 0.9), r"apparent \(3,\), sensitivity \(2,\)"),
    ("validation counts", lambda: lang_reiczigel([1, 2], [9, 9], [1] * 3, [2] * 3, 1, 2), r"true_positives \(3,\)"),
    ("ragged judgements", lambda: estimate_agreement([[1, 0], [1]]), "ratings is not a table of numbers"),
    ("ragged weights", lambda: kish_effective_size([[1, 2], [1]]), "weights is not an array of numbers"),
    # words that mean nothing here
    ("judgements in words", lambda: estimate_agreement([["bad", "fine"], ["bad", "bad"]]), "ratings is not a table"),
    ("counts in words", lambda: wilson(["many"], [5]), "positives is not an array of numbers"),
    ("unknown question", lambda: ask([0, 1], question="trend"), "question is 'trend'; it must be one of 'level'"),
    ("stratum named twice", lambda: ask([0, 1], SamplingFrame(("all", "all"), [1, 2])), "strata names 'all' more than"),
    (
        "segments without names",
        lambda: ask([0, 0], SamplingFrame(("all",), [[1], [2]], ("only",)), segment=[1, 1]),
        "segments has 1 names but populations 2 rows",
    ),
]


@pytest.mark.parametrize(("call", "message"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG])
def test_wrong_input_is_refused_by_name(call: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()


LITTLE: list[tuple[str, Callable[[], str], Status]] = [
    ("no label: Wilson", lambda: str(wilson(0, 0).status), Status.UNDEFINED),
    ("no label: Clopper-Pearson", lambda: str(clopper_pearson(0, 0).status), Status.UNDEFINED),
    ("no label: Jeffreys", lambda: str(jeffreys(0, 0).status), Status.UNDEFINED),
    ("no label: gamma", lambda: str(fay_feuer_gamma([0, 0], [0, 0], [1, 1]).status), Status.UNDEFINED),
    ("no label: bound", lambda: str(zero_positive_bound([0, 0], [1, 1]).status), Status.UNDEFINED),
    ("no label: Newcombe", lambda: str(newcombe(0, 0, 5, 9).status), Status.UNDEFINED),
    ("no label: Miettinen-Nurminen", lambda: str(miettinen_nurminen(5, 9, 0, 0).status), Status.UNDEFINED),
    ("no segment: beta-binomial", lambda: beta_binomial([], []).status, Status.UNDEFINED),
    ("no case", lambda: estimate_time_to_event([], [], [1]).shares[0].status, Status.UNDEFINED),
    ("no item", lambda: estimate_agreement(np.zeros((2, 0))).status, Status.UNDEFINED),
    ("no weight: share", lambda: str(clustered_hajek([1, 0], [0, 0]).status[0]), Status.UNDEFINED),
    (
        "no weight: cases",
        lambda: estimate_time_to_event([1, 2], [1, 0], [1], weights=[0, 0]).shares[0].status,
        Status.UNDEFINED,
    ),
    ("no second week", lambda: str(clustered_change([0, 0], [1, 0], [1, 1]).status[0]), Status.UNDEFINED),
    (
        "one label in a stratum",
        lambda: str(stratified_proportion([1, 3], [1, 50], [1, 1]).status),
        Status.INTERVAL_ONLY,
    ),
    ("one label in all", lambda: str(clustered_hajek([1], [1]).status[0]), Status.INTERVAL_ONLY),
    ("all positive: share", lambda: str(stratified_proportion([5, 50], [5, 50], [1, 1]).status), Status.INTERVAL_ONLY),
    ("all positive: clustered", lambda: str(clustered_hajek([1] * 9, [1] * 9).status[0]), Status.INTERVAL_ONLY),
    ("all positive: segments", lambda: beta_binomial([10, 10], [10, 10]).status, Status.INTERVAL_ONLY),
    ("all judged the same", lambda: estimate_agreement([[1] * 40] * 2).status, Status.UNDEFINED),
    (
        "all positive: Student",
        lambda: str(student_interval(stratified_proportion([5, 50], [5, 50], [1, 1])).status),
        Status.UNDEFINED,
    ),
    (
        "no positive: Student",
        lambda: str(student_interval(stratified_proportion([0, 0], [5, 50], [1, 1])).status),
        Status.UNDEFINED,
    ),
]


@pytest.mark.parametrize(("status_of", "expected"), [row[1:] for row in LITTLE], ids=[row[0] for row in LITTLE])
def test_too_little_data_has_a_status(status_of: Callable[[], str], expected: Status) -> None:
    assert status_of() == expected


def test_error_rates_without_signal_correct_nothing() -> None:
    known = rogan_gladen([0.1, 0.1], [0.5, 0.3], 0.5)
    assert not known.is_informative.any()
    assert np.isnan(known.raw).all()
    counted = estimate_corrected_prevalence(
        5, 50, true_positives=50, validated_positives=100, true_negatives=50, validated_negatives=100
    )
    assert (counted.value, counted.low, counted.status) == (None, None, Status.UNDEFINED)
    assert counted.reasons[0].code is ReasonCode.UNINFORMATIVE_CLASSIFIER


def test_the_word_of_a_question_is_the_question() -> None:
    outcome = [0, 1] * 40
    viral = [row % 6 for row in range(80)]
    for question in Question:
        by_word, by_name = (ask(outcome, question=one, content_id=viral) for one in (str(question), question))
        assert by_word.method.tolist() == by_name.method.tolist()
        assert by_word.high.tolist() == by_name.high.tolist()


def test_companions_of_an_empty_table_are_missing() -> None:
    empty = estimate_agreement(np.zeros((2, 0)))
    assert (empty.alpha, empty.cohen_kappa, empty.fleiss_kappa, empty.gwet_ac1) == (None, None, None, None)
