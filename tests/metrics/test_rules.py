"""Figures about rules: known answers on a platform of a few contents, and agreement on a simulated one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from integrity_metrics.casework.casework import open_casework
from integrity_metrics.errors import ScopeError
from integrity_metrics.metrics.ask import ask
from integrity_metrics.metrics.rule_activity import Activity, judge, rule_activity
from integrity_metrics.metrics.rule_backtest import backtest
from integrity_metrics.metrics.rule_decay import precision_since_launch
from integrity_metrics.metrics.rule_file import draft_rule, read_rule_file
from integrity_metrics.metrics.rule_overlap import attribution, rule_overlap
from integrity_metrics.metrics.rule_overturns import incidence, overturns
from integrity_metrics.metrics.rule_precision import Source, headline, precision_sources, with_labels
from integrity_metrics.metrics.rule_recall import exposure_recall
from integrity_metrics.metrics.rule_report import as_records
from integrity_metrics.metrics.rule_rows import RuleQuestion, extent
from integrity_metrics.metrics.rule_segments import compare_segments, worst_segments
from integrity_metrics.metrics.rule_table import rule_table
from integrity_metrics.metrics.rule_threshold import threshold_curve
from integrity_metrics.metrics.rule_versions import version_changes
from integrity_metrics.scope import Filter, Grain, Period, Scope
from integrity_metrics.settings import get_settings
from integrity_metrics.statistics.status import Status
from integrity_metrics.warehouse.demo import create_contract
from integrity_metrics.warehouse.engine import Warehouse
from integrity_metrics.warehouse.marts.build import build_marts
from integrity_metrics.warehouse.rule_columns import RuleExpressionError

FIRST = datetime(2025, 3, 1)
PERIOD = Period(date(2025, 3, 1), date(2025, 4, 1))
QUESTION = RuleQuestion(PERIOD)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """Rules a, b (live) and s (shadow) on 40 spam contents and 20 benign ones, each seen 10 times and sampled once.

    a hits spam 0-19 and benign 40-44; b hits spam 10-29; s hits spam 30-34. What a hits is acted on: all of it is
    reviewed again, and confirmed where it is spam. Every hit is on the second day, every view on the first and third.
    """
    file = tmp_path_factory.mktemp("rules") / "small.duckdb"
    hits = {"a": [*range(20), *range(40, 45)], "b": range(10, 30), "s": range(30, 35)}
    with duckdb.connect(str(file)) as made:
        create_contract(made)
        made.execute("insert into policies values ('spam', null, 'Spam', 'integrity', 2, null, null)")
        for rule in hits:
            status = "shadow" if rule == "s" else "live"
            made.execute(
                "insert into rules values (?, ?, 'spam', 'model', 'proactive', ?, null, 0.5, '2025-01-01', null)",
                [rule, rule, status],
            )
        made.execute("insert into reviewers values ('r', 'here', null, null, null)")
        for i in range(60):
            kind = "text" if i % 2 else "image"
            made.execute("insert into contents values (?, ?, ?, 'BR', 'pt', ?)", [f"c{i}", f"m{i}", kind, FIRST])
            for day in (0, 2):
                on = (FIRST + timedelta(days=day)).date()
                made.execute("insert into content_impressions values (?, ?, 'BR', 'feed', 5)", [on, f"c{i}"])
                spam = i < 40
                made.execute(
                    "insert into prevalence_labels values (?, ?, 'all', ?, 'BR', 'feed', ?, 0.2, ?, ?, 'r', ?, ?)",
                    [f"s{i}-{day}", on, f"c{i}", kind, i / 60, FIRST + timedelta(9), "spam" if spam else None, spam],
                )
        for rule, contents in hits.items():
            for i in contents:
                action = f"x{i}" if rule == "a" else None
                made.execute(
                    "insert into rule_hits values (?, ?, ?, ?, ?, ?, ?)",
                    [f"{rule}{i}", FIRST + timedelta(hours=30), rule, f"c{i}", 0.5 + i / 100, rule == "s", action],
                )
        for i in hits["a"]:
            made.execute(
                "insert into enforcement_actions (action_id, content_id, creator_id, policy_id, rule_id, "
                "detection_source, action_type, content_type, market, actioned_at, automated_detection, "
                "automated_decision, failed) values (?, ?, ?, 'spam', 'a', 'automated', 'remove', 'text', 'BR', ?, "
                "true, 'full', false)",
                [f"x{i}", f"c{i}", f"m{i}", FIRST + timedelta(days=3)],
            )
            made.execute(
                "insert into review_decisions values (?, ?, 'r', ?, ?, null, ?, 60, 'qa', null)",
                [f"d{i}", f"c{i}", "spam" if i < 40 else None, i < 40, FIRST + timedelta(days=5)],
            )
        made.execute("insert into appeals values ('p', 'x40', '2025-03-05', '2025-03-08', 'overturned')")
    build_marts(file)
    warehouse = Warehouse(f"duckdb:///{file}")
    yield warehouse
    warehouse.close()


def one(frame: pd.DataFrame, **values: str) -> pd.Series:
    for column, value in values.items():
        frame = frame[frame[column] == value]
    assert len(frame) == 1
    return frame.iloc[0]


def test_each_source_of_precision_says_what_it_can(small: Warehouse) -> None:
    found = precision_sources(small, QUESTION)
    second = one(found.frame, rule_id="a", source=Source.SECOND_REVIEW_RAW.value)
    assert (second["value"], second["n"], second["covered_share"]) == (0.8, 25, 1.0)
    assert second["low"] < 0.8 < second["high"]
    # No golden items: no correction, rather than one out of nothing.
    assert found.of(Source.SECOND_REVIEW).empty
    hits = one(found.frame, rule_id="a", source=Source.LABELLED_HITS.value)
    views = one(found.frame, rule_id="a", source=Source.LABELLED_VIEWS.value)
    assert hits["value"] == pytest.approx(0.8)
    assert views["value"] == pytest.approx(0.8)
    bounds = one(found.frame, rule_id="a", source=Source.APPEALS.value)
    assert np.isnan(bounds["value"]) and bounds["low"] < 0.8 < bounds["high"]
    # Nobody decided on the hits of b: no production precision, and no second review of what a did not hit.
    assert "b" not in set(found.of(Source.PRODUCTION)["rule_id"])
    best = headline(found).set_index("rule_id")
    assert best.loc["a", "source"] == Source.SECOND_REVIEW_RAW.value
    assert best.loc["s", "source"] == Source.LABELLED_HITS.value


def test_labels_are_asked_only_where_they_may_be_the_headline(small: Warehouse) -> None:
    every, fewer = precision_sources(small, QUESTION), precision_sources(small, QUESTION, only_headlines=True)
    assert fewer.spared == ("a", "b")
    assert fewer.of(Source.LABELLED_HITS)["rule_id"].tolist() == ["s"]
    pd.testing.assert_frame_equal(headline(fewer), headline(every))
    # The rule's own page asks for what was spared; nothing is asked twice.
    whole = with_labels(small, with_labels(small, fewer, QUESTION, "a"), QUESTION, "b")
    order = ["rule_id", "source"]
    pd.testing.assert_frame_equal(
        whole.frame.sort_values(order, ignore_index=True), every.frame.sort_values(order, ignore_index=True)
    )
    assert with_labels(small, fewer, QUESTION, "s") is fewer


def test_a_period_before_the_data_has_no_rules_and_no_error(small: Warehouse) -> None:
    before = RuleQuestion(Period(PERIOD.since - timedelta(days=60), PERIOD.since - timedelta(days=30)))
    assert precision_sources(small, before).frame.empty
    assert rule_table(small, before).frame.empty


def test_recall_counts_views_of_the_rules_own_policy(small: Warehouse) -> None:
    recall = exposure_recall(small, QUESTION).frame.set_index(["rule_id", "measure"])
    assert recall.loc[("a", "caught"), "value"] == pytest.approx(20 / 40)
    assert recall.loc[("b", "caught"), "value"] == pytest.approx(20 / 40)
    assert recall.loc[("a", "alone"), "value"] == pytest.approx(10 / 40)
    # A rule in shadow takes nothing from the others, and its own hits count as what it would add.
    assert recall.loc[("s", "alone"), "value"] == pytest.approx(5 / 40)
    # Half of the views were on the day before the hit.
    assert recall.loc[("a", "after_hit"), "value"] == pytest.approx(10 / 40)
    assert recall.loc[("a", "caught"), "views"] == pytest.approx(200 / PERIOD.days)
    assert recall.loc[("a", "caught"), "n"] == 40


def test_overlap_and_attribution_add_up(small: Warehouse) -> None:
    overlap = rule_overlap(small, QUESTION)
    pair = one(overlap.pairs, rule_id="a", other_rule_id="b")
    assert (pair["both"], pair["share"]) == (10, 10 / 25)
    sets = overlap.sets.set_index("rules")["contents"]
    assert sets.to_dict() == {"a": 15, "a & b": 10, "b": 10, "s": 5}
    assert overlap.groups.empty
    shares = attribution(small, QUESTION, "spam")
    by_rule = shares.frame.set_index("rule_id")
    assert by_rule.loc["a", "shapley"] == pytest.approx((10 + 10 / 2) / 40)
    assert by_rule["shapley"].sum() == pytest.approx(shares.caught_by_any)
    assert attribution(small, QUESTION, "nothing").frame.empty


def test_a_backtest_counts_exactly_and_estimates_from_labels(small: Warehouse) -> None:
    rule = draft_rule(
        {"name": "x", "author": "y", "policy": "spam", "expression": "rule_hit('a') and not rule_hit('b')"}
    )
    result = backtest(small, rule, PERIOD)
    assert (result.contents, result.hits, result.hits_of_live_rules, result.hits_acted_on) == (60, 15, 15, 15)
    # The hit came on the second day: only the third day's five views were still to come.
    assert (result.impressions_after, result.impressions_before_action) == (75, 75)
    estimates = result.estimates.set_index("measure")
    assert estimates.loc["precision", "value"] == pytest.approx(10 / 15)
    assert estimates.loc["recall", "value"] == pytest.approx(10 / 40)
    assert estimates.loc["recall_after", "value"] == pytest.approx(5 / 40)
    assert one(result.overlap, rule_id="a")["share_of_draft"] == 1
    kinds = result.by_segment[result.by_segment["dimension"] == "content_type"]
    assert kinds["hits"].sum() == 15
    again = backtest(small, rule, PERIOD)
    assert again.query_hash == result.query_hash
    assert json.loads(json.dumps(as_records(result)))["hits"] == 15


def test_a_rule_on_the_score_is_estimated_from_the_sample(small: Warehouse) -> None:
    result = backtest(small, draft_rule({"name": "x", "author": "y", "score_at_least": 0.5}), PERIOD)
    assert result.hits is None and result.hits_estimated is not None
    # 30 contents score 0.5 or more; each is seen 10 times and its two draws stand for 5 views each.
    assert result.hits_estimated[0] == pytest.approx(30)
    assert result.estimates.set_index("measure").loc["precision", "value"] == pytest.approx(10 / 30)


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"expression": "rule_hit('aa')"}, "no rule 'aa'; did you mean 'a'"),
        ({"expression": "market = 'BR'"}, "matches all 60 contents"),
        ({"expression": "content_type = 'text'", "policy": "spma"}, "no policy 'spma'; did you mean 'spam'"),
        ({"expression": "content_type = 'text'", "score_at_least": 0.5}, "one of them"),
        ({}, "one of them"),
        ({"score_of": "a", "expression": "content_type = 'text'"}, "needs score_at_least"),
        ({"expression": "content_type = 'text'", "threshold": 1}, "threshold: Extra inputs"),
        ({"score_at_least": float("nan")}, "score_at_least"),
        ({"expression": "markt = 1"}, "did you mean 'market'"),
    ],
)
def test_a_draft_that_cannot_run_is_refused(small: Warehouse, fields: dict[str, object], complaint: str) -> None:
    with pytest.raises(RuleExpressionError, match=complaint):
        backtest(small, draft_rule({"name": "x", "author": "y", **fields}), PERIOD)


def test_the_threshold_curve_is_what_each_threshold_would_do(small: Warehouse) -> None:
    curve = threshold_curve(small, QUESTION, "a", bins=45)
    lowest = curve.at(0.0)
    assert (lowest["hits"], lowest["precision"], curve.current) == (25, 0.8, 0.5)
    assert curve.at(0.899)["hits"] == 5
    assert curve.at(0.899)["precision"] == 0
    assert curve.frame["hits"].is_monotonic_decreasing
    assert curve.frame["recall"].iloc[0] == pytest.approx(0.5)
    with pytest.raises(ScopeError, match="no rule 'nope'"):
        threshold_curve(small, QUESTION, "nope")
    with pytest.raises(ScopeError, match="logged no score"):
        threshold_curve(small, RuleQuestion(Period(date(2024, 1, 1), date(2024, 2, 1))), "a")


def test_overturning_is_told_by_age() -> None:
    endings = pd.DataFrame({"ending": ["overturned", "open", "open"], "age_days": [5, 40, 3], "actions": [10, 60, 30]})
    found = incidence(endings, (7, 90)).set_index("age_days")
    # The thirty that are three days old left before anything could be overturned: 10 of 70.
    assert found.loc[7, "value"] == pytest.approx(1 / 7)
    assert np.isnan(found.loc[90, "value"])
    assert found.loc[7, "low"] < 1 / 7 < found.loc[7, "high"]


def test_flags_need_size_and_evidence() -> None:
    days = range(91)
    steady = [10] * 91
    daily = pd.DataFrame(
        [steady, [10] * 84 + [0] * 7, [10] * 84 + [30] * 7, [10] * 84 + [13] * 7], index=list("abcd"), columns=days
    )
    assert list(judge(daily)["activity"]) == [
        Activity.STEADY.value,
        Activity.SILENT.value,
        Activity.EXPLODING.value,
        Activity.STEADY.value,
    ]
    assert set(judge(daily.iloc[:, :14])["activity"]) == {Activity.UNKNOWN.value}


def test_the_worst_segment_is_found_among_ordinary_ones() -> None:
    reviews = pd.DataFrame(
        {
            "market": ["AA", "BB", "CC", "DD"],
            "fate": "acted on",
            "contents": [500, 500, 500, 20],
            "second_reviews": [60, 60, 60, 3],
            "second_confirmed": [54, 55, 30, 0],
        }
    )
    frame, left_out = compare_segments(reviews, "market")
    assert list(frame.loc[frame["is_worse"], "market"]) == ["CC"]
    assert left_out == 1
    assert compare_segments(reviews.iloc[:0], "market")[0].empty


def test_the_table_and_the_metrics_agree_on_a_simulated_platform(simulated: Warehouse) -> None:
    data = extent(simulated)
    question = RuleQuestion(data)
    table = rule_table(simulated, question).frame
    assert table["rule_id"].is_unique
    assert sorted(table["rank"].dropna()) == list(range(1, int(table["rank"].notna().sum()) + 1))
    hits = ask(simulated, "rule_hits", Scope(data, Grain.TOTAL, by=("rule",))).frame.set_index("rule")["value"]
    assert (table.set_index("rule_id")["hits"] == hits.reindex(table["rule_id"])).all()
    for name in ("precision", "shrunk", "recall", "alone"):
        known = table.dropna(subset=[f"{name}_low", f"{name}_high", name])
        assert len(known) > 5, name
        assert ((known[f"{name}_low"] <= known[name] + 1e-9) & (known[name] <= known[f"{name}_high"] + 1e-9)).all(), (
            name
        )
    by_rule = ask(simulated, "rule_exposure_recall", Scope(data, Grain.TOTAL, by=("rule",))).frame
    shown = by_rule[~by_rule["status"].isin([Status.SUPPRESSED, Status.UNDEFINED])].set_index("rule")["value"]
    expected = table.set_index("rule_id")["recall"].reindex(shown.index).dropna()
    assert expected.to_numpy() == pytest.approx(shown.reindex(expected.index).to_numpy())
    spam = Scope(data, Grain.MONTH, (Filter("policy", ("spam",)),))
    for key in ("rule_hits", "rule_precision", "rule_exposure_recall", "rule_unique_contribution"):
        assert not ask(simulated, key, spam).is_empty, key


def test_the_other_views_answer_on_a_simulated_platform(simulated: Warehouse) -> None:
    data = extent(simulated)
    question = RuleQuestion(data)
    activity = rule_activity(simulated, data.until)
    assert activity.daily.shape[1] == 91
    assert not overturns(simulated, question).frame.empty
    decay = precision_since_launch(simulated, question, "spam_text_model")
    # Five months and a few reviews carry no trend.
    assert np.isnan(decay.slope)
    assert decay.frame["age_months"].is_monotonic_increasing
    assert decay.marks["version"].iloc[0] == "v1"
    assert worst_segments(simulated, question, "spam_text_model", "content_type").left_out >= 0
    for change in version_changes(simulated, "spam_text_model"):
        assert set(change.frame["measure"]) == {"confirmed", "overturned"}
        assert change.hits.before > 0


def test_a_rule_file_is_read_and_run_from_the_command_line(small: Warehouse, tmp_path: Path) -> None:
    file = tmp_path / "rule.toml"
    file.write_text(
        'name = "Not b"\nauthor = "Ana"\npolicy = "spam"\nexpression = "rule_hit(\'a\')"\n', encoding="utf-8"
    )
    assert read_rule_file(file).in_words() == "RULE_HIT('a')"

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "INTEGRITY_WAREHOUSE_URL": f"duckdb:///{small.file}"}
        command = [sys.executable, "-m", "integrity_metrics", "backtest", "--file", *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    done = run(str(file), "--since", "2025-03-01", "--through", "2025-03-31", "--json")
    assert json.loads(done.stdout)["hits"] == 25, done.stderr
    kept = json.loads(run(str(file), "--since", "2025-03-01", "--through", "2025-03-31", "--save", "--json").stdout)
    casework = open_casework(get_settings().casework_url)
    saved = casework.backtests.get(kept["saved"])
    casework.close()
    assert (saved.by, saved.query_hash, saved.result["hits"]) == ("Ana", kept["query_hash"], 25)
    said = run(str(file), "--since", "2025-03-01", "--through", "2025-03-31")
    assert "hits 25 of 60 contents made" in said.stdout
    file.write_text('name = "x"\nauthor = "y"\nexpression = "markt = 1; drop"\n', encoding="utf-8")
    refused = run(str(file))
    assert refused.returncode == 2
    assert refused.stderr.startswith("integrity: A semicolon")
    assert run(str(tmp_path / "none.toml")).returncode == 2


def test_a_file_that_is_no_rule_is_refused(tmp_path: Path) -> None:
    for text, complaint in (
        ("name = ", "is not TOML"),
        ("x" * 200_000, "larger than"),
        ("name = 'x'", "author: Field"),
    ):
        file = tmp_path / "rule.toml"
        file.write_text(text, encoding="utf-8")
        with pytest.raises(RuleExpressionError, match=complaint):
            read_rule_file(file)
