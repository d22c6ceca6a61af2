"""Builds the statement of a draft rule from its tree: whitelisted SQL for the columns, parameters for the values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from sqlglot import exp

from integrity_metrics.warehouse.dialects.parameters import types_of
from integrity_metrics.warehouse.dialects.translate import show, write
from integrity_metrics.warehouse.query_files import AUTHORING_DIALECT, load_query
from integrity_metrics.warehouse.rule_nodes import (
    AllOf,
    AnyOf,
    Between,
    Call,
    Column,
    Comparison,
    Condition,
    Constant,
    Hit,
    Like,
    Missing,
    Not,
    Operand,
    Order,
    OtherRule,
    Scalar,
    Within,
    rules_of,
)
from integrity_metrics.warehouse.shaping import Statement, check_parameters

COLUMN_SQL = "metrics/rules/columns"
# Where a query file wants the rule, and the moment from which the rule would have known.
CONDITION, KNOWN_AT = "draft_condition", "draft_known_at"
_ORDERS: dict[Order, type[exp.Binary]] = {
    Order.EQUAL: exp.EQ,
    Order.NOT_EQUAL: exp.NEQ,
    Order.LESS: exp.LT,
    Order.AT_MOST: exp.LTE,
    Order.MORE: exp.GT,
    Order.AT_LEAST: exp.GTE,
}
_FUNCTIONS: dict[str, type[exp.Func]] = {"lower": exp.Lower, "upper": exp.Upper, "length": exp.Length}
ColumnSql = Callable[[Column | OtherRule], exp.Expr]
ConstantSql = Callable[[Scalar], exp.Expr]


def draft_statement(
    name: str, condition: Condition, parameters: Mapping[str, Any], *, dialect: str = AUTHORING_DIALECT
) -> Statement:
    """Return the query file `name` with the draft rule in place of ``:draft_condition``, its values bound.

    Parameters
    ----------
    name
        A query file whose outermost names are the aliases of ``metrics/rules/columns``: ``candidate`` for contents,
        ``sampled`` for sampled views.
    condition
        From `parse_rule`.
    parameters
        Values of the other parameters.
    """
    query = load_query(name)
    check_parameters(query, parameters)
    tree = query.tree.copy()
    bound: dict[str, Any] = dict(parameters)

    def bind(value: Scalar) -> exp.Expr:
        key = f"draft_{len(bound)}"
        bound[key] = value
        return exp.Placeholder(this=key)

    def column(part: Column | OtherRule) -> exp.Expr:
        return _column_sql(part.name) if isinstance(part, Column) else _of_rule(part.function, part.rule_id, bind)

    for placeholder in list(tree.find_all(exp.Placeholder)):
        if placeholder.this == CONDITION:
            placeholder.replace(exp.paren(condition_sql(condition, column, bind)))
        elif placeholder.this == KNOWN_AT:
            placeholder.replace(_known_at(condition, bind))
    sql = write(tree, dialect, types=types_of(bound) | query.parameters)
    return Statement(name, sql, bound, query.tables, show(tree, AUTHORING_DIALECT))


def rule_in_words(condition: Condition) -> str:
    """Return the rule as it was understood: one spelling for every equal rule, for hashes, reports and saved drafts.

    Examples
    --------
    >>> from integrity_metrics.warehouse.rule_expression import parse_rule
    >>> rule_in_words(parse_rule("Market IN ('BR','MX') AND NOT language is NULL"))
    "market IN ('BR', 'MX') AND NOT language IS NULL"
    """

    def column(part: Column | OtherRule) -> exp.Expr:
        if isinstance(part, Column):
            return exp.column(part.name)
        return exp.Anonymous(this=part.function, expressions=[exp.Literal.string(part.rule_id)])

    return condition_sql(condition, column, lambda value: exp.convert(value)).sql(dialect=AUTHORING_DIALECT)


def condition_sql(condition: Condition, column: ColumnSql, constant: ConstantSql) -> exp.Expr:
    """Return a condition as a new syntax tree; `column` and `constant` say what stands for each value."""

    def operand(part: Operand) -> exp.Expr:
        match part:
            case Constant(value):
                return constant(value)
            case Column() | OtherRule():
                return column(part)
            case Call("coalesce", (first, second)):
                return exp.Coalesce(this=operand(first), expressions=[operand(second)])
            case Call(function, (argument,)):
                return _FUNCTIONS[function](this=operand(argument))
        raise ValueError(f"{part} is no operand of a rule")

    def build(part: Condition) -> exp.Expr:
        match part:
            case AllOf(parts):
                return exp.and_(*(build(each) for each in parts), copy=False)
            case AnyOf(parts):
                return exp.or_(*(build(each) for each in parts), copy=False)
            case Not(inner):
                return exp.not_(build(inner), copy=False)
            case Hit(rule):
                return column(rule)
            case Missing(value):
                return exp.Is(this=operand(value), expression=exp.Null())
            case Comparison(order, left, right):
                return _ORDERS[order](this=operand(left), expression=operand(right))
            case Within(value, choices):
                return exp.In(this=operand(value), expressions=[constant(choice.value) for choice in choices])
            case Between(value, low, high):
                return exp.Between(this=operand(value), low=operand(low), high=operand(high))
            case Like(value, pattern):
                return exp.Like(this=operand(value), expression=constant(pattern.value))

    return build(condition)


def _known_at(condition: Condition, bind: ConstantSql) -> exp.Expr:
    """Return when all the rule reads was there: the content's creation, or the last hit of the rules it reads."""
    created = _column_sql("created_at")
    hits = [_of_rule("rule_hit_at", rule_id, bind) for rule_id in rules_of(condition)]
    if not hits:
        return created
    known = [exp.Coalesce(this=hit, expressions=[created.copy()]) for hit in hits]
    return exp.Greatest(this=created, expressions=known)


def _of_rule(function: str, rule_id: str, bind: ConstantSql) -> exp.Expr:
    tree = _column_sql(function)
    for placeholder in list(tree.find_all(exp.Placeholder)):
        if placeholder.this == "rule_id":
            placeholder.replace(bind(rule_id))
    return tree


def _column_sql(name: str) -> exp.Expr:
    return _projections()[name].copy()


@cache
def _projections() -> dict[str, exp.Expr]:
    return {each.alias_or_name: exp.paren(each.unalias()) for each in load_query(COLUMN_SQL).tree.expressions}
