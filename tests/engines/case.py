"""`Case`: one statement with its values, to be run on every engine and the rows compared."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from integrity_metrics.scope import Filter, Grain
from integrity_metrics.warehouse.check_statements import Query
from integrity_metrics.warehouse.query_files import load_query
from integrity_metrics.warehouse.rule_expression import parse_rule
from integrity_metrics.warehouse.rule_statement import draft_statement
from integrity_metrics.warehouse.shaping import Statement, set_marts_schema, shape


@dataclass(frozen=True, slots=True)
class Case:
    """One statement to compare.

    Parameters
    ----------
    name
        The query file, or the name of a statement built in Python.
    label
        What is asked of it.
    statement
        Makes it for a dialect and a schema of marts.
    is_core
        Whether Spark runs it too: at a second a statement it gets a few of each file, PostgreSQL all.
    """

    name: str
    label: str
    statement: Callable[[str, str], Statement]
    is_core: bool = False


def shaped(
    name: str,
    label: str,
    parameters: Mapping[str, Any],
    *,
    grain: Grain | None = None,
    by: tuple[str, ...] = (),
    filters: tuple[Filter, ...] = (),
    is_core: bool = False,
) -> Case:
    """Return the case of a query file with a scope applied, as pages ask it."""

    def statement(dialect: str, marts_schema: str) -> Statement:
        return shape(
            load_query(name),
            parameters,
            grain=grain,
            by=by,
            filters=filters,
            dialect=dialect,
            marts_schema=marts_schema,
        )

    return Case(name, label, statement, is_core)


def drafted(name: str, label: str, rule: str, parameters: Mapping[str, Any], *, is_core: bool = False) -> Case:
    """Return the case of a query file with a draft rule in it."""

    def statement(dialect: str, marts_schema: str) -> Statement:
        del marts_schema  # drafts are asked of the contract
        return draft_statement(name, parse_rule(rule), parameters, dialect=dialect)

    return Case(name, label, statement, is_core)


def built(query: Query, label: str = "built", *, is_core: bool = False) -> Case:
    """Return the case of a statement built in Python."""

    def statement(dialect: str, marts_schema: str) -> Statement:
        tree = query.tree.copy()
        set_marts_schema(tree, marts_schema)
        return replace(query, tree=tree).bound(dialect)

    return Case(query.name, label, statement, is_core)
