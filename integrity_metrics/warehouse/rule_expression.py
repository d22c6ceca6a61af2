"""Reads a draft rule: SQL-like text to a tree of whitelisted parts, or one sentence that names the token refused.

The text is parsed and thrown away; what runs is built anew from the tree (rule_statement.py), so nothing a person
wrote reaches the warehouse as SQL.
"""

from __future__ import annotations

import sqlglot
from sqlglot import exp
from sqlglot.errors import ParseError, SqlglotError
from sqlglot.tokenizer_core import TokenType

from integrity_metrics.warehouse.query_files import AUTHORING_DIALECT
from integrity_metrics.warehouse.rule_columns import Kind, RuleExpressionError
from integrity_metrics.warehouse.rule_nodes import (
    AllOf,
    AnyOf,
    Between,
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
    Within,
)
from integrity_metrics.warehouse.rule_operands import called, operand_of, shown
from integrity_metrics.warehouse.rule_reach import matches_everything

MOST_BYTES = 10_000
# Deeper nesting is no rule a person wrote, and would exhaust the parser's stack.
MOST_NESTING = 30
MOST_TOKENS = 2_000
_ORDERS: dict[type[exp.Expr], Order] = {
    exp.EQ: Order.EQUAL,
    exp.NEQ: Order.NOT_EQUAL,
    exp.LT: Order.LESS,
    exp.LTE: Order.AT_MOST,
    exp.GT: Order.MORE,
    exp.GTE: Order.AT_LEAST,
}
# What each kind of test may carry; anything else (an escape, a subquery, "any") is refused.
_KNOWN_PARTS: dict[type[exp.Expr], set[str]] = {
    exp.In: {"this", "expressions"},
    exp.Between: {"this", "low", "high"},
    exp.Like: {"this", "expression"},
    exp.Is: {"this", "expression"},
}


def parse_rule(text: str) -> Condition:
    """Return the tree of a draft rule, or refuse it.

    Raises
    ------
    RuleExpressionError
        One sentence naming the token: a subquery, a function or column outside the list, a semicolon, a comment, text
        that is too long, values of different kinds, an expression every content matches.

    Examples
    --------
    >>> parse_rule("market in ('BR', 'MX') and creator_age_days < 2").parts[1].order
    <Order.LESS: '<'>
    >>> parse_rule("markt = 'BR'")
    Traceback (most recent call last):
    ...
    integrity_metrics.warehouse.rule_columns.RuleExpressionError: There is no column 'markt'; did you mean 'market'? ...
    """
    if len(text.encode("utf-8", errors="replace")) > MOST_BYTES:
        raise RuleExpressionError(
            f"The expression is longer than {MOST_BYTES:,} bytes, beginning with '{text[:20]}'; write a shorter one."
        )
    _check_tokens(text)
    condition = _condition(_parsed(text))
    if matches_everything(condition):
        raise RuleExpressionError(f"'{_short(text)}' matches every content; add a condition that leaves some out.")
    return condition


def _check_tokens(text: str) -> None:
    try:
        tokens = sqlglot.tokenize(text, read=AUTHORING_DIALECT)
    except SqlglotError:
        raise RuleExpressionError(
            f"'{_short(text)}' cannot be read: a quotation mark or bracket is not closed; close it."
        ) from None
    if not tokens:
        raise RuleExpressionError("The expression is empty or only a comment; write a condition such as market = 'BR'.")
    if len(tokens) > MOST_TOKENS:
        raise RuleExpressionError(
            f"The expression has {len(tokens):,} words from '{tokens[0].text[:20]}' on; at most {MOST_TOKENS:,} may be."
        )
    brackets = prefixes = 0
    for token in tokens:
        if token.comments:
            raise RuleExpressionError(f"A comment stands at '{token.text}'; take it out, use the rule's note instead.")
        if token.token_type is TokenType.SEMICOLON:
            raise RuleExpressionError("A semicolon ';' ends statements; a rule is one condition, take it out.")
        brackets += (token.token_type is TokenType.L_PAREN) - (token.token_type is TokenType.R_PAREN)
        prefixes = prefixes + 1 if token.token_type in (TokenType.NOT, TokenType.DASH) else 0
        if max(brackets, prefixes) > MOST_NESTING:
            raise RuleExpressionError(f"The expression nests deeper than {MOST_NESTING} at '{token.text}'; flatten it.")


def _parsed(text: str) -> exp.Expr:
    try:
        tree: exp.Expr = sqlglot.parse_one(text, into=exp.Condition, read=AUTHORING_DIALECT)
    except ParseError as error:
        token = error.errors[0].get("highlight") if error.errors else None
        where = f"at '{_short(token)}'" if token else f"'{_short(text)}'"
        raise RuleExpressionError(
            f"The expression cannot be read {where}; write a condition such as market = 'BR'."
        ) from None
    except (SqlglotError, RecursionError, AttributeError, TypeError, ValueError):
        raise RuleExpressionError(
            f"The expression cannot be read: '{_short(text)}'; write a condition such as market = 'BR'."
        ) from None
    return tree


