"""Views for a moderation system we know: the SELECTs of queries/sources/<system>/, one for each table it can fill."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlglot import exp

from integrity_metrics.errors import SettingsError
from integrity_metrics.paths import QUERIES
from integrity_metrics.warehouse.connect.inventory import Inventory, SourceTable
from integrity_metrics.warehouse.contract import Table, load_contract
from integrity_metrics.warehouse.dialects.translate import write
from integrity_metrics.warehouse.query_files import QueryFile, load_query

_FOLDER = QUERIES / "sources"


@dataclass(frozen=True, slots=True)
class PackView:
    """One SELECT of a pack.

    Parameters
    ----------
    table
        The table of the contract it fills.
    query
        The file.
    missing
        The tables it reads that the warehouse does not have.
    sql
        The SELECT in the dialect of the warehouse, reading the tables by the names they have there; "" when some are
        missing.
    """

    table: Table
    query: QueryFile
    missing: tuple[str, ...]
    sql: str


def systems() -> tuple[str, ...]:
    """Return the names of the systems there is a pack for.

    Examples
    --------
    >>> "dsa" in systems()
    False
    """
    tables = {table.name for table in load_contract()}
    folders = sorted(folder for folder in _FOLDER.iterdir() if folder.is_dir())
    return tuple(folder.name for folder in folders if {path.stem for path in folder.glob("*.sql")} <= tables)


def pack(system: str, inventory: Inventory, dialect: str) -> tuple[PackView, ...]:
    """Return the views of a system's pack, in an order in which each can be made.

    Raises
    ------
    SettingsError
        When there is no pack for `system`, or the warehouse has no table of it.
    """
    if system not in systems():
        raise SettingsError(f"There is no pack for '{system}'; known: {', '.join(systems())}.")
    contract = {table.name: table for table in load_contract()}
    found = tuple(
        _view(contract[path.stem], load_query(f"sources/{system}/{path.stem}"), inventory, dialect)
        for path in sorted((_FOLDER / system).glob("*.sql"))
    )
    if not any(view.sql and view.query.tables for view in found):
        needed = sorted({name for view in found for name in view.missing})
        raise SettingsError(
            f"The warehouse lacks tables for every view of the {system} pack: {', '.join(needed)}. "
            "Load or name the schemas that have them with --schema, or leave --source away."
        )
    return found


def _view(table: Table, query: QueryFile, inventory: Inventory, dialect: str) -> PackView:
    tree = query.tree.copy()
    missing: list[str] = []
    for read in _sources(tree):
        source = _there(inventory, read)
        if source is None:
            missing.append(f"{read.db}.{read.name}" if read.db else read.name)
            continue
        # By the names as they are stored: a database that folds names may hold others in quotes.
        read.set("this", exp.to_identifier(source.name, quoted=True))
        read.set("db", exp.to_identifier(source.schema, quoted=True))
    # The file is no text() of SQLAlchemy's: a colon is a colon.
    sql = "" if missing else write(tree, dialect).replace(r"\:", ":")
    return PackView(table, query, tuple(sorted(set(missing))), sql)


def _sources(tree: exp.Expr) -> Iterator[exp.Table]:
    inner = {cte.alias.lower() for cte in tree.find_all(exp.CTE)}
    for table in list(tree.find_all(exp.Table)):
        if isinstance(table.this, exp.Identifier) and (table.db or table.name.lower() not in inner):
            yield table


def _there(inventory: Inventory, read: exp.Table) -> SourceTable | None:
    for table in inventory.tables:
        if table.name.lower() == read.name.lower() and table.schema.lower() == (read.db or table.schema).lower():
            return table
    return None
