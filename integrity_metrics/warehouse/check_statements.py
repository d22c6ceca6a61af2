"""The statements of the contract check, built as syntax trees: names from the contract, values bound.

Every tree has two forms. `bound` is what runs, with its values as parameters; `written` shows the same with the
values written out, for a person to paste.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlglot import exp

from integrity_metrics.warehouse.contract import NUMBERS, Column, Table
from integrity_metrics.warehouse.contract_report import Problem, Severity
from integrity_metrics.warehouse.dialects.parameters import types_of
from integrity_metrics.warehouse.dialects.translate import show, write
from integrity_metrics.warehouse.orderings import Ordering
from integrity_metrics.warehouse.shaping import Statement

# What tells the type of an expression, where it is not called typeof.
_TYPE_FUNCTION = {"postgres": "pg_typeof"}
# What the rows of a duplicated key are counted as; no platform's own column should have this name.
_COPIES = "rows_with_this_key"


@dataclass(frozen=True, slots=True)
class Query:
    """A syntax tree and the values of its placeholders."""

    name: str
    tree: exp.Expr
    parameters: dict[str, Any] = field(default_factory=dict)

    def bound(self, dialect: str) -> Statement:
        """Return the statement as it runs."""
        sql = write(self.tree, dialect, types=types_of(self.parameters))
        return Statement(self.name, sql, dict(self.parameters))

    def written(self, dialect: str) -> str:
        """Return the statement with its values written out."""
        tree = self.tree.copy()
        for placeholder in list(tree.find_all(exp.Placeholder)):
            value = self.parameters[placeholder.this]
            within = placeholder.parent
            if isinstance(within, exp.In):
                within.set("field", None)
                within.set("expressions", [exp.convert(item) for item in value])
            else:
                placeholder.replace(_literal(value))
        return show(tree, dialect)


@dataclass(frozen=True, slots=True)
class Condition:
    """What no row of a table should meet: how to find the rows, and how to say it (``{rows}`` is the count)."""

    problem: Problem
    severity: Severity
    column: str
    where: exp.Expr
    sentence: str
    parameters: dict[str, Any] = field(default_factory=dict)


def probe(table: Table) -> Query:
    """Return the statement that shows a table's columns, and fails when it is not there or cannot be read."""
    return Query(f"check/{table.name}/columns", exp.select("*").from_(table.name).where("1 = 0"))


def types(table: Table, columns: Sequence[Column], dialect: str) -> Query:
    """Return the statement that names the types of `columns` in one row, without reading any data.

    An expression has its type even where there is no row: the outer join makes one of NULLs. Unlike
    information_schema, this finds a table as every other statement does (search path, views, temporary tables,
    several schemas with the same name), and Spark has typeof but no information_schema.
    """
    function = _TYPE_FUNCTION.get(dialect, "typeof")
    names = [exp.column(column.name, table="typed") for column in columns]
    empty = exp.select(*(column.name for column in columns)).from_(table.name).where("1 = 0")
    kinds = [exp.alias_(exp.cast(exp.Anonymous(this=function, expressions=[n]), "varchar"), n.name) for n in names]
    one_row = exp.select(exp.alias_(exp.Literal.number(1), "one")).subquery("one_row")
    return Query(
        f"check/{table.name}/types",
        exp.select(*kinds).from_(one_row).join(empty.subquery("typed"), on="1 = 1", join_type="left"),
    )


def conditions(table: Table, usable: Sequence[Column], orderings: Sequence[Ordering]) -> tuple[Condition, ...]:
    """Return what no row of `table` should meet, one column at a time and then between two columns."""
    found: list[Condition] = []
    names = {column.name for column in usable}
    for column in usable:
        if not column.nullable:
            found.append(_missing_value(column))
        if column.one_of:
            found.append(_unknown_value(column))
        # A number that is not finite (NaN, infinity) would make every sum over it useless.
        if column.range is not None or column.type == "DOUBLE":
            found.append(_out_of_range(column))
    found += [
        _wrong_order(ordering, table.column(ordering.upper))
        for ordering in orderings
        if ordering.table == table.name and {ordering.lower, ordering.upper} <= names
    ]
    return tuple(found)


