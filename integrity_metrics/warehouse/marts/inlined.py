"""`inlined`: a statement that fills a mart as one SELECT, for servers on which nothing can be kept in between."""

from __future__ import annotations

from sqlglot import exp

from integrity_metrics.warehouse.marts.definitions import SCHEMA
from integrity_metrics.warehouse.query_files import QueryFile, load_query


def inlined(part: QueryFile) -> exp.Query:
    """Return the SELECT of a mart with the queries it stages as common table expressions, one after the other.

    Examples
    --------
    >>> query = inlined(load_query("marts/reach_top"))
    >>> [cte.alias for cte in query.ctes]
    ['first_actions_ranked', 'acted_on_before', 'first_actions', 'found_views', 'seen', 'reached', 'ranked']
    """
    tree = part.tree.copy()
    if not isinstance(tree, exp.Query):
        raise ValueError(f"queries/{part.name}.sql is not a SELECT, so it cannot fill a mart")
    taken = {cte.alias for cte in tree.ctes}
    found: dict[str, exp.CTE] = {}
    for name in part.staged:
        _add(name, found, taken)
    both = [*found.values(), *(cte.copy() for cte in tree.ctes)]
    if both:
        tree.set("with_", exp.With(expressions=both))
    return tree


def _add(name: str, found: dict[str, exp.CTE], taken: set[str]) -> None:
    """Add a staged query, after what it reads; its own expressions get other names where theirs are taken."""
    if name in found:
        return
    query = load_query(f"{SCHEMA}/staged/{name}")
    for needed in query.staged:
        _add(needed, found, taken)
    tree = query.tree.copy()
    if not isinstance(tree, exp.Query):
        raise ValueError(f"queries/{query.name}.sql is not a SELECT, so nothing can be made of its rows")
    own = {cte.alias: f"{name}_{cte.alias}" for cte in tree.ctes if cte.alias in taken | found.keys()}
    for table in list(tree.find_all(exp.Table)):
        if table.name in own and not table.db:
            table.replace(exp.table_(own[table.name], alias=table.alias_or_name))
    for cte in tree.ctes:
        alias = own.get(cte.alias, cte.alias)
        found[alias] = exp.CTE(this=cte.this.copy(), alias=exp.TableAlias(this=exp.to_identifier(alias)))
    tree.set("with_", None)
    found[name] = exp.CTE(this=tree, alias=exp.TableAlias(this=exp.to_identifier(name)))
