"""`drop_unused_columns`: leaves out what a common table expression offers for a break-down that nobody asked for."""

from __future__ import annotations

from sqlglot import exp

# Where a SELECT may name its own columns again.
_CLAUSES = ("group", "having", "qualify", "order")


def drop_unused_columns(tree: exp.Expr) -> None:
    """Remove the columns of common table expressions that nothing reads; the tree is changed in place.

    A column that is named only to be passed on would keep a statement from reading a rollup that does not have it.

    Examples
    --------
    >>> from sqlglot import parse_one
    >>> tree = parse_one("with seen as (select day, policy_id, views from found) select day, sum(views) from seen")
    >>> drop_unused_columns(tree)
    >>> tree.sql()
    'WITH seen AS (SELECT day, views FROM found) SELECT day, SUM(views) FROM seen'
    """
    if not isinstance(tree, exp.Query) or any(isinstance(star.parent, exp.Select) for star in tree.find_all(exp.Star)):
        return
    body = tree.copy()
    body.set("with_", None)
    read = _names(body)
    # Those that read others come after them, and what they do not read any more can go there too.
    for cte in reversed(tree.ctes):
        select = cte.this
        if isinstance(select, exp.Select) and not _depends_on_columns(select):
            again = frozenset[str]().union(*(_names(select.args[each]) for each in _CLAUSES if select.args.get(each)))
            kept = [column for column in select.expressions if column.alias_or_name in read | again]
            if kept:
                select.set("expressions", kept)
        read |= _names(cte)


def _depends_on_columns(select: exp.Select) -> bool:
    """Whether a SELECT may have other rows with one column less: DISTINCT, or one row for all because of a sum."""
    is_one_row = not select.args.get("group") and any(column.find(exp.AggFunc) for column in select.expressions)
    return bool(select.args.get("distinct")) or is_one_row


def _names(tree: exp.Expr) -> frozenset[str]:
    return frozenset(column.name for column in tree.find_all(exp.Column))
