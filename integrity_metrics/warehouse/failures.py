"""What can go wrong in a warehouse, each as one sentence with a remedy, whatever the engine says."""

from __future__ import annotations

import re

from integrity_metrics.errors import IntegrityError


class WarehouseError(IntegrityError, RuntimeError):
    """The warehouse could not answer."""


class MissingTableError(WarehouseError):
    """A query needs a table the warehouse does not have."""


class QueryTimeoutError(WarehouseError, TimeoutError):
    """A query ran longer than the limit and was cancelled."""


class UnreachableError(WarehouseError, ConnectionError):
    """The warehouse cannot be opened, or the connection was lost."""


class DiskFullError(WarehouseError, OSError):
    """The disk of the warehouse, or of its temporary files, is full."""


_MISSING_TABLE = re.compile(
    r'Table with name "?([\w.]+)"? does not exist|relation "([\w.]+)" does not exist'
    r"|TABLE_OR_VIEW_NOT_FOUND.*?`([\w`.]+)`",
    re.IGNORECASE | re.DOTALL,
)
# DuckDB names the table without its schema, but shows the line of the statement.
_MART = re.compile(r"\bmarts\.\"?(\w+)", re.IGNORECASE)
_DISK_FULL = re.compile(r"no space left|disk full|out of disk|max_temp_directory_size|ENOSPC", re.IGNORECASE)
_UNREACHABLE = re.compile(
    r"cannot open|could not open|unable to open|not a valid duckdb|could not connect"
    r"|connection (refused|reset|already closed)"
    r"|connection (is|was|has been) (closed|lost|terminated)|server closed the connection|database has been invalidated"
    r"|could not set lock|could not read|no files? found|read error|corrupt|terminating connection",
    re.IGNORECASE,
)
_INTERRUPTED = re.compile(r"interrupt|canceling statement|query was cancel", re.IGNORECASE)


def explain(error: BaseException, query: str) -> WarehouseError:
    """Return the failure of `query` as one of our errors.

    Parameters
    ----------
    error
        What the driver raised.
    query
        The name of the query file, for the sentence.
    """
    if isinstance(error, WarehouseError):
        return error
    text = str(getattr(error, "orig", None) or error)
    if missing := _MISSING_TABLE.search(text):
        table = next(group for group in missing.groups() if group).replace("`", "")
        if mart := _MART.search(text):
            return MissingTableError(
                f"Not available: needs the mart {mart.group(1)}, which is not built for this warehouse. "
                "Run `integrity build` (it says when a mart cannot be built, and why), then try again."
            )
        return MissingTableError(
            f"Not available: needs table {table}, which this warehouse does not have. "
            "Map or import it (docs/data-engineers.md), then try again."
        )
    if _DISK_FULL.search(text):
        return DiskFullError(
            f"The disk is full: the warehouse could not finish {query}. Free some space, then try again."
        )
    if _INTERRUPTED.search(text):
        return QueryTimeoutError(f"{query} was cancelled before it finished. Try again, or ask for a shorter period.")
    if _UNREACHABLE.search(text):
        return UnreachableError(
            f"The warehouse cannot be read ({_first_line(text)}). Check that it is there and running, then try again."
        )
    return WarehouseError(
        f"The warehouse refused {query} ({_first_line(text)}). `integrity check` compares it with the contract."
    )


def _first_line(text: str, limit: int = 160) -> str:
    line = next((part.strip() for part in text.splitlines() if part.strip()), "no message").rstrip(".")
    return line if len(line) <= limit else line[: limit - 1] + "…"
