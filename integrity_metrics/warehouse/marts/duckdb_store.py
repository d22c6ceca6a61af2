"""Where marts live for a DuckDB warehouse: a file of their own, written aside and swapped in at the end.

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
from zlib import crc32

import duckdb

from integrity_metrics.warehouse import native
from integrity_metrics.warehouse.check_statements import Query
from integrity_metrics.warehouse.drivers.session_views import make_views
from integrity_metrics.warehouse.failures import DiskFullError, UnreachableError, WarehouseError, explain
from integrity_metrics.warehouse.marts.store import Store
from integrity_metrics.warehouse.marts.transactional import TransactionalStore
from integrity_metrics.warehouse.publish import next_file, remove, sole_writer, swap, versions
from integrity_metrics.warehouse.shaping import Statement

MEMORY = "1200MB"


class DuckDbDatabase:
    """A DuckDB connection; see `transactional.Database`."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        self._texts: dict[str, str] = {}

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

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Keep everything in the block, or nothing of it."""
        self.connection.begin()
        try:
            yield
        except BaseException:
            self.connection.rollback()
            raise
        self.connection.commit()

    def _execute(self, query: Query) -> duckdb.DuckDBPyConnection:
        # Writing a statement out takes longer than running it on a few rows.
        text = self._texts.get(query.name)
        if text is None:
            text = self._texts[query.name] = query.bound("duckdb").sql
        return native.execute(self.connection, Statement(query.name, text, query.parameters))


@contextmanager
def open_duckdb_store(warehouse: Path, link: Path, *, views: tuple[str, ...] = (), fresh: bool) -> Iterator[Store]:
    """Yield what a build reads and writes; swap the new version of the marts in on success.

    Parameters
    ----------
    warehouse
        The DuckDB file, or the link to it.
    link
        Where readers look for its marts; see `publish.marts_link`.
    views
        Statements that make the session's views of a warehouse whose tables are not the contract's.
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
    found = warehouse.resolve().stat()
    with new_marts_file(link, fresh=fresh) as database:
        attach(database.connection, warehouse.resolve(), "warehouse", read_only=True)
        database.connection.execute("use warehouse")
        make_views(views, database.connection.execute)
        version = f"{found.st_ino}:{found.st_mtime_ns}:{crc32(''.join(views).encode())}"
        yield TransactionalStore(database, database, place=f"{link.name}, a DuckDB file", version=version)


@contextmanager
def new_marts_file(link: Path, *, fresh: bool) -> Iterator[DuckDbDatabase]:
    """Yield a database in memory with the next version of the marts at `link` attached as ``marts``; publish it.

    Whatever happens in the block, readers keep the version they had until it ends well.
    """
    if link.exists() and not link.is_symlink():
        raise WarehouseError(
            f"{link.name} was not built by this product, so it is left alone. Move it away, then try again."
        )
    work = link.with_name(f"{link.stem}.building{link.suffix}")
    try:
        link.parent.mkdir(parents=True, exist_ok=True)
        with sole_writer(link):
            if fresh:
                remove(work)
            elif not work.exists() and link.exists():
                shutil.copyfile(link.resolve(), work)
            with _attached(work) as database:
                yield database
            target = next_file(link)
            os.rename(work, target)
            swap(link, target)
            for old in versions(link)[:-2]:
                remove(old)
    except duckdb.Error as error:
        raise explain(error, "the build of the marts") from error
    except PermissionError:
        raise WarehouseError(
            f"The marts are kept in {link.name}, and this user may not write in its folder. Give the user the right, "
            "or set INTEGRITY_MARTS_FILE to a file in another folder, then try again."
        ) from None
    except OSError as error:
        if error.errno == 28:
            raise DiskFullError(
                "The disk is full: the marts are unchanged. Free some space, then try again."
            ) from error
        raise


def attach(connection: duckdb.DuckDBPyConnection, file: Path, name: str, *, read_only: bool) -> None:
    """Attach a DuckDB file to a connection as `name`."""
    # ATTACH takes no parameters: the path is a literal, with its quotes doubled.
    path = str(file).replace("'", "''")
    connection.execute(f"attach '{path}' as {name} ({'read_only' if read_only else 'read_write'})")


@contextmanager
def _attached(work: Path) -> Iterator[DuckDbDatabase]:
    spill = work.with_name(f"{work.name}.tmp")
    config: dict[str, str | bool | int | float | list[str]] = {"memory_limit": MEMORY, "temp_directory": str(spill)}
    connection = duckdb.connect(":memory:", config=config)
    try:
        try:
            attach(connection, work, "marts", read_only=False)
        except duckdb.Error:
            # What an interrupted build left cannot be read: begin again.
            remove(work)
            attach(connection, work, "marts", read_only=False)
        yield DuckDbDatabase(connection)
        connection.execute("checkpoint marts")
    finally:
        connection.close()
        shutil.rmtree(spill, ignore_errors=True)
