import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from integrity_metrics.statistics.agreement import estimate_agreement
from integrity_metrics.statistics.cohen_kappa import cohen_kappa, cross_table
from integrity_metrics.statistics.fleiss_kappa import fleiss_kappa
from integrity_metrics.statistics.gwet_ac1 import gwet_ac1
from integrity_metrics.statistics.krippendorff import bootstrap_alpha, count_ratings, krippendorff_alpha
from integrity_metrics.statistics.status import ReasonCode, Status

REVIEWS = Path(__file__).parents[1] / "data" / "convabuse_reviews.csv"
ABUSIVE = (-1.0, -2.0, -3.0)
tables = arrays(np.float64, (3, 12), elements=st.sampled_from([0.0, 1.0, 2.0, np.nan]))


def first_judgements(column: str) -> np.ndarray:
    """Raters x units of the real reviews, the first judgement where a reviewer saw a unit twice."""
    with REVIEWS.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    reviewers = sorted({row["reviewer"] for row in rows})
    units = sorted({row["unit"] for row in rows}, key=int)
    table = np.full((len(reviewers), len(units)), np.nan)
    for row in sorted(rows, key=lambda row: int(row["decision_no"]), reverse=True):
        table[reviewers.index(row["reviewer"]), int(row["unit"]) - 1] = float(row[column])
    return table


@pytest.mark.parametrize(
    ("column", "scale", "positive", "expected"),
    [
        ("is_violating", "nominal", (1.0,), 0.652),
        ("severity", "ordinal", ABUSIVE, 0.660),
        ("severity", "interval", ABUSIVE, 0.734),
    ],
)
def test_real_reviews(column: str, scale: str, positive: tuple[float, ...], expected: float) -> None:
    result = estimate_agreement(first_judgements(column), scale, positive=positive)
    assert round(result.alpha, 3) == expected
    assert result.status is Status.OK
    assert result.low < expected < result.high
    assert 0.02 < result.high - result.low < 0.06
    assert (result.items, result.raters) == (4185, 8)
    assert result.positives_share == pytest.approx(0.158, abs=0.001)


def test_krippendorff_2011_ratio_scale_by_definition() -> None:
    table = np.array(
        [[1, 2, 3, 3, 2, 1, 4, 1, 2], [1, 2, 3, 3, 2, 2, 4, 1, 2], [2, 3, 3, 3, 2, 3, 4, 2, 2]], dtype=float
    )

    def apart(a: float, b: float) -> float:
        return ((a - b) / (a + b)) ** 2

    # Straight from the definition: pairs within items against pairs of all judgements.
    within = sum(apart(a, b) for unit in table.T for i, a in enumerate(unit) for j, b in enumerate(unit) if i != j) / 2
    everyone = table.ravel()
    across = sum(apart(a, b) for i, a in enumerate(everyone) for j, b in enumerate(everyone) if i != j)
    n = len(everyone)
    assert krippendorff_alpha(table, "ratio")[0] == pytest.approx(1 - (within / n) / (across / (n * (n - 1))))


@given(tables, st.sampled_from(["nominal", "ordinal", "interval", "ratio"]), st.integers(0, 1000))
@settings(max_examples=60, deadline=None)
def test_order_of_raters_and_items_does_not_matter(table: np.ndarray, scale: str, seed: int) -> None:
    rng = np.random.default_rng(seed)
    shuffled = table[rng.permutation(3)][:, rng.permutation(12)]
    assert krippendorff_alpha(shuffled, scale) == pytest.approx(krippendorff_alpha(table, scale), nan_ok=True)


@given(arrays(np.float64, 12, elements=st.sampled_from([0.0, 1.0, 2.0])), st.sampled_from(["nominal", "ordinal"]))
@settings(max_examples=30, deadline=None)
def test_perfect_agreement_is_one(judgements: np.ndarray, scale: str) -> None:
    alpha = krippendorff_alpha(np.stack([judgements, judgements]), scale)[0]
    assert np.isnan(alpha) if len(set(judgements)) == 1 else alpha == 1


def test_groups_at_once_equal_one_at_a_time() -> None:
    rng = np.random.default_rng(2)
    table, code = rng.integers(0, 3, (4, 60)).astype(float), rng.integers(0, 3, 60)
    for scale in ("nominal", "ordinal", "interval"):
        alone = [krippendorff_alpha(table[:, code == g], scale)[0] for g in range(3)]
        assert krippendorff_alpha(table, scale, groups=code) == pytest.approx(alone)


