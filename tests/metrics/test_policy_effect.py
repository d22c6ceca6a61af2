"""Effects of changes: planted ones found with their size, what may not be compared refused by name, nothing made up."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from integrity_metrics.errors import ScopeError
from integrity_metrics.metrics.ask import ask, data_period
from integrity_metrics.metrics.policy_changes import PolicyChange, changes_inside, policy_changes
from integrity_metrics.metrics.policy_effect import every_outcome, policy_effect
from integrity_metrics.metrics.policy_effect_panel import effect_panel
from integrity_metrics.metrics.policy_effect_question import EffectQuestion
from integrity_metrics.metrics.policy_outcomes import outcomes, weekly
from integrity_metrics.metrics.policy_pooling import pool_weeks, shortest_run
from integrity_metrics.metrics.policy_timeline import policy_timeline
from integrity_metrics.scope import Grain, Period, Scope
from integrity_metrics.statistics.causal.compare import Verdict
from integrity_metrics.warehouse.demo import create_contract
from integrity_metrics.warehouse.engine import Warehouse
from integrity_metrics.warehouse.marts.build import build_marts
from integrity_metrics.warehouse.query_files import load_query
from integrity_metrics.warehouse.shaping import shape

START = date(2024, 1, 1)
WEEKS = 60
POLICIES = ("spam", "hate", "scams", "nudity", "violence", "drugs")
MARKETS = ("DE", "FR", "IT", "ES", "PL", "NL")
CHANGES = {
    # A Wednesday: its week is neither before nor after.
    "spam": (START + timedelta(weeks=30, days=2), "tightened", None),
    "hate": (START + timedelta(weeks=40), "tightened", "DE"),
    "scams": (START + timedelta(weeks=35), "clarified", None),
    "nudity": (START + timedelta(weeks=5), "new", None),
}
RAISED = {"spam": 1.5, "hate": 2.0}


def actions() -> pd.DataFrame:
    """Poisson counts of every day, policy and market; spam up by half everywhere, hate doubled in DE."""
    generator = np.random.default_rng(11)
    rows = []
    for policy in POLICIES:
        change, _, where = CHANGES.get(policy, (date.max, "", None))
        for market in MARKETS:
            for number in range(7 * WEEKS + 3):
                day = START + timedelta(days=number)
                touched = day >= change and (where is None or market == where)
                mean = 2.0 * (RAISED.get(policy, 1.0) if touched else 1.0)
                rows += [(policy, market, day)] * int(generator.poisson(mean))
    frame = pd.DataFrame(rows, columns=["policy_id", "market", "day"])
    return frame.assign(number=range(len(frame)))


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    file = tmp_path_factory.mktemp("effects") / "warehouse.duckdb"
    with duckdb.connect(str(file)) as connection:
        create_contract(connection)
        connection.register("made", actions())
        connection.execute(
            "insert into enforcement_actions (action_id, content_id, creator_id, policy_id, detection_source, "
            "action_type, content_type, market, actioned_at, automated_detection, automated_decision, failed) "
            "select 'a' || number, 'c' || number, 'u', policy_id, 'automated', 'remove', 'text', market, "
            "cast(day as timestamp), true, 'full', false from made"
        )
        connection.executemany(
            "insert into policy_changes values (?, ?, ?, ?, ?, ?)",
            [
                (policy, policy, datetime(*day.timetuple()[:3]), kind, f"{policy} changed", where)
                for policy, (day, kind, where) in CHANGES.items()
            ],
        )
    opened = Warehouse(f"duckdb:///{file}")
    yield opened
    opened.close()


def question(warehouse: Warehouse, policy: str, **options: object) -> EffectQuestion:
    change = next(c for c in policy_changes(warehouse) if c.policy == policy)
    return replace(EffectQuestion(change, "actions"), **options)  # type: ignore[arg-type]


def test_a_planted_rise_is_found_with_its_size(warehouse: Warehouse) -> None:
    found = policy_effect(warehouse, question(warehouse, "spam"))
    assert found.comparison.verdict is Verdict.AGREE_EFFECT
    assert "a rise" in found.sentence
    assert found.panel.base == pytest.approx(6 * 7 * 2, rel=0.05)
    contrast = found.frame.set_index("method").loc["difference-in-differences"]
    assert contrast["low"] < 0.5 * 6 * 7 * 2 < contrast["high"]
    assert contrast["relative"] == pytest.approx(0.5, abs=0.08)
    assert contrast["effect"] == pytest.approx(contrast["relative"] * found.panel.base)


def test_the_week_of_the_change_and_young_weeks_never_enter(warehouse: Warehouse) -> None:
    panel = effect_panel(warehouse, question(warehouse, "spam"), policy_changes(warehouse))
    mixed = START + timedelta(weeks=30)
    assert mixed not in panel.starts
    assert panel.starts[panel.study.change] == mixed + timedelta(weeks=1)
    assert panel.starts[panel.study.change - 1] == mixed - timedelta(weeks=1)
    # The data end on a Wednesday, so their last week is partial.
    assert panel.starts[-1] == START + timedelta(weeks=WEEKS - 1)
    assert panel.study.outcome.shape == (1 + len(panel.controls), len(panel.starts))


def test_a_monday_leaves_no_week_out(warehouse: Warehouse) -> None:
    panel = effect_panel(warehouse, question(warehouse, "scams", against=("drugs",)), policy_changes(warehouse))
    assert list(panel.starts) == [panel.starts[0] + timedelta(weeks=i) for i in range(len(panel.starts))]


def test_policies_that_changed_inside_the_window_are_left_out_and_named(warehouse: Warehouse) -> None:
    panel = effect_panel(warehouse, question(warehouse, "spam"), policy_changes(warehouse))
    assert panel.controls == ("drugs", "violence")
    assert "Scams (2024-09-02 scams changed)" in " ".join(panel.notes)


@pytest.mark.parametrize(
    ("policy", "options", "said"),
    [
        ("spam", {"against": ("scams",)}, r"Scams changed itself inside the window \(2024-09-02 scams changed"),
        ("spam", {"against": ("spam",)}, "Spam is what changed"),
        ("spam", {"against": ("unicorns",)}, "Unicorns has no data"),
        ("nudity", {}, "“nudity changed” of 2024-02-05 has 5 mature weeks before it, and 12 are needed"),
        ("spam", {"controls": "market"}, "applied in every market"),
        ("hate", {}, "applied only in DE"),
        ("hate", {"controls": "market", "against": ("DE",)}, "is what changed"),
        ("spam", {"outcome": "likes"}, "likes"),
    ],
)
def test_what_cannot_be_compared_is_a_sentence(
    warehouse: Warehouse, policy: str, options: dict[str, object], said: str
) -> None:
    with pytest.raises((ScopeError, KeyError), match=said):
        policy_effect(warehouse, question(warehouse, policy, **options))


def test_a_change_of_some_markets_is_compared_with_the_others(warehouse: Warehouse) -> None:
    found = policy_effect(warehouse, question(warehouse, "hate", controls="market"))
    assert (found.panel.treated, set(found.panel.controls)) == (("DE",), set(MARKETS) - {"DE"})
    assert found.comparison.verdict is Verdict.AGREE_EFFECT
    contrast = found.frame.set_index("method").loc["difference-in-differences"]
    assert contrast["relative_low"] < 1.0 < contrast["relative_high"]
    assert "Hate in DE compared with" in found.scope


def test_the_window_ends_where_the_policy_changes_again(warehouse: Warehouse) -> None:
    later = PolicyChange(START + timedelta(weeks=45, days=1), "rule version", "v2", "spam", "a model")
    asked = question(warehouse, "spam")
    panel = effect_panel(warehouse, asked, (*policy_changes(warehouse), later))
    assert panel.window.until == START + timedelta(weeks=45)
    assert "ends before the next change" in panel.notes[0]
    soon = replace(later, day=asked.change.day + timedelta(days=6))
    with pytest.raises(ScopeError, match="before the policy changed again"):
        effect_panel(warehouse, asked, (*policy_changes(warehouse), soon))


def test_the_export_holds_effects_and_series(warehouse: Warehouse) -> None:
    found = policy_effect(warehouse, question(warehouse, "spam"))
    told = pd.read_csv(io.StringIO(found.to_csv()))
    effects, series = told[told["kind"] == "effect"], told[told["kind"] == "series"]
    assert len(effects) == 4
    assert len(series) == effects["status"].ne("undefined").sum() * len(found.panel.starts)
    assert set(told["change"]) == {found.question.change.key}
    assert told["status"].notna().all()
    own = weekly(warehouse, "actions", "policy").frame.query("unit == 'spam'").set_index("week")["value"]
    first = series[series["method"] == "interrupted time series"]
    days = pd.to_datetime(first["period_start"]).dt.date
    np.testing.assert_allclose(first["observed"], own.loc[days], rtol=1e-9)


def test_every_outcome_is_judged_or_says_what_is_missing(warehouse: Warehouse) -> None:
    # Only actions were loaded: nothing else may look judged.
    told = every_outcome(warehouse, question(warehouse, "spam")).set_index("outcome")["verdict"]
    assert told.pop("Enforcement actions") == "agree_effect"
    assert set(told) == {"too_little_data"}


def test_a_list_offers_changes_inside_the_data_policy_changes_first(warehouse: Warehouse) -> None:
    rule = PolicyChange(START + timedelta(weeks=50), "rule launch", "model", "spam", "a model")
    offered = changes_inside((*policy_changes(warehouse), rule), Period(START + timedelta(weeks=6), date(2025, 3, 1)))
    assert [c.policy for c in offered] == ["hate", "scams", "spam", "spam"]
    assert offered[-1] == rule
    assert next(c for c in offered if c.policy == "hate").markets == ("DE",)


def test_weeks_are_pooled_as_sums_over_sums_from_the_change_outwards() -> None:
    share = outcomes()["overturn_rate"]
    weeks = [START + timedelta(weeks=i) for i in range(9)]
    frame = pd.DataFrame(
        {
            "week": weeks,
            "unit": "spam",
            "raw": [0.9, 0.5, 0.0, 1.0, 0.7, 0.2, 0.4, 0.6, 0.1],
            "n": [9, 8, 4, 6, 50, *[10] * 4],
        }
    )
    window, day = Period(START, START + timedelta(weeks=9)), weeks[4] + timedelta(days=3)
    values, thin = pool_weeks(frame, ("spam",), share, day, window, 2)
    assert list(values.columns) == [weeks[0], weeks[2], weeks[5], weeks[7]]
    np.testing.assert_allclose(values.loc["spam"], [(8.1 + 4) / 17, 6 / 10, 0.3, 0.35])
    assert thin == frozenset()
    assert shortest_run(frame, ("spam",), share, day, window) == 2
    assert pool_weeks(frame, ("spam",), share, day, window, 1)[1] == {"spam"}


def test_disagreement_counts_second_reviews_by_the_first_decision(tmp_path: Path) -> None:
    file = tmp_path / "warehouse.duckdb"
    monday = datetime(2025, 3, 3)
    decided = [
        # (content, policy, purpose, hours): two agree, one finds benign, one another policy, one first found nothing.
        ("c1", "spam", "production", 1), ("c1", "spam", "qa", 9),
        ("c2", "spam", "production", 1), ("c2", None, "qa", 9),
        ("c3", "spam", "production", 1), ("c3", "hate", "qa", 9),
        ("c4", None, "production", 1), ("c4", "spam", "qa", 9),
        ("c5", "spam", "qa", 9),
        ("c6", None, "production", 1), ("c6", "spam", "production", 5), ("c6", "spam", "qa", 9),
    ]  # fmt: skip
    with duckdb.connect(str(file)) as connection:
        create_contract(connection)
        connection.executemany(
            "insert into review_decisions (decision_id, content_id, reviewer_id, policy_id, is_violating, decided_at, "
            "purpose) values (?, ?, 'r', ?, ?, ?, ?)",
            [
                (str(i), content, policy, policy is not None, monday + timedelta(hours=hours), purpose)
                for i, (content, policy, purpose, hours) in enumerate(decided)
            ],
        )
    build_marts(file)
    opened = Warehouse(f"duckdb:///{file}")

    asked = {"since": monday.date(), "until": monday.date() + timedelta(days=7), "dimension": "all"}
    frame = opened.run(shape(load_query("metrics/review_disagreement"), asked, grain=Grain.WEEK, by=("policy",))).frame
    opened.close()
    told = {
        str(row["segment_1"]): (row["compared"], row["disagreed"])
        for row in frame.assign(segment_1=frame["segment_1"].fillna("none")).to_dict("records")
    }
    assert told == {"spam": (4, 2), "none": (1, 1)}


@pytest.mark.parametrize("key", ["prevalence", "unwanted_impressions", "actions", "appeal_rate", "overturn_rate"])
def test_weekly_series_are_what_the_metric_answers(simulated: Warehouse, key: str) -> None:
    told = weekly(simulated, key, "policy").frame
    scope = Scope(data_period(simulated, key), Grain.WEEK, by=("policy",))
    answer = ask(simulated, key, scope).frame
    assert len(told) == len(answer)
    joined = told.merge(answer, left_on=["week", "unit"], right_on=["period_start", "policy"], suffixes=("", "_asked"))
    pd.testing.assert_series_equal(joined["value"], joined["value_asked"], check_names=False)
    known = joined["value"].notna()
    np.testing.assert_allclose(joined.loc[known, "raw"], joined.loc[known, "value"], rtol=1e-9)


def test_the_reworded_policy_is_no_effect_on_a_simulated_platform(simulated: Warehouse) -> None:
    change = next(c for c in policy_changes(simulated) if c.what == "Copyright policy reworded")
    found = policy_effect(simulated, EffectQuestion(change, "prevalence"))
    assert found.comparison.verdict is not Verdict.AGREE_EFFECT
    assert found.panel.study.change >= 12
    mature = weekly(simulated, "prevalence", "policy").frame.query("unit == 'copyright' and is_mature")["week"]
    assert set(found.panel.starts) <= set(mature)


def test_the_timeline_holds_every_outcome_and_hides_small_shares(simulated: Warehouse) -> None:
    parts = policy_timeline(simulated, "spam", data_period(simulated, "actions"))
    assert [part.outcome.key for part in parts] == list(outcomes())
    for part in parts:
        hidden = part.frame[part.frame["status"] == "suppressed"]
        assert hidden["value"].isna().all()
        assert part.frame["period_start"].is_monotonic_increasing
    overturned = next(part for part in parts if part.outcome.key == "overturn_rate")
    if overturned.weeks > 1:
        assert (overturned.frame.loc[overturned.frame["value"].notna(), "n"] >= 10).all()
