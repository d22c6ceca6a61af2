"""In which dialects a person may read a statement that ran, and its text in each."""

from __future__ import annotations

from sqlglot import parse_one

from integrity_metrics.estimates import Executed
from integrity_metrics.warehouse.dialects.dialects import DIALECTS, Dialect
from integrity_metrics.warehouse.dialects.parameters import types_of
from integrity_metrics.warehouse.dialects.translate import TranslationError, show
from integrity_metrics.warehouse.query_files import AUTHORING_DIALECT


def dialects_of(executed: Executed) -> tuple[Dialect, ...]:
    """Return the dialects a statement can be read in: the one it ran in, then the others.

    Examples
    --------
    >>> [dialect.title for dialect in dialects_of(Executed("a", "SELECT 1", {}, 0, "postgres", "SELECT 1"))][:3]
    ['PostgreSQL', 'DuckDB', 'Spark']
    """
    own = DIALECTS[executed.dialect]
    return (own, *(each for each in DIALECTS.values() if each != own)) if executed.authored else (own,)


def text_in(executed: Executed, dialect: str) -> str:
    """Return a statement that ran, with its parameters as comments, as `dialect` writes it.

    Examples
    --------
    >>> executed = Executed("a", "SELECT 1.0 / x FROM t", {}, 0.002, "duckdb", "SELECT 1.0 / x FROM t")
    >>> print(text_in(executed, "trino"))
    -- queries/a.sql
    SELECT
      CAST(1.0 AS DOUBLE) / x
    FROM t
    """
    if dialect == executed.dialect:
        return executed.as_text()
    tree = parse_one(executed.authored, read=AUTHORING_DIALECT)
    try:
        return executed.as_text_of(show(tree, dialect, types=types_of(executed.parameters)))
    except TranslationError as error:
        return executed.as_text_of(f"-- {error}")
