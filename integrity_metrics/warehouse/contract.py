"""The warehouse contract as data, for the check, the importers and the dictionary: reads ``queries/contract/*.sql``.

The form of these files is in queries/contract/README.md. sqlglot says whether the statement is one a database would
take; the lines give the comments, and the place to name when something is wrong.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from integrity_metrics.paths import QUERIES
from integrity_metrics.warehouse.query_files import AUTHORING_DIALECT, QueryFileError

CONTRACT_FOLDER = QUERIES / "contract"
TYPES = ("VARCHAR", "DATE", "TIMESTAMP", "DOUBLE", "BIGINT", "INTEGER", "BOOLEAN")
NUMBERS = ("DOUBLE", "BIGINT", "INTEGER")
HEADER_KEYS = ("answers", "grain", "key", "time", "parameters", "tables")
# Of the table of a rollup (rollups.py).
ROLLUP_KEYS = ("rolls", "dimensions")
_HEADER_LINE = re.compile(r"^-- ([a-z]+): (.+)$")
_CREATE_LINE = re.compile(r"^create table if not exists ([a-z_][a-z0-9_]*) \($")
_COLUMN_LINE = re.compile(r"^    ([a-z_][a-z0-9_]*) ([A-Z]+)( NOT NULL)?(,?) -- (.+)$")
_NUMBER = r"-?(?:inf|\d+(?:\.\d+)?)"
_RANGE = re.compile(rf"^([\[(])({_NUMBER}), ({_NUMBER})([\])])$")
_REFERENCE = re.compile(r"^([a-z_][a-z0-9_]*)\.([a-z_][a-z0-9_]*)$")


@dataclass(frozen=True, slots=True)
class Range:
    """The numbers a column may hold; ``inf`` and ``-inf`` are no bound."""

    low: float
    high: float
    includes_low: bool
    includes_high: bool

    def __str__(self) -> str:
        """Return the range as the contract writes it.

        Examples
        --------
        >>> str(Range(0, 1, includes_low=False, includes_high=True))
        '(0, 1]'
        """
        return f"{'[' if self.includes_low else '('}{self.low:g}, {self.high:g}{']' if self.includes_high else ')'}"


@dataclass(frozen=True, slots=True)
class Reference:
    """The column another table should hold a value in."""

    table: str
    column: str

    def __str__(self) -> str:
        """Return ``table.column``."""
        return f"{self.table}.{self.column}"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its type (one of `TYPES`), its unit and meaning, and what can be checked of its values."""

    name: str
    type: str
    nullable: bool
    unit_and_meaning: str
    one_of: tuple[str, ...] = ()
    range: Range | None = None
    references: Reference | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """One table: what it answers, what a row is, the columns that are together unique, and the one that dates a row."""

    name: str
    answers: str
    grain: str
    key: tuple[str, ...]
    time: str | None
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column:
        """Return the column `name`, which must be one of the table's."""
        return next(column for column in self.columns if column.name == name)


@cache
def load_contract(folder: Path = CONTRACT_FOLDER) -> tuple[Table, ...]:
    """Return every table of the contract, sorted by name.

    Raises
    ------
    QueryFileError
        Naming file and line, when a file does not have the form of queries/contract/README.md.

    Examples
    --------
    >>> [column.name for column in load_contract()[0].columns]
    ['appeal_id', 'action_id', 'filed_at', 'decided_at', 'outcome']
    """
    files = [_File(path) for path in sorted(folder.glob("*.sql"))]
    if not files:
        raise QueryFileError(f"There is no contract under {folder.name}/; restore queries/contract/*.sql.")
    tables = tuple(file.table() for file in files)
    columns = {(table.name, column.name) for table in tables for column in table.columns}
    for file, table in zip(files, tables, strict=True):
        for column in table.columns:
            reference = column.references
            if reference is not None and (reference.table, reference.column) not in columns:
                raise file.error(file.line_of[column.name], f"{column.name} references {reference}, which is no column")
    return tables


