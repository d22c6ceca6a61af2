"""Parameters in translated text: ``:name`` whatever the dialect's own sign, typed where a database needs the type."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlglot import exp

from integrity_metrics.warehouse.query_files import AUTHORING_DIALECT

_BIND = re.compile(r"__bind_(\w+?)__(?!\w)")
# Where SQLAlchemy's text() would read a parameter, or take a backslash away, in a literal.
_LOOKS_BOUND = re.compile(r"(?<![:\w])(?=:\w+(?![:\w]))|(?<=\\)(?=:\w*(?![:\w]))")
# Values of these types reach some databases as text, or as a decimal number.
_WRITTEN_OUT = frozenset({"date", "timestamp", "double"})
# psycopg leaves NULL and text without a type, and gives whole numbers the smallest that holds them.
_EVERY = _WRITTEN_OUT | {"text", "integer", "bigint", "boolean"}
_TYPED: dict[str, frozenset[str]] = {
    "postgres": _EVERY,
    "spark": _WRITTEN_OUT,
    "databricks": _WRITTEN_OUT,
    "clickhouse": _WRITTEN_OUT,
}
# datetime before date, and bool before int: each is a subclass of the other.
_KINDS: tuple[tuple[type, str], ...] = (
    (bool, "boolean"),
    (int, "bigint"),
    (float, "double"),
    (str, "text"),
    (datetime, "timestamp"),
    (date, "date"),
)


def types_of(values: Mapping[str, Any]) -> dict[str, str]:
    """Return the type of each parameter as a header would name it; lists and NULL have none.

    Examples
    --------
    >>> types_of({"since": date(2026, 1, 1), "share": 0.5, "only_market": ("BR",)})
    {'since': 'date', 'share': 'double'}
    """
    found = {name: next((kind for cls, kind in _KINDS if isinstance(value, cls)), "") for name, value in values.items()}
    return {name: kind for name, kind in found.items() if kind}


def hide(tree: exp.Expr, dialect: str, types: Mapping[str, str]) -> None:
    """Put a word in the place of each placeholder, which sqlglot would write in the dialect's own way.

    Parameters
    ----------
    tree
        A statement; changed in place.
    dialect
        What it will be written in.
    types
        The type of each parameter where it is known; a list has none.
    """
    typed = _TYPED.get(dialect, frozenset())
    for placeholder in list(tree.find_all(exp.Placeholder)):
        word: exp.Expr = exp.Var(this=f"__bind_{placeholder.this}__")
        kind = types.get(placeholder.this, "")
        is_list = isinstance(placeholder.parent, exp.In) and placeholder.arg_key == "field"
        if kind in typed and not is_list and not isinstance(placeholder.parent, exp.Cast):
            word = exp.cast(word, exp.DataType.build(kind, dialect=AUTHORING_DIALECT))
        placeholder.replace(word)


def reveal(text: str) -> str:
    """Return text with ``:name`` for every hidden placeholder.

    Examples
    --------
    >>> reveal("x = __bind_since__")
    'x = :since'
    """
    return _BIND.sub(r":\1", text)


def escape(text: str) -> str:
    r"""Return text in which SQLAlchemy's ``text()`` finds no parameter; it takes the backslashes away again.

    Examples
    --------
    >>> print(escape("select 'at :noon'"))
    select 'at \:noon'
    """
    return _LOOKS_BOUND.sub(r"\\", text)
