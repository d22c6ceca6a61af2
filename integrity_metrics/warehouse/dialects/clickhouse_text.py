"""What ClickHouse calls the functions that take text apart (queries/sources)."""

from __future__ import annotations

from sqlglot import exp

from integrity_metrics.warehouse.dialects.common_rules import innermost_first


def parts_of_text(tree: exp.Expr) -> None:
    """Split text by ``splitByString``: there is no SPLIT_PART. A part there is not is empty text in both."""
    for part in innermost_first(tree, exp.SplitPart):
        pieces = exp.Anonymous(this="splitByString", expressions=[part.args["delimiter"], part.this])
        part.replace(exp.Anonymous(this="arrayElement", expressions=[pieces, part.args["part_index"]]))


def letters_of_text(tree: exp.Expr) -> None:
    """Write ``translate`` in small letters, the only way ClickHouse knows it."""
    for change in innermost_first(tree, exp.Translate):
        change.replace(
            exp.Anonymous(this="translate", expressions=[change.this, change.args["from_"], change.args["to"]])
        )