def _condition(tree: exp.Expr) -> Condition:
    tree = tree.unnest()
    if isinstance(tree, (exp.And, exp.Or)):
        parts = tuple(_condition(part) for part in tree.flatten())
        return AllOf(parts) if isinstance(tree, exp.And) else AnyOf(parts)
    if isinstance(tree, exp.Not):
        return Not(_condition(tree.this))
    if type(tree) in _ORDERS:
        return _comparison(_ORDERS[type(tree)], tree)
    if type(tree) in _KNOWN_PARTS:
        return _test(tree)
    rule = called(tree)
    if isinstance(rule, OtherRule) and rule.kind is Kind.BOOLEAN:
        return Hit(rule)
    # Refuses subqueries, functions and columns by name first; whatever is left is a value where a test must be.
    operand_of(tree)
    raise RuleExpressionError(f"'{shown(tree)}' is a value, not a test; compare it, for example with = or in.")


def _comparison(order: Order, tree: exp.Expr) -> Comparison:
    left, right = operand_of(tree.this), operand_of(tree.expression)
    _check_same_kind(left, right, tree)
    if left.kind is Kind.TEXT and order not in (Order.EQUAL, Order.NOT_EQUAL):
        raise RuleExpressionError(
            f"'{shown(tree)}' orders text with {order}, which databases do differently; use =, <>, in or like."
        )
    return Comparison(order, left, right)


def _test(tree: exp.Expr) -> Condition:
    for part, value in tree.args.items():
        if value and part not in _KNOWN_PARTS[type(tree)]:
            # A subquery is refused as such, whatever it stands in.
            inner = value if isinstance(value, exp.Expr) else tree
            operand_of(inner)
            raise RuleExpressionError(f"'{shown(inner)}' is not allowed in '{shown(tree)}'; list values in brackets.")
    operand = operand_of(tree.this)
    match tree:
        case exp.In():
            choices = tuple(_constant(choice, tree) for choice in tree.expressions)
            if not choices:
                raise RuleExpressionError(f"'{shown(tree)}' lists no value; write at least one.")
            for choice in choices:
                _check_same_kind(operand, choice, tree)
            return Within(operand, choices)
        case exp.Between():
            low, high = operand_of(tree.args["low"]), operand_of(tree.args["high"])
            for limit in (low, high):
                _check_same_kind(operand, limit, tree)
            if operand.kind is not Kind.NUMBER:
                raise RuleExpressionError(f"'{shown(tree)}' orders text; between takes numbers.")
            return Between(operand, low, high)
        case exp.Is():
            if not isinstance(tree.expression, exp.Null):
                raise RuleExpressionError(f"'{shown(tree)}' is not allowed; only `is null` and `is not null` are.")
            _check_reads_something(operand, tree)
            return Missing(operand)
        case _:
            pattern = _constant(tree.expression, tree)
            _check_same_kind(operand, pattern, tree)
            if operand.kind is not Kind.TEXT:
                raise RuleExpressionError(f"'{shown(tree)}' compares a number with a pattern; like takes text.")
            if "\\" in str(pattern.value):
                raise RuleExpressionError(f"'{shown(tree)}' has a backslash, which databases read differently.")
            return Like(operand, pattern)


def _constant(tree: exp.Expr, where: exp.Expr) -> Constant:
    operand = operand_of(tree)
    if not isinstance(operand, Constant):
        raise RuleExpressionError(f"'{shown(tree)}' in '{shown(where)}' must be a written value, not a column.")
    return operand


def _check_same_kind(left: Operand, right: Operand, where: exp.Expr) -> None:
    if left.kind is not right.kind:
        raise RuleExpressionError(
            f"'{shown(where)}' compares {left.kind} with {right.kind}; quote text and leave numbers without quotes."
        )
    if left.kind is Kind.BOOLEAN:
        raise RuleExpressionError(f"'{shown(where)}' compares what is true or false already; write it by itself.")
    if isinstance(left, Constant) and isinstance(right, Constant):
        raise RuleExpressionError(f"'{shown(where)}' compares two written values; name a column.")


def _check_reads_something(operand: Operand, where: exp.Expr) -> None:
    if isinstance(operand, Constant) or operand.kind is Kind.BOOLEAN:
        raise RuleExpressionError(
            f"'{shown(where)}' asks whether a value that is always there is missing; leave it out."
        )


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 60 else f"{words[:57]}..."
