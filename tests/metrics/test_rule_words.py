"""What is said of rules in words, and which versions are flagged."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from integrity_metrics.metrics.rule_backtest import label_estimates, segment_estimates
from integrity_metrics.metrics.rule_rows import RuleQuestion, extent, rules_in
from integrity_metrics.metrics.rule_sample import sampled_hits
from integrity_metrics.metrics.rule_table import rule_table
from integrity_metrics.metrics.rule_version_words import Effect, judge_version
from integrity_metrics.metrics.rule_versions import VersionChange
from integrity_metrics.metrics.rule_words import every_rule
from integrity_metrics.statistics.fisher_exact import fisher_exact_p_value
from integrity_metrics.statistics.newcombe import newcombe
from integrity_metrics.statistics.poisson_limits import poisson_limits
from integrity_metrics.statistics.rate_ratio import rate_ratio
from integrity_metrics.warehouse.engine import Warehouse


def version(hits: tuple[int, int], confirmed: tuple[int, int], reviews: tuple[int, int]) -> VersionChange:
    """A version with steady hits a day on 60 days either side."""
    (k1, k2), (n1, n2) = confirmed, reviews
    if min(reviews):
        found = newcombe(k1, n1, k2, n2)
        limits = [
            float(found.estimate),
            float(found.low),
            float(found.high),
            float(fisher_exact_p_value(k1, n1, k2, n2)),
        ]
        sides = [k1 / n1, k2 / n2]
    else:
        limits, sides = [np.nan] * 4, [np.nan] * 2
    columns = ["measure", "before", "after", "n_before", "n_after", "difference", "low", "high", "p_value"]
    frame = pd.DataFrame([("confirmed", *sides, n1, n2, *limits)], columns=columns)
    ratio = rate_ratio([hits[0]] * 60, [hits[1]] * 60)
    return VersionChange("r", "v3", date(2025, 1, 1), "Threshold changed", 60, 60, ratio, frame, ())


@pytest.mark.parametrize(
    ("hits", "confirmed", "reviews", "effect", "is_flagged"),
    [
        # The planted one, as its demo shows it: half as many again, and a third of them not confirmed.
        ((8, 12), (38, 14), (47, 21), Effect.MORE_NOT_RIGHTER, True),
        ((8, 12), (80, 80), (100, 100), Effect.MORE_NOT_RIGHTER, True),
        ((20, 24), (80, 82), (100, 100), Effect.MORE, False),
        ((8, 12), (60, 95), (100, 100), Effect.MORE_AND_RIGHTER, False),
        ((12, 8), (60, 95), (100, 100), Effect.FEWER_AND_RIGHTER, False),
        ((12, 8), (80, 80), (100, 100), Effect.FEWER, False),
        ((12, 8), (95, 60), (100, 100), Effect.LESS_RIGHT, True),
        ((8, 8), (95, 60), (100, 100), Effect.LESS_RIGHT, True),
        ((8, 8), (60, 95), (100, 100), Effect.MORE_RIGHT, False),
        ((8, 8), (80, 80), (100, 100), Effect.NONE, False),
        ((8, 12), (3, 2), (4, 5), Effect.UNKNOWN, False),
        ((8, 12), (0, 0), (0, 0), Effect.UNKNOWN, False),
    ],
)
def test_a_version_is_judged_on_its_hits_and_on_how_right_they_are(
    hits: tuple[int, int], confirmed: tuple[int, int], reviews: tuple[int, int], effect: Effect, is_flagged: bool
) -> None:
    verdict = judge_version(version(hits, confirmed, reviews))
    assert (verdict.effect, verdict.is_flagged) == (effect, is_flagged)
    assert f"Hits a day {hits[0]:.1f} to {hits[1]:.1f}" in verdict.sentence
    assert "nan" not in verdict.sentence


def test_unconfirmed_hits_are_hits_times_what_is_not_confirmed() -> None:
    ratio, low, high = judge_version(version((8, 12), (80, 60), (100, 100))).unconfirmed
    assert ratio == pytest.approx(1.5 * 0.4 / 0.2)
    assert 1 < low < ratio < high
    assert all(np.isnan(judge_version(version((8, 12), (0, 0), (0, 0))).unconfirmed))


def test_every_rule_has_a_row_with_its_reason(simulated: Warehouse) -> None:
    question = RuleQuestion(extent(simulated))
    rules = rules_in(simulated)
    table = rule_table(simulated, question).frame
    few = table.iloc[5:]
    frame = every_rule(few, rules)
    assert sorted(frame["rule_id"]) == sorted(rules.index)
    left_out = frame[frame["rule_id"].isin(table["rule_id"].iloc[:5])]
    assert left_out["reason"].str.startswith("no hits").all()
    told = frame[frame["hits"] > 0]
    unknown = told["precision_low"].isna()
    assert told.loc[unknown, "reason"].str.startswith("no labels").all()
    assert (told.loc[told["precision_status"] == "ok", "reason"] == "").all()


def test_a_sample_of_hits_is_spread_over_the_period_and_repeatable(simulated: Warehouse) -> None:
    question = RuleQuestion(extent(simulated))
    hits = rule_table(simulated, question).frame.set_index("rule_id")["hits"]
    rule = str(hits.idxmax())
    rows = sampled_hits(simulated, question, rule, most=20).frame
    assert len(rows) == 20
    assert rows["hit_id"].is_unique
    assert (rows["hit_at"].max() - rows["hit_at"].min()).days > question.period.days / 2
    assert rows.equals(sampled_hits(simulated, question, rule, most=20).frame)
    scarce = str(hits.idxmin())
    assert len(sampled_hits(simulated, question, scarce, most=10**6).frame) == hits[scarce]


def test_segments_together_are_estimated_like_each_alone() -> None:
    made = np.random.default_rng(5)
    n = 300
    weight = made.uniform(1, 50, n)
    labels = pd.DataFrame(
        {
            "content_id": [f"c{i}" for i in made.integers(0, 120, n)],
            "market": made.choice(["DE", "BR", "IN"], n),
            "is_hit": made.integers(0, 2, n),
            "impressions": made.integers(1, 900, n).astype(float),
            "weight": weight,
            "violating_weight": weight * made.integers(0, 2, n),
            "violating_weight_after": 0.0,
        }
    )
    found = segment_estimates(labels, "market")
    for market, part in labels.groupby("market"):
        alone = label_estimates(part).set_index("measure")
        for measure in ("precision", "recall"):
            columns = [measure, f"{measure}_low", f"{measure}_high", f"{measure}_n"]
            expected = alone.loc[measure, ["value", "low", "high", "n"]].to_numpy(dtype=float)
            together = found.loc[market, columns].to_numpy(dtype=float)
            assert together[[0, 3]] == pytest.approx(expected[[0, 3]]), (market, measure)
            # As a domain of the whole sample, whose size is then random too: limits differ in the third figure.
            assert together[[1, 2]] == pytest.approx(expected[[1, 2]], abs=0.01), (market, measure)


def test_the_limits_of_an_expected_count_hold_the_poisson_tails() -> None:
    from scipy import stats

    counts = np.array([1, 4, 30, 900])
    low, high = poisson_limits(counts)
    assert stats.poisson.sf(counts - 1, low) == pytest.approx(0.025)
    assert stats.poisson.cdf(counts, high) == pytest.approx(0.025)
