"""What Snowflake would do otherwise than DuckDB, unless told."""

from __future__ import annotations

from sqlglot import exp

from integrity_metrics.warehouse.dialects.common_rules import cut_timestamps

# Its reserved words that are names of ours; a name without quotes is the same in capitals with them.
_RESERVED = frozenset({"issue", "rows", "start", "values", "sample"})


def quote_reserved_words(tree: exp.Expr) -> None:
    """Quote names that Snowflake reserves."""
    for name in tree.find_all(exp.Identifier):
        if name.name in _RESERVED:
            name.replace(exp.to_identifier(name.name.upper(), quoted=True))


RULES = (quote_reserved_words, cut_timestamps)
