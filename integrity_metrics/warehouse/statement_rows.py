"""Columns and records of a statement-of-reasons CSV, read leniently: one broken record costs one record."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO

COLUMNS = (
    "uuid",
    "decision_visibility",
    "decision_visibility_other",
    "end_date_visibility_restriction",
    "decision_monetary",
    "decision_monetary_other",
    "end_date_monetary_restriction",
    "decision_provision",
    "end_date_service_restriction",
    "decision_account",
    "end_date_account_restriction",
    "account_type",
    "decision_ground",
    "decision_ground_reference_url",
    "illegal_content_legal_ground",
    "illegal_content_explanation",
    "incompatible_content_ground",
    "incompatible_content_explanation",
    "incompatible_content_illegal",
    "category",
    "category_addition",
    "category_specification",
    "category_specification_other",
    "content_type",
    "content_type_other",
    "content_language",
    "content_date",
    "content_id_ean",
    "territorial_scope",
    "application_date",
    "decision_facts",
    "source_type",
    "source_identity",
    "automated_detection",
    "automated_decision",
    "platform_name",
    "platform_uid",
    "created_at",
)
# Dumps before 2025-07-01 do not have this one; "light" dumps lack the other four.
ADDED_IN_2025 = frozenset({"content_id_ean"})
ABSENT_IN_LIGHT = frozenset(
    {"illegal_content_explanation", "incompatible_content_explanation", "territorial_scope", "decision_facts"}
)
# Every record begins with its uuid and the first, unquoted or listed, decision: the place to find one's way again.
RECORD_START = re.compile(rb'"?[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"?,(?:,|"?\[)')
# The texts of a record sum up to some 60 kB at most; the limit is also that of one field in Python's csv.
LONGEST_RECORD = 131_072
# Garbage of many short lines is tried as one record so often, then left until the next record starts.
MOST_TRIES = 50


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a CSV: the line it starts on, its fields, or why it has none."""

    line: int
    fields: list[str]
    problem: str = ""


def header_problem(columns: Sequence[str]) -> str:
    """Return what is wrong with the columns of a dump, as the end of a sentence, or nothing.

    Examples
    --------
    >>> header_problem(COLUMNS)
    ''
    >>> header_problem([*COLUMNS[:-1], "created"])
    'does not have the columns of a dump: missing created_at; unexpected created; give the CSV as downloaded'
    """
    missing = [name for name in COLUMNS if name not in columns and name not in ADDED_IN_2025]
    if set(missing) == ABSENT_IN_LIGHT:
        missing = []
    unexpected = [name for name in columns if name not in COLUMNS]
    if not any(columns):
        return "is empty (not even a header); download it again"
    if missing or unexpected:
        lists = [("missing", missing), ("unexpected", unexpected)]
        named = "; ".join(f"{what} {_shortened(names)}" for what, names in lists if names)
        return f"does not have the columns of a dump: {named}; give the CSV as downloaded"
    if tuple(columns) != tuple(name for name in COLUMNS if name in columns):
        return "has the columns of a dump in another order or twice; give the CSV as downloaded"
    return ""


def records(file: IO[bytes], width: int, first_line: int) -> Iterator[Record]:
    r"""Yield the records of a CSV opened in binary mode behind its header.

    A record ends where the fields are complete, or at the latest where the next record starts. It is read by RFC 4180
    first and, if that fails, with `\"` as a quote inside a text, as the database wrote it before 2025-01-14.
    """
    lines: list[bytes] = []
    quotes = start = size = tries = 0
    number = first_line
    for line in file:
        if lines and RECORD_START.match(line):
            yield _record(start, lines, width, size)
            lines, quotes, size, tries = [], 0, 0, 0
        if not lines:
            start = number
        number += 1
        if not lines and not line.strip():
            continue
        quotes += line.count(b'"')
        size += len(line)
        # Beyond the limit nothing is kept, so that a stray quote cannot fill the memory.
        lines.append(line if size <= LONGEST_RECORD else b"")
        # Two quotes for each quoted field: an odd number means that the record goes on in the next line.
        if quotes % 2 == 0 and tries < MOST_TRIES:
            tries += 1
            record = _record(start, lines, width, size)
            if not record.problem:
                yield record
                lines, quotes, size, tries = [], 0, 0, 0
    if lines:
        yield _record(start, lines, width, size)


def _record(line: int, lines: list[bytes], width: int, size: int) -> Record:
    if size > LONGEST_RECORD:
        return Record(line, [], f"is longer than {LONGEST_RECORD:,} bytes; a quote may be missing")
    try:
        text = b"".join(lines).decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError as error:
        return Record(line, [], f"is not UTF-8 at its byte {error.start}")
    found = 0
    for escape in (None, "\\"):
        reader = csv.reader(io.StringIO(text, newline=""), strict=True, escapechar=escape)
        try:
            parsed = list(reader)
        except csv.Error:
            continue
        if len(parsed) == 1 and len(parsed[0]) == width:
            return Record(line, parsed[0])
        found = len(parsed[0]) if parsed else 0
    if found:
        return Record(line, [], f"has {found} fields; the header has {width}")
    return Record(line, [], "has quotes that do not match")


def _shortened(names: Sequence[str], limit: int = 5) -> str:
    printable = ["".join(c if c.isprintable() else "?" for c in name[:40]) or "''" for name in names[:limit]]
    shown = ", ".join(printable)
    return shown if len(names) <= limit else f"{shown} and {len(names) - limit} more"
