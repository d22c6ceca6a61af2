"""The questions of the pages asked of the raw rows: each mart in a statement replaced by the SELECT that fills it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import reduce

import sqlglot
from sqlglot import exp

from integrity_metrics.warehouse.dialects.parameters import types_of
from integrity_metrics.warehouse.dialects.translate import write
from integrity_metrics.warehouse.marts.definitions import LOG, SCHEMA, load_marts
from integrity_metrics.warehouse.query_files import QueryFile, load_query
from integrity_metrics.warehouse.shaping import Statement

# The first and the last day a mart can have; for a question without a window.
EVER = (date(1970, 1, 1), date(2100, 1, 1))


@dataclass(frozen=True, slots=True)
class Window:
    """The days a question looks at, and until when what is open has waited."""

    since: date
    until: date
    cut_off: datetime


def mart_names(statement: Statement) -> tuple[str, ...]:
    """Return the marts a statement reads, sorted; the log of builds is none.

    Examples
    --------
    >>> mart_names(Statement("one", "select 1 from marts.reach, marts.builds, contents", {}))
    ('reach',)
    """
    tables = _tree(statement).find_all(exp.Table)
    return tuple(sorted({table.name for table in tables if table.db == SCHEMA and table.name != LOG}))


def window_of(statement: Statement, cut_off: datetime) -> Window:
    """Return the days a statement asks for: from its earliest date to its latest, or all there are.

    Examples
    --------
    >>> asked = {"since": date(2026, 1, 1), "until": date(2026, 1, 8), "as_of": date(2026, 1, 11)}
    >>> window_of(Statement("metrics/reports", "", asked), datetime(2026, 1, 10)).until
    datetime.date(2026, 1, 11)
    """
    days = [value for value in statement.parameters.values() if isinstance(value, date)]
    if "since" not in statement.parameters or len(days) < 2:
        return Window(*EVER, cut_off)
    last = max(max(days), min(days) + timedelta(days=1))
    return Window(min(days), last, cut_off)


def raw(statement: Statement, cut_off: datetime, *, dialect: str = "duckdb") -> Statement:
    """Return the statement that asks the contract what `statement` asks the marts.

    Parameters
    ----------
    statement
        As it was recorded, in any dialect.
    cut_off
        Until when what is open has waited: the moment the marts' data end.
    dialect
        To write it in.
    """
    tree = _tree(statement)
    window = window_of(statement, cut_off)
    for table in list(tree.find_all(exp.Table)):
        if table.db == SCHEMA and table.name != LOG:
            filling = _filling(table.name)
            if not _begins(table):
                for placeholder in [p for p in filling.find_all(exp.Placeholder) if p.name == "mart_since"]:
                    placeholder.set("this", "mart_first")
            table.replace(filling.subquery(table.alias or table.name))
    parameters = {
        **statement.parameters,
        "mart_first": EVER[0],
        "mart_since": window.since,
        "mart_until": window.until,
        "mart_cut_off": window.cut_off,
    }
    used = {placeholder.name for placeholder in tree.find_all(exp.Placeholder)}
    bound = {name: value for name, value in parameters.items() if name in used}
    return Statement(f"{statement.name}, of raw rows", write(tree, dialect, types=types_of(bound)), bound)


def _tree(statement: Statement) -> exp.Expr:
    """Return the statement as the query file has it, before it was written for an engine."""
    return sqlglot.parse_one(statement.authored or statement.sql, read="duckdb")


def _begins(table: exp.Table) -> bool:
    """Whether a mart is read from some day on, and not from its first: what the SELECT around it compares."""
    select = table.find_ancestor(exp.Select)
    where = select.args.get("where") if select else None
    asked = where.find_all(exp.Placeholder) if where else ()
    # Not those of a SELECT within the condition.
    return any("since" in each.name and each.find_ancestor(exp.Select) is select for each in asked)


def _filling(mart: str) -> exp.Query:
    """Return all rows of a mart between its own two parameters, whichever statements fill it."""
    parts = next(each.parts for each in load_marts() if each.name == mart)
    # A part may begin with WITH, which cannot follow UNION ALL.
    selects: list[exp.Query] = [exp.select("*").from_(_part(part).subquery("part")) for part in parts]
    return reduce(lambda left, right: exp.union(left, right, distinct=False), selects)


def _part(part: QueryFile) -> exp.Query:
    tree = _renamed(part.tree)
    if not isinstance(tree, exp.Query):
        raise ValueError(f"queries/{part.name}.sql is not a SELECT, so it cannot be asked")
    steps = [exp.CTE(this=_renamed(step.tree), alias=exp.TableAlias(this=exp.to_identifier(name)))
             for name, step in _staged(part.staged).items()]  # fmt: skip
    if steps:
        own = tree.args.get("with_")
        tree.set("with_", exp.With(expressions=[*steps, *(own.expressions if own else [])]))
    return tree


def _staged(names: Iterable[str]) -> dict[str, QueryFile]:
    """Return the staged queries a mart needs, those that others need first."""
    found: dict[str, QueryFile] = {}
    for name in names:
        query = load_query(f"{SCHEMA}/staged/{name}")
        found |= _staged(query.staged)
        found[name] = query
    return found


def _renamed(tree: exp.Expr) -> exp.Expr:
    """Return a copy whose parameters are the mart's own: the statement around it may use the same names."""
    copy = tree.copy()
    for placeholder in copy.find_all(exp.Placeholder):
        placeholder.set("this", f"mart_{placeholder.name}")
    return copy
