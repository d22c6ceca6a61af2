"""The order of text in PostgreSQL: by its bytes, as everywhere else, not by the rules of some language."""

from __future__ import annotations

from sqlglot import exp

from integrity_metrics.warehouse.dialects.common_rules import innermost_first
from integrity_metrics.warehouse.dialects.kinds import TEXT, kinds_of


def order_text_by_bytes(tree: exp.Expr) -> None:
    """Write ``COLLATE "C"`` where text is ordered: in ORDER BY, in a window, in MIN and MAX.

    A database has the order of the language it was made for, in which small and capital letters mix.
    """
    nodes = innermost_first(tree, exp.Ordered, exp.Min, exp.Max)
    kinds = kinds_of(tree) if nodes else {}
    for node in nodes:
        kind = kinds.get(id(node.this))
        if kind is None or kind.this not in TEXT:
            continue
        if isinstance(node, exp.Ordered):
            _name_no_result(node)
        # A cast to text is nothing for text, and lets an enumeration or a name be collated.
        text = exp.cast(node.this, "text")
        node.set("this", exp.Collate(this=text, expression=exp.to_identifier("C", quoted=True)))


def _name_no_result(ordered: exp.Ordered) -> None:
    """Put what a column of the result is in the place of its name: PostgreSQL knows the name alone, not within more."""
    order = ordered.parent
    query = order.parent if order is not None else None
    name = ordered.this
    if not isinstance(query, exp.Query) or not isinstance(name, exp.Column) or name.table:
        return
    if isinstance(query, exp.Select) and query.args.get("distinct") is None:
        meant = next((column for column in query.selects if column.alias_or_name == name.name), None)
        if meant is not None:
            ordered.set("this", meant.unalias().copy())
        return
    # Of a UNION or DISTINCT only the results can be ordered: order them in a query around it.
    around = exp.select("*")
    for clause in ("order", "limit"):
        around.set(clause, query.args.get(clause))
        query.set(clause, None)
    query.replace(around)
    around.from_(exp.Subquery(this=query, alias=exp.TableAlias(this=exp.to_identifier("answer"))), copy=False)
