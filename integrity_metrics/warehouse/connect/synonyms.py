"""The names platforms use for the things of the contract, read from synonyms.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from integrity_metrics.warehouse.connect.words import Words, canonical, split, without
from integrity_metrics.warehouse.contract import Table, load_contract

SYNONYMS_FILE = Path(__file__).with_name("synonyms.toml")


@dataclass(frozen=True, slots=True)
class Synonyms:
    """What names mean.

    Parameters
    ----------
    same
        A word and the one that stands for it.
    known
        Every word the contract or a synonym uses.
    light
        Words that count half.
    noise_of_tables, noise_of_columns
        Words that are left out.
    tables
        A table of the contract and its names: its own first.
    columns
        A column, as ``(table, column)``, and its names: its own first.
    """

    same: dict[str, str]
    known: frozenset[str]
    light: frozenset[str]
    noise_of_tables: frozenset[str]
    noise_of_columns: frozenset[str]
    tables: dict[str, tuple[Words, ...]]
    columns: dict[tuple[str, str], tuple[Words, ...]]

    def words(self, name: str) -> Words:
        """Return a name as words of one meaning each.

        Examples
        --------
        >>> synonyms().words("postViewsDaily")
        ('content', 'impression', 'daily')
        """
        return canonical(split(name), self.same, self.known)

    def table_words(self, name: str) -> Words:
        """Return the name of a table without what says nothing."""
        return without(self.words(name), self.noise_of_tables)


@cache
def synonyms() -> Synonyms:
    """Return the synonyms of the contract's names.

    Raises
    ------
    ValueError
        When the file names a table or column the contract does not have.
    """
    given = tomllib.loads(SYNONYMS_FILE.read_text(encoding="utf-8"))
    contract = load_contract()
    _check(given, contract)
    same = {split(alias)[0]: word for word, aliases in given["same"].items() for alias in aliases}
    written = [*given["tables"], *(name for names in given["tables"].values() for name in names)]
    columns = {
        (table.name, column.name): (
            column.name,
            *given["columns_of"].get(table.name, {}).get(column.name, ()),
            *given["columns"].get(column.name, ()),
        )
        for table in contract
        for column in table.columns
    }
    written += [name for names in columns.values() for name in names]
    known = frozenset({word for name in written for word in split(name)} | set(same) | set(given["same"]))

    def read(name: str) -> Words:
        return canonical(split(name), same, known)

    return Synonyms(
        same=same,
        known=known,
        light=frozenset(given["light"]["words"]),
        noise_of_tables=frozenset(given["noise"]["tables"]),
        noise_of_columns=frozenset(given["noise"]["columns"]),
        tables={table.name: tuple(map(read, (table.name, *given["tables"][table.name]))) for table in contract},
        columns={where: tuple(map(read, names)) for where, names in columns.items()},
    )


def _check(given: dict[str, dict[str, dict[str, object]]], contract: tuple[Table, ...]) -> None:
    tables = {table.name: {column.name for column in table.columns} for table in contract}
    unknown = given["tables"].keys() ^ tables.keys()
    unknown |= given["columns"].keys() - set().union(*tables.values())
    for table, columns in given["columns_of"].items():
        unknown |= columns.keys() - tables.get(table, set())
    if unknown:
        raise ValueError(f"synonyms.toml and the contract disagree about {', '.join(sorted(unknown))}")
