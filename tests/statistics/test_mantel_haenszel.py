"""Matched ratios: known formulas, statsmodels as oracle, case mix taken out, a level that holds in small segments."""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.stats.contingency_tables import StratifiedTable

from integrity_metrics.statistics.mantel_haenszel import matched_ratios


def test_the_pooled_ratio_and_test_are_those_of_statsmodels() -> None:
    generator = np.random.default_rng(3)
    items = generator.integers(20, 200, (2, 4))
    found = generator.binomial(items, [[0.3, 0.4, 0.5, 0.6], [0.2, 0.4, 0.4, 0.55]])
    ratios = matched_ratios(found, items)
    tables = [np.array([[f, n - f] for f, n in zip(found[:, k], items[:, k], strict=True)]) for k in range(4)]
    oracle = StratifiedTable(tables)
    own = sum(found[0, k] * items[1, k] / items[:, k].sum() for k in range(4))
    others = sum(found[1, k] * items[0, k] / items[:, k].sum() for k in range(4))
    assert ratios.ratio[0] == pytest.approx(own / others)
    assert ratios.ratio[1] == pytest.approx(1 / ratios.ratio[0])
    # The score test is the oracle's; limits are never narrower than it.
    assert ratios.p_value[0] >= oracle.test_null_odds(correction=False).pvalue - 1e-12


def test_one_stratum_is_the_plain_risk_ratio() -> None:
    found = matched_ratios([[30], [40]], [[100], [100]])
    error = np.sqrt(1 / 30 - 1 / 100 + 1 / 40 - 1 / 100)
    assert found.ratio[0] == pytest.approx(0.75)
    assert found.low[0] == pytest.approx(0.75 * np.exp(-1.959964 * error), rel=2e-2)


def test_another_mix_of_scores_is_not_a_difference() -> None:
    # Both act on 20% of low and 80% of high scores; the first has mostly high ones.
    found = matched_ratios([[20, 320], [80, 80]], [[100, 400], [400, 100]])
    assert found.ratio.tolist() == pytest.approx([1.0, 1.0])
    assert (found.low < 1).all()
    assert (found.high > 1).all()


def test_no_ratio_without_anything_to_compare() -> None:
    found = matched_ratios([[5, 0], [0, 9], [0, 0]], [[10, 0], [0, 10], [10, 10]])
    assert found.status.tolist() == ["undefined", "undefined", "undefined"]
    assert np.isnan(found.ratio).all()
    alone = matched_ratios([[5], [0]], [[10], [0]])
    assert alone.status.tolist() == ["undefined", "undefined"]
    assert alone.shared.tolist() == [0.0, 0.0]


def test_small_segments_with_high_rates_do_not_raise_alarms() -> None:
    generator = np.random.default_rng(9)
    items = np.array([[5, 17], [500, 1700]])
    alarms = [matched_ratios(generator.binomial(items, [0.7, 0.9]), items).p_value[0] < 0.05 for _ in range(600)]
    # Monte Carlo error of 5% in 600 runs is 0.9 points; the plain log error would raise about 12%.
    assert np.mean(alarms) < 0.08


def test_wrong_shapes_are_named() -> None:
    with pytest.raises(ValueError, match="segments x strata"):
        matched_ratios([1, 2], [3, 4])
