"""Finds draft rules that every content matches, before anything runs.

Each value a rule reads is tried at, below and above every constant it is compared with (and missing, where it may
be): a rule of comparisons is constant between those points, so trying them all is a proof.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter

from integrity_metrics.warehouse.rule_columns import COLUMNS, Kind
from integrity_metrics.warehouse.rule_evaluation import evaluate
from integrity_metrics.warehouse.rule_nodes import (
    Call,
    Column,
    Condition,
    Constant,
    Like,
    OtherRule,
    operands_of,
    single_tests,
)

# Combinations tried at most; a rule with more is left to the run, which counts what it matches.
MOST_COMBINATIONS = 20_000
Variable = Column | OtherRule
Value = str | float | bool | None


def matches_everything(condition: Condition) -> bool:
    """Return whether it is certain that every content matches.

    False where it is not certain: rules with many columns, with several text functions or patterns, or with numbers
    made of texts beside others.

    Examples
    --------
    >>> from integrity_metrics.warehouse.rule_nodes import AnyOf, Comparison, Order
    >>> hour = Column("created_hour", Kind.NUMBER)
    >>> early = Comparison(Order.LESS, hour, Constant(12, Kind.NUMBER))
    >>> late = Comparison(Order.MORE, hour, Constant(10, Kind.NUMBER))
    >>> matches_everything(AnyOf((early, late))), matches_everything(early)
    (True, False)
    """
    operands = list(operands_of(condition))
    if not _is_simple(condition):
        return False
    variables = list(dict.fromkeys(part for part in operands if isinstance(part, (Column, OtherRule))))
    numbers = sorted({float(p.value) for p in operands if isinstance(p, Constant) and p.kind is Kind.NUMBER})
    texts = sorted({str(p.value) for p in operands if isinstance(p, Constant) and p.kind is Kind.TEXT})
    tried = [_values(variable, numbers, texts) for variable in variables]
    if math.prod(len(values) for values in tried) > MOST_COMBINATIONS:
        return False
    return all(
        evaluate(condition, dict(zip(variables, values, strict=True))) is True for values in itertools.product(*tried)
    )


def _is_simple(condition: Condition) -> bool:
    """Whether no text is read by more than one pattern or function: then a few texts stand for all.

    A few do not where a number made of a text may be compared with another that is no constant.
    """
    functions = [part for part in operands_of(condition) if isinstance(part, Call) and part.function != "coalesce"]
    if any(call.kind is Kind.NUMBER for call in functions) and any(
        isinstance(part, (Column, OtherRule)) and part.kind is Kind.NUMBER for part in operands_of(condition)
    ):
        return False
    patterns = [test for test in single_tests(condition) if isinstance(test, Like)]
    reads = Counter(part.name for part in operands_of(condition) if isinstance(part, Column) and part.kind is Kind.TEXT)
    return not (functions or patterns) or (len(functions) + len(patterns) == 1 and max(reads.values(), default=0) == 1)


def _values(variable: Variable, numbers: list[float], texts: list[str]) -> list[Value]:
    if variable.kind is Kind.BOOLEAN:
        return [True, False]
    found: list[Value]
    if variable.kind is Kind.NUMBER:
        points = numbers or [0.0]
        between = [(a + b) / 2 for a, b in itertools.pairwise(points)]
        lowest = COLUMNS[variable.name].lowest if isinstance(variable, Column) else None
        candidates = [points[0] - 1, *points, *between, points[-1] + 1, *([] if lowest is None else [lowest])]
        found = [value for value in candidates if lowest is None or value >= lowest]
    else:
        # Two texts no rule names, of unlike length; and what each pattern is made of.
        plain = [text.replace("%", "").replace("_", "x") for text in texts]
        found = [*dict.fromkeys([*texts, *plain, *(t.lower() for t in texts), *(t.upper() for t in texts)])]
        found += ["\x01", "\x01" * 99]
    if isinstance(variable, OtherRule) or COLUMNS[variable.name].may_be_missing:
        found.append(None)
    return found
