"""The statements that keep marts, built as syntax trees: names from queries/, values bound.

A name stands for one statement, whatever its values, so that its text has to be written once only.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlglot import exp

from integrity_metrics.warehouse.check_statements import Query
from integrity_metrics.warehouse.contract import Table
from integrity_metrics.warehouse.marts.definitions import LOG, SCHEMA, Mart, mart_tables
from integrity_metrics.warehouse.marts.store import Entry
from integrity_metrics.warehouse.query_files import QueryFile, load_query
from integrity_metrics.warehouse.shaping import set_marts_schema

# Dates outside are no days of a platform but faults of a source, which `integrity check` shows.
EARLIEST = date(1970, 1, 1)
# What the log calls a finished build, and one that is not finished yet (with the version of the data it reads).
FINISHED, UNFINISHED = "build", "unfinished"


def table_of(name: str) -> exp.Table:
    """Return the mart `name` as it is written in a statement."""
    return exp.table_(name, db=SCHEMA)


def placed(query: Query, schema: str) -> Query:
    """Return a statement with the marts in the schema a server keeps them in."""
    if schema == SCHEMA:
        return query
    tree = query.tree.copy()
    set_marts_schema(tree, schema)
    return Query(query.name, tree, query.parameters)


def create(table: Table) -> Query:
    """Return the statement that creates a mart's table when it is not there."""
    return _created(f"{SCHEMA}/tables/{table.name}")


def create_copy(table: Table) -> Query:
    """Return the statement that creates a table for a copy of one of the contract, beside the marts."""
    return _created(f"contract/{table.name}")


def drop(name: str) -> Query:
    """Return the statement that removes a mart's table."""
    return Query(f"marts/{name}/drop", exp.Drop(tables=[table_of(name)], kind="TABLE", exists=True))


def stage(query: QueryFile, parameters: Mapping[str, Any]) -> Query:
    """Return the statement that keeps the rows of a staged query in a temporary table of its name."""
    return Query(query.name, _stage_tree(query.name), _used(query, parameters))


def unstage(query: QueryFile) -> Query:
    """Return the statement that lets a staged query's rows go."""
    table = exp.table_(query.name.rpartition("/")[2])
    return Query(f"{query.name}/drop", exp.Drop(tables=[table], kind="TABLE", exists=True))


def fill(mart: Mart, part: QueryFile, parameters: Mapping[str, Any]) -> Query:
    """Return the statement that adds what a part of a mart has on some days."""
    return Query(part.name, _fill_tree(mart.name, part.name), _used(part, parameters))


def clear(name: str, day: str, since: date, until: date) -> Query:
    """Return the statement that removes a mart's days from `since` to before `until`."""
    tree = exp.delete(table_of(name)).where(_between(day))
    return Query(f"marts/{name}/clear", tree, {"since": since, "until": until})


def unlog(mart: str, since: date, until: date) -> Query:
    """Return the statement that forgets that a mart's days are built."""
    tree = exp.delete(table_of(LOG)).where(exp.column("mart").eq(exp.Placeholder(this="mart")), _between("day"))
    return Query("marts/builds/unlog", tree, {"mart": mart, "since": since, "until": until})


def unlog_unfinished() -> Query:
    """Return the statement that forgets builds that were not finished."""
    tree = exp.delete(table_of(LOG)).where(exp.column("mart").like(exp.Placeholder(this="name")))
    return Query("marts/builds/unlog_unfinished", tree, {"name": f"{UNFINISHED} %"})


def log(mart: Mart, since: date, until: date, built_at: datetime, data_until: datetime) -> Query:
    """Return the statement that notes which days a mart has, and how many rows each."""
    counted = (
        exp.select(
            exp.alias_(exp.cast(exp.Placeholder(this="mart"), "varchar"), "mart"),
            exp.alias_(exp.column(mart.day), "built_day"),
            exp.alias_(exp.cast(exp.Placeholder(this="built_at"), "timestamp"), "built_at"),
            exp.alias_(exp.cast(exp.Placeholder(this="data_until"), "timestamp"), "data_until"),
            exp.alias_(exp.Count(this=exp.Star()), "row_total"),
        )
        .from_(table_of(mart.name))
        .where(_between(mart.day))
        .group_by(exp.column(mart.day))
    )
    parameters = {"mart": mart.name, "since": since, "until": until, "built_at": built_at, "data_until": data_until}
    return Query(f"marts/{mart.name}/log", exp.insert(counted, table_of(LOG), columns=_log_columns()), parameters)


