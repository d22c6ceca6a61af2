"""Where `integrity connect` has the warehouse's URL from, and keeping it in the secrets file; it is never shown."""

from __future__ import annotations

import json
import os
import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import typer

from integrity_metrics.access.private_file import change
from integrity_metrics.errors import SettingsError
from integrity_metrics.settings import SECRETS_FILE, get_settings

NAME = "INTEGRITY_WAREHOUSE_URL"
_TABLE = "[integrity]"


class Origin(StrEnum):
    """Where a URL was found."""

    ENVIRONMENT = "environment"
    SECRETS = "secrets file"
    PROMPT = "prompt"


@dataclass(frozen=True, slots=True)
class Found:
    """A URL, where it is from, and the environment variable that has it ("" for none)."""

    url: str
    origin: Origin
    variable: str = ""

    def __repr__(self) -> str:
        """Return where it is from; the URL may hold a password."""
        return f"Found(origin={self.origin.value!r})"


def refuse_on_command_line(value: str | None) -> None:
    """Refuse a URL given as an argument.

    Raises
    ------
    SettingsError
        Saying why, without repeating it.
    """
    if value is not None:
        raise SettingsError(
            "A URL is not taken from the command line: it would stay in the shell's history and be shown in the list "
            f"of processes. Put it in {NAME} or in .streamlit/secrets.toml, or leave it away and be asked for it. If "
            "it held a password, change that password now."
        )


def warehouse_url(variable: str | None, *, may_ask: bool) -> Found:
    """Return the URL of the warehouse.

    Parameters
    ----------
    variable
        The environment variable that has it; None means the setting.
    may_ask
        Whether to ask for it, unseen, when there is none.

    Raises
    ------
    SettingsError
        When there is none.
    """
    if variable is not None:
        url = os.environ.get(variable, "")
        if not url:
            raise SettingsError(f"The environment has no {variable}, or it is empty; export it, then try again.")
        return Found(url, Origin.ENVIRONMENT, variable)
    settings = get_settings()
    if "warehouse_url" in settings.model_fields_set:
        if NAME in os.environ:
            return Found(settings.warehouse_url, Origin.ENVIRONMENT, NAME)
        return Found(settings.warehouse_url, Origin.SECRETS)
    if not may_ask:
        raise SettingsError(
            f"No warehouse is named: put its URL in {NAME} (as postgresql://user:password@host/database, "
            "duckdb:////data/warehouse.duckdb or sparkhive://user@host:10000/default), or run "
            "`integrity connect` without --yes and --json to be asked for it."
        )
    typer.echo(
        f"{NAME} is not set. Give the URL of the warehouse, as postgresql://user:password@host/database,\n"
        "duckdb:////data/warehouse.duckdb or sparkhive://user@host:10000/default. A role that may only read is enough."
    )
    url = str(typer.prompt("URL (not shown while you type)", hide_input=True)).strip()
    return Found(url, Origin.PROMPT)


def keep(settings: dict[str, str], path: Path = SECRETS_FILE) -> None:
    """Write settings into the ``[integrity]`` table of the secrets file, which its owner alone may read.

    Parameters
    ----------
    settings
        Names without the prefix, and values. One that is there already must have the same value.
    path
        The file; made with mode 0600 when there is none.

    Raises
    ------
    SettingsError
        When the file cannot be read or written, is open to others, or says something else. It is unchanged then.
    """
    change(path, lambda text: with_settings(text or "", settings, path.name))


def with_settings(text: str, settings: dict[str, str], file: str) -> str:
    r"""Return the text of a secrets file with these settings; all else stays as it is.

    Examples
    --------
    >>> print(with_settings("[integrity]\nport = 8600\n", {"views_file": "/srv/views.sql"}, "secrets.toml"), end="")
    [integrity]
    views_file = "/srv/views.sql"
    port = 8600
    """
    try:
        there = tomllib.loads(text).get("integrity", {})
    except tomllib.TOMLDecodeError:
        raise SettingsError(f"{file} is not valid TOML; put it right, then try again. It is unchanged.") from None
    if taken := next((name for name, value in settings.items() if there.get(name, value) != value), None):
        raise SettingsError(f"{file} has another {taken} already; take it out first. It is unchanged.")
    lines = "".join(f"{name} = {json.dumps(value)}\n" for name, value in settings.items() if name not in there)
    heading = re.search(rf"^{re.escape(_TABLE)}[^\n]*\n?", text, re.MULTILINE)
    if heading is None:
        gap = "" if not text or text.endswith("\n\n") else "\n" if text.endswith("\n") else "\n\n"
        changed = f"{text}{gap}{_TABLE}\n{lines}"
    else:
        before = text[: heading.end()].rstrip("\n")
        changed = f"{before}\n{lines}{text[heading.end() :]}"
    try:
        kept = tomllib.loads(changed).get("integrity", {})
    except tomllib.TOMLDecodeError:
        kept = {}
    if kept != {**there, **settings}:
        raise SettingsError(f"{file} has a form that cannot be added to; write the settings by hand. It is unchanged.")
    return changed
