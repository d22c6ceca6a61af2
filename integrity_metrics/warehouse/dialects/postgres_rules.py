"""What PostgreSQL would do otherwise than DuckDB, unless told."""

from __future__ import annotations

from sqlglot import exp

from integrity_metrics.warehouse.dialects.common_rules import cut_timestamps, innermost_first
from integrity_metrics.warehouse.dialects.postgres_text import order_text_by_bytes


def whole_parts(tree: exp.Expr) -> None:
    """Make the parts of a moment whole numbers: PostgreSQL gives decimals, the seconds with their fraction."""
    for part in innermost_first(tree, exp.Extract):
        value: exp.Expr = part.copy()
        if part.name.upper() == "SECOND":
            value = exp.Floor(this=value)
        part.replace(exp.cast(value, "bigint"))


def wide_day_differences(tree: exp.Expr) -> None:
    """Count days in 64 bits: 86,400 times the days of 68 years overflow an integer."""
    for difference in innermost_first(tree, exp.DateDiff):
        difference.replace(exp.cast(difference.copy(), "bigint"))


def decimals_from_all_digits(tree: exp.Expr) -> None:
    """Make decimals from every digit of a number: PostgreSQL takes the first 15 of a double."""
    for cast in innermost_first(tree, exp.Cast):
        if cast.to.is_type(exp.DataType.Type.DECIMAL) and not isinstance(cast.this, exp.Literal):
            cast.set("this", exp.cast(cast.this, "text"))


def read_json(tree: exp.Expr) -> None:
    """Read a value from JSON whatever the column's type is (json, jsonb, text): sqlglot's function wants json."""
    for value in innermost_first(tree, exp.JSONExtractScalar):
        keys = [exp.Literal.string(key.name) for key in value.expression.find_all(exp.JSONPathKey)]
        column = exp.cast(value.this, "jsonb")
        value.replace(exp.Anonymous(this="JSONB_EXTRACT_PATH_TEXT", expressions=[column, *keys]))


RULES = (
    order_text_by_bytes,
    whole_parts,
    wide_day_differences,
    cut_timestamps,
    decimals_from_all_digits,
    read_json,
)