def log_day(entry: Entry) -> Query:
    """Return the statement that notes one day: of a mart that has no rows of it, or of a build."""
    parameters = {
        "mart": entry.mart,
        "day": entry.day,
        "built_at": entry.built_at,
        "data_until": entry.data_until,
        "rows": entry.rows,
    }
    one = exp.Tuple(expressions=[exp.Placeholder(this=name) for name in parameters])
    tree = exp.insert(exp.Values(expressions=[one]), table_of(LOG), columns=_log_columns())
    return Query("marts/builds/log_day", tree, parameters)


def logged() -> Query:
    """Return the statement that reads the log."""
    return Query("marts/builds/read", exp.select(*_log_columns()).from_(table_of(LOG)))


def logged_days(mart: str, since: date, until: date) -> Query:
    """Return the statement that lists the days of a mart in the log."""
    tree = (
        exp.select("day")
        .from_(table_of(LOG))
        .where(exp.column("mart").eq(exp.Placeholder(this="mart")), _between("day"))
    )
    return Query("marts/builds/days", tree, {"mart": mart, "since": since, "until": until})


def columns_of(name: str) -> Query:
    """Return the statement that shows a mart's columns, and fails when it is not there."""
    return Query(f"marts/{name}/columns", exp.select("*").from_(table_of(name)).where("1 = 0"))


def extent(mart: Mart) -> Query:
    """Return the statement that counts a mart's rows and finds its first and last day."""
    day = exp.column(mart.day)
    tree = exp.select(
        exp.alias_(exp.Count(this=exp.Star()), "row_total"),
        exp.alias_(exp.Min(this=day), "first_day"),
        exp.alias_(exp.Max(this=day.copy()), "last_day"),
    ).from_(table_of(mart.name))
    return Query(f"marts/{mart.name}/extent", tree)


def differing_days(query: QueryFile, until: date) -> Query:
    """Return the statement that lists the days on which a mart and the contract differ."""
    return Query(query.name, query.tree.copy(), {"since": EARLIEST, "until": until})


def has_rows(table: str) -> Query:
    """Return the statement that shows one row of a table of the contract."""
    return Query(f"marts/{table}/any", exp.select(exp.alias_(exp.Literal.number(1), "one")).from_(table).limit(1))


def source_days(table: str, column: str, until: date) -> Query:
    """Return the statement that lists the days a column of the contract has, those in the future left out."""
    day = exp.cast(exp.column(column), "date")
    tree = (
        exp.select(exp.alias_(day, "source_day"))
        .distinct()
        .from_(table)
        .where(
            exp.column(column) >= exp.Placeholder(this="earliest"), exp.column(column) < exp.Placeholder(this="until")
        )
    )
    return Query(f"marts/{table}/{column}/days", tree, {"earliest": EARLIEST, "until": until})


def newest(table: str, column: str, before: datetime) -> Query:
    """Return the statement that finds the newest moment of a column of the contract, those in the future left out."""
    tree = (
        exp.select(exp.alias_(exp.Max(this=exp.column(column)), "newest"))
        .from_(table)
        .where(exp.column(column) < exp.Placeholder(this="before"))
    )
    return Query(f"marts/{table}/{column}/newest", tree, {"before": before})


def changed_days(query: QueryFile, changed_since: datetime) -> Query:
    """Return the statement that lists the days that changed since a moment."""
    return Query(query.name, query.tree.copy(), {"changed_since": changed_since})


def _created(name: str) -> Query:
    tree = load_query(name).tree.copy()
    for node in tree.find_all(exp.Table):
        node.set("db", exp.to_identifier(SCHEMA))
    return Query(f"{name}/create", tree)


def _between(column: str) -> exp.Expr:
    day = exp.column(column)
    return exp.and_(day >= exp.Placeholder(this="since"), day.copy() < exp.Placeholder(this="until"))


def _used(query: QueryFile, parameters: Mapping[str, Any]) -> dict[str, Any]:
    return {name: parameters[name] for name in query.parameters}


def _log_columns() -> list[str]:
    return [column.name for column in mart_tables()[LOG].columns]


@cache
def _stage_tree(name: str) -> exp.Expr:
    properties = exp.Properties(expressions=[exp.TemporaryProperty()])
    rows = load_query(name).tree.copy()
    return exp.Create(this=exp.table_(name.rpartition("/")[2]), kind="TABLE", expression=rows, properties=properties)


@cache
def _fill_tree(mart: str, name: str) -> exp.Expr:
    tree = load_query(name).tree
    if not isinstance(tree, exp.Query):
        raise ValueError(f"queries/{name}.sql is not a SELECT, so it cannot fill a mart")
    return exp.insert(tree.copy(), table_of(mart), columns=list(tree.named_selects), copy=False)
