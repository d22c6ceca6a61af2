"""`integrity connect`: from the URL of a warehouse to its first page, without changing anything in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from integrity_metrics.commands.connect_url import Found, Origin, keep, refuse_on_command_line, warehouse_url
from integrity_metrics.commands.output import AsJson, progress, write
from integrity_metrics.errors import SettingsError
from integrity_metrics.settings import SECRETS_FILE, get_settings

if TYPE_CHECKING:
    from integrity_metrics.commands.connect_mapping import Mapping
    from integrity_metrics.warehouse.connect.inventory import Inventory
    from integrity_metrics.warehouse.contract_report import ContractReport
    from integrity_metrics.warehouse.engine import Warehouse

DEFAULT_FILE = Path("warehouse_views.sql")
Say = Callable[[str], None]


def connect(
    argument: Annotated[str | None, typer.Argument(hidden=True)] = None,
    url: Annotated[str | None, typer.Option("--url", hidden=True)] = None,
    url_env: Annotated[
        str | None, typer.Option(metavar="NAME", help="Environment variable that has the URL, for a try.")
    ] = None,
    views: Annotated[
        Path | None, typer.Option(metavar="FILE", help="File for the views; default: warehouse_views.sql.")
    ] = None,
    schema: Annotated[list[str] | None, typer.Option(help="Look at this schema only; repeat it for more.")] = None,
    source: Annotated[str | None, typer.Option(help="The system the tables are of: coop or osprey.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing: accept what is sure, write the rest down.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Write the file anew if it is there.")] = False,
    check: Annotated[bool, typer.Option(help="Compare what the views hold with the contract; reads every row.")] = True,
    as_json: AsJson = False,
) -> None:
    """Map a warehouse onto the contract: look at its tables, propose views, write them to a file to be reviewed.

    It only reads; the URL is never an argument. Example: integrity connect --schema analytics
    """
    # Imported here, as below: what a command does not need must not slow the others down.
    from integrity_metrics.commands import connect_words as words
    from integrity_metrics.warehouse.connect.greeting import greeting
    from integrity_metrics.warehouse.connect.inventory import read_inventory

    refuse_on_command_line(argument or url)
    settings = get_settings()
    file = (views or settings.views_file or DEFAULT_FILE).absolute()
    if file.exists() and not force:
        raise SettingsError(
            f"{file} is already there and may hold your changes: give another file with --views, or write it anew "
            "with --force. The warehouse was not asked."
        )
    asks = not (yes or as_json)
    say: Say = _silent if as_json else typer.echo
    found = warehouse_url(url_env, may_ask=asks)
    warehouse = _opened(found)
    try:
        said = greeting(warehouse)
        say("\n".join(["1. Connect", *said.lines, ""]))
        inventory = read_inventory(warehouse, schemas=schema or (), without=(settings.marts_schema,))
        say(f"2. What is there\n{words.in_words(inventory)}\n\n3. Proposal")
        mapping = _mapping(inventory, warehouse.dialect, source, asks=asks, say=say)
        is_written = _save(mapping, file, warehouse, force=force, say=say)
    finally:
        warehouse.close()
    report = _checked(found, file if is_written else None) if check else None
    if report is not None:
        say(f"\n5. Check\n{words.short(report)}")
    tables = words.present(report) if report is not None else mapping.tables
    is_kept = _kept(found, file if is_written else None) if asks else False
    lines, lacks = words.outlook(tables)
    steps = words.next_steps(found, file if is_written else None, is_kept=is_kept)
    records = {
        "warehouse": said.name,
        "version": said.version,
        "time_zone": said.time_zone or None,
        "tables": len(inventory.tables),
        "schemas": list(inventory.schemas),
        "proposal": list(mapping.records),
        "views_file": str(file) if is_written else None,
        "check": report.to_records() if report is not None else None,
        "metrics": {key: list(missing) for key, missing in lacks.items()},
        "next": steps,
    }
    write(["", "6. What works now", *lines, "", "Next:", *(f"  {step}" for step in steps)], records, as_json=as_json)
    raise typer.Exit(0 if tables else 1)


def _opened(found: Found, views_file: Path | None = None) -> Warehouse:
    from integrity_metrics.warehouse.engine import Warehouse

    return Warehouse(found.url, query_seconds=get_settings().query_seconds, pool_size=2, views_file=views_file)


def _mapping(inventory: Inventory, dialect: str, source: str | None, *, asks: bool, say: Say) -> Mapping:
    from integrity_metrics.commands.connect_mapping import from_pack, from_review, overview
    from integrity_metrics.commands.connect_review import accept_sure, review
    from integrity_metrics.warehouse.connect.matching import propose
    from integrity_metrics.warehouse.connect.packs import pack

    if source is not None:
        mapping = from_pack(pack(source, inventory, dialect))
        say("\n".join([f"The {source} pack fills {', '.join(mapping.tables)}.", *mapping.remarks]))
        return mapping
    matches = propose(inventory, dialect)
    say("\n".join(overview(matches)))
    return from_review(review(matches, inventory, dialect) if asks else accept_sure(matches), dialect)


def _save(mapping: Mapping, file: Path, warehouse: Warehouse, *, force: bool, say: Say) -> bool:
    """Write the views, if there are any; say what was done."""
    from integrity_metrics.warehouse.connect.views import written
    from integrity_metrics.warehouse.connect.views_file import save

    if not mapping.blocks:
        everything = "The tables of the contract are there under their names: no views are needed."
        say("\n4. Views\n" + (everything if mapping.tables else "No table could be mapped; nothing was written."))
        return False
    save(file, written(mapping.blocks, mapping.remarks, warehouse.dialect, warehouse.name), force=force)
    comments = len(mapping.blocks) - len([block for block in mapping.blocks if "\nCREATE VIEW" in block])
    waits = "one more waits for you as a comment" if comments == 1 else f"{comments} more wait for you as comments"
    waiting = f"; {waits}" if comments else ""
    views = len(mapping.blocks) - comments
    are = "view is" if views == 1 else "views are"
    say(f"\n4. Views\n{views} {are} in {file}{waiting}. Read it, and edit it as you like.")
    return True


def _checked(found: Found, views_file: Path | None) -> ContractReport:
    from integrity_metrics.warehouse.check import check_contract
    from integrity_metrics.warehouse.connect.broken_views import with_broken_views

    warehouse = _opened(found, views_file)
    try:
        report = check_contract(warehouse, progress=lambda title, number, of: progress(f"[{number}/{of}] {title}"))
        return with_broken_views(warehouse, report)
    finally:
        warehouse.close()


def _kept(found: Found, file: Path | None) -> bool:
    """Offer to keep what the environment does not have; return whether the views file is."""
    settings = {"warehouse_url": found.url} if found.origin is Origin.PROMPT else {}
    if file is not None and found.origin is not Origin.ENVIRONMENT:
        settings["views_file"] = str(file)
    if not settings or not typer.confirm(f"\nKeep {' and '.join(settings)} in .streamlit/secrets.toml?", default=True):
        return False
    try:
        keep(settings)
    except SettingsError as error:
        # The views are written and checked by now: what is left is said, and how to go on.
        typer.echo(str(error))
        return False
    typer.echo(f"{SECRETS_FILE.name} has them; only you may read it.")
    return "views_file" in settings


def _silent(_text: str) -> None:
    """Say nothing: JSON alone was asked for."""
