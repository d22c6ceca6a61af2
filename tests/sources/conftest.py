"""A warehouse that holds another system's tables and our sample rows, on DuckDB and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
import sqlglot
from sqlglot import exp

from integrity_metrics.paths import QUERIES
from integrity_metrics.warehouse.connect.inventory import read_inventory
from integrity_metrics.warehouse.connect.packs import pack
from integrity_metrics.warehouse.connect.views import pack_view, written
from integrity_metrics.warehouse.contract import load_contract
from integrity_metrics.warehouse.dialects.translate import write
from integrity_metrics.warehouse.engine import Warehouse
from integrity_metrics.warehouse.query_files import load_query
from integrity_metrics.warehouse.shaping import Statement
from tests.servers import postgresql

HERE = Path(__file__).parent
SYSTEMS = ("coop", "osprey")
ENGINES = ("duckdb", *(("postgres",) if postgresql.programs() else ()))
SCHEMAS = ("analytics", "reporting_service", "manual_review_tool", "reporting_rules", "public")
_TYPE = exp.DataType.Type
# What sqlglot knows by name only, and what holds the same in every database.
_PLAIN = {_TYPE.DATETIME64: _TYPE.TIMESTAMP, _TYPE.UTINYINT: _TYPE.SMALLINT}
Row = dict[str, Any]


def statements(file: Path, read: str, dialect: str) -> Iterator[str]:
    """Yield the statements of a file, written for another database."""
    for tree in sqlglot.parse(file.read_text(encoding="utf-8"), read=read):
        if tree is None:
            continue
        for kind in tree.find_all(exp.DataType):
            plain = _PLAIN.get(kind.this)
            if dialect == "duckdb" and kind.this == _TYPE.TSTZRANGE:
                plain = _TYPE.TEXT  # DuckDB has no ranges: what reads PostgreSQL for it gives text
            if plain is not None:
                kind.replace(exp.DataType.build(plain))
        yield tree.sql(dialect, comments=False)


def packs(system: str) -> tuple[str, ...]:
    """Return the tables of the contract that there is a pack for."""
    return tuple(sorted(path.stem for path in (QUERIES / "sources" / system).glob("*.sql")))


@dataclass(frozen=True)
class Source:
    """The tables of one system in one database."""

    system: str
    dialect: str
    url: str
    folder: Path
    opened: list[Warehouse] = field(default_factory=list)

    @cached_property
    def plain(self) -> Warehouse:
        """The warehouse as the system leaves it."""
        return self._open(Warehouse(self.url))

    @cached_property
    def mapped(self) -> Warehouse:
        """The warehouse with the file of views that `integrity connect --source` writes."""
        views = pack(self.system, read_inventory(self.plain), self.dialect)
        file = self.folder / "views.sql"
        file.write_text(written([pack_view(view) for view in views], [], self.dialect, "ours"), encoding="utf-8")
        return self._open(Warehouse(self.url, views_file=file))

    def rows(self, table: str) -> dict[str, Row]:
        """Return what a pack gives, by its key in words, with moments as text."""
        tree = load_query(f"sources/{self.system}/{table}").tree
        if self.dialect == "duckdb":
            # The driver attaches the file under a name of its own.
            tree = tree.copy()
            for name in tree.find_all(exp.Table):
                if name.db:
                    name.set("catalog", exp.to_identifier("warehouse"))
        frame = self.plain.run(Statement(f"sources/{table}", write(tree, self.dialect), {})).frame
        key = next(each.key for each in load_contract() if each.name == table)
        return {" ".join(str(row[name]) for name in key): row for row in _records(frame)}

    def _open(self, warehouse: Warehouse) -> Warehouse:
        self.opened.append(warehouse)
        return warehouse


def _records(frame: pd.DataFrame) -> list[Row]:
    return [{str(name): _plain(value) for name, value in row.items()} for row in frame.to_dict("records")]


def _plain(value: Any) -> Any:
    if pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return str(value)
    return value.item() if hasattr(value, "item") else value


@pytest.fixture(scope="session")
def source(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Source]]:
    """Return a function that gives the tables of a system in a database, filled once a session."""
    made: dict[tuple[str, str], Source] = {}

    def filled(system: str, dialect: str) -> Source:
        if (system, dialect) not in made:
            kinds = {"clickhouse": "clickhouse", "postgresql": "postgres"}
            files = [(file, kinds[file.stem]) for file in sorted((HERE / "fixtures" / system).glob("*.sql"))]
            files.append((HERE / "rows" / f"{system}.sql", "postgres"))
            script = [f"create schema if not exists {schema}" for schema in SCHEMAS]
            script += [text for file, read in files for text in statements(file, read, dialect)]
            if dialect == "duckdb":
                path = tmp_path_factory.mktemp(system) / "warehouse.duckdb"
                with duckdb.connect(str(path)) as connection:
                    for text in script:
                        connection.execute(text)
                url = f"duckdb:///{path}"
            else:
                server: postgresql.PostgreSQL = request.getfixturevalue("postgresql_server")
                database = server.create()
                server.run(*(text.replace(":", "\\:") for text in script), database=database)
                url = server.url(database)
            made[system, dialect] = Source(system, dialect, url, tmp_path_factory.mktemp("views"))
        return made[system, dialect]

    yield filled
    for each in made.values():
        for warehouse in each.opened:
            warehouse.close()


@pytest.fixture(params=ENGINES)
def coop(request: pytest.FixtureRequest, source: Callable[..., Source]) -> Source:
    return source("coop", request.param)


@pytest.fixture(params=ENGINES)
def osprey(request: pytest.FixtureRequest, source: Callable[..., Source]) -> Source:
    return source("osprey", request.param)
