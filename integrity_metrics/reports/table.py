"""A table of a report: cells are words, figures are aligned by column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Align = Literal["left", "right"]


@dataclass(frozen=True, slots=True)
class Column:
    """The head of a column; figures stand to the right."""

    title: str
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells.

    Parameters
    ----------
    columns
        At least one.
    rows
        As many cells as columns each.
    caption
        What the table is of.
    note
        Below it: method, suppression, basis.
    empty_words
        Said in place of rows when there are none.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str
    note: str = ""
    empty_words: str = "No rows in this scope."

    def __post_init__(self) -> None:
        """Refuse rows that do not fit the columns."""
        if not self.columns:
            raise ValueError(f"Table '{self.caption}' has no columns; give at least one.")
        for position, row in enumerate(self.rows):
            if len(row) != len(self.columns):
                raise ValueError(
                    f"Row {position} of table '{self.caption}' has {len(row)} cells for {len(self.columns)} columns."
                )
