"""What can go wrong in a warehouse, each as one sentence with a remedy, whatever the engine says."""

from __future__ import annotations

import re
from collections.abc import Collection

from integrity_metrics.errors import IntegrityError


class WarehouseError(IntegrityError, RuntimeError):
    """The warehouse could not answer."""


class MissingTableError(WarehouseError):
    """A query needs a table the warehouse does not have."""


class QueryTimeoutError(WarehouseError, TimeoutError):
    """A query ran longer than the limit and was cancelled."""


class UnreachableError(WarehouseError, ConnectionError):
    """The warehouse cannot be opened, or the connection was lost."""


class RightsError(WarehouseError, PermissionError):
    """The warehouse's user may not read what a query needs."""


class DiskFullError(WarehouseError, OSError):
    """The disk of the warehouse, or of its temporary files, is full."""


_MISSING_TABLE = re.compile(
    r'Table with name "?([\w.]+)"? does not exist|relation "([\w.]+)" does not exist'
    r"|TABLE_OR_VIEW_NOT_FOUND.*?`([\w`.]+)`",
    re.IGNORECASE | re.DOTALL,
)
_MISSING_COLUMN = re.compile(
    r'Referenced column "\w+" not found|does not have a column named|UNRESOLVED_COLUMN'
    r'|column "?[\w.]+"? does not exist',
    re.IGNORECASE,
)
# DuckDB names the table without its schema, but shows the line of the statement.
_MART = re.compile(r"\bmarts\.\"?(\w+)", re.IGNORECASE)
_DISK_FULL = re.compile(r"no space left|disk full|out of disk|max_temp_directory_size|ENOSPC", re.IGNORECASE)
_NO_RIGHT = re.compile(
    r'permission denied for (?P<kind>table|view|materialized view|foreign table|relation|schema) "?(?P<name>[\w.]+)'
    r"|INSUFFICIENT_PERMISSIONS|does not have .*privilege|permission denied: user",
    re.IGNORECASE,
)
_UNREADABLE = re.compile(
    r"cannot open|could not open|unable to open|not a valid duckdb|database has been invalidated"
    r"|could not set lock|could not read|no files? found|read error|corrupt",
    re.IGNORECASE,
)
_INTERRUPTED = re.compile(r"interrupt|canceling statement|query was cancel|statement timeout", re.IGNORECASE)
_LOST = re.compile(
    r"server closed the connection|terminating connection|connection (reset|already closed)"
    r"|connection (to \w+ )?(is|was|has been) (closed|lost|terminated)|consuming input failed",
    re.IGNORECASE,
)
# Why a server cannot be reached, in our words: a driver's own may hold its host, its user, or what of a password a
# mistyped URL made part of its host.
_UNREACHABLE = (
    (
        re.compile(r"password authentication failed|no password supplied|validating the login"),
        "it does not accept the user or password",
    ),
    (re.compile(r'no pg_hba\.conf entry|role "[^"]*" (does not exist|is not permitted)'), "it does not admit the user"),
    (re.compile(r'database "[^"]*" does not exist|SCHEMA_NOT_FOUND'), "it has no database of that name"),
    (re.compile(r"resolve host|translate host name|name or service not known", re.IGNORECASE), "its host is not known"),
    (
        re.compile(r"connection refused|could not connect|is the server running", re.IGNORECASE),
        "nothing answers at its host and port",
    ),
    (re.compile(r"opened no session"), "it does not understand the auth of the URL"),
    (re.compile(r"timeout expired|timed out", re.IGNORECASE), "its host does not answer"),
    (re.compile(r"too many (clients|connections)|remaining connection slots"), "all its connections are in use"),
    (re.compile(r"^connection (failed|is bad)"), "no connection could be made"),
)
# PostgreSQL's codes, for servers that say it in another language.
_STATES = {
    "missing": ("42P01",),
    "column": ("42703",),
    "full": ("53100",),
    "right": ("42501",),
    "interrupted": ("57014",),
    "lost": ("57P01", "57P02", "57P03", "08006"),
}


