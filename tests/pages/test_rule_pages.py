"""The pages about rules: the table, one rule, and backtests, on the simulated platform of the demo."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from integrity_metrics.interface.context import get_casework
from integrity_metrics.metrics.rule_rows import RuleQuestion, rules_in
from integrity_metrics.metrics.rule_table import rule_table
from integrity_metrics.scope import Period
from integrity_metrics.warehouse.engine import Warehouse
from integrity_metrics.warehouse.shaping import Statement

Open = Callable[..., AppTest]
WEEKS = {"since": "2025-11-10", "through": "2026-01-04"}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the statements the warehouse is asked from now on."""
    names: list[str] = []
    run = Warehouse.run

    def counting(warehouse: Warehouse, statement: Statement, **options: object) -> object:
        names.append(statement.name)
        return run(warehouse, statement, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Warehouse, "run", counting)
    return names


def texts(app: AppTest) -> str:
    """Everything the page says in words."""
    parts = [*app.markdown, *app.caption, *app.info, *app.warning, *app.error]
    return "\n".join(str(part.value) for part in parts)


def test_every_rule_is_a_row_ranked_by_shrunk_precision(open_page: Open, warehouse: Warehouse) -> None:
    app = open_page("rules", **WEEKS)
    assert not app.exception
    assert [title.value for title in app.title] == ["Rules"]
    shown = app.dataframe[0].value
    rules = rules_in(warehouse)
    assert sorted(shown["Rule"]) == sorted(rules["name"])
    ranks = shown["Rank"].dropna()
    assert list(ranks) == sorted(ranks)
    # Two years of months, but for those with fewer than 5 second reviews.
    months = shown.loc[shown["Hits"] > 0, "Precision by month"].map(len)
    assert months.max() <= 25
    assert (months >= 12).sum() > 10
    retired = shown[shown["Hits"] == 0]
    assert retired["Note"].str.startswith("no hits").all()
    assert len(retired) > 0


def test_the_filters_of_a_link_keep_rules_and_not_their_ranks(open_page: Open, warehouse: Warehouse) -> None:
    app = open_page("rules", policy="Spam", rule_status=["Live", "Shadow"], **WEEKS)
    assert not app.exception
    assert not app.warning
    shown = app.dataframe[0].value.set_index("Rule")
    assert set(shown["Policy"]) == {"Spam"}
    table = rule_table(warehouse, RuleQuestion(Period(date(2025, 11, 10), date(2026, 1, 5)))).frame.set_index("name")
    assert (shown["Rank"] == table["rank"].reindex(shown.index)).all()
    assert (shown["Hits"] == table["hits"].reindex(shown.index)).all()
    assert (shown["Precision"] == 100 * table["precision"].reindex(shown.index)).all()


def test_a_silent_rule_is_named_and_what_a_link_may_not_say_is_said(open_page: Open) -> None:
    # The rule stopped on 2024-09-09, as the simulated platform's events say.
    app = open_page("rules", since="2024-08-01", through="2024-09-18", policy="nothing", grain="week")
    assert not app.exception
    warned = [each.value for each in app.warning]
    assert any("Spam link velocity" in text and "silent" in text for text in warned), warned
    assert any("policy=`nothing`" in text for text in warned)
    assert any("`grain` is not a parameter" in text for text in warned)
    shown = app.dataframe[0].value.set_index("Rule")
    assert shown.loc["Spam link velocity", "Flag"].startswith("silent: ")


def test_the_overlap_is_drawn_when_it_is_opened(open_page: Open, asked: list[str]) -> None:
    app = open_page("rules", policy="Spam", **WEEKS)
    assert "metrics/rules/shared_hits" not in asked
    app.session_state["overlap_open"] = True
    app.run()
    assert not app.exception
    assert "metrics/rules/shared_hits" in asked
    said = texts(app)
    assert "Redundancy groups" in said
    assert "*Shapley value*" in said
    table = app.dataframe[-1].value
    assert (table["Alone (leave-one-out)"] <= table["Shapley value"] + 1e-9).all()
    assert (table["Shapley value"] <= table["Caught"] + 1e-9).all()


