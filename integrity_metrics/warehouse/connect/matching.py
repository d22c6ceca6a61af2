"""Which table of a warehouse is which table of the contract: by its name and by what its columns are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from integrity_metrics.warehouse.connect.assignment import assigned
from integrity_metrics.warehouse.connect.column_matching import ColumnMatch, match_columns
from integrity_metrics.warehouse.connect.inventory import Inventory, SourceTable
from integrity_metrics.warehouse.connect.synonyms import Synonyms, synonyms
from integrity_metrics.warehouse.connect.words import Words, habit, likeness, split, without, without_first
from integrity_metrics.warehouse.contract import Column, Table, load_contract

# A table is proposed from here on, and is certain from `SURE` on.
LEAST = 0.55
SURE = 0.85
# Of the score: how much the name says; the columns say the rest.
_NAME_SHARE = 0.4
# A name that says nothing needs columns that say nearly everything.
_LEAST_NAME, _LEAST_COLUMNS_UNNAMED = 0.3, 0.85
# So many tables of the warehouse are compared column by column for each of the contract's, the likeliest ones.
_CANDIDATES = 8
# What the contract itself says to write where nothing is known, by column: text, or another column.
STAND_INS = {"market": "'ZZ'", "creator_id": "content_id"}


class Certainty(StrEnum):
    """How far a proposal can be trusted."""

    IN_PLACE = "in place"
    SURE = "sure"
    LIKELY = "likely"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class TableMatch:
    """A table of the contract and the table proposed for it.

    Parameters
    ----------
    table
        Of the contract.
    source
        Of the warehouse; None when none is like it, or it was skipped.
    columns
        From `match_columns`; empty without a source.
    score
        0 to 1.
    reason
        Why, in words.
    """

    table: Table
    source: SourceTable | None
    columns: tuple[ColumnMatch, ...]
    score: float
    reason: str

    @property
    def matched(self) -> int:
        """How many columns have a source."""
        return sum(match.source is not None for match in self.columns)

    @property
    def lacking(self) -> tuple[Column, ...]:
        """The columns that may not be NULL and have neither a source nor a stand-in the contract allows."""
        found = {match.column.name for match in self.columns if match.source is not None}
        return tuple(
            match.column
            for match in self.columns
            if match.source is None and not match.column.nullable and not _stands_in(match.column.name, found)
        )

    @property
    def certainty(self) -> Certainty:
        """How far it can be trusted."""
        if self.source is None:
            return Certainty.NONE
        if self._is_in_place(self.source):
            return Certainty.IN_PLACE
        is_sure = not self.lacking and all(match.is_sure for match in self.columns if match.source is not None)
        return Certainty.SURE if is_sure and self.score >= SURE else Certainty.LIKELY

    def _is_in_place(self, source: SourceTable) -> bool:
        return (
            source.is_visible
            and source.name.lower() == self.table.name
            and all(
                match.source is not None
                and match.source.name.lower() == match.column.name
                and match.conversion is not None
                and match.conversion.how == "as is"
                for match in self.columns
            )
        )


def propose(inventory: Inventory, dialect: str) -> tuple[TableMatch, ...]:
    """Return, for every table of the contract by name, the table of the warehouse that is most likely the same.

    A table of the warehouse serves one of the contract; which one is decided for all together. What does not reach
    `LEAST` is left out rather than guessed.

    Parameters
    ----------
    inventory
        From `read_inventory`.
    dialect
        The sqlglot dialect of the warehouse, for the types.
    """
    names = synonyms()
    contract = load_contract()
    words = _table_words(inventory, names)
    matches: dict[tuple[int, int], TableMatch] = {}
    scores = np.zeros((len(contract), len(inventory.tables)))
    shapes = [frozenset(_sorted(names.words(column.name)) for column in each.columns) for each in inventory.tables]
    for row, table in enumerate(contract):
        named = [_name_likeness(names, table, source, words[source]) for source in inventory.tables]
        for place in _candidates(names, table, named, shapes):
            source = inventory.tables[place]
            found = _match(table, source, named[place], match_columns(table, source, dialect))
            if found.score >= LEAST and (named[place] >= _LEAST_NAME or _coverage(found) >= _LEAST_COLUMNS_UNNAMED):
                matches[row, place] = found
                # What is there under its own name is taken before anything that is merely like it.
                scores[row, place] = found.score + (found.certainty is Certainty.IN_PLACE)
    chosen = assigned(scores)
    return tuple(
        matches.get((row, chosen.get(row, -1)), unmatched(table, "no table of the warehouse is like it"))
        for row, table in enumerate(contract)
    )


def match_with(table: Table, source: SourceTable, dialect: str) -> TableMatch:
    """Return the match of a table of the contract with a source a person chose."""
    named = _name_likeness(synonyms(), table, source, synonyms().table_words(source.name))
    return _match(table, source, named, match_columns(table, source, dialect))


def unmatched(table: Table, reason: str) -> TableMatch:
    """Return that a table of the contract has no source."""
    return TableMatch(table, None, (), 0.0, reason)


def _match(table: Table, source: SourceTable, named: float, columns: tuple[ColumnMatch, ...]) -> TableMatch:
    found = TableMatch(table, source, columns, 0.0, "")
    coverage = _coverage(found)
    reason = "the same name" if source.name.lower() == table.name else "another name for it" if named >= 0.9 else ""
    if not reason:
        reason = "a similar name" if named >= _LEAST_NAME else "its columns"
    required = sum(not column.nullable for column in table.columns)
    there = required - sum(match.source is None and not match.column.nullable for match in columns)
    score = round(_NAME_SHARE * named + (1 - _NAME_SHARE) * coverage, 2)
    return TableMatch(table, source, columns, score, f"{reason}; {there} of {required} required columns")


def _coverage(found: TableMatch) -> float:
    """Return the share of the columns that are there, each weighted by how much the table needs it."""
    weight = {
        match.column.name: 0.25 if match.column.nullable else 1.5 if match.column.name in found.table.key else 1.0
        for match in found.columns
    }
    return sum(weight[match.column.name] * match.score for match in found.columns) / sum(weight.values())


def _stands_in(column: str, found: set[str]) -> bool:
    instead = STAND_INS.get(column, "")
    return instead.startswith("'") or instead in found


def _name_likeness(names: Synonyms, table: Table, source: SourceTable, words: Words) -> float:
    if source.name.lower() == table.name:
        return 1.0
    ways = [without(way, names.noise_of_tables) for way in names.tables[table.name]]
    if any(_sorted(words) == _sorted(way) for way in ways):
        return 0.95
    # A `users` table shares a word with "user appeals", but not the one that says what a row is: the last.
    like = (likeness(words, way, names.light) for way in ways if _head(way, names) in words)
    return 0.8 * max(like, default=0.0)


def _head(words: Words, names: Synonyms) -> str:
    return next((word for word in reversed(words) if word not in names.light), words[-1])


def _table_words(inventory: Inventory, names: Synonyms) -> dict[SourceTable, Words]:
    raw = {table: split(table.name) for table in inventory.tables}
    prefix = habit(list(raw.values()), names.known)
    return {table: names.table_words("_".join(without_first(parts, prefix))) for table, parts in raw.items()}


def _candidates(
    names: Synonyms, table: Table, named: Sequence[float], shapes: Sequence[frozenset[Words]]
) -> Sequence[int]:
    """Return the places of the source tables worth a closer look: those with a like name or the same column names."""
    ways = {_sorted(way) for column in table.columns for way in names.columns[table.name, column.name]}
    promise = [name + len(shape & ways) / len(table.columns) for name, shape in zip(named, shapes, strict=True)]
    return sorted(range(len(promise)), key=lambda place: -promise[place])[:_CANDIDATES]


def _sorted(words: Words) -> Words:
    return tuple(sorted(set(words)))


def counted(matches: Sequence[TableMatch]) -> Mapping[Certainty, int]:
    """Return how many tables are matched with which certainty."""
    return {kind: sum(match.certainty is kind for match in matches) for kind in Certainty}
