"""Draft rules: what is refused and how, that nothing else gets through, and that SQL and Python agree."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

import duckdb
import pytest
import sqlglot
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlglot import exp

from integrity_metrics.warehouse.query_files import load_query
from integrity_metrics.warehouse.rule_columns import COLUMNS, FUNCTIONS, Kind, RuleExpressionError
from integrity_metrics.warehouse.rule_evaluation import evaluate
from integrity_metrics.warehouse.rule_expression import parse_rule
from integrity_metrics.warehouse.rule_nodes import (
    AllOf,
    AnyOf,
    Between,
    Call,
    Column,
    Comparison,
    Condition,
    Constant,
    Hit,
    Like,
    Missing,
    Not,
    Order,
    OtherRule,
    Within,
    columns_of,
    operands_of,
)
from integrity_metrics.warehouse.rule_reach import matches_everything
from integrity_metrics.warehouse.rule_statement import condition_sql, draft_statement, rule_in_words

REFUSED = [
    ("market in (select market from contents)", "SELECT market FROM contents.* is a subquery"),
    ("exists(select 1)", "is a subquery"),
    ("(select 1) = 1", "is a subquery"),
    ("market = 'BR'; drop table contents", "semicolon ';'"),
    ("market = 'BR' -- or everything", "comment stands at 'BR'"),
    ("/* x */ market = 'BR'", "comment stands at"),
    ("-- only a comment", "empty or only a comment"),
    ("  ", "empty or only a comment"),
    ("pg_sleep(10) = 1", "calls pg_sleep, which is not on the list"),
    ("read_csv('x') = 1", "calls read_csv"),
    ("count(*) > 1", "calls count"),
    ("cast(created_hour as integer) = 1", "calls cast"),
    ("case when market = 'BR' then 1 end = 1", "calls case"),
    ("markt = 'BR'", "no column 'markt'; did you mean 'market'"),
    ('market = "BR"', "no column 'BR'; quote text with single quotes"),
    ("contents.market = 'BR'", "names a table"),
    ("market = 1", "compares text with number"),
    ("model_score >= 'high'", "compares number with text"),
    ("market > 'A'", "orders text with >"),
    ("market between 'A' and 'B'", "orders text"),
    ("market", "'market' is a value, not a test"),
    ("true", "'TRUE' is always the same"),
    ("market = null", "'NULL' cannot be compared"),
    ("market is true", "only `is null`"),
    ("market in ()", "lists no value"),
    ("market in ('a', language)", "'language' in .* must be a written value"),
    ("market ilike 'b%'", "ilike"),
    ("market like 'a\\%'", "backslash"),
    ("market = :x", "is a parameter"),
    ("market = ?", "is a parameter"),
    ("created_hour + 1 > 3", r"'created_hour \+ 1' \(add\) is not allowed"),
    ("model_score >= 1e999", "not a number that can be compared"),
    ("rule_hit(market)", "must name one rule in quotes"),
    ("lower('A') = 'a'", "reads no column"),
    ("market = 'BR' union select 1", "cannot be read at 'union'"),
    ("market = 'BR", "not closed"),
    ("((((", "cannot be read"),
    ("(" * 400 + "market = 'BR'" + ")" * 400, "nests deeper than 30"),
    ("not " * 400 + "market = 'BR'", "nests deeper than 30"),
    ("1 = 1", "compares two written values"),
    ("market = 'BR' or market <> 'BR'", "matches every content"),
    ("created_hour >= 0", "matches every content"),
    ("market like '%'", "matches every content"),
    ("language is null or language is not null", "matches every content"),
    ("model_score is null or model_score < 0.5 or model_score > 0.4", "matches every content"),
    ("rule_hit('a') or not rule_hit('a')", "matches every content"),
    ("x" * 100_000, "longer than 10,000 bytes"),
    ("market = 'é" + "é" * 6000 + "'", "longer than 10,000 bytes"),
]


@pytest.mark.parametrize(("text", "complaint"), REFUSED, ids=[t[:30] for t, _ in REFUSED])
def test_a_refusal_is_one_sentence_that_names_the_token(text: str, complaint: str) -> None:
    with pytest.raises(RuleExpressionError, match=complaint) as refused:
        parse_rule(text)
    assert "\n" not in str(refused.value)
    assert len(str(refused.value)) < 400


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("MARKET in ('BR') AND NOT language IS NULL", "market IN ('BR') AND NOT language IS NULL"),
        ("model_score >= .8", "model_score >= 0.8"),
        ("created_hour between 1 and 3", "created_hour BETWEEN 1 AND 3"),
        ("lower(language) like 'p_%'", "LOWER(language) LIKE 'p_%'"),
        ("coalesce(language, '') <> 'pt'", "COALESCE(language, '') <> 'pt'"),
        ("rule_score('a') > -1.5", "RULE_SCORE('a') > -1.5"),
        ("market = 'it''s; -- not a comment'", "market = 'it''s; -- not a comment'"),
    ],
)
def test_a_rule_is_understood_and_understood_again(text: str, words: str) -> None:
    assert rule_in_words(parse_rule(text)) == words
    assert parse_rule(words) == parse_rule(text)


FRAGMENTS = [
    *COLUMNS,
    *FUNCTIONS,
    "(",
    ")",
    ",",
    "and",
    "or",
    "not",
    "=",
    "<>",
    "<",
    ">=",
    "in",
    "between",
    "like",
    "is",
]
FRAGMENTS += [
    "null",
    "'BR'",
    "'",
    '"',
    "1",
    "0.5",
    "-",
    ";",
    "--",
    "/*",
    "*/",
    "select",
    "from contents",
    "::",
    ".",
    "$1",
]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(FRAGMENTS), max_size=14).map(" ".join)))
@example("market = 'BR' or pragma_version() is not null")
def test_any_text_is_understood_or_refused_and_only_the_whitelist_gets_through(text: str) -> None:
    try:
        condition = parse_rule(text)
    except RuleExpressionError as refused:
        assert "\n" not in str(refused)
        return
    for operand in operands_of(condition):
        match operand:
            case Column(name):
                assert name in COLUMNS
            case Call(function):
                assert function in FUNCTIONS
            case OtherRule(function):
                assert function in FUNCTIONS


def test_values_are_bound_and_never_written() -> None:
    hostile = "x'' union select 1"
    statement = draft_statement(
        "metrics/rules/draft_hits",
        parse_rule(f"market = '{hostile}' or rule_hit('{hostile}') or created_hour > 7"),
        {"since": date(2025, 1, 1), "until": date(2025, 2, 1)},
    )
    assert "union select" not in statement.sql.lower()
    assert "x' union select 1" in statement.parameters.values()
    assert 7 in statement.parameters.values()
    assert set(re.findall(r"(?<!\\):(\w+)", statement.sql)) == set(statement.parameters)


@pytest.mark.parametrize("name", ["draft_hits", "draft_labels"])
def test_a_draft_is_written_for_another_dialect_too(name: str) -> None:
    parameters: dict[str, Any] = {"since": date(2025, 1, 1), "until": date(2025, 2, 1)}
    if name == "draft_labels":
        parameters["policy"] = "spam"
    text = "creator_age_days < 2 and created_hour > 7 and creator_contents_before < 3 and rule_score('a') > 0.5"
    statement = draft_statement(f"metrics/rules/{name}", parse_rule(text), parameters, dialect="postgres")
    assert len(sqlglot.parse(statement.sql.replace("\\:", ":"), read="postgres")) == 1
    assert "EXTRACT(HOUR FROM" in statement.sql
    assert set(re.findall(r"(?<![\\:]):(\w+)", statement.sql)) == set(statement.parameters)


def test_every_column_and_function_has_its_sql() -> None:
    written = {each.alias_or_name for each in load_query("metrics/rules/columns").tree.expressions}
    assert set(COLUMNS) | {"rule_hit", "rule_score", "rule_hit_at", "created_at"} == written


# Conditions over three columns and one other rule, and rows for them.
TEXTS = ["BR", "br", "MX", "%", ""]
MARKET, LANGUAGE = Column("market", Kind.TEXT), Column("language", Kind.TEXT)
HOUR, SCORE = Column("created_hour", Kind.NUMBER), Column("model_score", Kind.NUMBER)
OTHER, OTHER_SCORE = OtherRule("rule_hit", "a", Kind.BOOLEAN), OtherRule("rule_score", "a", Kind.NUMBER)
texts = st.sampled_from(TEXTS).map(lambda value: Constant(value, Kind.TEXT))
numbers = st.sampled_from([0, 1, 5, 23, 0.25, -1.5]).map(lambda value: Constant(value, Kind.NUMBER))
text_operands = st.one_of(
    st.sampled_from([MARKET, LANGUAGE]),
    st.sampled_from(["lower", "upper"]).map(lambda f: Call(f, (LANGUAGE,), Kind.TEXT)),
    texts.map(lambda value: Call("coalesce", (LANGUAGE, value), Kind.TEXT)),
)
number_operands = st.one_of(
    st.sampled_from([HOUR, SCORE, OTHER_SCORE]), st.just(Call("length", (MARKET,), Kind.NUMBER))
)
single = st.one_of(
    st.builds(Comparison, st.sampled_from([Order.EQUAL, Order.NOT_EQUAL]), text_operands, texts),
    st.builds(Comparison, st.sampled_from(list(Order)), number_operands, st.one_of(numbers, number_operands)),
    st.builds(Within, text_operands, st.lists(texts, min_size=1, max_size=3).map(tuple)),
    st.builds(Between, number_operands, numbers, numbers),
    st.builds(Like, text_operands, st.sampled_from(["B%", "_r", "%", ""]).map(lambda v: Constant(v, Kind.TEXT))),
    st.builds(Missing, st.one_of(text_operands, number_operands)),
    st.just(Hit(OTHER)),
)
conditions = st.recursive(
    single,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: AllOf(tuple(parts))),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: AnyOf(tuple(parts))),
    ),
    max_leaves=6,
)
rows = st.fixed_dictionaries(
    {
        MARKET: st.sampled_from(TEXTS),
        LANGUAGE: st.sampled_from([*TEXTS, None]),
        HOUR: st.integers(0, 23),
        SCORE: st.sampled_from([None, 0.0, 0.25, 0.9]),
        OTHER: st.booleans(),
        OTHER_SCORE: st.sampled_from([None, 0.0, 1.0]),
    }
)


@pytest.fixture(scope="module")
def connection() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(condition=conditions, row=rows)
def test_the_statement_and_python_say_the_same(
    connection: duckdb.DuckDBPyConnection, condition: Condition, row: dict[Any, Any]
) -> None:
    bound: list[Any] = []

    def bind(value: Any) -> Any:
        bound.append(value)
        return exp.cast(exp.Placeholder(), "VARCHAR" if isinstance(value, str) else "DOUBLE")

    def column(part: Any) -> Any:
        kinds = {Kind.TEXT: "VARCHAR", Kind.NUMBER: "DOUBLE", Kind.BOOLEAN: "BOOLEAN"}
        bound.append(row[part])
        return exp.cast(exp.Placeholder(), kinds[part.kind])

    sql = condition_sql(condition, column, bind).sql(dialect="duckdb")
    # DuckDB numbers the placeholders as written; the builder met them in the same order.
    found = connection.execute(f"select {sql}", bound).fetchone()
    assert found is not None
    assert found[0] == evaluate(condition, row)


@settings(max_examples=120, deadline=None)
@given(conditions, st.lists(rows, min_size=3, max_size=10))
def test_a_rule_said_to_match_everything_does(condition: Condition, some: list[dict[Any, Any]]) -> None:
    if matches_everything(condition):
        assert all(evaluate(condition, row) is True for row in some)


def test_what_a_rule_reads_of_the_contract(tmp_path: Any) -> None:
    """Every column on a warehouse of three contents of one creator, one of them acted on."""
    from integrity_metrics.metrics.rule_rows import run_rows
    from integrity_metrics.warehouse.demo import create_contract
    from integrity_metrics.warehouse.engine import Warehouse

    file = tmp_path / "small.duckdb"
    with duckdb.connect(str(file)) as made:
        create_contract(made)
        for i, at in enumerate([datetime(2025, 1, 1, 23), datetime(2025, 1, 3, 1), datetime(2025, 1, 9, 12)]):
            made.execute("insert into contents values (?, 'm', 'text', 'BR', null, ?)", [f"c{i}", at])
        made.execute(
            "insert into enforcement_actions (action_id, content_id, creator_id, detection_source, action_type, "
            "content_type, market, actioned_at, automated_detection, automated_decision, failed) values "
            "('x', 'c0', 'm', 'automated', 'remove', 'text', 'BR', '2025-01-02', true, 'full', false)"
        )
        made.execute("insert into rule_hits values ('h', '2025-01-04', 'a', 'c1', 0.7, false, null)")
    warehouse = Warehouse(f"duckdb:///{file}")
    days = {"since": date(2025, 1, 1), "until": date(2025, 2, 1)}
    expected = {
        "created_hour >= 12": 2,
        "creator_age_days >= 2": 2,
        "creator_contents_before = 1": 1,
        "creator_actions_before > 0": 2,
        "rule_hit('a')": 1,
        "rule_score('a') >= 0.7": 1,
        "rule_score('a') > 0.7": 0,
        "language is null and length(market) = 2": 3,
    }
    for text, hits in expected.items():
        found = run_rows(warehouse, draft_statement("metrics/rules/draft_hits", parse_rule(text), days)).frame
        assert found.loc[found["part"] == "segment", "hits"].sum() == hits, text
        assert columns_of(parse_rule(text)) or "rule_" in text
    warehouse.close()