def dated_after(column: str, latest: date, next_day: date) -> Condition:
    """Return the condition that a row is dated after the day `latest`, which `next_day` follows."""
    return Condition(
        Problem.FUTURE,
        Severity.WARNING,
        column,
        exp.column(column) >= exp.Placeholder(this="next_day"),
        f"{{rows}} dated after {latest} in {column}; check the clock or the conversion to UTC.",
        {"next_day": next_day},
    )


def scan(table: Table, found: Sequence[Condition], time: str | None, future: Condition | None) -> Query:
    """Return the one statement that counts rows and the rows that meet each condition, and finds first and last day.

    Columns of the answer: ``row_total``, ``condition_0`` ... in the order given, ``first_day`` and ``last_day`` as
    text (a day a database knows may be none that Python knows). The last day leaves out what `future` finds.
    """
    selected = [exp.alias_(exp.Count(this=exp.Star()), "row_total")]
    parameters: dict[str, Any] = {}
    for number, condition in enumerate(found):
        one = exp.Case().when(condition.where.copy(), exp.Literal.number(1))
        selected.append(exp.alias_(exp.Count(this=one), f"condition_{number}"))
        parameters |= condition.parameters
    if time is not None:
        moment: exp.Expr = exp.column(time)
        past = moment
        if future is not None:
            past = exp.Case().when(exp.not_(future.where.copy()), moment.copy())
            parameters |= future.parameters
        for name, extreme in (("first_day", exp.Min(this=moment.copy())), ("last_day", exp.Max(this=past.copy()))):
            selected.append(exp.alias_(exp.cast(exp.cast(extreme, "date"), "varchar"), name))
    return Query(f"check/{table.name}/rows", exp.select(*selected).from_(table.name), parameters)


def rows_where(table: Table, condition: Condition) -> Query:
    """Return the statement that shows the rows that meet a condition."""
    tree = exp.select("*").from_(table.name).where(condition.where.copy())
    return Query(f"check/{table.name}/{condition.problem.value}", tree, condition.parameters)


def duplicates(table: Table) -> Query:
    """Return the statement that counts the rows whose key another row has too; NULL in a key counts as one value.

    It is apart from `scan` so that a large table is grouped by its key columns alone.
    """
    key = [exp.column(name) for name in table.key]
    copies = exp.alias_(exp.Count(this=exp.Star()), _COPIES)
    shared = exp.select(copies).from_(table.name).group_by(*key).having(exp.Count(this=exp.Star()) > 1)
    total = exp.func("coalesce", exp.Sum(this=exp.column(_COPIES)), exp.Literal.number(0))
    return Query(f"check/{table.name}/key", exp.select(exp.alias_(total, "row_total")).from_(shared.subquery("shared")))


def duplicate_rows(table: Table) -> Query:
    """Return the statement that shows the rows `duplicates` counts, those with the same key together."""
    key = [exp.column(name) for name in table.key]
    window = exp.Window(this=exp.Count(this=exp.Star()), partition_by=[column.copy() for column in key])
    keyed = exp.select("*", exp.alias_(window, _COPIES)).from_(table.name)
    tree = exp.select("*").from_(keyed.subquery("keyed")).where(exp.column(_COPIES) > 1)
    tree = tree.order_by(*(column.asc(nulls_first=False) for column in key))
    return Query(f"check/{table.name}/{Problem.DUPLICATE_KEY.value}", tree)


