"""The lint: every query file that other databases may run is in the portable subset, and what is not is refused."""

from __future__ import annotations

import re

import pytest
from sqlglot import parse_one

from integrity_metrics.warehouse.dialects.portable import faults
from integrity_metrics.warehouse.query_files import all_queries, load_query

# These run in the embedded DuckDB only: they make the demo, and read the public EU data into it. The inventory lists
# the tables of one kind of database each, from its own catalogue.
EXEMPT = ("simulation/", "sources/dsa/", "inventory/")
IN_SCOPE = [name for name in all_queries() if not name.startswith(EXEMPT)]


@pytest.mark.parametrize("name", IN_SCOPE)
def test_a_query_file_is_portable(name: str) -> None:
    assert faults(load_query(name).tree) == ()


REFUSED = [
    ("select any_value(market) from contents", "write min"),
    ("select greatest(a, b) from t", "case when a >= b"),
    ("select round(score) from rule_hits", r"floor\(x \+ 0.5\)"),
    ("select a // b from t", r"floor\(a / b\)"),
    ("select a % b from t", r"a - b \* floor"),
    ("select a from t, lateral (select 1) as u", "row_number"),
    ("select unnest(range(3))", "join a table that has the days"),
    ("select list(a) from t", "one row an item"),
    ("select arg_max(a, b) from t", "row_number"),
    ("select count(*) filter (where a > 1) from t", "sum"),
    ("select quantile_cont(a, 0.5) from t", "in Python"),
    ("select approx_count_distinct(a) from t", "count.distinct"),
    ("select some_function(a) from t", "outside the portable subset"),
    ("select current_date", "parameter"),
    ("select a ilike 'x' from t", "lower"),
    ("select try_cast(a as integer) from t", "cast"),
    ("select current_timestamp", "as timestamp"),
    ("select distinct on (a) a, b from t", "DISTINCT ON"),
    ("select a, sum(b) from t group by all", "name the columns"),
    ("select * exclude (a) from t", "name the columns"),
    ("select a from t asof join u on t.x >= u.x", "with ON"),
    ("select a from t join u using (a)", "with ON"),
    ("select a from t union by name select a from u", "in order"),
    ("select * from t where a in (:xs)", "write in :xs"),
    ("select a from t order by a limit :n", "write the number"),
    ("select (select a from t order by a limit 1) from u", "loses the order"),
    ("select cast(score as integer) from rule_hits", r"put floor\(\.\.\.\) inside"),
    ("select cast(score as varchar) from rule_hits", "fetch it as it is"),
    ("select cast(failed as bigint) from enforcement_actions", "case when"),
    ("select max(failed) from enforcement_actions", "case when"),
    ("select 1 from contents where market < 'M'", "order text"),
    ("select date_diff('hour', filed_at, decided_at) from appeals", "only days"),
    ("select date_diff('day', filed_at, decided_at) from appeals", "cast both to date"),
    ("select day - day from prevalence_labels", "date_diff"),
    ("select day + 1 from prevalence_labels", "date_diff"),
    ("select day + interval 1 day from prevalence_labels", r"cast\(\.\.\. as date\)"),
    ("select filed_at + interval 1 month from appeals", "in days"),
    ("select extract(dow from filed_at) from appeals", "store the measure"),
    ("select date_trunc('decade', filed_at) from appeals", "use day, week"),
    ("select 1.0 / inclusion_probability from prevalence_labels", "nullif"),
    ("select 1 / 0 from prevalence_labels", "nullif"),
    (r"select 1 from contents where market like 'a\b'", "backslash"),
    ("select row_number() over (partition by a) from t", "add order by"),
    ("select sum(a) over (order by b range between 1 preceding and current row) from t", "frame of rows"),
    ('select "Day" from t', "without"),
    ("select first_name from contents order by first_name", "cast it"),
]


@pytest.mark.parametrize(("sql", "sentence"), REFUSED)
def test_what_is_not_portable_is_refused_with_what_to_write(sql: str, sentence: str) -> None:
    found = faults(parse_one(sql, read="duckdb"))
    assert found
    assert any(re.search(sentence, each) for each in found), found


ALLOWED = [
    "select cast(floor(score) as integer), cast(hits as varchar) from rule_hits",
    "select cast(day - interval 7 day as date) from prevalence_labels",
    "select 1.0 / nullif(inclusion_probability, 0), floor(inclusion_probability * 20) / 20 from prevalence_labels",
    "select date_diff('day', day, cast(labelled_at as date)) from prevalence_labels",
    "select lag(day) over (order by day rows between 1 preceding and current row) from prevalence_labels",
    "select * from contents where market in :only_market and created_at < :until order by content_id limit 5",
    "select cast(current_timestamp as timestamp) as now",
]


@pytest.mark.parametrize("sql", ALLOWED)
def test_what_is_portable_is_let_through(sql: str) -> None:
    assert faults(parse_one(sql, read="duckdb")) == ()


def test_a_column_of_another_system_with_the_name_of_ours_has_no_known_type() -> None:
    # The contract's `market` is text; nothing is known of this one.
    assert faults(parse_one("select market from shop.contents where market < other", read="duckdb")) == ()
    assert faults(parse_one("select market from contents where market < other", read="duckdb"))
