"""Reads the files under ``queries/``: one statement each, with a header that says what it answers.

The header is a run of comment lines ``-- key: text``. Keys: ``answers``, ``grain``, ``parameters`` (``name type``,
comma-separated), ``tables``, and ``dimensions`` for statements a scope may be applied to (``name`` or
``name = expression over the outermost FROM``, separated by semicolons; ``scoped`` names the common table expression
that takes the place of the outermost SELECT). Statements that fill a mart also say how they are kept up to date:
``trailing``, ``changed``, ``dated``, ``staged``, ``otherwise`` (docs/marts.md). The table of a rollup says which mart
it ``rolls`` up (rollups.py).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import sqlglot
from sqlglot import exp

from integrity_metrics.errors import IntegrityError
from integrity_metrics.paths import QUERIES

AUTHORING_DIALECT = "duckdb"
REQUIRED_KEYS = ("answers", "grain", "parameters", "tables")
_HEADER_LINE = re.compile(r"^--\s*([a-z]+):\s*(.*)$")


class QueryFileError(IntegrityError, ValueError):
    """A file under ``queries/`` is missing or malformed."""


@dataclass(frozen=True, slots=True)
class QueryFile:
    """One statement the product runs.

    Parameters
    ----------
    name
        Path under ``queries/`` without its ending, for example ``metrics/dsa_statements``.
    answers, grain
        The question in words, and what one row is.
    parameters
        Named parameters with their type, for example ``{"since": "date"}``.
    tables
        The tables it reads.
    dimensions
        What a scope may filter by or break down by, as SQL expressions over the outermost FROM.
    tree
        The parsed statement. Treat it as read-only: rewriting works on a copy.
    trailing_days
        Of a mart: how many of the newest days are built again each time, because late data still change them.
    changed
        Of a mart: the query under ``marts/changed`` that names older days that changed, or "".
    dated
        Of a mart: the columns of its first table that date a row; empty for the contract's own.
    staged
        Of a mart: the queries under ``marts/staged`` it reads the rows of.
    otherwise
        Of a mart: the query under ``marts/otherwise`` that fills it when this one's first table has no rows, or "".
    rolls
        Of the table of a rollup: the mart it is a smaller form of, or "".
    scoped
        The common table expression that filters and break-down are applied to, or "" for the outermost SELECT.
    """

    name: str
    answers: str
    grain: str
    parameters: dict[str, str]
    tables: tuple[str, ...]
    dimensions: dict[str, str]
    tree: exp.Expr
    trailing_days: int = 0
    changed: str = ""
    dated: tuple[str, ...] = ()
    staged: tuple[str, ...] = ()
    otherwise: str = ""
    rolls: str = ""
    scoped: str = ""


@cache
def load_query(name: str, root: Path = QUERIES) -> QueryFile:
    """Return the query file `name`, parsed and checked.

    Examples
    --------
    >>> load_query("metrics/dsa_statements").tables
    ('dsa_statements_daily', 'dsa_series')
    """
    path = root / f"{name}.sql"
    if not path.is_file():
        raise QueryFileError(f"There is no query file {name}.sql under queries/; check the catalogue entry's query.")
    text = path.read_text(encoding="utf-8")
    header = _header(name, text)
    statements = [tree for tree in sqlglot.parse(text, read=AUTHORING_DIALECT) if tree is not None]
    if len(statements) != 1:
        raise QueryFileError(f"queries/{name}.sql holds {len(statements)} statements; keep one question a file.")
    scoped = header.get("scoped", "")
    if scoped and scoped not in _expressions(statements[0]):
        raise QueryFileError(f"queries/{name}.sql has no common table expression {scoped}; correct its line `scoped`.")
    return QueryFile(
        name=name,
        answers=header["answers"],
        grain=header["grain"],
        parameters=dict(_pair(name, part) for part in _parts(header["parameters"], ",")),
        tables=tuple(_parts(header["tables"], ",")),
        dimensions=dict(_dimension(part) for part in _parts(header.get("dimensions", ""), ";")),
        tree=statements[0],
        trailing_days=_days(name, header.get("trailing", "0")),
        changed=header.get("changed", ""),
        dated=tuple(_parts(header.get("dated", ""), ",")),
        staged=tuple(_parts(header.get("staged", ""), ",")),
        otherwise=header.get("otherwise", ""),
        rolls=header.get("rolls", ""),
        scoped=scoped,
    )


def all_queries(root: Path = QUERIES) -> tuple[str, ...]:
    """Return the names of every query file, sorted."""
    return tuple(sorted(str(path.relative_to(root).with_suffix("")) for path in root.rglob("*.sql")))


def _expressions(tree: exp.Expr) -> list[str]:
    return [cte.alias for cte in tree.ctes] if isinstance(tree, exp.Query) else []


def _header(name: str, text: str) -> dict[str, str]:
    header: dict[str, str] = {}
    key = ""
    for line in text.splitlines():
        if not line.startswith("--"):
            break
        if match := _HEADER_LINE.match(line):
            key = match.group(1)
            header[key] = match.group(2).strip()
        elif key:
            header[key] += " " + line.removeprefix("--").strip()
    missing = [k for k in REQUIRED_KEYS if k not in header]
    if missing:
        raise QueryFileError(f"queries/{name}.sql has no header line for {', '.join(missing)}; add `-- key: text`.")
    return header


def _parts(text: str, separator: str) -> list[str]:
    return [] if text.strip() in ("", "none") else [part.strip() for part in text.split(separator)]


def _pair(name: str, part: str) -> tuple[str, str]:
    words = part.split()
    if len(words) != 2:
        raise QueryFileError(f"queries/{name}.sql: the parameter '{part}' must be written as `name type`.")
    return words[0], words[1]


def _days(name: str, text: str) -> int:
    if not text.isdecimal():
        raise QueryFileError(f"queries/{name}.sql: `trailing` is '{text}'; write a whole number of days.")
    return int(text)


def _dimension(part: str) -> tuple[str, str]:
    name, _, expression = part.partition("=")
    return name.strip(), (expression or name).strip()
