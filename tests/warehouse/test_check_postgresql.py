"""The contract check on a real PostgreSQL server: types, names and rights that DuckDB does not have."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from integrity_metrics.warehouse.check import check_contract
from integrity_metrics.warehouse.contract import load_contract
from integrity_metrics.warehouse.contract_report import ContractReport, Finding, Severity, Status, TableReport
from integrity_metrics.warehouse.engine import Warehouse
from integrity_metrics.warehouse.shaping import Statement
from tests.servers.postgresql import PostgreSQL

TYPES = {"VARCHAR": "text", "DATE": "date", "TIMESTAMP": "timestamp", "DOUBLE": "double precision"}


def columns_of(name: str) -> dict[str, str]:
    """Return the columns the contract gives a table, with PostgreSQL's names of their types."""
    wanted = next(each for each in load_contract() if each.name == name)
    return {column.name: TYPES.get(column.type, column.type) for column in wanted.columns}


REPORTS, LABELS = columns_of("reports"), columns_of("prevalence_labels")
WEIGHT = next(name for name, kind in LABELS.items() if kind == "double precision")


def table(name: str, columns: dict[str, str]) -> str:
    return f"create table {name} ({', '.join(f'{column} {kind}' for column, kind in columns.items())})"


def found(report: ContractReport, name: str) -> TableReport:
    return next(each for each in report.tables if each.name == name)


def of_column(report: ContractReport, name: str, column: str) -> list[Finding]:
    return [finding for finding in found(report, name).findings if finding.column == column]


@pytest.fixture
def database(postgresql_server: PostgreSQL) -> str:
    return postgresql_server.create()


@pytest.fixture
def warehouse(postgresql_server: PostgreSQL, database: str) -> Iterator[Warehouse]:
    opened = Warehouse(postgresql_server.url(database), query_seconds=20, pool_size=2)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("kind", "severity", "words"),
    [
        ("double precision", None, ""),
        ("real", Severity.WARNING, "is of type real where the contract has DOUBLE: it keeps seven digits"),
        ("numeric", Severity.WARNING, "is of type numeric where the contract has DOUBLE: sums come back as decimals"),
        ("numeric(18, 9)", Severity.WARNING, "sums come back as decimals"),
        ("bigint", None, ""),
        ("money", Severity.ERROR, "is of type money where the contract has DOUBLE; cast it in a view"),
        ("text", Severity.ERROR, "is of type text where the contract has DOUBLE; cast it in a view"),
        ("share", Severity.ERROR, "is of type share where the contract has DOUBLE; cast it in a view"),
    ],
)
def test_a_type_that_loses_precision_is_told(
    postgresql_server: PostgreSQL,
    database: str,
    warehouse: Warehouse,
    kind: str,
    severity: Severity | None,
    words: str,
) -> None:
    columns = LABELS | {WEIGHT: kind}
    postgresql_server.run("create domain share as numeric", table("prevalence_labels", columns), database=database)
    findings = [
        each for each in of_column(check_contract(warehouse), "prevalence_labels", WEIGHT) if "of type" in each.sentence
    ]
    assert [each.severity for each in findings] == ([] if severity is None else [severity])
    assert all(words in each.sentence for each in findings)


@pytest.mark.parametrize("kind", ["varchar(10)", "char(10)", "text", "name"])
def test_every_kind_of_text_serves(
    postgresql_server: PostgreSQL, database: str, warehouse: Warehouse, kind: str
) -> None:
    postgresql_server.run(table("reports", REPORTS | {"market": kind}), database=database)
    assert of_column(check_contract(warehouse), "reports", "market") == []


def test_an_instant_with_a_time_zone_is_told_and_cut_in_utc(
    postgresql_server: PostgreSQL, database: str, warehouse: Warehouse
) -> None:
    postgresql_server.run(
        f"alter database {database} set timezone = 'America/New_York'",
        table("reports", REPORTS | {"reported_at": "timestamptz"}),
        database=database,
    )
    postgresql_server.run(
        "insert into reports (report_id, reported_at) values ('r', '2026-01-02 01:00:00+00')", database=database
    )
    report = check_contract(warehouse)
    (finding,) = of_column(report, "reports", "reported_at")
    assert finding.severity is Severity.WARNING
    assert "is of type timestamp with time zone" in finding.sentence
    assert "days are cut in UTC here" in finding.sentence
    # At home it was still the evening before.
    assert str(found(report, "reports").first_day) == "2026-01-02"


def test_names_in_capitals_and_other_schemas_are_found(
    postgresql_server: PostgreSQL, database: str, warehouse: Warehouse
) -> None:
    shouted = {('"Market"' if name == "market" else name): kind for name, kind in REPORTS.items()}
    postgresql_server.run(
        table("reports", shouted),
        'create table "Appeals" ("Appeal_ID" text)',
        "create schema app; create table app.rules (rule_id text)",
        database=database,
    )
    report = check_contract(warehouse)
    (finding,) = of_column(report, "reports", "market")
    remedy = "map it in the views file of `integrity connect` (docs/connect.md)."
    assert finding.sentence == f'reports has no column market but "Market", which only SQL in quotes finds; {remedy}'
    for name, where in (("appeals", 'public."Appeals"'), ("rules", "app.rules")):
        assert found(report, name).status is Status.MISSING
        (finding,) = found(report, name).findings
        assert finding.sentence == f"{name} is not available, but {where} is there; {remedy}"
        rows = warehouse.run(Statement("tests/shown", finding.sql, {})).frame
        assert name in rows["table_name"].str.lower().to_list()
    assert [finding.severity for finding in found(report, "policies").findings] == [Severity.INFO]


def test_a_missing_column_is_told(postgresql_server: PostgreSQL, database: str, warehouse: Warehouse) -> None:
    columns = {name: kind for name, kind in REPORTS.items() if name != "decision"}
    postgresql_server.run(table("reports", columns), database=database)
    (finding,) = of_column(check_contract(warehouse), "reports", "decision")
    assert "reports has no column decision (VARCHAR" in finding.sentence


def test_a_role_without_rights_is_told_table_by_table(postgresql_server: PostgreSQL, database: str) -> None:
    postgresql_server.run(
        table("reports", REPORTS), table("prevalence_labels", LABELS), "create role guest login", database=database
    )
    postgresql_server.run("grant select on prevalence_labels to guest", database=database)
    opened = Warehouse(postgresql_server.url(database, "guest"))
    report = check_contract(opened)
    opened.close()
    postgresql_server.run("drop owned by guest; drop role guest", database=database)
    assert found(report, "prevalence_labels").status is Status.PRESENT
    assert found(report, "reports").status is Status.UNREADABLE
    (finding,) = found(report, "reports").findings
    assert "may not read the table reports" in finding.sentence
    assert "GRANT SELECT ON reports TO" in finding.sentence
