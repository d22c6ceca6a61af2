"""Writes the embedded warehouse: a new version is built aside and swapped in at the end, or nothing changes.

``.data/warehouse.duckdb`` is a link to the current version, ``warehouse.v000042.duckdb``. Readers resolve the link on
every query, so a server keeps answering while a new version is built. DuckDB needs new file names for this: a file
replaced under an open connection keeps being read in its old state.

What is too large for the file lies in a folder of Parquet files of the same name (``parquet_folder``), read by views of
the file. A version copied from another one reads the other's folder, and says so by a link of its own name.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from integrity_metrics.warehouse.failures import DiskFullError, WarehouseError, explain


@contextmanager
def new_version(link: Path, *, from_current: bool = True) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a writable connection to the next version of the warehouse at `link`; publish it on success.

    Parameters
    ----------
    link
        Where readers look, for example ``.data/warehouse.duckdb``.
    from_current
        Start from a copy of the current version; otherwise from an empty file.

    Raises
    ------
    WarehouseError
        When the file at `link` is not one of ours, another writer is at work, or the disk is full. In every case,
        and on any exception or Ctrl-C inside the block, readers keep the version they had.
    """
    link.parent.mkdir(parents=True, exist_ok=True)
    if link.exists() and not link.is_symlink():
        raise WarehouseError(
            f"{link.name} was not built by this product, so it is left alone. "
            "Point INTEGRITY_WAREHOUSE_URL at another path, then try again."
        )
    with sole_writer(link):
        current = link.resolve() if link.exists() else None
        target = next_file(link)
        try:
            if from_current and current is not None:
                shutil.copyfile(current, target)
                if parquet_folder(current).exists():
                    parquet_folder(target).symlink_to(parquet_folder(current).resolve().name)
            connection = duckdb.connect(str(target))
            try:
                yield connection
                connection.execute("checkpoint")
            finally:
                connection.close()
        except BaseException as error:
            remove(target)
            _remove_unread_folders(link)
            if isinstance(error, duckdb.Error):
                raise explain(error, f"writing {link.name}") from error
            if isinstance(error, OSError) and error.errno == 28:
                raise DiskFullError(
                    f"The disk is full: {link.name} is unchanged. Free some space, then try again."
                ) from error
            raise
        swap(link, target)
        # Readers may still hold the version before this one; older ones are let go.
        for old in versions(link)[:-2]:
            remove(old)
        _remove_unread_folders(link)


def parquet_folder(version: Path) -> Path:
    """Return the folder of Parquet files that belongs to a version of the warehouse, whether it exists or not.

    Examples
    --------
    >>> parquet_folder(Path("warehouse.v000042.duckdb")).name
    'warehouse.v000042.duckdb.parquet'
    """
    return version.with_name(f"{version.name}.parquet")


def marts_link(warehouse: Path) -> Path:
    """Return where readers of a warehouse file look for its marts, whether they are built or not.

    Examples
    --------
    >>> marts_link(Path("warehouse.duckdb")).name
    'warehouse.marts.duckdb'
    """
    return warehouse.with_name(f"{warehouse.stem}.marts.duckdb")


@contextmanager
def sole_writer(link: Path) -> Iterator[None]:
    """Hold the right to write at `link` for the time of the block; refuse when another process has it."""
    with link.with_suffix(".lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise WarehouseError(
                f"Another process is writing {link.name}. Wait until it has finished, then try again."
            ) from None
        yield


def versions(link: Path) -> list[Path]:
    """Return the versions that are there, oldest first."""
    pattern = re.compile(re.escape(link.stem) + r"\.v\d{6}" + re.escape(link.suffix))
    return sorted(path for path in link.parent.iterdir() if pattern.fullmatch(path.name))


def next_file(link: Path) -> Path:
    """Return the name of the version that follows the newest."""
    existing = versions(link)
    number = int(existing[-1].name.split(".v")[-1].split(".")[0]) + 1 if existing else 1
    return link.with_name(f"{link.stem}.v{number:06d}{link.suffix}")


def swap(link: Path, target: Path) -> None:
    """Let `link` lead to the version `target`, at once for every reader."""
    pending = link.with_suffix(".pending")
    pending.unlink(missing_ok=True)
    pending.symlink_to(target.name)
    os.replace(pending, link)


def _remove_unread_folders(link: Path) -> None:
    """Remove the Parquet folders, and links to them, that no version reads."""
    kept = {parquet_folder(version) for version in versions(link)}
    read = {folder.resolve() for folder in kept if folder.exists()}
    for folder in link.parent.glob(f"{link.stem}.v[0-9]*{link.suffix}.parquet"):
        if folder.is_symlink() and folder not in kept:
            folder.unlink()
        elif not folder.is_symlink() and folder.resolve() not in read:
            shutil.rmtree(folder)


def remove(path: Path) -> None:
    """Remove a version and its write-ahead log, if they are there."""
    path.unlink(missing_ok=True)
    Path(f"{path}.wal").unlink(missing_ok=True)
