"""From another system's tables to a number on a page: packs as views, the check, a metric; and what the docs say."""

from __future__ import annotations

from datetime import date

import pytest
import sqlglot

from integrity_metrics.metrics.ask import ask
from integrity_metrics.paths import PROJECT, QUERIES
from integrity_metrics.scope import Grain, Period, Scope
from integrity_metrics.warehouse.check import check_contract
from integrity_metrics.warehouse.contract import load_contract
from integrity_metrics.warehouse.contract_report import Problem, Severity, Status
from integrity_metrics.warehouse.query_files import load_query
from tests.sources.conftest import HERE, SYSTEMS, Source, packs

PACKS = [(system, table) for system in SYSTEMS for table in packs(system)]
DOCS = (PROJECT / "docs" / "sources.md").read_text(encoding="utf-8")


def found(source: Source) -> list[tuple[str, str | None, int]]:
    """Return what the contract check has against the views, but for old days: the rows are of few."""
    report = check_contract(source.mapped)
    present = {table.name for table in report.tables if table.status is Status.PRESENT}
    assert present == set(packs(source.system))
    assert not [finding for finding in report.findings if finding.severity is Severity.ERROR]
    findings = [finding for finding in report.findings if finding.severity is Severity.WARNING]
    return [(each.table, each.column, each.count) for each in findings if each.problem is not Problem.STALE]


def test_coop_satisfies_the_contract(coop: Source) -> None:
    # The appeal about an item the log does not have, and the item that was acted on but never sent.
    assert found(coop) == [("appeals", "action_id", 1), ("enforcement_actions", "content_id", 1)]


def test_osprey_satisfies_the_contract(osprey: Source) -> None:
    assert found(osprey) == []


def test_actions_by_policy_of_coop(coop: Source) -> None:
    scope = Scope(Period(date(2026, 3, 2), date(2026, 3, 6)), Grain.TOTAL, by=("policy",))
    frame = ask(coop.mapped, "actions", scope).frame
    counts = {str(policy): int(value) for policy, value in zip(frame["policy"], frame["value"], strict=True)}
    # The ban whose webhook failed is no action, and two have no policy.
    assert counts == {"p_hate": 2, "p_spam": 1, "p_old": 1, "unknown": 2}


def test_actions_by_rule_of_osprey(osprey: Source) -> None:
    scope = Scope(Period(date(2026, 3, 2), date(2026, 3, 3)), Grain.TOTAL)
    assert ask(osprey.mapped, "actions", scope).frame["value"].tolist() == [3]


@pytest.mark.parametrize(("system", "table"), PACKS)
def test_a_pack_gives_the_columns_of_its_table_and_says_what_it_reads(system: str, table: str) -> None:
    query = load_query(f"sources/{system}/{table}")
    contract = next(each for each in load_contract() if each.name == table)
    assert isinstance(query.tree, sqlglot.exp.Query)
    assert query.tree.named_selects == [column.name for column in contract.columns]
    assert query.parameters == {}
    read = {f"{each.db}.{each.name}" for each in query.tree.find_all(sqlglot.exp.Table) if each.db}
    assert set(query.tables) == read


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_fixture_has_what_the_packs_read_and_nothing_else(system: str) -> None:
    defined = set()
    for file in (HERE / "fixtures" / system).glob("*.sql"):
        text = file.read_text(encoding="utf-8")
        assert "repository roostorg/" in text and "commit" in text
        read = "clickhouse" if file.stem == "clickhouse" else "postgres"
        trees = [tree for tree in sqlglot.parse(text, read=read) if tree is not None]
        defined |= {f"{each.db}.{each.name}" for tree in trees for each in tree.find_all(sqlglot.exp.Table)}
    assert defined == {name for table in packs(system) for name in load_query(f"sources/{system}/{table}").tables}


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_docs_say_of_every_table_whether_a_system_has_it(system: str) -> None:
    section = DOCS.split(f"\n## {system.capitalize()}\n")[1].split("\n## ")[0]
    for table in load_contract():
        (line,) = [line for line in section.splitlines() if line.startswith(f"| `{table.name}` |")]
        assert ("| no |" in line) is (table.name not in packs(system)), line
    for file in (QUERIES / "sources" / system).glob("*.sql"):
        assert f"queries/sources/{system}/" in section, file
