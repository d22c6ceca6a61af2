"""A document written to files: whole or not at all."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

from integrity_metrics.errors import IntegrityError
from integrity_metrics.reports.document import Document

ENDINGS = {"html": "html", "pdf": "pdf", "markdown": "md"}


def write(document: Document, folder: Path, stem: str, formats: Sequence[str] = ("html", "pdf")) -> list[Path]:
    """Write the document in each format and return the files in the same order; a folder that is missing is made.

    Everything is rendered before the first file is touched, and each file replaces an older one in one step.

    Parameters
    ----------
    document
        What to write.
    folder
        Where.
    stem
        File name without its ending, for example ``weekly-2026-W12``.
    formats
        Of ``html``, ``pdf``, ``markdown``.
    """
    if not re.fullmatch(r"[\w][\w.-]*", stem):
        raise ValueError(f"stem '{stem}' is no file name; use letters, digits, '-', '_' and '.'.")
    unknown = [name for name in formats if name not in ENDINGS]
    if unknown or not formats:
        raise ValueError(f"formats {', '.join(unknown) or '(none)'} cannot be written; use {', '.join(ENDINGS)}.")
    wanted = list(dict.fromkeys(formats))
    contents = [rendered(document, name) for name in wanted]
    targets = [folder / f"{stem}.{ENDINGS[name]}" for name in wanted]
    _replace(folder, targets, contents)
    return targets


def rendered(document: Document, name: str) -> bytes:
    """Return the document in one of the formats of `write`, for a download."""
    # Imported when needed: a server that only sends messages has no use for ReportLab.
    match name:
        case "html":
            from integrity_metrics.reports.html import to_html

            return to_html(document).encode()
        case "pdf":
            from integrity_metrics.reports.pdf import to_pdf

            return to_pdf(document)
        case _:
            from integrity_metrics.reports.markdown import to_markdown

            return to_markdown(document).encode()


def _replace(folder: Path, targets: Sequence[Path], contents: Sequence[bytes]) -> None:
    token = token_hex(6)
    waiting = [target.with_name(f".{target.name}.{token}") for target in targets]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for target in targets:
            if target.is_dir():
                raise IsADirectoryError(f"{target.name} is a folder")
        for path, content in zip(waiting, contents, strict=True):
            with path.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        for path, target in zip(waiting, targets, strict=True):
            path.replace(target)
    except OSError as error:
        _remove(waiting)
        reason = error.strerror or str(error)
        raise IntegrityError(
            f"The report cannot be written to {folder}: {reason}. Choose a folder you may write to."
        ) from error


def _remove(paths: Sequence[Path]) -> None:
    for path in paths:
        # What keeps a file from being written may keep it from being removed; the first reason is the one to tell.
        with suppress(OSError):
            path.unlink()
