"""Where marts live for a DuckDB warehouse: a file of their own beside it, written aside and swapped in at the end.

``.data/warehouse.marts.duckdb`` is a link to the current version, as publish.py does it for the warehouse itself. A
build works on ``warehouse.marts.building.duckdb``; what an interrupted one leaves there, the next one continues. The
warehouse is only read, so a build may run while it is served.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from integrity_metrics.warehouse import native
from integrity_metrics.warehouse.check_statements import Query
from integrity_metrics.warehouse.failures import DiskFullError, UnreachableError, WarehouseError, explain
from integrity_metrics.warehouse.publish import marts_link, next_file, remove, sole_writer, swap, versions
from integrity_metrics.warehouse.shaping import Statement

MEMORY = "1200MB"


class Store:
    """A warehouse that is read and the schema `marts` that is written, on one connection."""

    dialect = "duckdb"

    def __init__(self, connection: duckdb.DuckDBPyConnection, version: str) -> None:
        self._connection = connection
        self._texts: dict[str, str] = {}
        self.version = version

    def run(self, query: Query) -> list[tuple[Any, ...]]:
        """Run a statement and return its rows."""
        rows: list[tuple[Any, ...]] = self._execute(query).fetchall()
        return rows

    def columns(self, query: Query) -> list[str] | None:
        """Return the names of the columns of a statement, or None when a table it reads is not there."""
        try:
            found = self._execute(query)
        except duckdb.CatalogException:
            return None
        return [column[0] for column in found.description or ()]

    def _execute(self, query: Query) -> duckdb.DuckDBPyConnection:
        # Writing a statement out takes longer than running it on a few rows.
        text = self._texts.get(query.name)
        if text is None:
            text = self._texts[query.name] = query.bound(self.dialect).sql
        return native.execute(self._connection, Statement(query.name, text, query.parameters))

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Keep everything in the block, or nothing of it."""
        self._connection.begin()
        try:
            yield
        except BaseException:
            self._connection.rollback()
            raise
        self._connection.commit()


@contextmanager
def open_store(warehouse: Path, *, fresh: bool) -> Iterator[Store]:
    """Yield what a build reads and writes; swap the new version of the marts in on success.

    Parameters
    ----------
    warehouse
        The DuckDB file, or the link to it.
    fresh
        Begin with no marts at all: the warehouse is another one than before.

    Raises
    ------
    WarehouseError
        One sentence: no warehouse, another build at work, no right to write, a full disk. Readers keep what they had.
    """
    if not warehouse.exists():
        raise UnreachableError(
            f"There is no warehouse at {warehouse.name}. Run `make demo` to build the demo, "
            "or set INTEGRITY_WAREHOUSE_URL, then try again."
        )
    link = marts_link(warehouse)
    if link.exists() and not link.is_symlink():
        raise WarehouseError(
            f"{link.name} was not built by this product, so it is left alone. Move it away, then try again."
        )
    work = link.with_name(f"{link.stem}.building{link.suffix}")
    try:
        with sole_writer(link):
            if fresh:
                remove(work)
            elif not work.exists() and link.exists():
                shutil.copyfile(link.resolve(), work)
            with _connected(warehouse.resolve(), work) as store:
                yield store
            target = next_file(link)
            os.rename(work, target)
            swap(link, target)
            for old in versions(link)[:-2]:
                remove(old)
    except duckdb.Error as error:
        raise explain(error, "the build of the marts") from error
    except PermissionError:
        raise WarehouseError(
            f"The marts of {warehouse.name} are kept beside it, and this user may not write in that folder. "
            "Give the user the right, then try again."
        ) from None
    except OSError as error:
        if error.errno == 28:
            raise DiskFullError(
                "The disk is full: the marts are unchanged. Free some space, then try again."
            ) from error
        raise


@contextmanager
def _connected(warehouse: Path, work: Path) -> Iterator[Store]:
    found = warehouse.stat()
    version = f"{found.st_ino}:{found.st_mtime_ns}"
    spill = work.with_name(f"{work.name}.tmp")
    config: dict[str, str | bool | int | float | list[str]] = {"memory_limit": MEMORY, "temp_directory": str(spill)}
    connection = duckdb.connect(":memory:", config=config)
    try:
        _attach(connection, warehouse, "warehouse", read_only=True)
        try:
            _attach(connection, work, "marts", read_only=False)
        except duckdb.Error:
            # What an interrupted build left cannot be read: begin again.
            remove(work)
            _attach(connection, work, "marts", read_only=False)
        connection.execute("use warehouse")
        yield Store(connection, version)
        connection.execute("checkpoint marts")
    finally:
        connection.close()
        shutil.rmtree(spill, ignore_errors=True)


def _attach(connection: duckdb.DuckDBPyConnection, file: Path, name: str, *, read_only: bool) -> None:
    # ATTACH takes no parameters: the path is a literal, with its quotes doubled.
    path = str(file).replace("'", "''")
    connection.execute(f"attach '{path}' as {name} ({'read_only' if read_only else 'read_write'})")
