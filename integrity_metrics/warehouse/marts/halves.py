"""The two sides of a check of queries/marts/checks, for marts that are in another database than the contract.

Every check has the common table expressions ``source`` (of the contract, with others before it) and ``built`` (of the
mart), whose first column is the day; all others are sums of the same names and order, and what is missing is 0.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlglot import exp

from integrity_metrics.warehouse.check_statements import Query

# How far apart sums of weights may be, as in the check of label_sums; counts are compared to the last one.
RELATIVE = 1e-6


def halves(query: Query) -> tuple[Query, Query]:
    """Return what a check asks of the contract, and what it asks of the mart."""
    ctes = query.tree.ctes if isinstance(query.tree, exp.Query) else []
    return (
        _half(query, "source", [cte for cte in ctes if cte.alias != "built"]),
        _half(query, "built", [cte for cte in ctes if cte.alias == "built"]),
    )


def differing_days(source: Iterable[Sequence[Any]], built: Iterable[Sequence[Any]]) -> list[date]:
    """Return the days on which the sums differ, oldest first.

    Examples
    --------
    >>> differing_days([(date(2026, 1, 1), 5), (date(2026, 1, 2), 3)], [(date(2026, 1, 1), 5)])
    [datetime.date(2026, 1, 2)]
    """
    sums = [{row[0]: row[1:] for row in half} for half in (source, built)]
    days = sums[0].keys() | sums[1].keys()
    return sorted(day for day in days if not _same(sums[0].get(day, ()), sums[1].get(day, ())))


def _half(query: Query, name: str, ctes: list[exp.CTE]) -> Query:
    tree = exp.select("*").from_(name)
    tree.set("with_", exp.With(expressions=[cte.copy() for cte in ctes]))
    return Query(f"{query.name}/{name}", tree, query.parameters)


def _same(one: Sequence[Any], other: Sequence[Any]) -> bool:
    width = max(len(one), len(other))
    pairs = zip([*one, *[0] * (width - len(one))], [*other, *[0] * (width - len(other))], strict=True)
    return all(_equal(float(a or 0), float(b or 0)) for a, b in pairs)


def _equal(one: float, other: float) -> bool:
    if one.is_integer() and other.is_integer():
        return one == other
    return math.isclose(one, other, rel_tol=RELATIVE)