def test_bootstrap_draws_centre_on_alpha_and_repeat_with_the_seed() -> None:
    rng = np.random.default_rng(0)
    truth = rng.random(300) < 0.3
    table = np.array([np.where(rng.random(300) < 0.1, ~truth, truth) for _ in range(3)], dtype=float)
    counts = count_ratings(table)
    draws = bootstrap_alpha(counts, "nominal", 1000, seed=4)
    assert draws.mean() == pytest.approx(krippendorff_alpha(table)[0], abs=0.01)
    assert (draws == bootstrap_alpha(counts, "nominal", 1000, seed=4)).all()


def test_bootstrap_covers_the_long_run_alpha() -> None:
    rng = np.random.default_rng(9)

    def reviews(items: int) -> np.ndarray:
        truth = rng.random(items) < 0.3
        return np.array([np.where(rng.random(items) < 0.1, ~truth, truth) for _ in range(2)], dtype=float)

    long_run = krippendorff_alpha(reviews(400_000))[0]
    results = [estimate_agreement(reviews(200), resamples=400, seed=i) for i in range(400)]
    covered = np.mean([result.low <= long_run <= result.high for result in results])
    assert covered > 0.91


@pytest.mark.parametrize(
    ("table", "status", "reason"),
    [
        ([[1, 1, 1], [1, 1, 1]], Status.UNDEFINED, ReasonCode.NO_VARIATION),
        ([[1, 0, 1]], Status.UNDEFINED, ReasonCode.NO_DATA),
        ([[np.nan, np.nan], [np.nan, np.nan]], Status.UNDEFINED, ReasonCode.NO_DATA),
        ([[0, 1, 0, 1], [0, 1, 1, 0]], Status.INTERVAL_ONLY, ReasonCode.TOO_FEW_LABELS),
        ([[0] * 39 + [1], [0] * 40], Status.INTERVAL_ONLY, ReasonCode.FEW_POSITIVES),
    ],
)
def test_too_little_data_is_a_status(table: list[list[float]], status: Status, reason: ReasonCode) -> None:
    result = estimate_agreement(table, resamples=200)
    assert result.status is status
    assert reason in {found.code for found in result.reasons}


def test_perfect_agreement_has_no_interval_to_show() -> None:
    result = estimate_agreement([[0] * 20 + [1] * 20] * 2, resamples=200)
    assert (result.alpha, result.low, result.high) == (1.0, None, None)
    assert result.reasons[0].code is ReasonCode.NO_DISAGREEMENT


def test_alpha_falls_at_low_prevalence_where_ac1_does_not() -> None:
    rare = estimate_agreement([[0] * 95 + [1] * 5, [0] * 93 + [1] * 2 + [0] * 3 + [1] * 2], resamples=200)
    assert rare.pair_agreement == pytest.approx(0.95)
    assert rare.alpha < 0.45
    assert rare.gwet_ac1 > 0.94


def test_kappas_where_there_is_nothing_to_measure() -> None:
    assert np.isnan(cohen_kappa([[5, 0], [0, 0]]).kappa)
    assert np.isnan(cohen_kappa(np.zeros((2, 2))).agreement)
    assert fleiss_kappa(np.zeros((0, 2))) is None
    assert fleiss_kappa([[1, 0], [0, 1]]) is None
    assert fleiss_kappa([[3, 0], [3, 0]]) is None
    assert gwet_ac1([[3], [3]]) is None
    assert gwet_ac1([[1, 0], [0, 1]]) is None
    assert gwet_ac1([[3, 0], [3, 0]]) == 1


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: krippendorff_alpha([1, 2, 3]), r"shape \(3,\)"),
        (lambda: krippendorff_alpha([[1, np.inf]]), r"ratings\[0, 1\] is inf"),
        (lambda: krippendorff_alpha([[1, -1], [1, 1]], "ratio"), "ratio scale needs values of 0 or more"),
        (lambda: krippendorff_alpha([[1, 2]], "cardinal"), "cardinal"),
        (lambda: krippendorff_alpha([[1, 2]], groups=[0]), "groups has 1 values"),
        (lambda: bootstrap_alpha(count_ratings([[1, 2], [1, 1]]), "nominal", 0), "resamples is 0"),
        (lambda: estimate_agreement([[1, 2]], level=2), "level is 2"),
        (lambda: cross_table([0, 5], [0, 1], [0, 1]), "not in values"),
        (lambda: cohen_kappa([[1, 2, 3], [1, 2, 3]]), "must be square"),
        (lambda: cohen_kappa([[1, -2], [1, 2]]), r"table\[0, 1\] is -2"),
        (lambda: fleiss_kappa([[2, 0], [1, 0]]), r"counts\[1\] has 1 judgements"),
        (lambda: fleiss_kappa([2, 0]), r"shape \(2,\)"),
        (lambda: gwet_ac1([[2, np.nan]]), r"counts\[0, 1\] is nan"),
        (lambda: gwet_ac1([2, 0]), r"shape \(2,\)"),
    ],
)
def test_wrong_input_is_named(call: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
