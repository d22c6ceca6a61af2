"""Simulated platforms of several scales, kept in a work folder, and how large they are."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import duckdb
from scale_copies import COPIES, copy_platform

from integrity_metrics.simulation.simulate import PARQUET_SCALE, database_file, simulate
from integrity_metrics.warehouse.contract import load_contract
from integrity_metrics.warehouse.demo import create_contract
from integrity_metrics.warehouse.publish import new_version, parquet_folder


@dataclass(frozen=True, slots=True)
class Size:
    """How large a platform is: contents, content-day rows of views, rows of the whole contract, bytes on disk."""

    contents: int
    views: int
    rows: int
    bytes: int


def platform(work: Path, scale: float, *, really_simulated: bool) -> Path:
    """Return the warehouse of a scale; make it when it is not in the work folder.

    Parameters
    ----------
    work
        Holds a folder ``scale10`` for scale 10, with ``warehouse.duckdb`` in it.
    scale
        Of the platform. From `PARQUET_SCALE` on its views are Parquet.
    really_simulated
        Simulate a platform that is kept as Parquet too; otherwise it is ten copies of a tenth of its scale.
    """
    link = work / f"scale{scale:g}" / "warehouse.duckdb"
    if link.exists():
        return link
    if scale >= PARQUET_SCALE and not really_simulated:
        copy_platform(platform(work, scale / COPIES, really_simulated=False), link, _tell)
        return link
    with new_version(link, from_current=False) as connection:
        create_contract(connection)
        file = database_file(connection)
        folder = parquet_folder(file) if file is not None and scale >= PARQUET_SCALE else None
        simulate(connection, scale=scale, progress=_tell, parquet_folder=folder)
    return link


def is_copy(warehouse: Path) -> bool:
    """Whether a platform is ten copies of another: what is true of it is only known of the original."""
    with duckdb.connect(str(warehouse.resolve()), read_only=True) as connection:
        schemas = connection.execute("select schema_name from information_schema.schemata").fetchall()
    return ("truth",) not in schemas


def size_of(warehouse: Path) -> Size:
    """Return how large a platform is."""
    file = warehouse.resolve()
    with duckdb.connect(str(file), read_only=True) as connection:
        rows = {t.name: connection.table(t.name).count("*").fetchall()[0][0] for t in load_contract()}
    parquet = sum(each.stat().st_size for each in parquet_folder(file).glob("*.parquet"))
    return Size(rows["contents"], rows["content_impressions"], sum(rows.values()), file.stat().st_size + parquet)


def _tell(what: str, number: int, of: int) -> None:
    sys.stderr.write(f"\r{what}, {number} of {of}\033[K" + ("\n" if number == of else ""))
