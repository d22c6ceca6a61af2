"""The parts a draft rule is made of, once everything outside the whitelist has been refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from integrity_metrics.warehouse.rule_columns import Kind

Scalar = str | int | float


class Order(StrEnum):
    """How two values are compared."""

    EQUAL = "="
    NOT_EQUAL = "<>"
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="


@dataclass(frozen=True, slots=True)
class Column:
    """The value of a column of `COLUMNS`."""

    name: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Constant:
    """A value written in the rule; bound as a parameter, never written into SQL."""

    value: Scalar
    kind: Kind


@dataclass(frozen=True, slots=True)
class Call:
    """A text function, or `coalesce` of a value and a constant."""

    function: str
    arguments: tuple[Operand, ...]
    kind: Kind


@dataclass(frozen=True, slots=True)
class OtherRule:
    """Whether another rule hit the content (`rule_hit`), or its highest score on it (`rule_score`)."""

    function: str
    rule_id: str
    kind: Kind


Operand = Column | Constant | Call | OtherRule


@dataclass(frozen=True, slots=True)
class Comparison:
    """`left` `order` `right`."""

    order: Order
    left: Operand
    right: Operand


@dataclass(frozen=True, slots=True)
class Within:
    """`operand` in (`choices`)."""

    operand: Operand
    choices: tuple[Constant, ...]


@dataclass(frozen=True, slots=True)
class Between:
    """`low` <= `operand` <= `high`."""

    operand: Operand
    low: Operand
    high: Operand


@dataclass(frozen=True, slots=True)
class Missing:
    """`operand` is null."""

    operand: Operand


@dataclass(frozen=True, slots=True)
class Like:
    """`operand` like `pattern`; ``%`` stands for any text, ``_`` for one character."""

    operand: Operand
    pattern: Constant


@dataclass(frozen=True, slots=True)
class Hit:
    """Another rule hit the content."""

    rule: OtherRule


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of `part`."""

    part: Condition


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds."""

    parts: tuple[Condition, ...]


Condition = Comparison | Within | Between | Missing | Like | Hit | Not | AllOf | AnyOf


def single_tests(condition: Condition) -> Iterator[Comparison | Within | Between | Missing | Like | Hit]:
    """Yield the single tests a condition combines, left to right."""
    match condition:
        case Not(part):
            yield from single_tests(part)
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from single_tests(part)
        case _:
            yield condition


def operands_of(condition: Condition) -> Iterator[Operand]:
    """Yield every operand a condition reads, arguments of calls included."""
    for test in single_tests(condition):
        match test:
            case Comparison(_, left, right):
                yield from _inner(left)
                yield from _inner(right)
            case Within(operand, choices):
                yield from _inner(operand)
                yield from choices
            case Between(operand, low, high):
                for part in (operand, low, high):
                    yield from _inner(part)
            case Missing(operand):
                yield from _inner(operand)
            case Like(operand, pattern):
                yield from _inner(operand)
                yield pattern
            case Hit(rule):
                yield rule


def columns_of(condition: Condition) -> tuple[str, ...]:
    """Return the names of the columns a condition reads, sorted."""
    return tuple(sorted({part.name for part in operands_of(condition) if isinstance(part, Column)}))


def rules_of(condition: Condition) -> tuple[str, ...]:
    """Return the ids of the other rules a condition reads, sorted."""
    return tuple(sorted({part.rule_id for part in operands_of(condition) if isinstance(part, OtherRule)}))


def _inner(operand: Operand) -> Iterator[Operand]:
    yield operand
    if isinstance(operand, Call):
        for argument in operand.arguments:
            yield from _inner(argument)
