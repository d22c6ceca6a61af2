"""A build makes what is due and nothing else, can be stopped at any point, and ends where a full build ends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from integrity_metrics.warehouse.engine import Warehouse
from integrity_metrics.warehouse.failures import MissingTableError, UnreachableError, WarehouseError
from integrity_metrics.warehouse.marts import statements
from integrity_metrics.warehouse.marts.build import BuildError, build_marts
from integrity_metrics.warehouse.marts.definitions import load_marts
from integrity_metrics.warehouse.publish import marts_link, sole_writer, versions
from integrity_metrics.warehouse.shaping import Statement

Given = Callable[..., Path]
Add = Callable[[Path, str, Sequence[dict[str, Any]]], None]
Rows = Callable[[Path, str], list[tuple[Any, ...]]]
Contents = Callable[[Path], dict[str, list[tuple[Any, ...]]]]
FIRST, DAYS = date(2025, 6, 1), 130


def days(number: int, start: int = 0) -> list[date]:
    return [FIRST + timedelta(days=day) for day in range(start, start + number)]


def labels(of: Sequence[date]) -> list[dict[str, Any]]:
    return [{"sample_id": f"s{day}", "day": day, "is_violating": False, "labelled_at": day} for day in of]


def reports(of: Sequence[date]) -> list[dict[str, Any]]:
    return [{"report_id": f"r{day}", "reported_at": day} for day in of]


def actions(of: Sequence[date]) -> list[dict[str, Any]]:
    made = FIRST - timedelta(days=1)
    return [
        {"action_id": f"a{day}", "content_id": f"c{day}", "actioned_at": day, "content_created_at": made} for day in of
    ]


def views(of: Sequence[date]) -> list[dict[str, Any]]:
    return [{"day": day, "content_id": f"c{day}", "impressions": 3} for day in of]


@pytest.fixture
def year(given: Given) -> Path:
    """A platform of 130 days with a label, a report, an action and a view a day: three steps."""
    all_days = days(DAYS)
    return given(
        prevalence_labels=labels(all_days),
        reports=reports(all_days),
        enforcement_actions=actions(all_days),
        content_impressions=views(all_days),
        appeals=[],
    )


def test_a_first_build_makes_every_day_and_a_second_changes_nothing(year: Path, contents: Contents) -> None:
    report = build_marts(year)
    assert report.days["label_sums"] == report.days["found_impressions"] == DAYS
    before = contents(year)
    again = build_marts(year)
    marts = {mart.name: mart.trailing_days for mart in load_marts()}
    assert {name: made for name, made in again.days.items() if made} == {
        name: trailing for name, trailing in marts.items() if report.days.get(name)
    }
    assert contents(year) == before


def test_marts_that_share_no_rows_are_not_made_for_each_other_s_days(year: Path, rows: Rows) -> None:
    """The views before an action, of which the newest week is made again, not of the 60 days of its appeals."""
    build_marts(year)
    first = {(mart, day): built_at for mart, day, built_at, *_ in rows(year, "builds")}
    build_marts(year)
    again = {(mart, day): built_at for mart, day, built_at, *_ in rows(year, "builds")}
    month_ago = str(FIRST + timedelta(days=DAYS - 30))
    made = {mart for mart, day in first if day == month_ago and again[mart, day] > first[mart, day]}
    assert {"actions_daily", "actions_by_dimension"} <= made
    assert not {"found_impressions", "reach", "action_hours"} & made


def test_late_data_within_the_trailing_days_are_found(year: Path, add: Add, contents: Contents) -> None:
    build_marts(year)
    add(year, "prevalence_labels", [{**labels([FIRST + timedelta(days=DAYS - 40)])[0], "sample_id": "late"}])
    add(year, "enforcement_actions", [{**actions([FIRST + timedelta(days=DAYS - 6)])[0], "action_id": "0 late"}])
    add(year, "reports", [{**reports([FIRST + timedelta(days=DAYS - 50)])[0], "report_id": "late"}])
    build_marts(year)
    incremental = contents(year)
    build_marts(year, fresh=True)
    assert incremental == contents(year)


def test_events_that_change_old_days_are_found(year: Path, add: Add, rows: Rows, contents: Contents) -> None:
    """A label, a decision, an appeal and a reversal that come after the last build, of days long past."""
    old, now = FIRST, FIRST + timedelta(days=DAYS)
    with duckdb.connect(str(year)) as connection:
        connection.execute("update prevalence_labels set is_violating = null, labelled_at = null where day = ?", [old])
    build_marts(year)
    assert ("2025-06-01", "all", None, 1) in rows(year, "label_delays")
    with duckdb.connect(str(year)) as connection:
        connection.execute(
            "update prevalence_labels set is_violating = true, labelled_at = ? where day = ?", [now, old]
        )
        connection.execute("update reports set decided_at = ?, decision = 'action' where reported_at = ?", [now, old])
        connection.execute("update enforcement_actions set reversed_at = ? where actioned_at = ?", [now, old])
    add(year, "appeals", [{"appeal_id": "1", "action_id": f"a{old}", "filed_at": now, "outcome": "overturned"}])
    report = build_marts(year)
    assert report.days["actions_daily"] == 61, "the trailing days and the one that changed"
    assert ("2025-06-01", "all", DAYS, 1) in rows(year, "label_delays")
    assert rows(year, "found_impressions")[0][-2:] == (3, 3)
    incremental = contents(year)
    build_marts(year, fresh=True)
    assert incremental == contents(year)


def test_what_comes_late_for_older_days_needs_since(year: Path, add: Add, contents: Contents) -> None:
    build_marts(year)
    add(year, "reports", [{**reports([FIRST])[0], "report_id": "loaded late"}])
    build_marts(year)
    stale = contents(year)
    build_marts(year, since=FIRST)
    assert contents(year) != stale
    repaired = contents(year)
    build_marts(year, fresh=True)
    assert contents(year) == repaired


def test_days_that_are_gone_from_the_warehouse_go_from_the_marts(year: Path, contents: Contents) -> None:
    build_marts(year)
    with duckdb.connect(str(year)) as connection:
        for table, column in (("reports", "reported_at"), ("prevalence_labels", "day")):
            connection.execute(f"delete from {table} where {column} >= ?", [FIRST + timedelta(days=DAYS - 2)])  # noqa: S608
    build_marts(year)
    incremental = contents(year)
    build_marts(year, fresh=True)
    assert incremental == contents(year)


@pytest.mark.parametrize("step", [1, 2, 3])
def test_an_interrupted_build_is_continued(year: Path, contents: Contents, step: int) -> None:
    """Ctrl-C before a step: what is done stays, readers see nothing of it, and the next build makes the rest only."""
    build_marts(year, fresh=True)
    expected, current = contents(year), marts_link(year).resolve()
    made: list[str] = []

    def stop(title: str, number: int, of: int) -> None:
        if number == step:
            raise KeyboardInterrupt
        made.append(title)

    with pytest.raises(KeyboardInterrupt):
        build_marts(year, stop, fresh=True)
    assert marts_link(year).resolve() == current
    rest: list[str] = []
    build_marts(year, lambda title, number, of: rest.append(title))
    assert len(made) == step - 1
    assert not set(made) & set(rest)
    assert contents(year) == expected


def test_an_interrupted_build_since_a_day_is_continued_since_it(year: Path, add: Add, contents: Contents) -> None:
    build_marts(year)
    add(year, "reports", [{**reports([FIRST])[0], "report_id": "loaded late"}])

    def stop(title: str, number: int, of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_marts(year, stop, since=FIRST)
    build_marts(year)
    continued = contents(year)
    build_marts(year, fresh=True)
    assert continued == contents(year)


def test_a_build_that_fails_within_a_step_leaves_nothing_half_written(
    year: Path, contents: Contents, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_marts(year)
    expected = contents(year)
    log = statements.log

    def fail(mart: Any, *arguments: Any) -> Any:
        if mart.name == "reports_daily":
            raise duckdb.IOException("No space left on device")
        return log(mart, *arguments)

    monkeypatch.setattr(statements, "log", fail)
    with pytest.raises(WarehouseError, match="disk is full"):
        build_marts(year)
    assert contents(year) == expected
    monkeypatch.undo()
    build_marts(year)
    assert contents(year) == expected


def test_what_an_interrupted_build_left_unreadable_is_made_anew(year: Path, contents: Contents) -> None:
    build_marts(year)
    expected = contents(year)
    marts_link(year).with_name("warehouse.marts.building.duckdb").write_bytes(b"no database")
    build_marts(year)
    assert contents(year) == expected


def test_two_builds_cannot_interleave(year: Path) -> None:
    with sole_writer(marts_link(year)), pytest.raises(WarehouseError, match="Another process is writing"):
        build_marts(year)
    assert not marts_link(year).exists()


def test_a_mart_of_another_version_of_the_product_is_made_anew(year: Path, contents: Contents) -> None:
    build_marts(year)
    expected = contents(year)
    with duckdb.connect(str(marts_link(year).resolve())) as connection:
        connection.execute("alter table reports_daily add column removed_since bigint")
    report = build_marts(year)
    assert report.days["reports_daily"] == DAYS
    assert contents(year) == expected


def test_tables_that_are_missing_leave_their_marts_out_and_say_so(given: Given, add: Add, rows: Rows) -> None:
    warehouse = given(reports=reports(days(3)), enforcement_actions=actions(days(3)))
    report = build_marts(warehouse)
    assert report.missing["actions_daily"] == "actions_daily needs appeals, which this warehouse does not have."
    assert report.missing["label_sums"] == "label_sums needs prevalence_labels, which this warehouse does not have."
    assert len(rows(warehouse, "reports_daily")) == 3
    reader = Warehouse(f"duckdb:///{warehouse}")
    with pytest.raises(MissingTableError, match=r"needs the mart label_sums.*Run `integrity build`"):
        reader.run(Statement("metrics/example", "select count(*) as number from marts.label_sums", {}))
    reader.close()
    # Once they are there, they are built.
    add(warehouse, "prevalence_labels", labels(days(3)))
    assert "label_sums" not in build_marts(warehouse).missing
    assert len(rows(warehouse, "label_sums")) == 3


def test_a_column_that_is_missing_is_named(given: Given) -> None:
    warehouse = given(reports=reports(days(3)), prevalence_labels=labels(days(3)))
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("alter table prevalence_labels drop column inclusion_probability")
    assert "prevalence_labels.inclusion_probability" in build_marts(warehouse).missing["label_sums"]


def test_tables_without_rows_give_marts_without_rows(given: Given, rows: Rows) -> None:
    warehouse = given(reports=reports(days(3)), prevalence_labels=[])
    build_marts(warehouse)
    assert rows(warehouse, "label_sums") == []


@pytest.mark.parametrize(
    ("since", "sentence"),
    [(date(2025, 5, 31), "There are no data on 2025-05-31: they cover 2025-06-01"), (date(2030, 1, 1), "2030-01-01")],
)
def test_a_day_outside_the_data_is_refused(year: Path, since: date, sentence: str) -> None:
    with pytest.raises(BuildError, match=sentence):
        build_marts(year, since=since)
    assert not marts_link(year).exists()


def test_nothing_to_build_of_is_said_in_one_sentence(given: Given, tmp_path: Path) -> None:
    with pytest.raises(UnreachableError, match=r"There is no warehouse at nowhere\.duckdb"):
        build_marts(tmp_path / "nowhere.duckdb")
    with pytest.raises(BuildError, match="no rows to build marts of"):
        build_marts(given(policies=[]))


def test_a_file_that_is_not_ours_is_left_alone(year: Path) -> None:
    marts_link(year).write_text("mine", encoding="utf-8")
    with pytest.raises(WarehouseError, match="was not built by this product"):
        build_marts(year)
    assert marts_link(year).read_text(encoding="utf-8") == "mine"


def test_dates_that_are_no_days_of_a_platform_are_left_out(given: Given, rows: Rows) -> None:
    wrong = [date(1, 1, 1), date(9999, 12, 31), *days(2)]
    warehouse = given(reports=reports(wrong))
    assert build_marts(warehouse).data_until.date() == FIRST + timedelta(days=1)
    assert [row[0] for row in rows(warehouse, "reports_daily")] == ["2025-06-01", "2025-06-02"]


def test_readers_see_the_marts_of_the_newest_build(year: Path, add: Add) -> None:
    """A warehouse that is being read gets new marts without a restart, and its version says so."""
    count = Statement("metrics/example", "select count(*) as number from marts.reports_daily", {})
    warehouse = Warehouse(f"duckdb:///{year}")
    without = warehouse.version
    with pytest.raises(MissingTableError, match="integrity build"):
        warehouse.run(count)
    build_marts(year)
    first = warehouse.version
    assert warehouse.run(count).frame["number"].tolist() == [DAYS]
    build_marts(year, since=FIRST)
    assert len({without, first, warehouse.version}) == 3
    assert warehouse.run(count).frame["number"].tolist() == [DAYS]
    with pytest.raises(WarehouseError, match="read-only"):
        warehouse.run(Statement("metrics/example", "delete from marts.reports_daily", {}))
    warehouse.close()


def test_old_versions_are_let_go(year: Path) -> None:
    for _ in range(4):
        build_marts(year)
    assert len(versions(marts_link(year))) == 2
    assert not list(year.parent.glob("*.building.*"))
