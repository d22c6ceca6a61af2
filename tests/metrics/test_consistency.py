"""Consistency: a planted site found, mix taken out, small segments hidden but counted, wrong questions explained."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb
import numpy as np
import pytest

from integrity_metrics.errors import ScopeError
from integrity_metrics.metrics.ask import data_period
from integrity_metrics.metrics.consistency import COLUMNS, compared, consistency
from integrity_metrics.metrics.consistency_counts import MEASURES, BandCounts, ConsistencyQuestion, consistency_counts
from integrity_metrics.scope import Period
from integrity_metrics.warehouse.demo import create_contract
from integrity_metrics.warehouse.engine import Warehouse
from integrity_metrics.warehouse.marts.build import build_marts

YEAR = Period(date(2025, 1, 1), date(2026, 1, 1))
ASKED = ConsistencyQuestion("spam", "found_violating", "site", YEAR)


def counts(found: list[list[float]], items: list[list[float]]) -> BandCounts:
    bands = tuple(0.8 + 0.05 * i for i in range(len(items[0])))
    return BandCounts(tuple("abcdefghijkl"[: len(items)]), bands, np.array(found), np.array(items), ())


def test_the_site_that_differs_is_on_top() -> None:
    found = compared(ASKED, counts([[80, 180], [82, 178], [50, 120], [79, 181]], [[100, 200]] * 4))
    assert found.frame["segment"].iloc[0] == "c"
    assert found.frame["differs"].tolist()[0]
    assert found.frame["ratio"].iloc[0] == pytest.approx(170 / 260, abs=0.01)
    assert "surest is C" in found.sentence


def test_rates_that_differ_by_their_mix_alone_do_not_count() -> None:
    found = compared(ASKED, counts([[20, 320], [80, 80], [50, 200]], [[100, 400], [400, 100], [250, 250]]))
    assert not found.frame["differs"].any()
    assert found.frame["rate"].max() > 2 * found.frame["rate"].min()
    assert "None of 3 sites differs" in found.sentence


def test_small_segments_are_hidden_and_said() -> None:
    found = compared(ASKED, counts([[5], [50], [52]], [[9], [100], [100]]))
    hidden = found.frame[found.frame["status"] == "suppressed"]
    assert hidden["segment"].tolist() == ["a"]
    assert (
        hidden[["n", "found", "rate", "low", "high", "ratio", "ratio_low", "ratio_high", "p_value"]]
        .isna()
        .all(axis=None)
    )
    assert "1 suppressed: fewer than 10 decisions" in found.sentence
    assert tuple(found.frame.columns) == COLUMNS
    with pytest.raises(ScopeError, match="fewer than two of the sites"):
        compared(ASKED, counts([[5], [50]], [[9], [100]]))


def test_a_segment_where_nothing_was_found_has_a_rate_and_no_ratio() -> None:
    found = compared(ASKED, counts([[0], [50], [52]], [[20], [100], [100]])).frame.set_index("segment")
    assert found.loc["a", "status"] == "undefined"
    assert found.loc["a", "rate"] == 0
    assert found.loc["a", "reason"]


def test_ordinary_spread_widens_the_funnel() -> None:
    generator = np.random.default_rng(4)
    rates = generator.normal(0.5, 0.08, 12)
    items = np.full((12, 1), 2000.0)
    found = compared(ASKED, counts(generator.binomial(2000, rates[:, None]).tolist(), items.tolist()))
    assert found.limits is not None
    assert found.limits.dispersion > 5
    assert found.frame["is_outside"].sum() <= 1
    assert "times as much as chance" in found.sentence


def test_scores_match_by_band_and_policy(tmp_path: Path) -> None:
    file, monday = tmp_path / "warehouse.duckdb", datetime(2025, 3, 3)
    hits = [("c1", 0.81, "model"), ("c1", 0.93, "model"), ("c2", 0.84, "model"), ("c3", 0.9, "model"),
            ("c4", 0.9, "other"), ("c5", None, "model")]  # fmt: skip
    with duckdb.connect(str(file)) as connection:
        create_contract(connection)
        connection.executemany(
            "insert into rules (rule_id, name, policy_id, detection, mode, status) values (?, ?, ?, 'model', "
            "'proactive', 'live')",
            [("model", "Model", "spam"), ("other", "Other", "hate")],
        )
        connection.executemany(
            "insert into rule_hits (hit_id, hit_at, rule_id, content_id, score, is_shadow) "
            "values (?, ?, ?, ?, ?, false)",
            [(str(i), monday, rule, content, score) for i, (content, score, rule) in enumerate(hits)],
        )
        connection.executemany(
            "insert into contents (content_id, creator_id, content_type, market, created_at) "
            "values (?, 'u', 'text', ?, ?)",
            [(f"c{i}", "DE" if i < 3 else "FR", monday) for i in range(1, 6)],
        )
        connection.execute(
            "insert into enforcement_actions (action_id, content_id, creator_id, policy_id, detection_source, "
            "action_type, content_type, market, actioned_at, automated_detection, automated_decision, failed) values "
            "('a', 'c1', 'u', 'spam', 'automated', 'remove', 'text', 'DE', ?, true, 'full', false), "
            "('b', 'c2', 'u', 'hate', 'automated', 'remove', 'text', 'DE', ?, true, 'full', false)",
            [monday, monday],
        )
        connection.execute("insert into reviewers (reviewer_id, site) values ('r', 'dublin')")
        connection.executemany(
            "insert into review_decisions (decision_id, content_id, reviewer_id, policy_id, is_violating, decided_at, "
            "purpose) values (?, ?, 'r', ?, ?, ?, ?)",
            [
                ("1", "c1", "spam", True, monday + timedelta(hours=1), "production"),
                ("2", "c2", "hate", True, monday + timedelta(hours=1), "production"),
                ("3", "c3", "spam", True, monday + timedelta(hours=1), "qa"),
            ],
        )
    build_marts(file)
    warehouse = Warehouse(f"duckdb:///{file}")
    acted = consistency_counts(warehouse, ConsistencyQuestion("spam", "acted_on", "market", YEAR))
    decided = consistency_counts(warehouse, ASKED)
    warehouse.close()
    assert (acted.segments, acted.bands) == (("DE", "FR"), (0.8, 0.9))
    # c1 counts once, by its highest score; c2 was acted on under another policy; c3 not at all.
    assert acted.items.tolist() == [[1, 1], [0, 1]]
    assert acted.found.tolist() == [[0, 1], [0, 0]]
    assert (decided.segments, decided.items.tolist(), decided.found.tolist()) == (("dublin",), [[1, 1]], [[0, 1]])


@pytest.mark.parametrize(
    ("measure", "dimension", "said"),
    [
        ("likes", "market", "cannot be compared; known: acted_on"),
        ("appeal_rate", "site", "It can be by market, content"),
    ],
)
def test_a_comparison_that_cannot_be_is_explained(
    simulated: Warehouse, measure: str, dimension: str, said: str
) -> None:
    with pytest.raises(ScopeError, match=said):
        consistency(simulated, ConsistencyQuestion("spam", measure, dimension, YEAR))


@pytest.mark.parametrize(
    ("measure", "dimension"),
    [
        ("acted_on", "market"),
        ("appeal_rate", "market"),
        ("proactive_rate", "market"),
        ("found_violating", "site"),
        ("reviewer_disagreement", "site"),
        ("overturn_rate", "content_type"),
    ],
)
def test_every_measure_on_a_simulated_platform(simulated: Warehouse, measure: str, dimension: str) -> None:
    assert dimension in MEASURES[measure].dimensions
    period = data_period(simulated, "actions")
    try:
        found = consistency(simulated, ConsistencyQuestion("spam", measure, dimension, period)).frame
    except ScopeError as error:
        assert "Too few" in str(error)
        return
    shown = found[found["status"] != "suppressed"]
    assert (shown["n"] >= 10).all()
    assert shown["rate"].between(0, 1).all()
    known = shown.dropna(subset=["ratio"])
    assert (known["ratio_low"] <= known["ratio"]).all()
    assert (known["ratio"] <= known["ratio_high"]).all()
    if dimension == "market":
        # Nothing is planted between markets: at most an odd one out.
        assert found["differs"].mean() <= 0.1
