"""How commands write: lines for people, JSON for programs, progress on standard error."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Annotated, Any

import typer

AsJson = Annotated[bool, typer.Option("--json", help="Write JSON to standard output.")]


def write(lines: Iterable[str], records: dict[str, Any], *, as_json: bool) -> None:
    """Write a command's result, as lines or as one JSON object."""
    typer.echo(json.dumps(records, ensure_ascii=False) if as_json else "\n".join(lines))


def progress(text: str) -> None:
    """Write a line of progress to standard error, so that standard output stays clean."""
    typer.echo(text, err=True)
