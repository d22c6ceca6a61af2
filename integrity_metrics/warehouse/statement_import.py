"""Imports raw EU DSA statement-of-reasons dumps into the contract, for data engineers."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb

from integrity_metrics.warehouse.native import run_native
from integrity_metrics.warehouse.statement_files import StatementFileError, check_files, csv_pieces
from integrity_metrics.warehouse.statement_report import FileCount, ImportReport, Progress, RejectedLog, RejectedRow
from integrity_metrics.warehouse.statement_staging import StagedPart, Stager

__all__ = ["FileCount", "ImportReport", "Progress", "RejectedRow", "StatementFileError", "import_statements"]

TABLES = ("policies", "contents", "enforcement_actions")
# DuckDB cannot spill everything an INSERT holds: each thread keeps a row group of every column. Within this limit
# 24 batches of 165,000 rows went in; batches of 660,000 rows ran out of memory.
BATCH_ROWS = 200_000
MERGE_MEMORY = "384MB"
MERGE_THREADS = 2

Report = Callable[[Progress], None]


def import_statements(
    connection: duckdb.DuckDBPyConnection,
    paths: Sequence[Path],
    progress: Report | None = None,
    *,
    rejected_csv: Path | None = None,
    work_folder: Path | None = None,
) -> ImportReport:
    """Add the statements in `paths` that the warehouse does not have yet; all of them or, on any error, none.

    Parameters
    ----------
    connection
        Writable connection to the warehouse, with no transaction open. Tables that are missing are created.
    paths
        Dumps: CSV, zip of CSVs, or zip of zips; of either schema version, full or light.
    progress
        Called after each piece read and each batch added.
    rejected_csv
        Where to write every rejected row (file, line, reason).
    work_folder
        Where to put temporary files; they need about a tenth of the unpacked size. Default: the system's.

    Returns
    -------
    ImportReport
        Where every row went.

    Raises
    ------
    StatementFileError
        When a file is not a usable dump; the warehouse is unchanged.
    """
    check_files(paths)
    if rejected_csv is not None and not rejected_csv.absolute().parent.is_dir():
        raise StatementFileError(f"the folder of {rejected_csv} does not exist; create it or name another file")
    tell = progress or _ignore
    with tempfile.TemporaryDirectory(prefix="integrity-import-", dir=work_folder) as name:
        folder = Path(name)
        listing = folder / "rejected.csv"
        with RejectedLog(listing) as log:
            files, parts = _stage(paths, folder, log, tell)
        with _bounded(connection):
            with _transaction(connection):
                policies, contents, actions, known = _merge(connection, parts, tell)
            # Here, within the limits: left to the closing of the warehouse, it takes as much memory as there is.
            connection.execute("checkpoint")
        if rejected_csv is not None:
            shutil.copyfile(listing, rejected_csv)
    read = sum(file.rows_read for file in files)
    return ImportReport(
        files=files,
        rows_read=read,
        actions_added=actions,
        contents_added=contents,
        policies_added=policies,
        already_present=known,
        duplicates=read - log.count - known - actions,
        rejected=log.count,
        rejected_rows=tuple(log.first),
    )


def _stage(
    paths: Sequence[Path], folder: Path, log: RejectedLog, tell: Report
) -> tuple[tuple[FileCount, ...], list[StagedPart]]:
    counts: dict[tuple[int, str], FileCount] = {}
    parts: list[StagedPart] = []
    total = sum(path.stat().st_size for path in paths)
    read = 0
    with Stager(folder) as stager:
        for piece in csv_pieces(paths, folder):
            rows = rejected = 0
            for part in stager.stage(piece):
                log.add(part.rejected)
                rows += part.rows
                rejected += len(part.rejected)
                parts.append(StagedPart(part.path, part.rows, ()))
            piece.path.unlink()
            read += rows
            so_far = counts.get((piece.source, piece.file), FileCount(piece.file, 0, 0))
            counts[piece.source, piece.file] = FileCount(
                piece.file, so_far.rows_read + rows, so_far.rejected + rejected
            )
            tell(Progress("reading", piece.file, read, piece.bytes_done, total))
    return tuple(counts.values()), parts


def _merge(
    connection: duckdb.DuckDBPyConnection, parts: Sequence[StagedPart], tell: Report
) -> tuple[int, int, int, int]:
    """Return how many policies, contents and actions were added, and how many rows the warehouse had before."""
    for table in TABLES:
        run_native(connection, f"contract/{table}")
    total = sum(part.rows for part in parts)
    batches = [{"parts": [str(part.path) for part in batch]} for batch in _batches(parts)]
    # Before anything is added: later, a row of this import would look like one of the warehouse.
    known = sum(_number(connection, "count_known", batch) for batch in batches)
    policies = contents = actions = done = 0
    for batch, staged in zip(batches, _batches(parts), strict=True):
        policies += _number(connection, "add_policies", batch)
        contents += _number(connection, "add_contents", batch)
        actions += _number(connection, "add_actions", batch)
        done += sum(part.rows for part in staged)
        tell(Progress("adding", "", total, done, total))
    return policies, contents, actions, known


def _number(connection: duckdb.DuckDBPyConnection, name: str, parameters: dict[str, list[str]]) -> int:
    # All rows: DuckDB 2.0 refuses the next statement while a result is not read to its end.
    ((number,),) = run_native(connection, f"sources/dsa/{name}", parameters).fetchall()
    return int(number)


def _batches(parts: Sequence[StagedPart]) -> Iterator[list[StagedPart]]:
    batch: list[StagedPart] = []
    for part in parts:
        if batch and sum(p.rows for p in batch) + part.rows > BATCH_ROWS:
            yield batch
            batch = []
        batch.append(part)
    if batch:
        yield batch


@contextmanager
def _transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    connection.begin()
    try:
        yield
    except BaseException:
        connection.rollback()
        raise
    connection.commit()


@contextmanager
def _bounded(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Keep DuckDB within a few hundred megabytes while it merges, then give it its own limits back."""
    question = "select current_setting('memory_limit'), current_setting('threads')"
    ((memory, threads),) = connection.execute(question).fetchall()
    _set_limits(connection, MERGE_MEMORY, MERGE_THREADS)
    try:
        yield
    finally:
        _set_limits(connection, memory, threads)


def _set_limits(connection: duckdb.DuckDBPyConnection, memory: str, threads: int) -> None:
    connection.execute("set memory_limit = $memory", {"memory": memory})
    connection.execute("set threads = $threads", {"threads": threads})


def _ignore(_: Progress) -> None:
    """Take no notice of progress."""
