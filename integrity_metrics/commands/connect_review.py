"""The questions of `integrity connect`: each proposed table is accepted, changed or skipped."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

import typer

from integrity_metrics.warehouse.connect.inventory import Inventory
from integrity_metrics.warehouse.connect.matching import Certainty, TableMatch, match_with, unmatched

_SKIPPED = "it was skipped"


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A proposal after review: `is_accepted` says whether its view may run as it is."""

    match: TableMatch
    is_accepted: bool


def accept_sure(matches: Sequence[TableMatch]) -> tuple[Reviewed, ...]:
    """Return the proposals, of which those that are sure are accepted."""
    return tuple(Reviewed(match, match.certainty is Certainty.SURE) for match in matches)


def review(matches: Sequence[TableMatch], inventory: Inventory, dialect: str) -> tuple[Reviewed, ...]:
    """Ask about every proposal, and then once for tables that have none."""
    reviewed = [_asked(match, inventory, dialect) for match in matches]
    without = [each.match.table.name for each in reviewed if each.match.source is None]
    if without:
        typer.echo(f"\nWithout a table: {', '.join(without)}.")
    while without:
        answer = str(
            typer.prompt("Name one as TABLE=SCHEMA.TABLE, or press Enter to go on", default="", show_default=False)
        )
        if not answer.strip():
            break
        name, _, wanted = (part.strip() for part in answer.partition("="))
        place = next((n for n, each in enumerate(reviewed) if each.match.table.name == name), None)
        if place is None:
            typer.echo(f"{name} is no table of the contract; one of {', '.join(without)}.")
            continue
        chosen = _chosen(wanted, reviewed[place].match, inventory, dialect)
        if chosen is not None:
            reviewed[place] = Reviewed(chosen, is_accepted=True)
            typer.echo(described(chosen))
    return tuple(reviewed)


def described(match: TableMatch) -> str:
    """Return a proposal in one line, and below it each column that is not sure or has no source."""
    if match.source is None:
        return f"{match.table.name} <- nothing: {match.reason}"
    lines = [f"{match.table.name} <- {match.source}  ({match.certainty}, {match.score:.2f}; {match.reason})"]
    lines += [
        f"    {each.column.name} <- {each.source.name}: {each.reason}; likely only"
        for each in match.columns
        if each.source is not None and not each.is_sure
    ]
    if match.lacking:
        names = ", ".join(column.name for column in match.lacking)
        lines.append(f"    no column for {names}: its view is written as a comment, to be completed by hand")
    return "\n".join(lines)


def _asked(match: TableMatch, inventory: Inventory, dialect: str) -> Reviewed:
    if match.certainty in (Certainty.NONE, Certainty.IN_PLACE):
        return Reviewed(match, is_accepted=False)
    while True:
        typer.echo(f"\n{described(match)}")
        answer = typer.prompt("Enter accepts, s skips, or name another table", default="", show_default=False)
        answer = str(answer).strip()
        if not answer:
            return Reviewed(match, is_accepted=True)
        if answer.lower() == "s":
            return Reviewed(unmatched(match.table, _SKIPPED), is_accepted=False)
        match = _chosen(answer, match, inventory, dialect) or match


def _chosen(name: str, match: TableMatch, inventory: Inventory, dialect: str) -> TableMatch | None:
    """Return the match with the table called `name`; None, after saying why, when there is none."""
    source = inventory.find(name)
    if source is not None:
        return match_with(match.table, source, dialect)
    near = difflib.get_close_matches(name, [str(table) for table in inventory.tables], n=3, cutoff=0.4)
    hint = f" Did you mean {', '.join(near)}?" if near else ""
    typer.echo(f"There is no single table called '{name}'; write it as schema.table.{hint}")
    return None
