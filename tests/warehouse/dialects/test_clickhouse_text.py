"""Taking text apart in ClickHouse; the whole Coop pack was run on it by hand (docs/sources.md)."""

from __future__ import annotations

from sqlglot import parse_one

from integrity_metrics.warehouse.dialects.translate import show


def written(sql: str, dialect: str = "clickhouse") -> str:
    return " ".join(show(parse_one(sql, read="duckdb"), dialect).split())


def test_a_part_in_a_part_is_split_twice() -> None:
    text = "select split_part(split_part(rules_text, 'id:', 2), ',', 1) as first_id"
    assert written(text) == (
        "SELECT arrayElement(splitByString(',', arrayElement(splitByString('id:', rules_text), 2)), 1) AS first_id"
    )


def test_letters_are_changed_by_a_function_in_small_letters() -> None:
    assert written("select translate(translate(a, 'x', ''), 'y', '')") == (
        "SELECT translate(translate(a, 'x', ''), 'y', '')"
    )


def test_a_table_of_another_system_with_a_name_of_ours_is_not_taken_for_ours() -> None:
    # Were public.rules taken for the contract's, created_at would be an error, and nothing known of the rest.
    text = "select min(cast(r.id as varchar)) as first from public.rules as r where r.created_at is null"
    assert 'COLLATE "C"' in written(text, "postgres")
