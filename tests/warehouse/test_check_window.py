"""Of large tables the newest days can be checked alone, and all days in parts: the same faults are found."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

from integrity_metrics.warehouse import check_window
from integrity_metrics.warehouse.check import check_contract
from integrity_metrics.warehouse.contract import CONTRACT_FOLDER, load_contract
from integrity_metrics.warehouse.contract_report import ContractReport, Problem, TableReport, as_text
from integrity_metrics.warehouse.engine import Warehouse

FIRST, DAYS = date(2025, 1, 1), 100
LAST = FIRST + timedelta(days=DAYS - 1)
# Each faulty row is there twice: in the fourth week, and on the last day but one.
FAULTY_DAYS = (date(2025, 1, 25), LAST - timedelta(days=1))
TABLES = {table.name: table for table in load_contract()}


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Views of a content on 100 days, with doubled rows, unknown contents and impossible counts on two of them."""
    file = tmp_path_factory.mktemp("large") / "warehouse.duckdb"
    with duckdb.connect(str(file)) as connection:
        for name in ("contents", "content_impressions"):
            connection.execute((CONTRACT_FOLDER / f"{name}.sql").read_text(encoding="utf-8"))
        connection.execute(
            "insert into contents values ('c1', 'u1', 'text', 'DE', null, timestamp '2025-01-01 00:00:00')"
        )
        for number in range(DAYS):
            connection.execute(
                "insert into content_impressions values (?, 'c1', 'DE', 'feed', 5)", [FIRST + timedelta(days=number)]
            )
        for day in FAULTY_DAYS:
            for content, count in (("c1", 7), ("unknown", 3), ("c1", -1)):
                connection.execute(
                    "insert into content_impressions values (?, ?, 'DE', 'search', ?)", [day, content, count]
                )
    return file


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A table is large from fifty rows on."""
    monkeypatch.setattr(check_window, "LARGE", 50)


def checked(file: Path, newest_days: int | None = None) -> ContractReport:
    warehouse = Warehouse(f"duckdb:///{file}", query_seconds=20, pool_size=2)
    try:
        return check_contract(warehouse, newest_days=newest_days)
    finally:
        warehouse.close()


def views(report: ContractReport) -> TableReport:
    return next(table for table in report.tables if table.name == "content_impressions")


def counts(table: TableReport) -> dict[Problem, int]:
    return {finding.problem: finding.count for finding in table.findings}


def test_the_newest_days_of_a_large_table_are_checked_alone_and_the_report_says_so(file, small):
    table = views(report := checked(file, newest_days=7))
    assert (table.rows, table.first_day, table.last_day) == (DAYS + 6, FIRST, LAST)
    assert table.checked_since == date(2025, 4, 4)
    assert counts(table) == {Problem.OUT_OF_RANGE: 1, Problem.DUPLICATE_KEY: 2, Problem.ORPHAN: 1}
    assert "106 rows  2025-01-01 to 2025-04-10, checked from 2025-04-04" in as_text(report)
    assert table.to_records()["checked_since"] == "2025-04-04"


def test_what_is_shown_of_a_window_is_what_was_counted(file, small):
    with duckdb.connect(str(file), read_only=True) as connection:
        for finding in views(checked(file, newest_days=7)).findings:
            assert len(connection.execute(finding.sql).fetchall()) == finding.count


def test_a_table_that_is_not_large_is_checked_whole(file):
    table = views(checked(file, newest_days=7))
    assert table.checked_since is None
    assert counts(table) == {Problem.OUT_OF_RANGE: 2, Problem.DUPLICATE_KEY: 4, Problem.ORPHAN: 2}


def test_all_days_in_parts_give_what_all_days_at_once_give(file, monkeypatch):
    names: list[str] = []
    run = Warehouse.run
    monkeypatch.setattr(Warehouse, "run", lambda self, s, **o: (names.append(s.name), run(self, s, **o))[1])
    whole = views(checked(file))
    asked_whole = names.count("check/content_impressions/key")
    monkeypatch.setattr(check_window, "LARGE", 50)
    names.clear()
    assert views(checked(file)) == whole
    assert (asked_whole, names.count("check/content_impressions/key")) == (1, 4)


def test_a_key_that_days_may_share_is_not_cut_into_days():
    assert check_window.parts(TABLES["enforcement_actions"], FIRST, LAST) == (None,)
    assert check_window.parts(TABLES["policies"], FIRST, LAST) == (None,)


def test_parts_leave_no_day_out():
    parts = check_window.parts(TABLES["content_impressions"], FIRST, LAST)
    assert [part.since for part in parts if part] == [FIRST + timedelta(days=31 * n) for n in range(4)]
    assert [part.until for part in parts if part] == [*(FIRST + timedelta(days=31 * n) for n in (1, 2, 3)), None]


def test_no_days_at_all_is_refused(file):
    with pytest.raises(ValueError, match="newest_days is 0"):
        checked(file, newest_days=0)