def orphans(table: Table, column: Column, *, rows: bool) -> Query:
    """Return the statement that counts, or with `rows` shows, the rows whose reference is in no row of its table."""
    reference = column.references
    if reference is None:
        raise ValueError(f"column {column.name} of {table.name} references nothing; pass one that does")
    # A row without a match comes out of an outer join once, even where the other table repeats its key; DuckDB takes
    # half the time it needs for NOT EXISTS.
    child, parent = exp.column(column.name, table="child"), exp.column(reference.column, table="parent")
    what = exp.column(exp.Star(), table="child") if rows else exp.alias_(exp.Count(this=exp.Star()), "row_total")
    tree = (
        exp.select(what)
        .from_(exp.alias_(exp.to_table(table.name), "child", table=True))
        .join(
            exp.alias_(exp.to_table(reference.table), "parent", table=True),
            on=parent.eq(child),
            join_type="left",
        )
        .where(exp.not_(child.copy().is_(exp.null())), parent.copy().is_(exp.null()))
    )
    return Query(f"check/{table.name}/{column.name}", tree)


def newest(table: Table, time: str) -> Query:
    """Return the statement that shows the newest value of the time column."""
    tree = exp.select(exp.alias_(exp.Max(this=exp.column(time)), "newest")).from_(table.name)
    return Query(f"check/{table.name}/{Problem.STALE.value}", tree)


def _missing_value(column: Column) -> Condition:
    return Condition(
        Problem.MISSING_VALUE,
        Severity.ERROR,
        column.name,
        exp.column(column.name).is_(exp.null()),
        f"{{rows}} without a value in {column.name}, which may not be NULL.",
    )


def _unknown_value(column: Column) -> Condition:
    name = f"known_{column.name}"
    within = exp.In(this=exp.column(column.name), field=exp.Placeholder(this=name))
    return Condition(
        Problem.UNKNOWN_VALUE,
        Severity.ERROR,
        column.name,
        exp.not_(within),
        f"{{rows}} with another {column.name} than {', '.join(column.one_of)}; map it to one of them.",
        {name: column.one_of},
    )


def _out_of_range(column: Column) -> Condition:
    bounds = column.range
    low, includes_low = (bounds.low, bounds.includes_low) if bounds else (-math.inf, False)
    high, includes_high = (bounds.high, bounds.includes_high) if bounds else (math.inf, False)
    value = exp.column(column.name)
    outside: list[exp.Expr] = []
    parameters: dict[str, Any] = {}
    for side, bound, operator in (
        ("low", low, exp.LT if includes_low else exp.LTE),
        ("high", high, exp.GT if includes_high else exp.GTE),
    ):
        # Only a DOUBLE can be infinite. NaN is above infinity in the databases we support, so the upper bound finds it.
        if math.isfinite(bound):
            name = f"{side}_{column.name}"
            outside.append(operator(this=value.copy(), expression=exp.Placeholder(this=name)))
            parameters[name] = int(bound) if bound == int(bound) else bound
        elif column.type == "DOUBLE":
            # Not as a parameter: some drivers write one out as the word inf, which is no number in SQL.
            outside.append(operator(this=value.copy(), expression=_literal(bound)))
    what = f"outside {bounds}" if bounds else "that is not a finite number"
    return Condition(
        Problem.OUT_OF_RANGE,
        Severity.ERROR,
        column.name,
        exp.or_(*outside),
        f"{{rows}} with {'an' if column.name[0] in 'aeiou' else 'a'} {column.name} {what}.",
        parameters,
    )


def _wrong_order(ordering: Ordering, upper: Column) -> Condition:
    than = "below" if upper.type in NUMBERS else "before"
    reason = " Real sources do this; metrics count such rows apart." if ordering.is_known_fault else ""
    return Condition(
        Problem.WRONG_ORDER,
        Severity.WARNING if ordering.is_known_fault else Severity.ERROR,
        ordering.upper,
        exp.column(ordering.upper) < exp.column(ordering.lower),
        f"{{rows}} with {ordering.upper} {than} {ordering.lower}.{reason}",
    )


def _literal(value: Any) -> exp.Expr:
    if isinstance(value, float) and math.isinf(value):
        return exp.cast(exp.Literal.string("infinity" if value > 0 else "-infinity"), "double")
    if isinstance(value, datetime):
        return exp.cast(exp.Literal.string(value.isoformat(sep=" ")), "timestamp")
    if isinstance(value, date):
        return exp.cast(exp.Literal.string(value.isoformat()), "date")
    return exp.convert(value)
