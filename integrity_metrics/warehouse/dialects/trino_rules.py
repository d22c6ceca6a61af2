"""What Trino would do otherwise than DuckDB, unless told."""

from __future__ import annotations

from sqlglot import exp

from integrity_metrics.warehouse.dialects.common_rules import MOMENT, cut_timestamps


def microseconds(tree: exp.Expr) -> None:
    """Keep microseconds: TIMESTAMP alone has milliseconds."""
    for kind in tree.find_all(exp.DataType):
        if kind.this is MOMENT:
            kind.replace(exp.DataType.build("TIMESTAMP(6)", dialect="trino"))


RULES = (cut_timestamps, microseconds)
