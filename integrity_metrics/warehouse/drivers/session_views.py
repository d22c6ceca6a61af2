"""The views of a mapping file, made anew by every session: what `integrity connect` writes and people edit.

A session's own views need no right to create anything in the warehouse.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlglot import exp

from integrity_metrics.warehouse.drivers.views_text import (
    MAKE,
    SessionView,
    ViewsFileError,
    first_line,
    parse_views,
)


@dataclass(frozen=True, slots=True)
class ViewsFile:
    """The file of the setting INTEGRITY_VIEWS_FILE."""

    path: Path

    def version(self) -> str:
        """Return what changes when the file is edited: part of the warehouse's version.

        Raises
        ------
        ViewsFileError
            When there is no file.
        """
        try:
            found = self.path.stat()
        except OSError as error:
            raise ViewsFileError(
                f"INTEGRITY_VIEWS_FILE names {self.path}, which cannot be read ({error.strerror}). "
                "Put it back, write it with `integrity connect`, or take the setting away."
            ) from None
        return f"{found.st_ino}:{found.st_mtime_ns}:{found.st_size}"

    def views(self, dialect: str) -> tuple[SessionView, ...]:
        """Return the views in the order of the file.

        Raises
        ------
        ViewsFileError
            Naming file and line.
        """
        return _read(self.path, self.version(), dialect)

    def statements(self, dialect: str) -> tuple[str, ...]:
        """Return what a session has to run."""
        return tuple(view.statement for view in self.views(dialect))


@lru_cache(maxsize=8)
def _read(path: Path, _version: str, dialect: str) -> tuple[SessionView, ...]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise ViewsFileError(f"{path} cannot be read as text; write it in UTF-8.") from None
    return parse_views(text, dialect, path.name)


def make_views(statements: tuple[str, ...], execute: Callable[[str], Any]) -> None:
    """Make the views of a session, each if it can be made.

    A view whose table is gone must not take the others away: what needs it says that it is not there, and
    `integrity check` says why.

    Parameters
    ----------
    statements
        From `ViewsFile.statements`.
    execute
        Runs one on the new connection; a failure must leave the connection usable.

    Raises
    ------
    ViewsFileError
        When a view cannot be made and a table of its name would be read in its place, as if it were the view.
    """
    for statement in statements:
        try:
            execute(statement)
        except Exception as error:
            name = statement.removeprefix(MAKE).partition(" ")[0]
            if not _is_there(name, execute):
                continue
            raise ViewsFileError(
                f"The view {name} of the views file cannot be made ({first_line(error)}), and the warehouse has "
                f"another {name}, which is not to be read in its place. Mend the view or take it out, then try again."
            ) from error


def _is_there(name: str, execute: Callable[[str], Any]) -> bool:
    with suppress(Exception):
        execute(exp.select("1").from_(name).where("1 = 0").sql())
        return True
    return False
