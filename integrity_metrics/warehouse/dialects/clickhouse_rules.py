"""What ClickHouse would do otherwise than DuckDB, unless told."""

from __future__ import annotations

from sqlglot import exp

from integrity_metrics.warehouse.dialects.clickhouse_text import letters_of_text, parts_of_text
from integrity_metrics.warehouse.dialects.common_rules import MOMENT


def nulls_in_joins(tree: exp.Expr) -> None:
    """Let an outer join without a match give NULL, not 0 or an empty text."""
    if isinstance(tree, exp.Query) and tree.find(exp.Join):
        setting = exp.EQ(this=exp.to_identifier("join_use_nulls"), expression=exp.Literal.number(1))
        tree.set("settings", [setting])


def microseconds(tree: exp.Expr) -> None:
    """Keep the fraction of a second, which DateTime has not."""
    for kind in tree.find_all(exp.DataType):
        if kind.this is MOMENT:
            kind.replace(exp.DataType.build("DateTime64(6)", dialect="clickhouse"))


RULES = (nulls_in_joins, microseconds, parts_of_text, letters_of_text)
