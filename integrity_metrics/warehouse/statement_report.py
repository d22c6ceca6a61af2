"""What an import of statements of reasons tells while it runs and when it is done."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

LISTED_IN_MEMORY = 1_000


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import is, for a progress bar.

    `stage` is "reading" (dumps into staged files) or "adding" (staged files into the warehouse); `done` of `total`
    counts bytes of the given files while reading and rows while adding.
    """

    stage: str
    file: str
    rows_read: int
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that was not imported: where it starts (line 1 is the header) and the reason in one sentence."""

    file: str
    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class FileCount:
    """Rows read and rejected of one CSV, named with the archives it lies in: `dump.zip > part.csv.zip > part.csv`."""

    file: str
    rows_read: int
    rejected: int


@dataclass(frozen=True, slots=True)
class ImportReport:
    """Where every row of an import went.

    `rows_read = actions_added + already_present + duplicates + rejected`: a row is already present when the warehouse
    had its uuid before the import, and a duplicate when an earlier row of the same import had it. `rejected_rows` holds
    the first 1,000 rejected rows; the CSV named by the caller holds all.
    """

    files: tuple[FileCount, ...]
    rows_read: int
    actions_added: int
    contents_added: int
    policies_added: int
    already_present: int
    duplicates: int
    rejected: int
    rejected_rows: tuple[RejectedRow, ...]


class RejectedLog:
    """Counts rejected rows, keeps the first ones and writes all of them to a CSV as they come."""

    def __init__(self, path: Path) -> None:
        self.count = 0
        self.first: list[RejectedRow] = []
        self._file = path.open("w", encoding="utf-8", newline="")
        self._writer = csv.writer(self._file, lineterminator="\n")
        self._writer.writerow(["file", "line", "reason"])

    def add(self, rows: Iterable[RejectedRow]) -> None:
        """Record rejected rows in the order given."""
        for row in rows:
            self.count += 1
            if len(self.first) < LISTED_IN_MEMORY:
                self.first.append(row)
            self._writer.writerow([row.file, row.line, row.reason])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
