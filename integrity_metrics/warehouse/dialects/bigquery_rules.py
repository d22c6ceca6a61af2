"""What BigQuery would do otherwise than DuckDB, unless told."""

from __future__ import annotations

from sqlglot import exp

from integrity_metrics.warehouse.dialects.common_rules import MOMENT, innermost_first


def cut_datetimes(tree: exp.Expr) -> None:
    """Cut periods from DATETIME, which is our timestamp, and weeks from Monday on: WEEK begins on Sunday."""
    for cut in innermost_first(tree, exp.TimestampTrunc, exp.DateTrunc):
        unit = cut.text("unit").upper()
        part = exp.Var(this="ISOWEEK" if unit == "WEEK" else unit)
        moment = exp.cast(cut.this, MOMENT)
        cut.replace(exp.Anonymous(this="DATETIME_TRUNC", expressions=[moment, part]))


RULES = (cut_datetimes,)
