"""Packs: a system's SELECTs become views that read the tables by the names they have in the warehouse."""

from __future__ import annotations

import pytest

from integrity_metrics.errors import SettingsError
from integrity_metrics.warehouse.connect.inventory import Inventory, SourceColumn, SourceTable
from integrity_metrics.warehouse.connect.packs import pack, systems
from integrity_metrics.warehouse.connect.views import pack_view, written
from integrity_metrics.warehouse.drivers.views_text import parse_views
from integrity_metrics.warehouse.query_files import all_queries, load_query


def tables_of(system: str) -> set[str]:
    names = [name for name in all_queries() if name.startswith(f"sources/{system}/")]
    return {table for name in names for table in load_query(name).tables}


def stored(names: set[str]) -> Inventory:
    """Return a warehouse that has them, some in capitals, as a database that keeps quoted names would."""
    pairs = [name.split(".") for name in sorted(names)]
    tables = [
        SourceTable(schema, name.upper() if number % 2 else name.lower(), (SourceColumn("id", "bigint"),))
        for number, (schema, name) in enumerate(pairs)
    ]
    return Inventory(tuple(tables))


@pytest.mark.parametrize("system", systems())
@pytest.mark.parametrize("dialect", ["duckdb", "postgres"])
def test_every_view_of_a_pack_is_read_back_with_the_stored_names(system: str, dialect: str) -> None:
    inventory = stored(tables_of(system))
    views = pack(system, inventory, dialect)
    assert all(each.sql and not each.missing for each in views)
    text = written([pack_view(each) for each in views], [], dialect, "the platform")
    read = {view.name: view.query for view in parse_views(text, dialect, "views.sql")}
    assert set(read) == {each.table.name for each in views}
    names = {f'"{table.schema}"."{table.name}"' for table in inventory.tables}
    assert all(any(name in read[each.table.name] for name in names) for each in views if each.query.tables)


@pytest.mark.parametrize("system", systems())
def test_a_view_whose_tables_are_missing_is_left_out_and_says_which(system: str) -> None:
    gone = sorted(tables_of(system))[-1]
    views = pack(system, stored(tables_of(system) - {gone}), "duckdb")
    lacking = [each for each in views if each.missing]
    assert lacking and all(
        not each.sql and [name.lower() for name in each.missing] == [gone.lower()] for each in lacking
    )
    assert {each.table.name for each in lacking} == {each.table.name for each in views if gone in each.query.tables}


def test_a_warehouse_of_another_system_and_a_system_nobody_knows() -> None:
    with pytest.raises(SettingsError, match="lacks tables for every view of the osprey pack"):
        pack("osprey", stored({"ops.posts"}), "duckdb")
    with pytest.raises(SettingsError, match=r"There is no pack for 'acme'; known: coop, osprey\."):
        pack("acme", stored({"ops.posts"}), "duckdb")