class _File:
    """One file of the contract while it is read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.text = path.read_text(encoding="utf-8")
        self.lines = self.text.splitlines()
        self.line_of: dict[str, int] = {}

    def error(self, line: int, problem: str) -> QueryFileError:
        return QueryFileError(f"queries/contract/{self.path.name}, line {line}: {problem}; see README.md beside it.")

    def table(self) -> Table:
        start = next((n for n, line in enumerate(self.lines, 1) if not line.startswith("--")), len(self.lines) + 1)
        header = self._header(start)
        match = _CREATE_LINE.match(self.lines[start - 1]) if start <= len(self.lines) else None
        if match is None:
            raise self.error(start, "write `create table if not exists NAME (` after the header")
        name = match.group(1)
        if not name == self.path.stem == header["tables"]:
            raise self.error(start, f"the table is {name}; file and `-- tables:` must have the same name")
        columns = self._columns(start)
        self._check_tree(start, name, columns)
        known = {column.name: column for column in columns}
        key = tuple(part.strip() for part in header["key"].split(","))
        time = None if header["time"] == "-" else header["time"]
        for role, column_name in [("key", part) for part in key] + [("time", part) for part in (time,) if part]:
            if column_name not in known:
                raise self.error(
                    self._line_of_key(role), f"the {role} column {column_name!r} is not a column of {name}"
                )
        if time is not None and known[time].type not in ("DATE", "TIMESTAMP"):
            raise self.error(
                self._line_of_key("time"), f"the time column {time} is {known[time].type}, not a date or time"
            )
        return Table(name, header["answers"], header["grain"], key, time, columns)

    def _header(self, start: int) -> dict[str, str]:
        header: dict[str, str] = {}
        for number, line in enumerate(self.lines[: start - 1], 1):
            match = _HEADER_LINE.match(line)
            if match is None or match.group(1) not in (*HEADER_KEYS, *ROLLUP_KEYS) or match.group(1) in header:
                raise self.error(number, f"write one line `-- key: text` for each of {', '.join(HEADER_KEYS)}")
            header[match.group(1)] = match.group(2).strip()
        missing = [key for key in HEADER_KEYS if key not in header]
        if missing:
            raise self.error(start, f"the header above has no line for {', '.join(missing)}")
        return header

    def _line_of_key(self, key: str) -> int:
        return next(number for number, line in enumerate(self.lines, 1) if line.startswith(f"-- {key}:"))

    def _columns(self, start: int) -> tuple[Column, ...]:
        columns: list[Column] = []
        for number, line in enumerate(self.lines[start:], start + 1):
            if line == ")":
                if any(rest.strip() for rest in self.lines[number:]):
                    raise self.error(number + 1, "nothing may follow the closing bracket")
                if not columns:
                    raise self.error(number, "the table has no columns")
                return tuple(columns)
            match = _COLUMN_LINE.match(line)
            if match is None or match.group(2) not in TYPES:
                raise self.error(
                    number, f"write a column as `    name TYPE [NOT NULL], -- meaning`, TYPE one of {TYPES}"
                )
            name, kind, required, comma, comment = match.groups()
            is_last = self.lines[number : number + 1] == [")"]
            if bool(comma) == is_last:
                raise self.error(number, "a comma is missing" if not is_last else "the last column takes no comma")
            if name in self.line_of:
                raise self.error(number, f"the column {name} is written twice")
            self.line_of[name] = number
            columns.append(self._column(number, name, kind, required is None, comment))
        raise self.error(len(self.lines), "the closing bracket is missing")

    def _column(self, number: int, name: str, kind: str, nullable: bool, comment: str) -> Column:
        meaning: list[str] = []
        one_of: tuple[str, ...] = ()
        bounds: Range | None = None
        references: Reference | None = None
        for clause in comment.split("; "):
            label, _, value = clause.partition(": ")
            if label == "one of" and kind == "VARCHAR":
                one_of = tuple(part.strip() for part in value.split(","))
            elif label == "range" and kind in NUMBERS:
                bounds = self._range(number, value)
            elif label == "references" and (match := _REFERENCE.match(value)):
                references = Reference(match.group(1), match.group(2))
            elif label in ("one of", "range", "references"):
                raise self.error(number, f"the clause {clause!r} cannot be read for a {kind} column")
            else:
                meaning.append(clause)
        if not meaning or not all(one_of or ("-",)):
            raise self.error(number, f"{name} has no meaning, or an empty value after `one of:`")
        return Column(name, kind, nullable, "; ".join(meaning), one_of, bounds, references)

    def _range(self, number: int, value: str) -> Range:
        match = _RANGE.match(value)
        if match is None:
            raise self.error(number, f"the range {value!r} must be written like (0, 1] or [0, inf)")
        opening, low, high, closing = match.groups()
        bounds = Range(float(low), float(high), opening == "[", closing == "]")
        if bounds.low >= bounds.high or math.inf in (
            -bounds.low * bounds.includes_low,
            bounds.high * bounds.includes_high,
        ):
            raise self.error(number, f"the range {value!r} is empty or includes infinity")
        return bounds

    def _check_tree(self, start: int, name: str, columns: tuple[Column, ...]) -> None:
        """Compare what the lines say with what a database would understand."""
        try:
            tree = sqlglot.parse_one(self.text, read=AUTHORING_DIALECT)
        except SqlglotError as error:
            raise self.error(start, f"the statement cannot be parsed ({str(error).splitlines()[0]})") from error
        defined = [
            (column.name, column.kind, column.find(exp.NotNullColumnConstraint) is None)
            for column in tree.find_all(exp.ColumnDef)
        ]
        written = [(c.name, exp.DataType.build(c.type, dialect=AUTHORING_DIALECT), c.nullable) for c in columns]
        if not isinstance(tree, exp.Create) or defined != written:
            raise self.error(start, f"the columns of {name} are not what the parser reads")
