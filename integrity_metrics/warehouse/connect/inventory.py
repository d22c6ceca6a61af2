"""What a warehouse holds: its tables and views with their columns, as far as the role may read them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlglot import exp

from integrity_metrics.errors import IntegrityError
from integrity_metrics.warehouse.engine import Warehouse
from integrity_metrics.warehouse.failures import WarehouseError
from integrity_metrics.warehouse.query_files import load_query
from integrity_metrics.warehouse.shaping import Statement

# More than this is a lake with the tables of everybody in it: the schema that matters has to be named.
MOST_TABLES = 2000


class InventoryError(IntegrityError, LookupError):
    """There is nothing to map, or too much of it."""


@dataclass(frozen=True, slots=True)
class SourceColumn:
    """A column of the warehouse, with its type as the warehouse names it."""

    name: str
    type: str
    is_nullable: bool = True


@dataclass(frozen=True, slots=True)
class SourceTable:
    """A table or view of the warehouse; `is_visible` says whether it is found without its schema."""

    schema: str
    name: str
    columns: tuple[SourceColumn, ...]
    is_view: bool = False
    is_visible: bool = False

    def __str__(self) -> str:
        """Return ``schema.table``."""
        return f"{self.schema}.{self.name}" if self.schema else self.name


@dataclass(frozen=True, slots=True)
class Inventory:
    """What a warehouse holds, sorted by schema and name."""

    tables: tuple[SourceTable, ...]

    @property
    def schemas(self) -> tuple[str, ...]:
        """The schemas there are, sorted."""
        return tuple(sorted({table.schema for table in self.tables}))

    def find(self, name: str) -> SourceTable | None:
        """Return the table called `name` or ``schema.name``, in this case or else in any; None unless it is one."""
        exact = [table for table in self.tables if name in (str(table), table.name)]
        alike = [table for table in self.tables if name.lower() in (str(table).lower(), table.name.lower())]
        return next((found[0] for found in (exact, alike) if len(found) == 1), None)


def read_inventory(
    warehouse: Warehouse,
    *,
    schemas: Collection[str] = (),
    without: Collection[str] = (),
    most_tables: int = MOST_TABLES,
) -> Inventory:
    """Return the tables and views of a warehouse; only its catalogue is read.

    Parameters
    ----------
    warehouse
        Without views of ours.
    schemas
        Those to look at; none means all but the system's.
    without
        Those to leave out: where our own marts are.
    most_tables
        How many tables are too many to compare.

    Raises
    ------
    InventoryError
        When there is no table, or more than `most_tables`.
    WarehouseError
        When the warehouse cannot be asked.
    """
    found = _spark(warehouse, schemas, most_tables) if warehouse.dialect == "spark" else _catalogued(warehouse)
    kept = tuple(
        table
        for table in found
        if table.schema not in without and (not schemas or table.schema in schemas) and table.columns
    )
    if not kept:
        where = f"in {', '.join(sorted(schemas))}" if schemas else "that this role may read"
        raise InventoryError(
            f"There is no table {where} in {warehouse.name}. Name the schema with --schema, grant the role USAGE on "
            "it and SELECT on its tables, or load data first, then try again."
        )
    if len(kept) > most_tables:
        names = sorted({table.schema for table in kept})
        shown = ", ".join(names[:10]) + (" ..." if len(names) > 10 else "")
        raise InventoryError(
            f"{warehouse.name} has {len(kept):,} tables in {len(names):,} schemas, which is too many to compare "
            f"(at most {most_tables:,}). Name the schemas that matter with --schema: {shown}."
        )
    return Inventory(tuple(sorted(kept, key=lambda table: (table.schema, table.name))))


def _catalogued(warehouse: Warehouse) -> Iterable[SourceTable]:
    statement = warehouse.shape(load_query(f"inventory/{warehouse.dialect}"), {})
    rows = [tuple(row) for row in warehouse.run(statement).frame.itertuples(index=False)]
    for (schema, name, is_view, is_visible), fields in groupby(rows, key=lambda row: row[:4]):
        columns = tuple(SourceColumn(str(row[4]), str(row[5]), bool(row[6])) for row in fields)
        yield SourceTable(str(schema), str(name), columns, bool(is_view), bool(is_visible))


def _spark(warehouse: Warehouse, schemas: Collection[str], most_tables: int) -> Iterable[SourceTable]:
    """Ask Spark, which has no information_schema: two statements a schema, and one a table."""
    current = str(_rows(warehouse, "schema", "select current_schema()")[0][0])
    names = sorted(schemas) or [str(row[0]) for row in _rows(warehouse, "schemas", "show schemas")]
    tables = [
        (str(row[0]), str(row[1]))
        for schema in names
        for row in _rows(warehouse, "tables", f"show tables in {_quoted(schema)}")
    ]
    if len(tables) > most_tables:
        # Each would be asked about by itself; read_inventory says it is too many.
        return [SourceTable(schema, name, (SourceColumn("", ""),)) for schema, name in tables]
    views = {
        (schema, str(row[1]))
        for schema in names
        for row in _rows(warehouse, "views", f"show views in {_quoted(schema)}")
    }
    return [
        SourceTable(
            schema,
            name,
            _spark_columns(warehouse, schema, name),
            is_view=(schema, name) in views,
            is_visible=schema == current,
        )
        for schema, name in tables
    ]


def _spark_columns(warehouse: Warehouse, schema: str, name: str) -> tuple[SourceColumn, ...]:
    try:
        rows = _rows(warehouse, "columns", f"describe table {_quoted(schema)}.{_quoted(name)}")
    except WarehouseError:
        # A table this role may not read, or whose files are gone: there is nothing to map.
        return ()
    columns: list[SourceColumn] = []
    for row in rows:
        # What follows the columns begins with an empty line or a heading: partitions, metadata.
        if not row[0] or str(row[0]).startswith("#"):
            break
        columns.append(SourceColumn(str(row[0]), str(row[1])))
    return tuple(columns)


def _rows(warehouse: Warehouse, what: str, sql: str) -> list[tuple[Any, ...]]:
    frame = warehouse.run(Statement(f"inventory/{what}", sql, {})).frame
    return [tuple(row) for row in frame.itertuples(index=False)]


def _quoted(name: str) -> str:
    return str(exp.to_identifier(name, quoted=True).sql(dialect="spark"))
