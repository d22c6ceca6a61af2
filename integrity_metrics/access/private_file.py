"""Reads and rewrites a file that only its owner may read, without ever leaving half of it on disk."""

from __future__ import annotations

import fcntl
import os
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from integrity_metrics.errors import SettingsError

# Others may do nothing and the group may at most read: a secret mounted into a container is often group-readable.
_TOO_OPEN = stat.S_IWGRP | stat.S_IRWXO


def read_private(path: Path) -> str:
    """Return the text of the file.

    Raises
    ------
    SettingsError
        When the file does not exist, cannot be read, or other users of the machine could read or write it.
    """
    try:
        if stat.S_IMODE(path.stat().st_mode) & _TOO_OPEN:
            raise SettingsError(f"{path} is open to other users of this machine; run `chmod 600 {path}`.")
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise SettingsError(f"{path} does not exist; create it with `integrity user add NAME`.") from None
    except UnicodeDecodeError:
        raise SettingsError(f"{path} is not a text file; move it away, then `integrity user add NAME`.") from None
    except OSError as error:
        raise SettingsError(f"{path} cannot be read ({error.strerror}); check the path and who owns it.") from None


def change(path: Path, edit: Callable[[str | None], str]) -> None:
    """Rewrite the file as ``edit(text)``; `text` is None while there is no file.

    One process at a time edits; readers see the old text or the new one, never a part. When `edit` raises or the disk
    is full, the file stays as it was.

    Raises
    ------
    SettingsError
        When the file cannot be read or written.
    """
    target = path.resolve()  # a link is followed, not replaced
    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with _sole_writer(target):
            text = edit(read_private(target) if target.exists() else None)
            _replace(target, text)
    except OSError as error:
        raise SettingsError(f"{path} cannot be written ({error.strerror}); it is unchanged.") from None


@contextmanager
def _sole_writer(target: Path) -> Iterator[None]:
    # The lock is a file of its own: locking the target would lock the version that is about to be replaced.
    handle = os.open(target.with_name(f".{target.name}.lock"), os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _replace(target: Path, text: str) -> None:
    handle, pending = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")  # made with mode 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            if target.exists():
                _keep_owner(target, file.fileno())
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(pending, target)
    except BaseException:
        Path(pending).unlink(missing_ok=True)
        raise


def _keep_owner(target: Path, handle: int) -> None:
    # Root adding a user must not take the file away from the account the app runs as.
    before, pending = target.stat(), os.fstat(handle)
    if (before.st_uid, before.st_gid) != (pending.st_uid, pending.st_gid):
        os.fchown(handle, before.st_uid, before.st_gid)
    os.fchmod(handle, stat.S_IMODE(before.st_mode) & 0o640)
