"""The views file: what is written can be read back, runs, and gives the contract; nothing of a name escapes."""

from __future__ import annotations

import shutil

import duckdb
import pytest

from integrity_metrics.errors import SettingsError
from integrity_metrics.warehouse.check import check_contract
from integrity_metrics.warehouse.connect.inventory import Inventory, SourceColumn, SourceTable, read_inventory
from integrity_metrics.warehouse.connect.matching import Certainty, match_with, propose
from integrity_metrics.warehouse.connect.views import view, written
from integrity_metrics.warehouse.connect.views_file import save
from integrity_metrics.warehouse.contract import load_contract
from integrity_metrics.warehouse.contract_report import Problem, Status
from integrity_metrics.warehouse.drivers.views_text import parse_views
from tests.warehouse.connect.renamed import renamed
from tests.warehouse.connect.shop import LIKELY, SURE

CONTRACT = {table.name: table for table in load_contract()}


def file_of(inventory: Inventory, dialect: str) -> str:
    matches = [match for match in propose(inventory, dialect) if match.source is not None]
    blocks = [view(match, dialect, is_accepted=match.certainty is Certainty.SURE) for match in matches]
    return written(blocks, ["nothing else"], dialect, "DuckDB shop")


def test_the_views_of_a_shop_are_tables_of_the_contract(shop, opened, tmp_path):
    file = tmp_path / "views.sql"
    save(file, file_of(read_inventory(opened(shop)), "duckdb"))
    warehouse = opened(shop, file)
    report = check_contract(warehouse)
    there = {table.name: table for table in report.tables if table.status is Status.PRESENT}
    assert set(there) == set(SURE)
    assert not {f.problem for f in report.findings} & {
        Problem.WRONG_TYPE,
        Problem.MISSING_COLUMN,
        Problem.MISSING_VALUE,
    }
    assert not report.has_errors
    # 23:30 in New York is the next day in UTC.
    assert str(there["contents"].first_day) == "2026-01-02"


@pytest.mark.parametrize("dialect", ["duckdb", "postgres", "spark"])
def test_what_is_written_for_an_engine_is_read_back(dialect: str) -> None:
    inventory, _ = renamed("pascal", "camel", "", seed=11)
    views = parse_views(file_of(inventory, dialect), dialect, "views.sql")
    assert {view.name for view in views} == set(CONTRACT)
    quote = "`" if dialect == "spark" else '"'
    assert all(f"{quote}ops{quote}.{quote}" in view.query for view in views)


def test_a_view_that_lacks_a_column_is_a_comment_that_says_what_is_to_be_done(shop, opened):
    matches = {match.table.name: match for match in propose(read_inventory(opened(shop)), "duckdb")}
    (name,) = LIKELY
    text = view(matches[name], "duckdb", is_accepted=True)
    assert all(line.startswith("--") for line in text.splitlines())
    assert "no column for automated_decision, failed, which may not be NULL" in " ".join(text.split()).replace(
        "-- ", ""
    )
    # Done as it says, it is a view.
    statement = text[text.index("-- CREATE VIEW") :].replace("-- ", "", 1).replace("\n-- ", "\n")
    done = statement.replace("CAST(NULL AS TEXT) AS automated_decision", "'none' AS automated_decision")
    assert [each.name for each in parse_views(done, "duckdb", "views.sql")] == [name]


def test_a_proposal_nobody_confirmed_is_a_comment():
    source = SourceTable("ops", "contents", tuple(SourceColumn(c.name, c.type) for c in CONTRACT["contents"].columns))
    match = match_with(CONTRACT["contents"], source, "duckdb")
    assert "nobody has confirmed it" in view(match, "duckdb", is_accepted=False)
    assert parse_views(view(match, "duckdb", is_accepted=False), "duckdb", "views.sql") == ()
    assert len(parse_views(view(match, "duckdb", is_accepted=True), "duckdb", "views.sql")) == 1


def test_what_the_contract_allows_stands_in_for_a_column_that_is_not_there():
    columns = [SourceColumn("id", "bigint"), SourceColumn("type", "text"), SourceColumn("created_at", "timestamp")]
    match = match_with(CONTRACT["contents"], SourceTable("ops", "items", tuple(columns)), "postgres")
    assert match.lacking == ()
    text = view(match, "postgres", is_accepted=True)
    assert "'ZZ' AS market, -- no source found; the contract allows this instead" in text
    assert 'CAST("id" AS TEXT) AS creator_id, -- no source found; the contract allows this instead' in text
    assert "CAST(NULL AS TEXT) AS language, -- no source found; NULL is allowed" in text


NASTY = ['a"b', "a;b", "a\nb", "a -- b", "a*/b", "a'b", "ü\u2028x", "\\", "select", "a:b"]


@pytest.mark.parametrize("name", NASTY)
def test_a_name_that_is_no_word_stays_a_name(name: str, made, opened, tmp_path):
    quoted = '"' + name.replace('"', '""') + '"'
    file = made(f"create schema {quoted}", f"create table {quoted}.{quoted} (day date, {quoted} varchar)")
    # A copy: this process cannot read a file and write it at the same time.
    inventory = read_inventory(opened(shutil.copy(file, tmp_path / "copy.duckdb")))
    match = match_with(CONTRACT["content_impressions"], inventory.tables[0], "duckdb")
    text = view(match, "duckdb", is_accepted=True)
    begin = text.index("CREATE VIEW") - len("-- ")
    assert all(line.startswith("--") for line in text[:begin].splitlines())
    statement = text[begin:].replace("\n-- ", "\n").removeprefix("-- ")
    with duckdb.connect(str(file)) as connection:
        connection.execute(statement)
        assert connection.execute("select count(*) from content_impressions").fetchone() == (0,)
    (read,) = parse_views(statement, "duckdb", "views.sql")
    saved = tmp_path / "views.sql"
    saved.write_text(statement, encoding="utf-8")
    report = check_contract(opened(tmp_path / "copy.duckdb", saved))
    assert next(t for t in report.tables if t.name == read.name).status is Status.PRESENT


def test_a_file_that_is_there_is_left_alone(tmp_path):
    file = tmp_path / "deep" / "views.sql"
    save(file, "one")
    with pytest.raises(SettingsError, match="already there"):
        save(file, "two")
    assert file.read_text(encoding="utf-8") == "one"
    save(file, "two", force=True)
    assert file.read_text(encoding="utf-8") == "two"
    assert [path.name for path in file.parent.iterdir()] == ["views.sql"]
    assert file.stat().st_mode & 0o777 == 0o644


def test_a_file_that_cannot_be_written_leaves_nothing(tmp_path):
    (tmp_path / "taken").write_text("", encoding="utf-8")
    with pytest.raises(SettingsError, match="cannot be written"):
        save(tmp_path / "taken" / "views.sql", "x")
