"""Which column of a source table is which column of a table of the contract: by name, kept apart by type."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from integrity_metrics.warehouse.connect.assignment import assigned
from integrity_metrics.warehouse.connect.conversions import Conversion, conversion
from integrity_metrics.warehouse.connect.inventory import SourceColumn, SourceTable
from integrity_metrics.warehouse.connect.synonyms import Synonyms, synonyms
from integrity_metrics.warehouse.connect.words import Words, habit, likeness, split, without, without_first
from integrity_metrics.warehouse.contract import Column, Table

# Below it a column is left without a source rather than guessed; from it on, one that is the same by name is sure.
LEAST = 0.6
SURE = 0.85
_SAME_MEANING = 0.95
_OWN_ID = 0.93
_TABLE_LEFT_OUT = 0.92
# Names that only share words are never sure, and the more so the fewer.
_SHARED_WORDS = 0.8


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """A column of the contract and the source column proposed for it.

    Parameters
    ----------
    column
        Of the contract.
    source
        The source's column; None when there is none, with the reason in `reason`.
    score
        0 to 1; from `SURE` on it is certain enough to be accepted without asking.
    reason
        Why, in words.
    conversion
        How the source's type becomes the contract's; None without a source.
    """

    column: Column
    source: SourceColumn | None
    score: float
    reason: str
    conversion: Conversion | None = None

    @property
    def is_sure(self) -> bool:
        """Whether it may be accepted without asking."""
        return self.score >= SURE


@dataclass(frozen=True, slots=True)
class _Named:
    """A source column with its words: all of them, and without those of its table."""

    column: SourceColumn
    words: Words
    own_words: Words


def match_columns(table: Table, source: SourceTable, dialect: str) -> tuple[ColumnMatch, ...]:
    """Return, for every column of `table` in its order, the column of `source` that is most likely the same.

    A source column serves one column of the contract; which one is decided for all together.

    Examples
    --------
    >>> from integrity_metrics.warehouse.contract import load_contract
    >>> appeals = load_contract()[0]
    >>> source = SourceTable("ops", "appeal", (SourceColumn("id", "bigint"), SourceColumn("actionId", "text")))
    >>> for match in match_columns(appeals, source, "postgres")[:3]:
    ...     print(match.column.name, match.source and match.source.name, match.score, match.reason)
    appeal_id id 0.88 the table's own id; bigint becomes text
    action_id actionId 1.0 the same name
    filed_at None 0.0 no column of ops.appeal is like it
    """
    names = synonyms()
    named = _named(source, names)
    scores = np.zeros((len(table.columns), len(named)))
    reasons: dict[tuple[int, int], str] = {}
    for row, column in enumerate(table.columns):
        for position, candidate in enumerate(named):
            fits = conversion(column.type, candidate.column.type, dialect, column.name)
            if fits is None:
                continue
            score, reason = _likeness(table, column, candidate, names)
            if score * fits.fit >= LEAST:
                scores[row, position] = score * fits.fit
                reasons[row, position] = reason
    chosen = assigned(scores)
    found = []
    for row, column in enumerate(table.columns):
        place = chosen.get(row)
        if place is None:
            found.append(ColumnMatch(column, None, 0.0, f"no column of {source} is like it"))
        else:
            likeliest = named[place].column
            found.append(_match(column, likeliest, float(scores[row, place]), reasons[row, place], dialect))
    return tuple(found)


def _match(column: Column, found: SourceColumn, score: float, reason: str, dialect: str) -> ColumnMatch:
    fits = conversion(column.type, found.type, dialect, column.name)
    note = fits.note if fits is not None else ""
    return ColumnMatch(column, found, round(score, 2), "; ".join(part for part in (reason, note) if part), fits)


def _named(source: SourceTable, names: Synonyms) -> tuple[_Named, ...]:
    raw = [split(column.name) for column in source.columns]
    prefix = habit(raw, names.known)
    table_words = names.table_words(source.name)
    found = []
    for column, parts in zip(source.columns, raw, strict=True):
        words = without(names.words("_".join(without_first(parts, prefix))), names.noise_of_columns)
        found.append(_Named(column, words, without(words, table_words)))
    return tuple(found)


def _likeness(table: Table, column: Column, candidate: _Named, names: Synonyms) -> tuple[float, str]:
    """Return how much a source column says what `column` says, and why."""
    ways: Sequence[Words] = names.columns[table.name, column.name]
    if split(candidate.column.name) == split(column.name):
        return 1.0, "the same name"
    if sorted(candidate.words) == sorted(ways[0]):
        return _SAME_MEANING + 0.01, "the name means the same"
    if any(sorted(candidate.words) == sorted(way) for way in ways):
        # A little less for what is listed later, so that of two such columns the likelier one is taken.
        place = next(n for n, way in enumerate(ways) if sorted(candidate.words) == sorted(way))
        return _SAME_MEANING - 0.002 * min(place, 10), "another name for it"
    if candidate.words == ("id",) and table.key == (column.name,):
        return _OWN_ID, "the table's own id"
    if candidate.own_words != candidate.words and any(sorted(candidate.own_words) == sorted(way) for way in ways):
        return _TABLE_LEFT_OUT, "the same without the table's name"
    best = max(likeness(words, way, names.light) for words in (candidate.words, candidate.own_words) for way in ways)
    shared = sorted(set(candidate.words) & {word for way in ways for word in way})
    return best * _SHARED_WORDS, f"has in common: {', '.join(shared)}"
