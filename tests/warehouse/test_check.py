"""Every fault planted in a warehouse is found, with the right count and with SQL that shows exactly these rows."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import duckdb
import pytest
import sqlglot

from integrity_metrics.warehouse.check import check_contract
from integrity_metrics.warehouse.check_found import IRREGULAR_TABLES
from integrity_metrics.warehouse.check_statements import conditions, duplicate_rows, duplicates, orphans, scan
from integrity_metrics.warehouse.contract import CONTRACT_FOLDER, load_contract
from integrity_metrics.warehouse.contract_report import (
    ContractReport,
    Finding,
    Problem,
    Severity,
    Status,
    TableReport,
    as_text,
)
from integrity_metrics.warehouse.engine import Warehouse
from integrity_metrics.warehouse.failures import UnreachableError
from integrity_metrics.warehouse.orderings import ORDERINGS

ACTION = {
    "action_id": "'a1'",
    "content_id": "'c1'",
    "creator_id": "'u1'",
    "policy_id": "'p1'",
    "rule_id": "null",
    "detection_source": "'automated'",
    "action_type": "'remove'",
    "decision_ground": "'terms'",
    "content_type": "'text'",
    "market": "'DE'",
    "content_created_at": "timestamp '2026-01-01 00:00:00'",
    "detected_at": "timestamp '2026-01-01 01:00:00'",
    "actioned_at": "timestamp '2026-01-01 02:00:00'",
    "automated_detection": "true",
    "automated_decision": "'full'",
    "reviewer_id": "null",
    "reversed_at": "null",
    "failed": "false",
}
POLICY = "insert into policies values ('p1', null, 'Spam', 'integrity', 2, null, null)"
CONTENT = "insert into contents values ('c1', 'u1', 'text', 'DE', null, timestamp '2026-01-01 00:00:00')"
LABEL = "('s{n}', date '2026-01-01', 'all', 'c1', 'DE', 'feed', 'text', {p}, {score}, null, null, null, null)"


def table_of(name: str, *, required: bool = True) -> str:
    """Return the contract's own statement, with `required=False` as a platform's table that lets NULL in."""
    text = (CONTRACT_FOLDER / f"{name}.sql").read_text(encoding="utf-8")
    return text if required else text.replace(" NOT NULL", "")


def insert(table: str, *rows: str) -> str:
    return f"insert into {table} values {', '.join(rows)}"  # noqa: S608 - the text is this file's own


def action(**changes: str) -> str:
    return insert("enforcement_actions", f"({', '.join((ACTION | changes).values())})")


def build(folder: Path, *statements: str) -> Path:
    file = folder / "warehouse.duckdb"
    with duckdb.connect(str(file)) as connection:
        for statement in statements:
            connection.execute(statement)
    return file


def checked(file: Path, **options: object) -> ContractReport:
    warehouse = Warehouse(f"duckdb:///{file}", query_seconds=20, pool_size=2)
    try:
        return check_contract(warehouse, **options)  # type: ignore[arg-type]
    finally:
        warehouse.close()


def table_report(report: ContractReport, name: str) -> TableReport:
    return next(table for table in report.tables if table.name == name)


def of(report: ContractReport, problem: Problem) -> list[Finding]:
    return [finding for finding in report.findings if finding.problem is problem]


def shown(file: Path, finding: Finding) -> list[dict[str, object]]:
    with duckdb.connect(str(file), read_only=True) as connection:
        cursor = connection.execute(finding.sql)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def values(rows: Iterable[dict[str, object]], column: str) -> list[object]:
    return sorted(row[column] for row in rows)  # type: ignore[type-var]


@pytest.fixture
def full(tmp_path: Path) -> Path:
    """A sound warehouse with every table of the contract."""
    tables = [table_of(table.name) for table in load_contract()]
    return build(tmp_path, *tables, POLICY, CONTENT, action(), action(action_id="'a2'", policy_id="null"))


def planted(tmp_path: Path, *statements: str) -> Path:
    """A warehouse whose actions, contents, policies and labels let anything in, with two sound actions."""
    tables = [table_of(n, required=False) for n in ("enforcement_actions", "contents", "policies", "prevalence_labels")]
    return build(tmp_path, *tables, POLICY, CONTENT, action(), action(action_id="'a2'"), *statements)


def test_a_sound_warehouse_has_nothing_but_empty_tables_to_report(full):
    report = checked(full)
    assert not report.has_errors
    assert {finding.problem for finding in report.findings} == {Problem.EMPTY_TABLE}
    actions = table_report(report, "enforcement_actions")
    assert (actions.status, actions.rows, actions.findings) == (Status.PRESENT, 2, ())
    assert actions.first_day == actions.last_day == report.fresh_until == date(2026, 1, 1)


def test_an_empty_warehouse_is_not_an_error(tmp_path):
    report = checked(build(tmp_path))
    assert not report.has_errors
    assert [table.status for table in report.tables] == [Status.MISSING] * 20
    assert {finding.severity for finding in report.findings} == {Severity.INFO}
    assert report.fresh_until is None
    assert "appeals                 not available" in as_text(report)


ROW_FAULTS = [
    # problem, column, planted rows, expected ids, severity
    (Problem.MISSING_VALUE, "market", [action(action_id="'b1'", market="null")], ["b1"], Severity.ERROR),
    (
        Problem.UNKNOWN_VALUE,
        "action_type",
        [
            action(action_id="'b1'", action_type="'Remove'"),
            action(action_id="'b2'", action_type="'o''; drop table x --'"),
        ],
        ["b1", "b2"],
        Severity.ERROR,
    ),
    (
        Problem.WRONG_ORDER,
        "reversed_at",
        [action(action_id="'b1'", reversed_at="timestamp '2026-01-01 01:59:59'")],
        ["b1"],
        Severity.ERROR,
    ),
    (
        Problem.WRONG_ORDER,
        "actioned_at",
        [action(action_id="'b1'", detected_at="null", content_created_at="timestamp '2026-01-01 02:00:01'")],
        ["b1"],
        Severity.WARNING,
    ),
    (
        Problem.DUPLICATE_KEY,
        "action_id",
        [action(), action(action_id="null"), action(action_id="null"), action(action_id="'single'")],
        ["None", "None", "a1", "a1"],
        Severity.ERROR,
    ),
    (
        Problem.ORPHAN,
        "policy_id",
        [action(action_id="'b1'", policy_id="'p9'"), action(action_id="'b2'", policy_id="null")],
        ["b1"],
        Severity.WARNING,
    ),
    (
        Problem.FUTURE,
        "actioned_at",
        [
            action(action_id="'b1'", actioned_at="timestamp '2999-01-01 00:00:00'"),
            action(action_id="'b2'", actioned_at="timestamp 'infinity'"),
        ],
        ["b1", "b2"],
        Severity.WARNING,
    ),
]


@pytest.mark.parametrize(("problem", "column", "faults", "ids", "severity"), ROW_FAULTS)
def test_a_planted_fault_is_found_with_its_rows(tmp_path, problem, column, faults, ids, severity):
    file = planted(tmp_path, *faults)
    (finding,) = [f for f in of(checked(file), problem) if f.column == column]
    assert (finding.table, finding.count, finding.severity) == ("enforcement_actions", len(ids), severity)
    assert finding.sentence.startswith(f"{len(ids)} row")
    assert sorted(str(row["action_id"]) for row in shown(file, finding)) == ids


def test_numbers_outside_their_range_are_found(tmp_path):
    labels = [
        (1, "0.0", "0"),
        (2, "1.0", "0"),
        (3, "1.0000001", "0"),
        (4, "'nan'", "0"),
        (5, "0.5", "'nan'"),
        (6, "0.5", "'-inf'"),
    ]
    file = planted(
        tmp_path, insert("prevalence_labels", *(LABEL.format(n=n, p=p, score=score) for n, p, score in labels))
    )
    found = {finding.column: finding for finding in of(checked(file), Problem.OUT_OF_RANGE)}
    assert found["inclusion_probability"].count == 3
    assert values(shown(file, found["inclusion_probability"]), "sample_id") == ["s1", "s3", "s4"]
    assert "outside (0, 1]" in found["inclusion_probability"].sentence
    assert values(shown(file, found["model_score"]), "sample_id") == ["s5", "s6"]
    assert set(found) == {"inclusion_probability", "model_score"}


def test_a_key_of_several_columns_counts_null_as_one_value(tmp_path):
    row = "(date '2026-01-01', 'r1', null, 'DE', 'text', 10, 2, 1)"
    other = "(date '2026-01-01', 'r1', 'v1', 'DE', 'text', 10, 11, 12)"
    file = build(tmp_path, table_of("rule_evaluations_daily"), insert("rule_evaluations_daily", row, row, other))
    report = checked(file)
    (duplicate,) = of(report, Problem.DUPLICATE_KEY)
    assert (duplicate.count, duplicate.column) == (2, "day, rule_id, version, market, content_type")
    assert [row["version"] for row in shown(file, duplicate)] == [None, None]
    assert [f.sentence for f in of(report, Problem.WRONG_ORDER)] == [
        "1 row with hits below hit_creators.",
        "1 row with evaluations below hits.",
    ]
    # rules is not there, so nothing can be said about rule_id.
    assert of(report, Problem.ORPHAN) == []


def test_a_parent_that_repeats_its_key_changes_no_count_of_orphans(tmp_path):
    file = planted(tmp_path, POLICY, POLICY, action(action_id="'b1'", policy_id="'p9'"))
    (finding,) = of(checked(file), Problem.ORPHAN)
    assert finding.count == 1
    assert values(shown(file, finding), "action_id") == ["b1"]


def test_a_table_that_refers_to_itself(tmp_path):
    file = build(
        tmp_path,
        table_of("policies"),
        POLICY,
        POLICY.replace("'p1', null", "'p2', 'p1'"),
        POLICY.replace("'p1', null", "'p3', 'gone'"),
    )
    (finding,) = of(checked(file), Problem.ORPHAN)
    assert values(shown(file, finding), "policy_id") == ["p3"]


def test_every_finding_about_rows_shows_as_many_rows_as_it_counts(tmp_path):
    faults = [statement for _, _, statements, _, _ in ROW_FAULTS for statement in statements]
    file = planted(tmp_path, *faults)
    findings = [finding for finding in checked(file).findings if finding.count]
    assert {finding.problem for finding in findings} == {problem for problem, *_ in ROW_FAULTS}
    for finding in findings:
        assert len(shown(file, finding)) == finding.count, finding.sentence


def test_missing_columns_and_wrong_types_are_named_and_the_rest_is_still_checked(tmp_path):
    file = build(
        tmp_path,
        "create table appeals (appeal_id integer, action_id varchar, filed_at timestamptz, outcome varchar)",
        "insert into appeals values (1, 'a', now(), 'lost'), (1, null, now(), 'upheld')",
    )
    report = checked(file)
    (missing,) = of(report, Problem.MISSING_COLUMN)
    assert (missing.column, missing.severity) == ("decided_at", Severity.ERROR)
    types = {finding.column: finding for finding in of(report, Problem.WRONG_TYPE)}
    assert types["appeal_id"].severity is Severity.ERROR
    assert types["filed_at"].severity is Severity.WARNING and "time zone" in types["filed_at"].sentence
    assert shown(file, types["appeal_id"]) == [{"appeal_id": "INTEGER"}]
    assert [f.column for f in of(report, Problem.UNKNOWN_VALUE)] == ["outcome"]
    assert [f.column for f in of(report, Problem.MISSING_VALUE)] == ["action_id"]
    # A key of the wrong type is not grouped by; its type is to be put right first.
    assert of(report, Problem.DUPLICATE_KEY) == []


def test_a_view_with_more_columns_in_another_order_and_case_serves(tmp_path):
    file = build(
        tmp_path,
        "create type outcomes as enum ('upheld', 'overturned')",
        "create table source (extra integer, OUTCOME outcomes, Appeal_Id varchar, action_id varchar, "
        "filed_at timestamp_ns, decided_at timestamp)",
        "insert into source values (1, 'upheld', 'x', 'a', '2026-01-01', null)",
        "create view appeals as select * from source",
        "create view rules as select 1 as rule_id",
        "create table hits (x integer)",
        "create view rule_hits as select * from hits",
        "drop table hits",
    )
    report = checked(file)
    appeals = table_report(report, "appeals")
    assert (appeals.status, appeals.rows, appeals.findings) == (Status.PRESENT, 1, ())
    # A view whose source is gone is there, but cannot be read; it does not stop the others.
    assert table_report(report, "rule_hits").status is Status.UNREADABLE
    (unreadable,) = of(report, Problem.UNREADABLE)
    assert unreadable.severity is Severity.ERROR and "hits" in unreadable.sentence
    assert len(of(report, Problem.MISSING_COLUMN)) == 9


def test_a_view_that_fails_on_its_rows_is_a_finding_of_that_table(tmp_path):
    view = (
        "create view policies as select 'p1' as policy_id, null::varchar as parent_policy_id, 'x' as name, "
        "'x' as area, cast(word as integer) as severity, 'x' as dsa_category, 'x' as dsa_keyword "
        "from (select 'one' as word)"
    )
    report = checked(build(tmp_path, view, table_of("contents"), CONTENT))
    policies = table_report(report, "policies")
    assert (policies.status, policies.rows) == (Status.PRESENT, None)
    (finding,) = policies.findings
    assert (finding.problem, finding.severity) == (Problem.UNREADABLE, Severity.ERROR)
    assert table_report(report, "contents").rows == 1


def test_a_stale_table_is_measured_against_the_newest_day_or_the_day_asked_for(tmp_path):
    newer = "insert into contents values ('c2', 'u', 'text', 'DE', null, timestamp '2026-01-06 00:00:00')"
    change = "insert into policy_changes values ('x', 'p1', timestamp '2020-01-01 00:00:00', 'new', 'Spam', null)"
    file = planted(tmp_path, newer, table_of("policy_changes"), change)
    (finding,) = of(checked(file, stale_after_days=4), Problem.STALE)
    assert (finding.table, finding.severity) == ("enforcement_actions", Severity.WARNING)
    assert "2026-01-01, 5 days before 2026-01-06" in finding.sentence
    assert str(shown(file, finding)[0]["newest"]) == "2026-01-01 02:00:00"
    assert of(checked(file, stale_after_days=5), Problem.STALE) == []
    stale = of(checked(file, as_of=date(2026, 1, 10)), Problem.STALE)
    assert [finding.table for finding in stale] == ["contents", "enforcement_actions"]
    with pytest.raises(ValueError, match="stale_after_days is -1"):
        checked(file, stale_after_days=-1)


def test_a_date_in_the_future_makes_no_other_table_stale(tmp_path):
    file = planted(tmp_path, action(action_id="'b1'", actioned_at="timestamp '2999-01-01 00:00:00'"))
    report = checked(file)
    assert report.fresh_until == date(2026, 1, 1)
    assert table_report(report, "enforcement_actions").last_day == date(2026, 1, 1)
    assert of(report, Problem.STALE) == []


def test_a_day_python_cannot_hold_is_no_crash(tmp_path):
    file = planted(tmp_path, action(action_id="'b1'", actioned_at="timestamp '-infinity'"))
    actions = table_report(checked(file), "enforcement_actions")
    assert (actions.rows, actions.first_day, actions.last_day) == (3, None, date(2026, 1, 1))


def test_hostile_contents_are_counted_and_never_repeated(tmp_path):
    nasty = "e'\\x1b[2J''; drop table contents; -- :known_market {rows} %(x)s \\\\'"
    file = planted(tmp_path, action(action_id=nasty, action_type=nasty, market=nasty, automated_decision=nasty))
    report = checked(file)
    text = as_text(report) + json.dumps(report.to_records())
    assert "drop table contents" not in text and "\x1b" not in text
    assert [f.count for f in of(report, Problem.UNKNOWN_VALUE)] == [1, 1]


def test_a_name_that_steers_the_terminal_is_made_harmless(tmp_path):
    file = build(tmp_path, "create type odd as enum (e'\\x1b[2J')", "create table reviewers (reviewer_id odd[])")
    text = as_text(checked(file))
    assert "\x1b" not in text and "reviewer_id is of type ENUM" in text


def test_the_report_goes_to_json_and_to_text(tmp_path):
    report = checked(planted(tmp_path, action()))
    records = json.loads(json.dumps(report.to_records()))
    assert records["has_errors"] is True and records["errors"] == 1
    table = next(entry for entry in records["tables"] if entry["table"] == "enforcement_actions")
    (finding,) = table["findings"]
    assert (finding["problem"], finding["column"], finding["count"]) == ("duplicate_key", "action_id", 2)
    lines = as_text(report).splitlines()
    assert "enforcement_actions     3 rows  2026-01-01 to 2026-01-01" in lines
    assert "  error: 2 rows with a key (action_id) that another row has too; totals are too high." in lines
    assert lines[-1] == "4 of 20 tables present, 1 error, 0 warnings. Freshness measured against 2026-01-01."
    assert "      SELECT" in lines
    assert "      SELECT" not in as_text(report, with_sql=False).splitlines()


def test_progress_names_each_table_that_is_there(tmp_path):
    steps: list[tuple[str, int, int]] = []
    checked(planted(tmp_path), progress=lambda *step: steps.append(step))
    assert steps[0][0] == "Checking contents"
    assert [step[1:] for step in steps] == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_a_warehouse_that_is_not_there_raises(tmp_path):
    with pytest.raises(UnreachableError):
        checked(tmp_path / "none.duckdb")


def test_a_warehouse_that_goes_away_meanwhile_raises(tmp_path):
    file = planted(tmp_path)
    with pytest.raises(UnreachableError):
        checked(file, progress=lambda *_: file.unlink(missing_ok=True))


def test_a_view_of_files_that_are_gone_stops_nothing_else(tmp_path):
    part = tmp_path / "part.parquet"
    file = build(
        tmp_path,
        f"copy (select 'p1' as policy_id) to '{part}'",
        f"create view policies as select * from '{part}'",  # noqa: S608 - the text is this file's own
        table_of("contents"),
        CONTENT,
    )
    part.unlink()
    report = checked(file)
    assert table_report(report, "policies").status is Status.UNREADABLE
    assert table_report(report, "contents").rows == 1


def test_a_table_is_scanned_in_one_statement(full, monkeypatch):
    names: list[str] = []
    run = Warehouse.run
    monkeypatch.setattr(Warehouse, "run", lambda self, s, **o: (names.append(s.name), run(self, s, **o))[1])
    checked(full)
    mine = [name for name in names if name.startswith("check/enforcement_actions/")]
    references = ["content_id", "policy_id", "rule_id", "reviewer_id"]
    assert mine == [f"check/enforcement_actions/{part}" for part in ("columns", "types", "rows", "key", *references)]


def test_values_are_bound_and_each_statement_parses_in_both_dialects():
    for table in load_contract():
        found = conditions(table, table.columns, ORDERINGS)
        queries = [scan(table, found, table.time, None), duplicates(table), duplicate_rows(table)]
        queries += [orphans(table, c, rows=rows) for c in table.columns if c.references for rows in (True, False)]
        for query in queries:
            for dialect in ("duckdb", "postgres"):
                statement = query.bound(dialect)
                # Infinity is no value of the data, and drivers write it out as a word that is no SQL.
                assert "'" not in statement.sql.replace("'infinity'", "").replace("'-infinity'", "")
                assert all(f":{name}" in statement.sql for name in statement.parameters)
                assert sqlglot.parse_one(query.written(dialect), read=dialect)


def test_irregular_tables_are_tables_of_the_contract():
    assert {table.name for table in load_contract()} >= IRREGULAR_TABLES
