"""What `integrity connect` writes into the views file, from a review or from a pack."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from integrity_metrics.commands.connect_review import Reviewed
from integrity_metrics.warehouse.connect.matching import Certainty, TableMatch
from integrity_metrics.warehouse.connect.packs import PackView
from integrity_metrics.warehouse.connect.views import pack_view, view


@dataclass(frozen=True, slots=True)
class Mapping:
    """What becomes of the tables of the contract.

    Parameters
    ----------
    blocks
        The views, as text for the file; those that nobody confirmed, or that lack a column, are comments.
    remarks
        Why the other tables have none.
    tables
        The tables of the contract that are there afterwards: in place, or by a view.
    records
        For JSON.
    """

    blocks: tuple[str, ...]
    remarks: tuple[str, ...]
    tables: tuple[str, ...]
    records: tuple[dict[str, Any], ...]


def from_review(reviewed: Sequence[Reviewed], dialect: str) -> Mapping:
    """Return what was accepted, with what was only proposed as comments."""
    blocks, remarks, tables = [], [], []
    for each in reviewed:
        match = each.match
        if match.source is None:
            remarks.append(f"{match.table.name}: {match.reason}. It tells {match.table.answers}.")
        elif match.certainty is not Certainty.IN_PLACE:
            blocks.append(view(match, dialect, is_accepted=each.is_accepted))
        if match.certainty is Certainty.IN_PLACE or (each.is_accepted and not match.lacking):
            tables.append(match.table.name)
    return Mapping(tuple(blocks), tuple(remarks), tuple(tables), tuple(_record(each, tables) for each in reviewed))


def from_pack(views: Sequence[PackView]) -> Mapping:
    """Return the views of a pack whose tables are all there."""
    filled = [each for each in views if each.sql]
    remarks = [
        f"{each.table.name}: the warehouse has no {', '.join(each.missing)}, which the pack needs for it."
        for each in views
        if not each.sql
    ]
    records = [
        {"table": each.table.name, "source": each.query.name, "used": bool(each.sql), "missing": list(each.missing)}
        for each in views
    ]
    return Mapping(
        tuple(pack_view(each) for each in filled),
        tuple(remarks),
        tuple(each.table.name for each in filled),
        tuple(records),
    )


def overview(matches: Sequence[TableMatch]) -> list[str]:
    """Return the proposals as the lines of a table."""
    rows = [("table of the contract", "table of yours", "columns", "certainty")]
    for match in matches:
        columns = f"{match.matched} of {len(match.columns)}" if match.source is not None else ""
        certainty = f"{match.certainty} {match.score:.2f}" if match.source is not None else "none"
        rows.append((match.table.name, str(match.source or "-"), columns, certainty))
    widths = [max(len(row[place]) for row in rows) for place in range(4)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return [lines[0], "-" * len(lines[0]), *lines[1:]]


def _record(reviewed: Reviewed, tables: Sequence[str]) -> dict[str, Any]:
    match = reviewed.match
    return {
        "table": match.table.name,
        "source": str(match.source) if match.source is not None else None,
        "certainty": match.certainty.value,
        "score": match.score,
        "reason": match.reason,
        "used": match.table.name in tables,
        "lacking": [column.name for column in match.lacking],
        "columns": [
            {
                "column": each.column.name,
                "source": each.source.name if each.source is not None else None,
                "score": each.score,
                "reason": each.reason,
            }
            for each in match.columns
        ],
    }
