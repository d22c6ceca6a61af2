"""The views file as sessions read it: only views of the contract, every refusal with file and line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from integrity_metrics.warehouse.check import check_contract
from integrity_metrics.warehouse.connect.broken_views import with_broken_views
from integrity_metrics.warehouse.contract_report import Severity, Status
from integrity_metrics.warehouse.drivers.session_views import ViewsFile
from integrity_metrics.warehouse.drivers.views_text import ViewsFileError, parse_views
from integrity_metrics.warehouse.failures import MissingTableError
from integrity_metrics.warehouse.shaping import Statement

REFUSED = [
    ("create table reports (x int);", "line 1: only `create"),
    ("\n\ndrop table ops.posts;", "line 3: only `create"),
    ("create view reports as select 1 as x;\ninsert into ops.posts values (1);", "line 2: only `create"),
    ("create view posts as select 1 as x;", "line 1: posts is no table of the contract"),
    ("create view ops.reports as select 1 as x;", "line 1: write the name of the view alone"),
    ("create view reports (a, b) as select 1, 2;", "line 1: write the name of the view alone"),
    ("create view reports as select * from reports;", "line 1: the view reports reads a table of that name"),
    ("create view reports as select 1 as x;\ncreate view Reports as select 2 as x;", "line 2: the view reports stands"),
    ("create view reports as\nselect 1 as x\nfrom ops.posts where where;", "line 3: this cannot be read as SQL"),
    ("create view reports as select 'open;", "cannot be read as SQL"),
    ("create view reports as with x as (select * from appeals) select * from x;\n"
     "create view appeals as select 1 as y;", "line 2: the view appeals must stand before reports"),
    ("-- dialect: spark\ncreate view reports as select 1 as x;", "is written for Spark, and this warehouse is DuckDB"),
    ("attach 'x' as y;", "line 1: only `create"),
    ("select 1;", "line 1: only `create"),
    ("create view reports;", "line 1"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "sentence"), REFUSED)
def test_anything_else_is_refused_with_file_and_line(text: str, sentence: str) -> None:
    with pytest.raises(ViewsFileError) as raised:
        parse_views(text, "duckdb", "views.sql")
    assert sentence in str(raised.value)
    assert str(raised.value).startswith("views.sql")


def test_what_changes_data_is_refused_wherever_it_stands() -> None:
    text = "create view reports as with gone as (delete from ops.posts returning id) select * from gone;"
    with pytest.raises(ViewsFileError, match="a view may only read; take the delete out"):
        parse_views(text, "postgres", "views.sql")


def test_the_text_of_a_view_is_kept_as_it_was_written() -> None:
    text = (
        "-- ü\nCreate Or Replace View reports As\n"
        "select 'ä;'||x as \"Y\" -- why; not\nfrom ops.t where a ->> 'b' = ':c';"
    )
    (view,) = parse_views(text, "postgres", "views.sql")
    assert view.line == 2
    assert view.query == text[text.index("select") : -1]
    assert view.statement.startswith("create or replace temporary view reports as select")


def test_the_name_of_the_file_is_put_before_every_schema_on_duckdb() -> None:
    text = 'create view reports as select * from "main".reports join (select 1 from öps.x as b) using (y), c.main.z, w'
    (view,) = parse_views(text, "duckdb", "views.sql")
    assert view.query == (
        'select * from warehouse."main".reports join (select 1 from warehouse.öps.x as b) using (y), c.main.z, w'
    )


def rows(warehouse, table: str) -> int:
    statement = Statement("test", f"select count(*) as n from {table}", {})  # noqa: S608 - the text is this file's own
    return int(warehouse.run(statement).frame["n"].iloc[0])


def test_a_view_may_hide_the_table_it_reads(made, opened, tmp_path):
    file = made("create table reports (x int)", "insert into reports values (1), (2)")
    views = tmp_path / "views.sql"
    views.write_text("create view reports as select x as y from main.reports where x > 1;", encoding="utf-8")
    assert rows(opened(file, views), "reports") == 1


def test_an_edit_counts_from_the_next_query_on(shop, opened, tmp_path):
    views = tmp_path / "views.sql"
    views.write_text('create view reports as select * from ops."Reports";', encoding="utf-8")
    warehouse = opened(shop, views)
    before = warehouse.version
    assert rows(warehouse, "reports") == 2
    views.write_text('create view reports as select * from ops."Reports" where id = 1;', encoding="utf-8")
    os.utime(views, ns=(1, 1))
    assert warehouse.version != before
    assert rows(warehouse, "reports") == 1
    views.write_text("create view reports as nonsense;", encoding="utf-8")
    with pytest.raises(ViewsFileError, match=r"views\.sql, line 1"):
        rows(warehouse, "reports")
    views.unlink()
    with pytest.raises(ViewsFileError, match="INTEGRITY_VIEWS_FILE"):
        rows(warehouse, "reports")


def test_a_table_is_never_read_in_place_of_a_view_that_cannot_be_made(made, opened, tmp_path):
    views = tmp_path / "views.sql"
    views.write_text("create view reports as select gone from main.reports;", encoding="utf-8")
    warehouse = opened(made("create table reports (report_id varchar)"), views)
    with pytest.raises(ViewsFileError, match="the warehouse has another reports, which is not to be read"):
        rows(warehouse, "reports")


def test_a_broken_view_takes_no_other_away_and_the_check_says_why(shop, opened, tmp_path):
    views = tmp_path / "views.sql"
    views.write_text(
        'create view reports as select * from ops."Reports";\n'
        "create view appeals as select * from ops.appeals_of_old;\n"
        "create view rules as select ':x' as rule_id, no_column from ops.posts;",
        encoding="utf-8",
    )
    warehouse = opened(shop, views)
    assert rows(warehouse, "reports") == 2
    with pytest.raises(MissingTableError, match="needs table appeals"):
        rows(warehouse, "appeals")
    report = with_broken_views(warehouse, check_contract(warehouse))
    found = {table.name: table for table in report.tables if table.status is Status.UNREADABLE}
    assert set(found) == {"appeals", "rules"}
    (appeals,), (rules,) = found["appeals"].findings, found["rules"].findings
    assert appeals.severity is Severity.ERROR
    assert appeals.sentence.startswith("The view appeals (views.sql, line 2) could not be made: ")
    assert "appeals_of_old" in appeals.sentence
    assert "line 3" in rules.sentence and "no_column" in rules.sentence


def test_a_file_of_comments_makes_no_views(tmp_path: Path) -> None:
    file = tmp_path / "views.sql"
    file.write_text("-- dialect: duckdb\n-- nothing yet\n", encoding="utf-8")
    assert ViewsFile(file).statements("duckdb") == ()
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ViewsFileError, match="cannot be read as text"):
        ViewsFile(file).statements("duckdb")
