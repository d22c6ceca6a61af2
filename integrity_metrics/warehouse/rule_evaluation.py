"""What a draft rule says of one content, in plain Python: SQL's three truth values, None for unknown.

It is the second opinion on the statement the warehouse runs (tests compare them), and finds rules that match all.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from typing import Any

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
    Within,
)

_COMPARE: dict[Order, Callable[[Any, Any], bool]] = {
    Order.EQUAL: operator.eq,
    Order.NOT_EQUAL: operator.ne,
    Order.LESS: operator.lt,
    Order.AT_MOST: operator.le,
    Order.MORE: operator.gt,
    Order.AT_LEAST: operator.ge,
}
_TEXT: dict[str, Callable[[str], Any]] = {"lower": str.lower, "upper": str.upper, "length": len}


def evaluate(condition: Condition, row: Mapping[Operand, Any]) -> bool | None:
    """Return whether a content matches; None is SQL's unknown, which is no match.

    Parameters
    ----------
    row
        Value of every `Column` and `OtherRule` the condition reads; None for a missing one.

    Examples
    --------
    >>> from integrity_metrics.warehouse.rule_columns import Kind
    >>> language = Column("language", Kind.TEXT)
    >>> rule = Not(Comparison(Order.EQUAL, language, Constant("pt", Kind.TEXT)))
    >>> evaluate(rule, {language: "es"}), evaluate(rule, {language: None})
    (True, None)
    """
    match condition:
        case Not(part):
            inner = evaluate(part, row)
            return None if inner is None else not inner
        case AllOf(parts):
            found = [evaluate(part, row) for part in parts]
            return False if False in found else None if None in found else True
        case AnyOf(parts):
            found = [evaluate(part, row) for part in parts]
            return True if True in found else None if None in found else False
        case Missing(operand):
            return _value(operand, row) is None
        case Hit(rule):
            return bool(row[rule])
        case Comparison(order, left, right):
            return _unless_missing(_COMPARE[order], _value(left, row), _value(right, row))
        case Within(operand, choices):
            value = _value(operand, row)
            return None if value is None else value in {choice.value for choice in choices}
        case Between(operand, low, high):
            value = _value(operand, row)
            above = _unless_missing(operator.ge, value, _value(low, row))
            below = _unless_missing(operator.le, value, _value(high, row))
            return False if False in (above, below) else None if None in (above, below) else True
        case Like(operand, pattern):
            return _unless_missing(_is_like, _value(operand, row), pattern.value)


def _value(operand: Operand, row: Mapping[Operand, Any]) -> Any:
    match operand:
        case Constant(value):
            return value
        case Column() | OtherRule():
            return row[operand]
        case Call("coalesce", (first, second)):
            value = _value(first, row)
            return _value(second, row) if value is None else value
        case Call(function, (argument,)):
            value = _value(argument, row)
            return None if value is None else _TEXT[function](value)
    raise ValueError(f"{operand} is no operand of a rule")


def _unless_missing(test: Callable[[Any, Any], bool], left: Any, right: Any) -> bool | None:
    return None if left is None or right is None else bool(test(left, right))


def _is_like(value: str, pattern: str) -> bool:
    parts = {"%": ".*", "_": "."}
    expression = "".join(parts.get(character, re.escape(character)) for character in pattern)
    return re.fullmatch(expression, value, flags=re.DOTALL) is not None
