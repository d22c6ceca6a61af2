"""The differences between engines that raise no error: what each engine answers, and what the product does about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

INFINITY = float("inf")


@dataclass(frozen=True, slots=True)
class Silent:
    """One construct that engines answer differently without a word.

    Parameters
    ----------
    name
        Names the test, and the row of docs/engines.md.
    engine
        sqlglot's name of the engine that differs.
    sql
        The construct in the dialect of query files: one column, rows in a determined order.
    right, wrong
        The column as DuckDB gives it, and as the engine does.
    is_refused
        Whether the lint refuses it in query files; where False, our rules write it so that the engine is right.
    text
        What is run on the engine to show the wrong answer; "" runs what sqlglot writes without our rules.
    """

    name: str
    engine: str
    sql: str
    right: tuple[Any, ...]
    wrong: tuple[Any, ...]
    is_refused: bool
    text: str = ""


_NUMBERS = "(values (1), (null), (2)) as t (n)"
_RULES = "select rule_id from rules where rule_id like '_ebra rules 0' order by rule_id"
_SECOND = "select extract(second from timestamp '2026-01-01 00:00:07.9') as x"
_DIGITS = "select cast(cast(0.30000000000000004 as double) as decimal(38, 20)) as x"

SILENT = (
    Silent("weekday", "spark", "select extract(dow from timestamp '2026-01-04 10:00:00') as x", (0,), (1,), True),
    Silent(
        "hours_between",
        "spark",
        "select date_diff('hour', timestamp '2026-01-01 10:59:00', timestamp '2026-01-01 11:01:00') as x",
        (1,),
        (0,),
        True,
    ),
    Silent(
        "months_between",
        "spark",
        "select date_diff('month', date '2026-01-31', date '2026-02-01') as x",
        (1,),
        (0,),
        True,
    ),
    Silent("fraction_to_whole", "spark", "select cast(2.7 as integer) as x", (3,), (2,), True),
    Silent(
        "quantile",
        "spark",
        "select percentile_cont(0.5) within group (order by n) as x from (values (1), (2), (3), (10)) as t (n)",
        (2.5,),
        (2,),
        True,
    ),
    Silent(
        "date_minus_date",
        "spark",
        "select date '2026-01-05' - date '2026-01-01' as x",
        (4,),
        ("4 00:00:00.000000000",),
        True,
    ),
    Silent(
        "double_as_text",
        "spark",
        "select cast(cast(1e20 as double) as varchar) as x",
        ("1e+20",),
        ("1.0E20",),
        True,
    ),
    Silent(
        "double_as_text_in_postgresql",
        "postgres",
        "select cast(cast(1 as double) as varchar) as x",
        ("1.0",),
        ("1",),
        True,
    ),
    Silent("division_by_zero", "spark", "select 1.0 / cast(0 as double) as x", (INFINITY,), (None,), True),
    Silent("half_to_even", "postgres", "select round(cast(2.5 as double)) as x", (3.0,), (2.0,), True),
    Silent("decimal_quotient", "spark", "select 1.0 / 3 as x", (1 / 3,), (0.333333,), False),
    Silent("whole_quotient", "postgres", "select 5 / 2 as x", (2.5,), (2,), False, "select 5 / 2 as x"),
    Silent("seconds_in_spark", "spark", _SECOND, (7,), (7.9,), False),
    Silent("seconds_in_postgresql", "postgres", _SECOND, (7,), (7.9,), False),
    Silent("digits_of_a_double", "postgres", _DIGITS, (0.30000000000000004,), (0.3,), False),
    Silent(
        "order_of_text",
        "postgres",
        _RULES,
        ("Zebra rules 0", "zebra rules 0"),
        ("zebra rules 0", "Zebra rules 0"),
        False,
    ),
    Silent(
        "least_text",
        "postgres",
        "select min(rule_id) as x from rules where rule_id like '_ebra rules 0'",
        ("Zebra rules 0",),
        ("zebra rules 0",),
        False,
    ),
    Silent(
        "null_first_in_spark",
        "spark",
        f"select n from {_NUMBERS} order by n",  # noqa: S608
        (1, 2, None),
        (None, 1, 2),
        False,
        f"select n from {_NUMBERS} order by n",  # noqa: S608
    ),
    Silent(
        "null_first_in_postgresql",
        "postgres",
        f"select n from {_NUMBERS} order by n desc",  # noqa: S608
        (2, 1, None),
        (None, 2, 1),
        False,
        f"select n from {_NUMBERS} order by n desc",  # noqa: S608
    ),
)
