"""Saves a views file: whole or not at all, and never over another one unasked."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from integrity_metrics.errors import SettingsError


def save(path: Path, text: str, *, force: bool = False) -> None:
    """Write the file; a reader sees the old one or the new one, never a part.

    Raises
    ------
    SettingsError
        When there is a file already and not `force`, or it cannot be written.
    """
    if path.exists() and not force:
        raise SettingsError(
            f"{path} is already there and was left as it is, for it may hold your changes. "
            "Give another file with --views, or write it anew with --force."
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, pending = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
                # It is for others to read and review; mkstemp lets its owner alone.
                os.fchmod(file.fileno(), 0o644)
            if not force:
                _claim(path)
            os.replace(pending, path)
        finally:
            Path(pending).unlink(missing_ok=True)
    except OSError as error:
        raise SettingsError(f"{path} cannot be written ({error.strerror}); give another file with --views.") from None


def _claim(path: Path) -> None:
    # Fails where a rename would replace a file that somebody made meanwhile.
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644))
