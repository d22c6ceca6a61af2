"""The CSV files inside statement-of-reasons dumps (plain, zip or zip of zips), cut into pieces of bounded size."""

from __future__ import annotations

import re
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from integrity_metrics.errors import IntegrityError
from integrity_metrics.warehouse.statement_rows import RECORD_START, header_problem

PIECE_BYTES = 64 * 2**20
BLOCK_BYTES = 2**20
HEADER_BYTES = 64 * 2**10
ZIP_START = b"PK"
# Bit of a zip member's flags.
ENCRYPTED = 1
# Apple's archiver adds a shadow copy of every file.
SHADOW_FOLDER = "__MACOSX/"
NEXT_RECORD = re.compile(rb"\n(?=" + RECORD_START.pattern + rb")")


class StatementFileError(IntegrityError, ValueError):
    """A file is not a usable dump of statements of reasons; nothing of the import was kept."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of one CSV on disk, with the CSV's header as its first line.

    `source` is the position of the given file it comes from; `first_line` is the line number, in the CSV itself, of the
    piece's second line; `bytes_done` is how much of the given files has been read when the piece is complete.
    """

    source: int
    file: str
    path: Path
    columns: tuple[str, ...]
    first_line: int
    bytes_done: int


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an archive or CSV is: its name, and the bytes it stands for in the given files."""

    source: int
    name: str
    start: int
    size: int

    def inside(self, member: str, start: int, size: int) -> _Place:
        return _Place(self.source, f"{self.name} > {member}", start, size)


def check_files(paths: Sequence[Path]) -> None:
    """Refuse, before anything is read, what cannot be a dump: missing, a directory, empty, Parquet, a damaged zip."""
    for path in paths:
        if path.is_dir():
            raise StatementFileError(f"{path} is a directory; name the dump files in it, for example {path}/*.zip")
        if not path.is_file():
            raise StatementFileError(f"{path} does not exist; check the name")
        with _opened(path) as file:
            start = file.read(4)
        if not start:
            raise StatementFileError(f"{path} is empty (0 bytes); download it again")
        if start == b"PAR1":
            raise StatementFileError(f"{path} is a Parquet file; give the CSV or zip dump of the same day")
        if start[:2] == b"\x1f\x8b":
            raise StatementFileError(f"{path} is a gzip file; unpack it, dumps are read as CSV or zip")
        is_zip = start[:2] == ZIP_START
        if path.suffix.lower() == ".zip" and not is_zip:
            raise StatementFileError(
                f"{path} is named .zip but is not a zip (perhaps a saved error page); download it again"
            )
        if is_zip and not zipfile.is_zipfile(path):
            raise StatementFileError(f"{path} is a truncated zip (its end is missing); download it again")


def csv_pieces(paths: Sequence[Path], folder: Path) -> Iterator[Piece]:
    """Yield every CSV in `paths` as pieces of about 64 MiB in `folder`; the taker deletes each piece.

    Pieces are cut where a record starts, so that one broken row sends one piece, not a whole dump, to the slow reader.
    """
    start = 0
    for source, path in enumerate(paths):
        place = _Place(source, path.name, start, path.stat().st_size)
        with _opened(path) as file:
            is_zip = file.read(2) == ZIP_START
            file.seek(0)
            yield from _zip_pieces(file, place, folder) if is_zip else _cut(file, place, folder, place.size)
        start += place.size


def _opened(path: Path) -> IO[bytes]:
    try:
        return path.open("rb")
    except OSError as error:
        raise StatementFileError(f"{path} cannot be read ({error.strerror}); check its permissions") from error


def _zip_pieces(archive: IO[bytes], place: _Place, folder: Path) -> Iterator[Piece]:
    try:
        with zipfile.ZipFile(archive) as opened:
            members = [m for m in opened.infolist() if not m.is_dir() and not m.filename.startswith(SHADOW_FOLDER)]
            members = [m for m in members if m.filename.lower().endswith((".csv", ".zip"))]
            if not members:
                raise StatementFileError(f"{place.name} holds no CSV file; give a dump named sor-...-full.zip")
            packed = max(sum(m.compress_size for m in members), 1)
            start = place.start
            for member in members:
                if member.flag_bits & ENCRYPTED:
                    raise StatementFileError(f"{place.name} > {member.filename} is encrypted; unpack it first")
                inner = place.inside(member.filename, start, place.size * member.compress_size // packed)
                with opened.open(member) as file:
                    if member.filename.lower().endswith(".csv"):
                        yield from _cut(file, inner, folder, member.file_size)
                    else:
                        yield from _inner_zip_pieces(file, inner, folder)
                start += inner.size
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise StatementFileError(f"{place.name} is a damaged or truncated zip ({error}); download it again") from error


def _inner_zip_pieces(file: IO[bytes], place: _Place, folder: Path) -> Iterator[Piece]:
    """Copy an archive out of its archive, since reading one needs to seek, and yield its pieces."""
    if place.name.count(" > ") > 1:
        raise StatementFileError(f"{place.name} lies three archives deep; dumps are a zip of zips: unpack it once")
    with tempfile.TemporaryFile(dir=folder) as copy:
        shutil.copyfileobj(file, copy, BLOCK_BYTES)
        yield from _zip_pieces(copy, place, folder)


def _cut(file: IO[bytes], place: _Place, folder: Path, size: int) -> Iterator[Piece]:
    """Yield a CSV of `size` bytes in pieces."""
    header = file.readline(HEADER_BYTES)
    columns = tuple(header.decode("utf-8-sig", errors="replace").strip().replace('"', "").split(","))
    problem = header_problem(columns)
    if problem:
        raise StatementFileError(f"{place.name} {problem}")
    first_line = 2
    read = len(header)
    rest = b""
    at_end = False
    while not at_end:
        path = folder / f"piece-{first_line}.csv"
        lines = written = 0
        with path.open("wb") as target:
            target.write((",".join(columns) + "\n").encode())
            while True:
                block = rest or file.read(BLOCK_BYTES)
                rest = b""
                at_end = not block
                # A record start that straddles two blocks is missed; the next one serves as well.
                cut = NEXT_RECORD.search(block) if written >= PIECE_BYTES else None
                if cut:
                    block, rest = block[: cut.end()], block[cut.end() :]
                written += target.write(block)
                lines += block.count(b"\n")
                if at_end or cut:
                    break
        read += written
        yield Piece(
            place.source, place.name, path, columns, first_line, place.start + place.size * read // max(size, 1)
        )
        first_line += lines
