"""What Spark (and Databricks) would do otherwise than DuckDB, unless told."""

from __future__ import annotations

from sqlglot import exp

from integrity_metrics.warehouse.dialects.common_rules import MOMENT, innermost_first, seconds_whole


def cut_without_time_zone(tree: exp.Expr) -> None:
    """Let a period begin at a timestamp without a time zone, as the contract's columns are."""
    for cut in innermost_first(tree, exp.TimestampTrunc, exp.DateTrunc):
        cut.replace(exp.cast(cut.copy(), MOMENT))


def floor_to_double(tree: exp.Expr) -> None:
    """Let FLOOR give a double: Spark gives a whole number, which is divided and written otherwise."""
    for floor in innermost_first(tree, exp.Floor, exp.Ceil):
        if not isinstance(floor.parent, (exp.Cast, exp.Div)):
            floor.replace(exp.cast(floor.copy(), "double"))


RULES = (seconds_whole, cut_without_time_zone, floor_to_double)
