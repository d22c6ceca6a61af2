"""Connecting a real PostgreSQL with a role that may only read: nothing is changed there, and every refusal is said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

from integrity_metrics.warehouse.check import check_contract
from integrity_metrics.warehouse.connect.broken_views import with_broken_views
from integrity_metrics.warehouse.connect.inventory import InventoryError, read_inventory
from integrity_metrics.warehouse.connect.matching import Certainty, propose
from integrity_metrics.warehouse.connect.views import view, written
from integrity_metrics.warehouse.contract_report import Problem, Status
from integrity_metrics.warehouse.drivers.views_text import ViewsFileError
from tests.servers.postgresql import PostgreSQL
from tests.warehouse.connect.shop import LIKELY, STATEMENTS, SURE

PASSWORD = "t0p-s3cret"  # noqa: S105
_NAMES = count()


@dataclass(frozen=True)
class Shop:
    server: PostgreSQL
    database: str
    role: str

    @property
    def url(self) -> str:
        return self.server.loopback(self.role, PASSWORD, self.database)

    def run(self, *statements: str) -> None:
        self.server.run(*statements, database=self.database)

    def sent(self) -> list[str]:
        """Return what the role sent to the server, as the server logged it."""
        log = (self.server.folder / "log").read_text(encoding="utf-8")
        return [
            text
            for user, text in re.findall(r"\[(\w+)\] LOG:  (?:statement|execute [^:]+): (.+)", log)
            if user == self.role
        ]


@pytest.fixture
def platform(postgresql_server: PostgreSQL) -> Iterator[Shop]:
    """A database with a role that may read the schema ops and nothing else, whose statements are logged."""
    shop = Shop(postgresql_server, postgresql_server.create(), f"reader_{next(_NAMES)}")
    shop.run(
        "alter system set log_line_prefix = '[%u] '",
        "select pg_reload_conf()",
        f"create role {shop.role} login password '{PASSWORD}'",
        f"alter role {shop.role} set log_statement = 'all'",
        *STATEMENTS,
        "create table public.reports (id int)",
        "create type ops.kind as enum ('user', 'partner')",
        "create materialized view ops.content_catalog as select id, 'user'::ops.kind as \"Kind\" from ops.posts",
        "create table ops.hidden (id int)",
        f"grant usage on schema ops to {shop.role}",
        f"grant select on all tables in schema ops to {shop.role}",
        f"revoke all on ops.hidden from {shop.role}",
    )
    yield shop


def save_proposal(shop: Shop, opened, file: Path) -> None:
    matches = [match for match in propose(read_inventory(opened(shop.url)), "postgres") if match.source is not None]
    blocks = [view(match, "postgres", is_accepted=match.certainty is Certainty.SURE) for match in matches]
    file.write_text(written(blocks, [], "postgres", "PostgreSQL shop"), encoding="utf-8")


def test_only_what_the_role_may_read_is_seen(platform: Shop, opened) -> None:
    inventory = read_inventory(opened(platform.url))
    assert inventory.schemas == ("ops",)
    names = {table.name: table for table in inventory.tables}
    assert "hidden" not in names
    assert names["content_catalog"].is_view
    types = {column.name: column.type for table in inventory.tables for column in table.columns}
    assert types["Kind"] == "enum" and types["posted_at"] == "timestamp with time zone"
    assert not names["Reports"].is_visible


def test_the_proposal_serves_a_role_that_may_only_read(platform: Shop, opened, tmp_path: Path) -> None:
    save_proposal(platform, opened, tmp_path / "views.sql")
    warehouse = opened(platform.url, tmp_path / "views.sql")
    report = with_broken_views(warehouse, check_contract(warehouse))
    there = {table.name: table for table in report.tables if table.status is Status.PRESENT}
    assert set(there) == set(SURE)
    assert not report.has_errors
    assert not {f.problem for f in report.findings} & {Problem.WRONG_TYPE, Problem.MISSING_COLUMN}
    assert str(there["contents"].first_day) == "2026-01-02"
    assert there["reports"].rows == 2


def test_nothing_but_reading_is_sent_to_the_server(platform: Shop, opened, tmp_path: Path) -> None:
    save_proposal(platform, opened, tmp_path / "views.sql")
    check_contract(opened(platform.url, tmp_path / "views.sql"))
    sent = platform.sent()
    assert len(sent) > 20
    # A semicolon alone is how the driver asks whether the server is still there.
    reading = re.compile(r"(select|with|show|set|create or replace temporary view|begin|rollback|commit)\b|;$", re.I)
    assert [text for text in sent if not reading.match(text)] == []
    assert sum(text.lower().startswith("create") for text in sent) >= len(SURE)


def test_a_view_named_like_the_table_it_reads(platform: Shop, opened, tmp_path: Path) -> None:
    platform.run("insert into public.reports values (1), (2)", f"grant select on public.reports to {platform.role}")
    file = tmp_path / "views.sql"
    file.write_text("create view reports as select id as report_id from public.reports where id = 2;", encoding="utf-8")
    report = check_contract(opened(platform.url, file))
    assert next(table.rows for table in report.tables if table.name == "reports") == 1


def test_a_view_that_cannot_be_made_is_never_replaced_by_a_table_of_its_name(
    platform: Shop, opened, tmp_path: Path
) -> None:
    platform.run(f"grant select on public.reports to {platform.role}")
    file = tmp_path / "views.sql"
    broken = "create view reports as select gone from public.reports;"
    sound = "create view contents as select id as content_id from ops.posts;"
    file.write_text(f"{broken}\n{sound}", encoding="utf-8")
    with pytest.raises(ViewsFileError, match="the warehouse has another reports"):
        check_contract(opened(platform.url, file))
    # Where there is none, the others are made all the same.
    file.write_text(f"{broken.replace('reports', 'appeals')}\n{sound}", encoding="utf-8")
    there = {t.name: t.status for t in check_contract(opened(platform.url, file)).tables}
    assert (there["appeals"], there["contents"]) == (Status.MISSING, Status.PRESENT)


def test_a_database_without_temporary_views_is_said_with_the_remedy(platform: Shop, opened, tmp_path: Path) -> None:
    save_proposal(platform, opened, tmp_path / "views.sql")
    platform.run(f"revoke temporary on database {platform.database} from public", "drop table public.reports")
    warehouse = opened(platform.url, tmp_path / "views.sql")
    report = with_broken_views(warehouse, check_contract(warehouse))
    broken = [finding for finding in report.findings if finding.problem is Problem.UNREADABLE]
    assert {finding.table for finding in broken} == set(SURE)
    assert all("grant the role TEMPORARY on the database" in finding.sentence for finding in broken)


def test_the_same_file_can_be_run_as_permanent_views(platform: Shop, opened, tmp_path: Path) -> None:
    save_proposal(platform, opened, tmp_path / "views.sql")
    text = (tmp_path / "views.sql").read_text(encoding="utf-8")
    platform.run(
        "create schema contract",
        "set search_path = contract",
        f"alter role {platform.role} set search_path = contract",
        f"grant usage on schema contract to {platform.role}",
    )
    statements = [part for part in re.split(r"^;$", text, flags=re.MULTILINE) if "\nCREATE VIEW" in part]
    named = [part.replace("CREATE VIEW ", "CREATE VIEW contract.").replace(":", r"\:") for part in statements]
    platform.run(*named, f"grant select on all tables in schema contract to {platform.role}")
    warehouse = opened(platform.url)
    assert not check_contract(warehouse).has_errors
    # Connected again, they are found in their place and need no file.
    matches = {match.table.name: match for match in propose(read_inventory(warehouse), "postgres")}
    in_place = {name for name, match in matches.items() if match.certainty is Certainty.IN_PLACE}
    assert in_place == set(SURE)
    assert matches["enforcement_actions"].source is not None and set(LIKELY) == {"enforcement_actions"}


def test_a_role_without_rights_and_a_schema_that_is_not_there(platform: Shop, opened) -> None:
    platform.run(f"revoke usage on schema ops from {platform.role}")
    with pytest.raises(InventoryError, match="grant the role USAGE"):
        read_inventory(opened(platform.url))
    with pytest.raises(InventoryError, match="no table in nowhere"):
        read_inventory(opened(platform.url), schemas=("nowhere",))


def test_too_many_tables_are_said_with_the_schemas_to_choose_from(platform: Shop, opened) -> None:
    with pytest.raises(InventoryError, match=r"7 tables in 1 schemas.*--schema: ops"):
        read_inventory(opened(platform.url), most_tables=6)