def test_a_rule_shows_its_sources_and_flags_a_version(open_page: Open) -> None:
    app = open_page("rule", rule="hate_text_model", **WEEKS)
    assert not app.exception
    assert not app.error
    assert app.title[0].value == "Hate text model"
    flagged = [each.value for each in app.warning]
    assert any("v3" in text and "while the share confirmed did not" in text for text in flagged), flagged
    assert not any("v2" in text for text in flagged)
    sources = next(each.value for each in app.table if "Source" in each.value.columns)
    assert "second reviews, corrected" in list(sources["Source"])
    assert sources["95% interval"].str.len().gt(0).all()


def test_moving_the_threshold_asks_nothing_and_the_lazy_parts_open(open_page: Open, asked: list[str]) -> None:
    app = open_page("rule", rule="Spam text model", **WEEKS)
    before = _figures(app)
    assert before.iloc[0, 1] == before.iloc[0, 2]
    asked.clear()
    app.slider[0].set_value(0.95).run()
    assert not app.exception
    assert asked == []
    after = _figures(app)
    assert "0.95" in after.columns[1]
    hits = [int(text.split()[0].replace(",", "")) for text in (after.iloc[0, 1], after.iloc[0, 2])]
    assert hits[0] < hits[1]
    assert after.iloc[:, 0].str.contains("model-based").sum() == 1
    assert "metrics/rules/sampled_hits" not in asked
    app.session_state["segments_open"] = app.session_state["hits_open"] = True
    app.run()
    assert not app.exception
    assert not app.error
    hits_shown = app.dataframe[-1].value
    assert 0 < len(hits_shown) <= 100
    assert {"hit_id", "content_id", "score"} <= set(hits_shown.columns)


def _figures(app: AppTest) -> pd.DataFrame:
    return next(each.value for each in app.table if any(str(c).startswith("Now") for c in each.value.columns))


def test_a_rule_without_scores_or_labels_says_so(open_page: Open) -> None:
    app = open_page("rule", rule="Sexual terms", **WEEKS)
    assert not app.exception
    said = texts(app)
    assert "no hits: retired 2025-06-06" in said
    assert "No threshold simulator" in said


def test_a_draft_is_run_saved_and_compared(open_page: Open) -> None:
    app = open_page("backtests")
    assert not app.exception
    saved = []
    for name, expression in (("Brazil", "market = 'BR'"), ("Comments", "content_type = 'comment'")):
        app.text_input(key="draft_name").set_value(name)
        app.text_area(key="draft_expression").set_value(expression)
        app.button(key="draft_run").click().run()
        assert not app.exception
        assert not app.error
        assert f"Understood as `{expression}`" in texts(app)
        hits = next(metric.value for metric in app.metric if metric.label == "Hits")
        app.button(key="save_backtest").click().run()
        kept = get_casework().backtests.all()[0]
        assert (kept.name, f"{kept.result['hits']:,}", kept.by) == (name, hits, "demo")
        saved.append(kept)
    app.multiselect(key="saved").set_value([str(run.id) for run in saved]).run()
    assert not app.exception
    compared = next(each.value for each in app.table if "1: Brazil" in each.value.columns)
    assert f"{saved[1].result['hits']:,}" in list(compared["2: Comments"])
    link = open_page("backtests", saved=[str(run.id) for run in saved])
    assert not link.warning
    assert any("1: Brazil" in each.value.columns for each in link.table)


@pytest.mark.parametrize(
    ("expression", "token"),
    [
        ("market in (select market from contents)", "select"),
        ("market = 'BR'; drop table contents", "semicolon"),
        ("markt = 'BR'", "markt"),
        ("md5(market) = 'x'", "md5"),
        ("market = 'BR' or " * 8000 + "market = 'DE'", "bytes"),
    ],
)
def test_what_a_draft_may_not_say_is_one_sentence_and_nothing_runs(
    open_page: Open, asked: list[str], expression: str, token: str
) -> None:
    app = open_page("backtests")
    app.text_area(key="draft_expression").set_value(expression)
    asked.clear()
    app.button(key="draft_run").click().run()
    assert not app.exception
    (refusal,) = app.error
    assert refusal.value.startswith("Nothing was run.")
    assert token in refusal.value.lower()
    assert not [name for name in asked if "draft" in name]


def test_a_score_of_the_sample_is_estimated_with_its_interval(open_page: Open) -> None:
    app = open_page("backtests")
    app.segmented_control(key="draft_kind").set_value("A score").run()
    app.number_input(key="draft_score").set_value(0.8)
    app.button(key="draft_run").click().run()
    assert not app.exception
    assert not app.error
    assert "estimated from the label sample" in texts(app)
