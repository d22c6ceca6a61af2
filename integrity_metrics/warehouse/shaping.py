"""Applies a scope to a query on its syntax tree: grain, break-down, filters. Nothing is pasted into SQL text.

Two conventions of ``queries/metrics`` make this possible: the outermost SELECT names its period
``date_trunc('day', ...) as period_start``, and the header's ``dimensions`` say what may be filtered or grouped.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlglot import exp, parse_one

from integrity_metrics.errors import ScopeError
from integrity_metrics.scope import Filter, Grain
from integrity_metrics.warehouse.dialects.translate import show, write
from integrity_metrics.warehouse.query_files import AUTHORING_DIALECT, QueryFile, load_query
from integrity_metrics.warehouse.rollups import MARTS_SCHEMA, read_rollups, tables_read


@dataclass(frozen=True, slots=True)
class Statement:
    """A query ready to run: text with ``:name`` parameters, and what is bound to each.

    Values that are tuples are bound as expanding lists. `tables` are those it reads, where that is known; `authored` is
    the text in the dialect of the query files, from which it can be written for another database.
    """

    name: str
    sql: str
    parameters: dict[str, Any]
    tables: tuple[str, ...] = ()
    authored: str = ""


def shape(
    query: QueryFile,
    parameters: Mapping[str, Any],
    *,
    grain: Grain | None = None,
    by: tuple[str, ...] = (),
    filters: tuple[Filter, ...] = (),
    dialect: str = AUTHORING_DIALECT,
    marts_schema: str = MARTS_SCHEMA,
) -> Statement:
    """Return `query` with the scope applied and its values bound.

    Parameters
    ----------
    query
        The query file.
    parameters
        Values of the parameters its header names; all of them, no others.
    grain
        How to cut the period; None leaves the statement's own.
    by
        Dimensions to add to the SELECT and the GROUP BY, in this order, after ``period_start``.
    filters
        Conditions to add to the WHERE; the values are bound, never written.
    dialect
        The dialect to write.
    marts_schema
        The schema to write where the query says ``marts``.

    Raises
    ------
    ScopeError
        When a dimension is not one the query offers, or a parameter is missing or unknown.
    """
    check_parameters(query, parameters)
    for dimension in (*by, *(f.dimension for f in filters)):
        if dimension not in query.dimensions:
            raise ScopeError(
                f"{query.name} cannot be filtered or broken down by '{dimension}'. "
                f"Known: {', '.join(query.dimensions) or 'none'}."
            )
    shaped = (query.name, grain, by, tuple((f.dimension, f.excluded) for f in filters), marts_schema)
    bound = dict(parameters)
    bound |= {_parameter_name(f.dimension, f.excluded): tuple(f.values) for f in filters}
    sql, authored, tables = _shaped_sql(*shaped, dialect)
    return Statement(query.name, sql, bound, tables, authored)


@lru_cache(maxsize=1024)
def _shaped_sql(
    name: str,
    grain: Grain | None,
    by: tuple[str, ...],
    filters: tuple[tuple[str, bool], ...],
    marts_schema: str,
    dialect: str,
) -> tuple[str, str, tuple[str, ...]]:
    query = load_query(name)
    tree = query.tree.copy()
    if grain is not None or by or filters:
        select = tree if isinstance(tree, exp.Select) else None
        if select is None:
            raise ScopeError(f"{name} is not a SELECT, so no scope can be applied to it.")
        if grain is not None:
            _set_grain(select, grain, name)
        scoped = _scoped(query, select)
        for dimension, excluded in filters:
            column = parse_one(query.dimensions[dimension], read=AUTHORING_DIALECT)
            scoped.where(_condition(column, _parameter_name(dimension, excluded), excluded), copy=False)
        for position, dimension in enumerate(by, start=1):
            column = parse_one(query.dimensions[dimension], read=AUTHORING_DIALECT)
            _add_segment(scoped, position, column)
            if scoped is not select:
                _add_segment(select, position, exp.column(f"segment_{position}"))
    read_rollups(tree)
    tables = tables_read(tree, query.tables)
    set_marts_schema(tree, marts_schema)
    return write(tree, dialect, types=query.parameters), show(tree, AUTHORING_DIALECT), tables


def _scoped(query: QueryFile, select: exp.Select) -> exp.Select:
    """Return the SELECT that filters and break-down are applied to: the outermost, or the one the header names."""
    return next((cte.this for cte in select.ctes if cte.alias == query.scoped), select)


def _add_segment(select: exp.Select, position: int, column: exp.Expr) -> None:
    columns = select.expressions
    segment = exp.alias_(column.copy(), f"segment_{position}")
    select.set("expressions", [*columns[:position], segment, *columns[position:]])
    select.group_by(column, copy=False)


def set_marts_schema(tree: exp.Expr, schema: str) -> None:
    """Let a statement name `schema` where its query file says ``marts``; the tree is changed in place."""
    if schema == MARTS_SCHEMA:
        return
    for table in tree.find_all(exp.Table):
        if table.db == MARTS_SCHEMA:
            table.set("db", exp.to_identifier(schema))


def _set_grain(select: exp.Select, grain: Grain, name: str) -> None:
    period = next((e for e in select.expressions if e.alias == "period_start"), None)
    truncation = period.this if period is not None else None
    if not isinstance(truncation, (exp.DateTrunc, exp.TimestampTrunc)):
        raise ScopeError(f"{name} has no `date_trunc('day', ...) as period_start`, so no grain can be applied to it.")
    if grain is Grain.TOTAL:
        group = select.args.get("group")
        kept = [e for e in (group.expressions if group else []) if e != truncation]
        select.set("group", exp.Group(expressions=kept) if kept else None)
        since = exp.Cast(this=exp.Placeholder(this="since"), to=exp.DataType.build("date"))
        truncation.replace(since)
        return
    for node in [n for n in select.find_all(type(truncation)) if n == truncation]:
        node.set("unit", exp.Var(this=grain.value.upper()))


def _condition(column: exp.Expr, parameter: str, excluded: bool) -> exp.Expr:
    within = exp.In(this=column.copy(), field=exp.Placeholder(this=parameter))
    if not excluded:
        return within
    # A missing value is not one of the excluded ones: keep it.
    return exp.or_(exp.Is(this=column.copy(), expression=exp.Null()), exp.not_(within))


def _parameter_name(dimension: str, excluded: bool) -> str:
    return f"{'without' if excluded else 'only'}_{dimension}"


def check_parameters(query: QueryFile, parameters: Mapping[str, Any]) -> None:
    """Refuse parameters the query file does not name, or misses.

    Raises
    ------
    ScopeError
        Naming them.
    """
    missing = query.parameters.keys() - parameters.keys()
    unknown = parameters.keys() - query.parameters.keys()
    if missing or unknown:
        what = f"needs {', '.join(sorted(missing))}" if missing else f"has no {', '.join(sorted(unknown))}"
        raise ScopeError(f"{query.name} {what}; its parameters are {', '.join(query.parameters) or 'none'}.")
