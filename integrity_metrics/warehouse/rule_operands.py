"""The values a draft rule compares: columns, written constants and the functions on the list."""

from __future__ import annotations

import difflib
import math

from sqlglot import exp

from integrity_metrics.warehouse.query_files import AUTHORING_DIALECT
from integrity_metrics.warehouse.rule_columns import (
    COLUMNS,
    FUNCTIONS,
    RULE_FUNCTIONS,
    TEXT_FUNCTIONS,
    Kind,
    RuleExpressionError,
)
from integrity_metrics.warehouse.rule_nodes import Call, Column, Constant, Operand, OtherRule

# Integers up to here are the same as a double; larger ones are bound as one.
LARGEST_WHOLE = 2**53


def operand_of(tree: exp.Expr) -> Operand:
    """Return the operand a piece of the parsed text is, or refuse it by name."""
    tree = tree.unnest()
    if isinstance(tree, exp.Column):
        return _column(tree)
    if isinstance(tree, exp.Literal):
        return Constant(tree.this, Kind.TEXT) if tree.is_string else _number(tree.this, tree)
    if isinstance(tree, exp.Neg) and isinstance(tree.this, exp.Literal) and not tree.this.is_string:
        return _number(f"-{tree.this.this}", tree)
    found = called(tree)
    if found is not None:
        return found
    raise RuleExpressionError(_refusal(tree))


def called(tree: exp.Expr) -> Call | OtherRule | None:
    """Return the call of a listed function, or None when `tree` is none.

    Raises
    ------
    RuleExpressionError
        When a listed function is given what it does not take.
    """
    name = _function_name(tree)
    if name not in FUNCTIONS:
        return None
    arguments = tuple(tree.expressions) if isinstance(tree, exp.Anonymous) else _arguments(tree)
    if name in RULE_FUNCTIONS:
        if len(arguments) != 1 or not (isinstance(arguments[0], exp.Literal) and arguments[0].is_string):
            raise RuleExpressionError(
                f"'{shown(tree)}' must name one rule in quotes, for example {name}('spam_model')."
            )
        return OtherRule(name, arguments[0].this, RULE_FUNCTIONS[name])
    operands = tuple(operand_of(argument) for argument in arguments)
    if all(isinstance(operand, Constant) for operand in operands):
        raise RuleExpressionError(f"'{shown(tree)}' reads no column; name one.")
    if name == "coalesce":
        if len(operands) != 2 or operands[0].kind is not operands[1].kind or operands[0].kind is Kind.BOOLEAN:
            raise RuleExpressionError(f"'{shown(tree)}' must have a column and a value of the same kind.")
        return Call(name, operands, operands[0].kind)
    if len(operands) != 1 or operands[0].kind is not Kind.TEXT:
        raise RuleExpressionError(f"'{shown(tree)}' must have one text.")
    return Call(name, operands, TEXT_FUNCTIONS[name])


def shown(tree: exp.Expr) -> str:
    """Return a piece of the text as it is quoted in a refusal, cut to a readable length."""
    text = " ".join(tree.sql(dialect=AUTHORING_DIALECT, comments=False).split())
    return text if len(text) <= 60 else f"{text[:57]}..."


def _column(tree: exp.Column) -> Column:
    name = tree.name.lower()
    if tree.table:
        raise RuleExpressionError(f"'{shown(tree)}' names a table; write the column only.")
    if name not in COLUMNS:
        near = difflib.get_close_matches(name, COLUMNS, n=1)
        hint = f"did you mean '{near[0]}'?" if near else "quote text with single quotes."
        raise RuleExpressionError(f"There is no column '{tree.name[:60]}'; {hint} Known: {', '.join(COLUMNS)}.")
    return Column(name, COLUMNS[name].kind)


def _number(text: str, tree: exp.Expr) -> Constant:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise RuleExpressionError(f"'{shown(tree)}' is not a number that can be compared; write a finite one.")
    is_whole = value.is_integer() and abs(value) <= LARGEST_WHOLE
    return Constant(int(value) if is_whole else value, Kind.NUMBER)


def _function_name(tree: exp.Expr) -> str | None:
    if isinstance(tree, exp.Anonymous):
        return str(tree.this).lower()
    return tree.sql_name().lower() if isinstance(tree, exp.Func) and not isinstance(tree, exp.Connector) else None


def _arguments(tree: exp.Expr) -> tuple[exp.Expr, ...]:
    parts = [part for value in tree.args.values() for part in (value if isinstance(value, list) else [value])]
    return tuple(part for part in parts if isinstance(part, exp.Expr))


def _refusal(tree: exp.Expr) -> str:
    if isinstance(tree, (exp.Query, exp.Exists)):
        return f"'{shown(tree)}' is a subquery; a rule reads one content only."
    if isinstance(tree, exp.Boolean):
        return f"'{shown(tree)}' is always the same; name a column."
    if isinstance(tree, exp.Null):
        return "'NULL' cannot be compared; write `is null` or `is not null`."
    if isinstance(tree, (exp.Placeholder, exp.Parameter)):
        return f"'{shown(tree)}' is a parameter; write the value."
    name = _function_name(tree)
    if name is not None:
        return f"'{shown(tree)}' calls {name}, which is not on the list; allowed: {', '.join(FUNCTIONS)}."
    tests = "and, or, not, =, <>, <, <=, >, >=, in, between, like, is null"
    return f"'{shown(tree)}' ({tree.key}) is not allowed; use {tests}."