def explain(error: BaseException, query: str, tables: Collection[str] = ()) -> WarehouseError:
    """Return the failure of `query` as one of our errors.

    Parameters
    ----------
    error
        What the driver raised.
    query
        The name of the query file, for the sentence.
    tables
        The tables it reads, where that is known.
    """
    if isinstance(error, WarehouseError):
        return error
    raised = getattr(error, "orig", None) or error
    text, state = str(raised), str(getattr(raised, "sqlstate", "") or "")
    if (missing := _MISSING_TABLE.search(text)) or state in _STATES["missing"]:
        found = next((group for group in missing.groups() if group), "") if missing else ""
        return _missing_table(found.replace("`", ""), text, tables)
    is_of_marts = bool(tables) and all(table.startswith("marts.") for table in tables)
    if is_of_marts and (_MISSING_COLUMN.search(text) or state in _STATES["column"]):
        return MissingTableError(
            f"Not available: {query} needs marts of this version of the product, and those there are older. "
            "Run `integrity build`, then try again."
        )
    if _DISK_FULL.search(text) or state in _STATES["full"]:
        return DiskFullError(
            f"The disk is full: the warehouse could not finish {query}. Free some space, then try again."
        )
    if (refused := _NO_RIGHT.search(text)) or state in _STATES["right"]:
        return _no_right(refused, query)
    if _INTERRUPTED.search(text) or state in _STATES["interrupted"]:
        return QueryTimeoutError(f"{query} was cancelled before it finished. Try again, or ask for a shorter period.")
    if _LOST.search(text) or state in _STATES["lost"] or getattr(error, "connection_invalidated", False):
        return UnreachableError(
            f"The connection to the warehouse was lost during {query}. Try again; "
            "if it is lost again, check that the warehouse is running."
        )
    for pattern, reason in _UNREACHABLE:
        if pattern.search(text):
            return UnreachableError(
                f"The warehouse cannot be reached: {reason}. Check INTEGRITY_WAREHOUSE_URL, then try again."
            )
    if _UNREADABLE.search(text):
        return UnreachableError(
            f"The warehouse cannot be read ({_first_line(text)}). Check that it is there and running, then try again."
        )
    return WarehouseError(
        f"The warehouse refused {query} ({_first_line(text)}). `integrity check` compares it with the contract."
    )


def _missing_table(name: str, text: str, tables: Collection[str]) -> MissingTableError:
    mart = name.split(".")[-1] if f"marts.{name.split('.')[-1]}" in tables else ""
    if not mart and (shown := _MART.search(text.replace("`", ""))):
        mart = shown.group(1)
    if mart:
        return MissingTableError(
            f"Not available: needs the mart {mart}, which is not built for this warehouse. "
            "Run `integrity build` (it says when a mart cannot be built, and why), then try again."
        )
    what = f"needs table {name}, which" if name else "needs a table that"
    return MissingTableError(
        f"Not available: {what} this warehouse does not have. "
        "Map or import it (docs/data-engineers.md), then try again."
    )


def _no_right(refused: re.Match[str] | None, query: str) -> RightsError:
    name = refused["name"] if refused is not None else None
    if refused is None or name is None:
        return RightsError(
            f"The user in INTEGRITY_WAREHOUSE_URL may not read what {query} needs. "
            "Give it the right to read the tables of the contract, then try again."
        )
    right = "USAGE ON SCHEMA" if refused["kind"] == "schema" else "SELECT ON"
    return RightsError(
        f"The user in INTEGRITY_WAREHOUSE_URL may not read the {refused['kind']} {name}, which {query} needs. "
        f"Let its owner run `GRANT {right} {name} TO` that user, then try again."
    )


def _first_line(text: str, limit: int = 160) -> str:
    line = next((part.strip() for part in text.splitlines() if part.strip()), "no message").rstrip(".")
    return line if len(line) <= limit else line[: limit - 1] + "…"
