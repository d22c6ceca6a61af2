"""DuckDB: a file that is read in this process, with the marts of a file of their own."""

from __future__ import annotations

import os
import uuid
import warnings
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
from sqlalchemy import CursorResult, Engine, create_engine, event
from sqlalchemy.engine import URL

from integrity_metrics.warehouse.drivers.session_views import make_views
from integrity_metrics.warehouse.failures import UnreachableError

# The driver advises its own API, which SQLAlchemy does not use; answers are small, so the copy does not matter.
warnings.filterwarnings("ignore", message="Arrow output on a DB-API result", category=UserWarning)


@dataclass(frozen=True, slots=True)
class DuckDBDriver:
    """Reads two files as one database: the warehouse, and its marts as ``marts``. Either may be None.

    publish.py replaces them while they are read, so an engine is of one version of both.
    """

    warehouse: Path | None
    marts: Path | None
    dialect: str = "duckdb"

    def prepared(self, url: URL) -> URL:
        """Return the URL."""
        return url

    def version(self) -> str:
        """Return which versions of the two files are there."""
        # Asked for every answer, so no more than two calls. They follow the links.
        version = ""
        if self.warehouse is not None:
            try:
                found = os.stat(self.warehouse)
            except OSError:
                raise UnreachableError(
                    f"There is no warehouse at {self.warehouse.name}. Run `make demo` to build the demo, "
                    "or set INTEGRITY_WAREHOUSE_URL, then try again."
                ) from None
            version = f"{found.st_dev}:{found.st_ino}:{found.st_mtime_ns}"
        if self.marts is not None:
            with suppress(OSError):
                built = os.stat(self.marts)
                version += f"+{built.st_ino}:{built.st_mtime_ns}"
        return version

    def new_engine(self, url: URL, *, pool_size: int, views: tuple[str, ...], query_seconds: float) -> Engine:
        """Return an engine of a database in memory with the files attached, read only."""
        del query_seconds  # it ends with this process
        options: dict[str, Any] = {
            "pool_size": pool_size,
            "max_overflow": 0,
            "pool_pre_ping": True,
            "execution_options": {"duckdb_arrow": True},
        }
        attached: dict[str, Path] = {}
        if self.warehouse is not None:
            attached["warehouse"] = self.warehouse.resolve()
        if self.marts is not None and self.marts.exists():
            attached["marts"] = self.marts.resolve()
        # Of a name of its own: DuckDB gives one process one instance of a file, so an engine of a new version of the
        # marts would find the old one still attached to it.
        url = url.set(database=f":memory:{uuid.uuid4().hex}")
        for file in list(attached.values())[:1]:
            options["connect_args"] = {"config": {"temp_directory": str(file.with_name(f"{file.name}.tmp"))}}
        engine = create_engine(url, **options)
        event.listen(engine, "connect", partial(_begin, attached, views))
        return engine

    def frame(self, result: CursorResult[Any]) -> pd.DataFrame:
        """Return the rows through Arrow, which keeps what has a dtype of its own from becoming objects."""
        table: pa.Table = result.arrow  # type: ignore[attr-defined]
        for position, field in enumerate(table.schema):
            if (wanted := _canonical(field.type)) != field.type:
                table = table.set_column(position, field.name, _cast(table.column(position), wanted))
        frame: pd.DataFrame = table.to_pandas()
        return frame

    def cancel(self, connection: Any) -> None:
        """Interrupt the query."""
        connection.interrupt()


def _begin(files: Mapping[str, Path], views: tuple[str, ...], connection: Any, _record: object) -> None:
    connection.execute("set TimeZone = 'UTC'")
    # DuckDB 2.0 takes the sums over a left join with no row on the right to be 0, and cannot put them in one byte.
    connection.execute("set disabled_optimizers = 'compressed_materialization'")
    for name, file in files.items():
        # ATTACH takes no parameters: the path is a literal, with its quotes doubled.
        path = str(file).replace("'", "''")
        connection.execute(f"attach if not exists '{path}' as {name} (read_only)")
    for name in list(files)[:1]:
        connection.execute(f"use {name}")
    make_views(views, connection.execute)


def _canonical(found: pa.DataType) -> pa.DataType:
    """Return the Arrow type whose dtype is the one of the column's kind (canonical.py)."""
    if pa.types.is_integer(found) or (pa.types.is_decimal(found) and found.scale == 0):
        return pa.int64()
    if pa.types.is_decimal(found) or pa.types.is_floating(found):
        return pa.float64()
    return pa.timestamp("us") if pa.types.is_timestamp(found) else found


def _cast(column: pa.ChunkedArray, wanted: pa.DataType) -> pa.ChunkedArray:
    try:
        return column.cast(wanted)
    except pa.ArrowInvalid:
        # Too large for 64 bits, or an instant finer than a microsecond.
        return column.cast(pa.float64() if wanted == pa.int64() else wanted, safe=False)
