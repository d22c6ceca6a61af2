"""Turns pieces of statement dumps into staged Parquet files in the contract's terms, outside the warehouse."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Self

import duckdb
import pyarrow as pa
from duckdb import ConstantExpression, StarExpression

from integrity_metrics.warehouse.native import run_native
from integrity_metrics.warehouse.query_files import AUTHORING_DIALECT, load_query
from integrity_metrics.warehouse.statement_files import Piece, StatementFileError
from integrity_metrics.warehouse.statement_report import RejectedRow
from integrity_metrics.warehouse.statement_rows import Record, records

# What map_statements.sql reads; the long free texts are not among them.
READ_COLUMNS = (
    "uuid",
    "platform_name",
    "platform_uid",
    "decision_visibility",
    "decision_monetary",
    "decision_provision",
    "decision_account",
    "decision_ground",
    "category",
    "content_type",
    "content_language",
    "content_date",
    "territorial_scope",
    "application_date",
    "source_type",
    "automated_detection",
    "automated_decision",
    "created_at",
)
CHUNK_RECORDS = 20_000
# Every thread has buffers of its own, so memory is bounded only with the number of threads.
STAGING_MEMORY = "256MB"
STAGING_THREADS = 2


@dataclass(frozen=True, slots=True)
class StagedPart:
    """A Parquet file of mapped statements: rows in all, and the rejected ones of them with their reasons."""

    path: Path
    rows: int
    rejected: tuple[RejectedRow, ...]


class Stager:
    """Maps pieces with a small in-memory DuckDB of its own: the fast reader first, the tolerant one where it fails."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._mapping = load_query("sources/dsa/map_statements").tree.sql(AUTHORING_DIALECT)
        self._number = 0
        spill = folder / "spill"
        self._connection = duckdb.connect(
            config={"memory_limit": STAGING_MEMORY, "threads": STAGING_THREADS, "temp_directory": str(spill)}
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def stage(self, piece: Piece) -> Iterator[StagedPart]:
        """Yield the staged parts of `piece`, in row order.

        The fast reader does not know lines: if it fails or finds a row to reject, the piece is read again by the
        tolerant reader, which does, and loses only the rows that are broken.
        """
        part = self._stage_fast(piece)
        if part is None:
            yield from self._stage_tolerant(piece)
        else:
            yield part

    def _stage_fast(self, piece: Piece) -> StagedPart | None:
        rows = self._connection.read_csv(
            str(piece.path),
            header=True,
            sep=",",
            quotechar='"',
            escapechar='"',
            auto_detect=False,
            strict_mode=True,
            columns=dict.fromkeys(piece.columns, "VARCHAR"),
        )
        path = self._next_path()
        try:
            self._write(rows, path)
        except (duckdb.InvalidInputException, duckdb.ConversionException):
            path.unlink(missing_ok=True)
            return None
        count, rejected = self._count(path)
        if rejected:
            path.unlink()
            return None
        return StagedPart(path, count, ())

    def _stage_tolerant(self, piece: Piece) -> Iterator[StagedPart]:
        complete = _ends_with_newline(piece.path)
        with piece.path.open("rb") as file:
            file.readline()
            found = records(file, len(piece.columns), piece.first_line)
            while chunk := list(islice(found, CHUNK_RECORDS)):
                part = self._stage_chunk(piece, chunk)
                is_last = len(chunk) < CHUNK_RECORDS
                if is_last and not complete and part.rejected and part.rejected[-1].line == chunk[-1].line:
                    raise StatementFileError(
                        f"{piece.file} is half-written: it ends in the middle of the row at line {chunk[-1].line}; "
                        "download or copy it again"
                    )
                yield part

    def _stage_chunk(self, piece: Piece, chunk: list[Record]) -> StagedPart:
        readable = [record for record in chunk if not record.problem]
        place = {name: piece.columns.index(name) for name in READ_COLUMNS if name in piece.columns}
        columns = {name: pa.array([r.fields[i] for r in readable], pa.string()) for name, i in place.items()}
        table = pa.table({**columns, "line": pa.array([r.line for r in readable], pa.int64())})
        path = self._next_path()
        self._write(self._connection.from_arrow(table), path)
        rejected = [RejectedRow(piece.file, r.line, f"the row {r.problem}") for r in chunk if r.problem]
        if self._count(path)[1]:
            listed = run_native(self._connection, "sources/dsa/list_rejected", {"part": str(path)}).fetchall()
            rejected += [RejectedRow(piece.file, line, _reason(*problem)) for line, *problem in listed]
        return StagedPart(path, len(chunk), tuple(sorted(rejected, key=lambda row: row.line)))

    def _write(self, rows: duckdb.DuckDBPyRelation, path: Path) -> None:
        """Map `rows` into a Parquet file; a column that a dump or a reader lacks is null."""
        absent = [name for name in READ_COLUMNS if name not in rows.columns]
        fillers = [ConstantExpression(None).cast("VARCHAR").alias(name) for name in absent]
        if "line" not in rows.columns:
            fillers.append(ConstantExpression(None).cast("BIGINT").alias("line"))
        mapped = rows.select(StarExpression(), *fillers).query("raw_statements", self._mapping)
        # None is what DuckDB returns for a statement without rows to read, which the mapping is not.
        assert mapped is not None  # noqa: S101
        mapped.write_parquet(str(path))

    def _count(self, path: Path) -> tuple[int, int]:
        ((rows, rejected),) = run_native(self._connection, "sources/dsa/count_part", {"part": str(path)}).fetchall()
        return int(rows), int(rejected)

    def _next_path(self) -> Path:
        self._number += 1
        # File order is the order in which duplicates count, and the merge knows it by name.
        return self._folder / f"part-{self._number:08d}.parquet"


def _reason(column: str, found: str | None, expected: str) -> str:
    value = f"is '{found}'" if found else "is empty"
    return f"{column} {value}; expected {expected}"


def _ends_with_newline(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, 2)
        return file.read(1) == b"\n"
