"""The contract is read whole and exactly, and a malformed file is named with its line."""

from __future__ import annotations

import math
import shutil
from pathlib import Path

import duckdb
import pytest

from integrity_metrics.warehouse.contract import CONTRACT_FOLDER, Range, Reference, load_contract
from integrity_metrics.warehouse.orderings import ORDERINGS
from integrity_metrics.warehouse.query_files import QueryFileError

TABLES = {table.name: table for table in load_contract()}
GOOD = """\
-- answers: which cats there are
-- grain: one row is one cat
-- key: cat_id
-- time: born_on
-- parameters: none
-- tables: cats
create table if not exists cats (
    cat_id VARCHAR NOT NULL, -- id of the cat
    mood VARCHAR, -- how it is; NULL when unknown; one of: calm, cross
    born_on DATE NOT NULL, -- UTC day; when it was born
    grams DOUBLE NOT NULL -- weight in grams; range: (0, inf)
)
"""


def _folder(tmp_path: Path, text: str) -> Path:
    (tmp_path / "cats.sql").write_text(text, encoding="utf-8")
    return tmp_path


def test_every_file_of_the_contract_is_a_table_named_like_it():
    assert sorted(TABLES) == sorted(path.stem for path in CONTRACT_FOLDER.glob("*.sql"))
    assert len(TABLES) == 20


def test_a_file_becomes_a_table(tmp_path):
    (table,) = load_contract(_folder(tmp_path, GOOD))
    assert (table.name, table.answers, table.grain) == ("cats", "which cats there are", "one row is one cat")
    assert (table.key, table.time) == (("cat_id",), "born_on")
    mood = table.column("mood")
    assert mood.nullable and mood.one_of == ("calm", "cross")
    assert mood.unit_and_meaning == "how it is; NULL when unknown"
    assert table.column("grams").range == Range(0, math.inf, includes_low=False, includes_high=False)
    assert str(table.column("grams").range) == "(0, inf)"


def test_the_clauses_of_the_real_contract_are_read():
    labels = TABLES["prevalence_labels"]
    assert labels.column("inclusion_probability").range == Range(0, 1, includes_low=False, includes_high=True)
    assert labels.column("policy_id").references == Reference("policies", "policy_id")
    assert TABLES["enforcement_actions"].column("automated_decision").one_of == ("full", "partial", "none")
    assert TABLES["dsa_statements_daily"].key == ("day", "platform", "dimension", "value")
    assert TABLES["policies"].time is None


def test_the_parsed_columns_are_those_a_database_makes():
    connection = duckdb.connect()
    for name, table in TABLES.items():
        connection.execute((CONTRACT_FOLDER / f"{name}.sql").read_text(encoding="utf-8"))
        made = connection.execute(
            "select column_name, data_type, is_nullable = 'YES' from information_schema.columns "
            "where table_name = ? order by ordinal_position",
            [name],
        ).fetchall()
        assert made == [(column.name, column.type, column.nullable) for column in table.columns]


def test_orderings_name_columns_of_one_kind():
    for ordering in ORDERINGS:
        lower, upper = (TABLES[ordering.table].column(name) for name in (ordering.lower, ordering.upper))
        assert (lower.type == upper.type) or {lower.type, upper.type} == {"DATE", "TIMESTAMP"}


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("-- key: cat_id\n", "", 6),
        ("-- key: cat_id", "-- key: dog_id", 3),
        ("-- time: born_on", "-- time: mood", 4),
        ("-- time: born_on", "-- born_on", 4),
        ("-- grain:", "-- answers:", 2),
        ("-- tables: cats", "-- tables: dogs", 7),
        ("exists cats (", "exists dogs (", 7),
        ("create table if not exists", "create table", 7),
        (" -- id of the cat", "", 8),
        ("    cat_id VARCHAR NOT NULL,", "    cat_id VARCHAR NOT NULL", 8),
        ("grams DOUBLE NOT NULL", "grams DOUBLE NOT NULL,", 11),
        ("grams DOUBLE", "grams FLOAT", 11),
        ("grams DOUBLE", "mood DOUBLE", 11),
        ("grams DOUBLE", "unique DOUBLE", 7),
        ("grams DOUBLE", "constraint DOUBLE", 7),
        ("one of: calm, cross", "one of: calm,, cross", 9),
        ("born_on DATE NOT NULL, -- UTC day", "born_on DATE NOT NULL, -- one of: a", 10),
        ("range: (0, inf)", "range: 0..", 11),
        ("range: (0, inf)", "range: (0, inf]", 11),
        ("range: (0, inf)", "range: [2, 1]", 11),
        ("id of the cat", "id; references: nowhere.cat_id", 8),
        ("id of the cat", "id; references: nowhere", 8),
        ("\n)\n", "\n", 11),
        ("\n)\n", "\n)\ndrop table cats\n", 13),
    ],
)
def test_a_malformed_file_is_named_with_its_line(tmp_path, old, new, line):
    assert old in GOOD
    with pytest.raises(QueryFileError, match=rf"queries/contract/cats\.sql, line {line}: "):
        load_contract(_folder(tmp_path, GOOD.replace(old, new, 1)))


def test_a_folder_without_a_contract_is_refused(tmp_path):
    with pytest.raises(QueryFileError, match="There is no contract"):
        load_contract(tmp_path)


def test_the_real_files_survive_a_copy(tmp_path):
    copy = tmp_path / "contract"
    shutil.copytree(CONTRACT_FOLDER, copy)
    assert load_contract(copy) == load_contract()
