"""Reads the text of a views file: ``create view`` statements of the contract, and nothing else.

The text of a view is kept as it was written; all that is added is DuckDB's name of the file, because a temporary view
hides a table of the same schema and name there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import ParseError, SqlglotError
from sqlglot.tokenizer_core import Token, TokenType

from integrity_metrics.errors import SettingsError
from integrity_metrics.warehouse.contract import load_contract
from integrity_metrics.warehouse.dialects.dialects import DIALECTS
from integrity_metrics.warehouse.failures import WarehouseError

# What the DuckDB driver attaches a file as.
DUCKDB_FILE = "warehouse"
# How the statement that makes a view in a session begins; its name follows.
MAKE = "create or replace temporary view "
_DIALECT_LINE = re.compile(r"^-- dialect: *(\w+) *$", re.MULTILINE)
_HEAD = "create [or replace] view NAME as select ..."
_CHANGES = (exp.Insert, exp.Update, exp.Delete, exp.Merge, exp.Into, exp.Command, exp.Create, exp.Drop)


class ViewsFileError(SettingsError, WarehouseError):
    """The views file is not there, or something in it cannot be used."""


@dataclass(frozen=True, slots=True)
class SessionView:
    """One view of the file: the table of the contract it stands for, where it begins, and its SELECT."""

    name: str
    line: int
    query: str

    @property
    def statement(self) -> str:
        """What makes it in a session."""
        return f"{MAKE}{self.name} as {self.query}"


def parse_views(text: str, dialect: str, file: str) -> tuple[SessionView, ...]:
    """Return the views of a file's text.

    Parameters
    ----------
    text
        ``create view`` statements, each ended by a semicolon.
    dialect
        The sqlglot dialect of the warehouse.
    file
        What to call the file.

    Raises
    ------
    ViewsFileError
        When a statement is anything else, is of no table of the contract, or reads itself.

    Examples
    --------
    >>> parse_views('create view reports as select * from "main"."Reports";', "duckdb", "views.sql")[0].statement
    'create or replace temporary view reports as select * from warehouse."main"."Reports"'
    """
    written = _DIALECT_LINE.search(text)
    if written is not None and written.group(1) != dialect:
        raise ViewsFileError(
            f"{file} is written for {_title(written.group(1))}, and this warehouse is {_title(dialect)}. "
            "Write it again with `integrity connect`."
        )
    tables = {table.name for table in load_contract()}
    found: dict[str, SessionView] = {}
    sources: dict[str, set[str]] = {}
    for tokens in _statements(text, dialect, file):
        line = tokens[0].line
        with _located(file, line):
            view = _view(tokens, text, dialect, sources)
        if view.name not in tables:
            raise ViewsFileError(
                f"{file}, line {line}: {view.name} is no table of the contract, so nothing would read the view. "
                f"The tables: {', '.join(sorted(tables))}."
            )
        if view.name in found:
            raise ViewsFileError(
                f"{file}, line {line}: the view {view.name} stands at line {found[view.name].line} already; keep one."
            )
        if late := next((name for name in found if view.name in sources[name]), None):
            raise ViewsFileError(
                f"{file}, line {line}: the view {view.name} must stand before {late}, which reads it; "
                "or write the schema there, if a table of yours is meant."
            )
        found[view.name] = view
    return tuple(found.values())


def _statements(text: str, dialect: str, file: str) -> Iterator[list[Token]]:
    try:
        tokens = Dialect.get_or_raise(dialect).tokenize(text)
    except SqlglotError as error:
        raise ViewsFileError(f"{file} cannot be read as SQL ({first_line(error)}); look for an open quote.") from None
    statement: list[Token] = []
    for token in tokens:
        if token.token_type is not TokenType.SEMICOLON:
            statement.append(token)
        elif statement:
            yield statement
            statement = []
    if statement:
        yield statement


@contextmanager
def _located(file: str, line: int) -> Iterator[None]:
    """Say where, whatever is wrong with a statement."""
    try:
        yield
    except ParseError as error:
        first = error.errors[0] if error.errors else {}
        what = str(first.get("description") or first_line(error)).rstrip(".")
        raise ViewsFileError(
            f"{file}, line {first.get('line') or line}: this cannot be read as SQL ({what})."
        ) from None
    except ValueError as error:
        raise ViewsFileError(f"{file}, line {line}: {error}") from None


def _view(tokens: list[Token], text: str, dialect: str, sources: dict[str, set[str]]) -> SessionView:
    """Return the view a statement makes, and note in `sources` what it reads without naming the schema."""
    (tree,) = Dialect.get_or_raise(dialect).parser().parse(tokens, text)
    name = tree.this if isinstance(tree, exp.Create) else None
    if not isinstance(tree, exp.Create) or tree.kind != "VIEW" or not isinstance(tree.expression, exp.Query):
        raise ValueError(f"only `{_HEAD}` may stand in this file; take this statement out.")
    if not isinstance(name, exp.Table) or name.db:
        raise ValueError(f"write the name of the view alone, without schema and columns: `{_HEAD}`.")
    if forbidden := next(tree.expression.find_all(*_CHANGES), None):
        raise ValueError(f"a view may only read; take the {forbidden.key} out.")
    start = next(token for token in tokens if token.token_type is TokenType.ALIAS).end + 1
    end = tokens[-1].end + 1
    sources[name.name.lower()] = read = _without_schema(tree.expression)
    if name.name.lower() in read:
        # Of a name without schema, the session finds its own view first.
        raise ValueError(
            f"the view {name.name} reads a table of that name without its schema, which is itself; write the schema."
        )
    query = _with_file(text, tree.expression, start, end) if dialect == "duckdb" else text[start:end]
    return SessionView(name.name.lower(), tokens[0].line, query.strip())


def _without_schema(query: exp.Query) -> set[str]:
    inner = {cte.alias.lower() for cte in query.find_all(exp.CTE)}
    return {table.name.lower() for table in query.find_all(exp.Table) if not table.db} - inner


def _with_file(text: str, query: exp.Query, start: int, end: int) -> str:
    """Return the text of `query` with DuckDB's name of the file before every schema."""
    places = sorted(
        table.args["db"].meta["start"] for table in query.find_all(exp.Table) if table.db and not table.catalog
    )
    parts, at = [], start
    for place in places:
        parts += [text[at:place], f"{DUCKDB_FILE}."]
        at = place
    return "".join([*parts, text[at:end]])


def _title(dialect: str) -> str:
    return DIALECTS[dialect].title if dialect in DIALECTS else dialect


def first_line(error: Exception) -> str:
    """Return the first line of a message, without its full stop."""
    return str(error).splitlines()[0].rstrip(".")
