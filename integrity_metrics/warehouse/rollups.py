"""Lets a statement read the smallest mart that can answer it.

A mart with every combination of segments grows with the platform until all combinations occur. A rollup of it holds the
same measures by one dimension at a time, or without some columns, and stops growing at once. Query files name the mart;
which of them is read is decided when the scope is known (aggregate navigation: Kimball, Ross 2013, chapter 15).

A rollup is a mart like others; the header of ``queries/marts/tables/NAME.sql`` says what it ``rolls`` up, and by which
``dimensions``: for each it has the rows whose column ``dimension`` is the name, and ``value`` what the mart has there.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from sqlglot import exp

from integrity_metrics.warehouse.query_files import all_queries, load_query
from integrity_metrics.warehouse.unused_columns import drop_unused_columns

# What query files call the schema that has the marts.
MARTS_SCHEMA = "marts"
_TABLES = "marts/tables/"
DIMENSION, VALUE, ALL = "dimension", "value", "all"
# What gives another answer when rows are added up before.
_COUNTS_ROWS = (exp.Star, exp.Count, exp.Distinct, exp.Window, exp.Avg)


@dataclass(frozen=True, slots=True)
class Rollup:
    """A smaller mart beside another: the columns it has of it, and those it has one at a time."""

    name: str
    kept: frozenset[str]
    dimensions: frozenset[str]

    def level(self, used: frozenset[str]) -> str | None:
        """Return which value of ``dimension`` answers a statement that uses some columns; None when none does.

        Examples
        --------
        >>> rollup = Rollup("actions_by_dimension", frozenset({"day", "actions"}), frozenset({"market", "policy_id"}))
        >>> rollup.level(frozenset({"day", "market"})), rollup.level(frozenset({"day"}))
        ('market', 'all')
        >>> rollup.level(frozenset({"market", "policy_id"})) is None
        True
        """
        more = used - self.kept
        if not more:
            return ALL
        return next(iter(more)) if len(more) == 1 and more <= self.dimensions else None


@cache
def rollups() -> dict[str, tuple[Rollup, ...]]:
    """Return the rollups of each mart that has any, the narrowest first."""
    found: dict[str, list[Rollup]] = {}
    for name in all_queries():
        if name.startswith(_TABLES) and (query := load_query(name)).rolls:
            columns = _columns(query.tree)
            dimensions = frozenset(query.dimensions)
            kept = columns - {DIMENSION, VALUE} if dimensions else columns
            found.setdefault(query.rolls, []).append(Rollup(name.removeprefix(_TABLES), kept, dimensions))
    return {mart: tuple(sorted(each, key=lambda rollup: len(rollup.kept))) for mart, each in found.items()}


def read_rollups(tree: exp.Expr) -> None:
    """Let a statement read rollups where they can answer; the tree is changed in place.

    Examples
    --------
    >>> from sqlglot import parse_one
    >>> tree = parse_one("select market, sum(actions) as actions from marts.actions_daily group by market")
    >>> read_rollups(tree)
    >>> tree.sql()
    "SELECT actions_daily.value AS market, SUM(actions) AS actions FROM marts.actions_by_dimension AS actions_daily \
WHERE actions_daily.dimension = 'market' GROUP BY actions_daily.value"
    """
    rolled = [table for table in tree.find_all(exp.Table) if table.db == MARTS_SCHEMA and table.name in rollups()]
    if rolled:
        drop_unused_columns(tree)
    for table in rolled:
        select = table.find_ancestor(exp.Select)
        if select is None:
            continue
        columns = _used(select, table)
        if columns is None:
            continue
        used = frozenset(column.name for column in columns)
        for rollup in rollups()[table.name]:
            level = rollup.level(used)
            if level is not None:
                _read(select, table, columns, rollup, level)
                break


def tables_read(tree: exp.Expr, named: tuple[str, ...]) -> tuple[str, ...]:
    """Return the tables a header names, with the marts that are really read.

    Examples
    --------
    >>> from sqlglot import parse_one
    >>> tree = parse_one("select * from marts.actions_by_dimension cross join policies")
    >>> tables_read(tree, ("marts.actions_daily", "policies"))
    ('policies', 'marts.actions_by_dimension')
    """
    prefix = f"{MARTS_SCHEMA}."
    marts = sorted({f"{prefix}{table.name}" for table in tree.find_all(exp.Table) if table.db == MARTS_SCHEMA})
    return (*(name for name in named if not name.startswith(prefix)), *marts)


def _used(select: exp.Select, table: exp.Table) -> list[exp.Column] | None:
    """Return the places where a SELECT uses columns of a mart, or None when it cannot be told or rows are counted."""
    own = [node for node in select.walk() if node.find_ancestor(exp.Query) is select]
    is_optional = isinstance(table.parent, exp.Join) and bool(table.parent.side)
    if is_optional or any(isinstance(node, _COUNTS_ROWS) for node in own):
        return None
    mart = _mart_columns(table.name)
    found = [c for c in own if isinstance(c, exp.Column) and c.name in mart and not _is_output_name(c, select)]
    if select.args.get("joins") and any(not column.table for column in found):
        return None
    return [column for column in found if column.table in ("", table.alias_or_name)]


def _is_output_name(column: exp.Column, select: exp.Select) -> bool:
    """Whether a column in ORDER BY is one of those the SELECT gives."""
    return not column.table and column.name in select.named_selects and column.find_ancestor(exp.Order) is not None


def _read(select: exp.Select, table: exp.Table, columns: list[exp.Column], rollup: Rollup, level: str) -> None:
    name = table.alias_or_name
    for column in columns:
        if column.name == level and level not in rollup.kept:
            value: exp.Expr = exp.column(VALUE, table=name)
            is_output = column.parent is select and column.arg_key == "expressions"
            column.replace(exp.alias_(value, column.name) if is_output else value)
    if rollup.dimensions:
        select.where(exp.column(DIMENSION, table=name).eq(exp.Literal.string(level)), copy=False)
    table.replace(exp.alias_(exp.table_(rollup.name, db=MARTS_SCHEMA), name, table=True))


@cache
def _mart_columns(mart: str) -> frozenset[str]:
    return _columns(load_query(f"{_TABLES}{mart}").tree)


def _columns(tree: exp.Expr) -> frozenset[str]:
    return frozenset(column.name for column in tree.find_all(exp.ColumnDef))
