"""Writes a syntax tree as the text of one database, with our rules for what sqlglot gets wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlglot import ErrorLevel, exp
from sqlglot.errors import UnsupportedError

from integrity_metrics.errors import IntegrityError
from integrity_metrics.warehouse.dialects import (
    bigquery_rules,
    clickhouse_rules,
    postgres_rules,
    snowflake_rules,
    spark_rules,
    trino_rules,
)
from integrity_metrics.warehouse.dialects.common_rules import divide_doubles, moments_without_zone
from integrity_metrics.warehouse.dialects.dialects import DIALECTS
from integrity_metrics.warehouse.dialects.parameters import escape, hide, reveal
from integrity_metrics.warehouse.dialects.portable import faults
from integrity_metrics.warehouse.query_files import AUTHORING_DIALECT, QueryFile

Rule = Callable[[exp.Expr], None]
# What every database but the one we write for must be told.
_FIRST = (moments_without_zone, divide_doubles)
# What is changed in the tree before sqlglot writes it, in this order.
_RULES: dict[str, tuple[Rule, ...]] = {
    AUTHORING_DIALECT: (),
    "postgres": (*_FIRST, *postgres_rules.RULES),
    "spark": (*_FIRST, *spark_rules.RULES),
    "databricks": (*_FIRST, *spark_rules.RULES),
    "clickhouse": (*_FIRST, *clickhouse_rules.RULES),
    "trino": (*_FIRST, *trino_rules.RULES),
    "bigquery": (*_FIRST, *bigquery_rules.RULES),
    "snowflake": (*_FIRST, *snowflake_rules.RULES),
}


class TranslationError(IntegrityError, ValueError):
    """A statement cannot be said in a dialect."""


def write(tree: exp.Expr, dialect: str, *, types: Mapping[str, str] | None = None) -> str:
    """Return a statement as the text SQLAlchemy's ``text()`` takes: ``:name`` for every parameter.

    Parameters
    ----------
    tree
        A statement of the portable subset (portable.py); it is left as it is.
    dialect
        One of `DIALECTS`.
    types
        What each parameter holds (``{"since": "date"}``), for databases that do not see it from the value.

    Raises
    ------
    TranslationError
        When the dialect has no way to say it: nothing is left out silently.

    Examples
    --------
    >>> from sqlglot import parse_one
    >>> tree = parse_one("select extract(second from filed_at) from appeals where filed_at < :until", read="duckdb")
    >>> print(write(tree, "postgres", types={"until": "date"}))
    SELECT
      CAST(FLOOR(EXTRACT(SECOND FROM filed_at)) AS BIGINT)
    FROM appeals
    WHERE
      filed_at < CAST(:until AS DATE)
    """
    text = _text(tree, dialect, types or {})
    return reveal(escape(text))


def show(tree: exp.Expr, dialect: str, *, types: Mapping[str, str] | None = None) -> str:
    """Return a statement as a person reads and pastes it; parameters and errors as in `write`."""
    return reveal(_text(tree, dialect, types or {}))


def show_query(query: QueryFile, dialect: str) -> str:
    """Return a query file as a person reads it in another dialect.

    Raises
    ------
    TranslationError
        Also when the file is one of those that only build the embedded DuckDB database.
    """
    found = faults(query.tree) if dialect != AUTHORING_DIALECT else ()
    if found:
        raise TranslationError(f"queries/{query.name}.sql is written for DuckDB alone. {found[0]}")
    return show(query.tree, dialect, types=query.parameters)


def _text(tree: exp.Expr, dialect: str, types: Mapping[str, str]) -> str:
    if dialect not in _RULES:
        raise TranslationError(f"There is no dialect '{dialect}'; known: {', '.join(DIALECTS)}.")
    # Within a holder a rule can put something else in the place of the whole statement.
    holder = exp.Tuple(expressions=[tree.copy()])
    for rule in _RULES[dialect]:
        rule(holder.expressions[0])
    hide(holder, dialect, types)
    try:
        return str(
            holder.expressions[0].sql(dialect=dialect, pretty=True, comments=False, unsupported_level=ErrorLevel.RAISE)
        )
    except UnsupportedError as error:
        title = DIALECTS[dialect].title
        raise TranslationError(f"{title} cannot run this statement: {error}. Write it another way.") from None
