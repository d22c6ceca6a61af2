"""`integrity user ...`: the password file that every warehouse but the demo needs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from integrity_metrics.access.users import add_user, list_users, remove_user, rotate_key
from integrity_metrics.commands.output import AsJson, write
from integrity_metrics.paths import STATE
from integrity_metrics.settings import get_settings

users = typer.Typer(no_args_is_help=True, help="Who may sign in.")
UsersFile = Annotated[Path | None, typer.Option("--file", help="The password file; default INTEGRITY_USERS_FILE.")]


@users.command("add")
def add(
    username: Annotated[str, typer.Argument(help="Name to sign in with.")],
    name: Annotated[str | None, typer.Option(help="Name shown on pages; default: the username.")] = None,
    password: Annotated[
        str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True, envvar="INTEGRITY_NEW_PASSWORD")
    ] = "",
    replace: Annotated[bool, typer.Option(help="Set a new password for a user that is there.")] = False,
    file: UsersFile = None,
    as_json: AsJson = False,
) -> None:
    """Add a user; the password is asked for (or read from INTEGRITY_NEW_PASSWORD) and kept as a bcrypt hash.

    Example: integrity user add ana --name "Ana Ruiz"
    """
    path = _file(file)
    add_user(path, username, name or username, password, replace=replace)
    write([f"{username} may sign in. Start with INTEGRITY_USERS_FILE={path}"], {"added": username}, as_json=as_json)


@users.command("remove")
def remove(username: str, file: UsersFile = None, as_json: AsJson = False) -> None:
    """Remove a user; their sessions end.

    Example: integrity user remove ana
    """
    remove_user(_file(file), username)
    write([f"{username} may no longer sign in."], {"removed": username}, as_json=as_json)


@users.command("list")
def list_command(file: UsersFile = None, as_json: AsJson = False) -> None:
    """List the users.

    Example: integrity user list --json
    """
    found = list_users(_file(file))
    write(
        [f"{user.username}  {user.name}" for user in found],
        {"users": [{"username": user.username, "name": user.name} for user in found]},
        as_json=as_json,
    )


@users.command("rotate-key")
def rotate(file: UsersFile = None, as_json: AsJson = False) -> None:
    """Make a new cookie key: everybody must sign in again.

    Example: integrity user rotate-key
    """
    rotate_key(_file(file))
    write(["The cookie key is new: everybody must sign in again."], {"rotated": True}, as_json=as_json)


def _file(given: Path | None) -> Path:
    return (given or get_settings().users_file or STATE / "users.yaml").absolute()
