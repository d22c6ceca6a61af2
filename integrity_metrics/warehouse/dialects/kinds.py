"""What kind of value each part of a statement is, found out from the types of the contract and of the marts."""

from __future__ import annotations

from functools import cache

from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.annotate_types import annotate_types
from sqlglot.optimizer.qualify import qualify

from integrity_metrics.warehouse.query_files import AUTHORING_DIALECT, all_queries, load_query

_TABLES = ("contract/", "marts/tables/")
_STAGED = "marts/staged/"
TEXT = exp.DataType.TEXT_TYPES
UNKNOWN = exp.DataType.build("unknown")

Kinds = dict[int, exp.DataType]


def kinds_of(tree: exp.Expr) -> Kinds:
    """Return the type of every node of a statement, by the node's ``id()``; nodes of no known type are left out.

    sqlglot can tell them only of a tree whose columns name their tables, which is another text: it works on a copy,
    on which every node remembers where it came from.
    """
    query = tree if isinstance(tree, exp.Query) else tree.args.get("expression")
    if not isinstance(query, exp.Query):
        return {}
    return _found(query, _schema())


def reads_known_tables(tree: exp.Expr) -> bool:
    """Return whether every table a statement reads is of the contract or the marts."""
    own = {cte.alias for cte in tree.find_all(exp.CTE)}
    return all(
        table.name in own or (table.name in _schema() and not _is_of_another(table))
        for table in tree.find_all(exp.Table)
    )


def _found(query: exp.Query, schema: dict[str, object]) -> Kinds:
    nodes = list(query.walk())
    copy = query.copy()
    for position, node in enumerate(copy.walk()):
        node.meta["number"] = position
    for table in copy.find_all(exp.Table):
        # The schema is flat: our tables have different names in whatever schema they are.
        if _is_of_another(table):
            table.set("this", exp.to_identifier(f"{table.db}_{table.name}"))
        table.set("db", None)
    found: Kinds = {}
    for node in _annotated(copy, schema).walk():
        number: int | None = node.meta.get("number")
        if number is not None and node.type is not None and node.type.this is not exp.DataType.Type.UNKNOWN:
            found.setdefault(id(nodes[number]), node.type)
    return found


def _annotated(query: exp.Query, schema: dict[str, object]) -> exp.Expr:
    try:
        qualified = qualify(
            query,
            schema=schema,
            dialect=AUTHORING_DIALECT,
            validate_qualify_columns=False,
            quote_identifiers=False,
        )
        return annotate_types(qualified, schema=schema, dialect=AUTHORING_DIALECT)
    except SqlglotError:
        # A table that is in neither the contract nor the marts, with a star: nothing is known.
        return exp.Null()


def _is_of_another(table: exp.Table) -> bool:
    # A table of the contract named with a schema is another system's, with other columns (queries/sources).
    return bool(table.db) and table.name.lower() in _contract_names()


@cache
def _schema() -> dict[str, object]:
    schema: dict[str, object] = {}
    for name in all_queries():
        if name.startswith(_TABLES):
            columns = load_query(name).tree.find_all(exp.ColumnDef)
            schema[_table(name)] = {column.name: column.args["kind"].sql(AUTHORING_DIALECT) for column in columns}
    # A build keeps the rows of these in temporary tables; one may read another.
    for name in sorted(all_queries(), key=lambda name: name.count("/")):
        if name.startswith(_STAGED):
            rows = load_query(name).tree.find(exp.Select, bfs=True)
            found = _found(rows, schema) if rows is not None else {}
            schema[_table(name)] = {
                column.alias_or_name: found.get(id(column), UNKNOWN).sql(AUTHORING_DIALECT)
                for column in (rows.selects if rows is not None else ())
            }
    return schema


@cache
def _contract_names() -> frozenset[str]:
    """Return the tables of the contract that no mart is named after."""
    contract, marts = ({_table(name) for name in all_queries() if name.startswith(part)} for part in _TABLES)
    return frozenset(contract - marts)


def _table(name: str) -> str:
    return name.rpartition("/")[2]
