"""Whether the app may start: without sign-in it shows public demo data to this machine only."""

from __future__ import annotations

from enum import StrEnum

from integrity_metrics.access.users import load
from integrity_metrics.errors import SettingsError
from integrity_metrics.settings import Settings


class SignIn(StrEnum):
    """How visitors prove who they are."""

    DEMO = "demo"
    PASSWORD = "password"  # noqa: S105 (the name of a mode)


def sign_in_mode(settings: Settings) -> SignIn:
    """Return how visitors sign in with these settings, without reading any file.

    Raises
    ------
    SettingsError
        When visitors must sign in and `users_file` is not set.
    """
    if not settings.needs_sign_in:
        return SignIn.DEMO
    if settings.users_file is None:
        reason = (
            f"The address {settings.address} can be reached from other machines"
            if settings.is_demo_warehouse
            else "The warehouse is not the demo's"
        )
        raise SettingsError(
            f"{reason}, so visitors must sign in: set INTEGRITY_USERS_FILE=/path/to/users.yaml, "
            "create that file with `integrity user add NAME`, then start again."
        )
    return SignIn.PASSWORD


def check_may_start(settings: Settings) -> SignIn:
    """Return how visitors sign in, after checking that they can; the app starts only when this returns.

    Raises
    ------
    SettingsError
        When visitors must sign in and there is no usable password file; the sentence holds the remedy.
    """
    mode = sign_in_mode(settings)
    if mode is SignIn.PASSWORD and settings.users_file is not None:
        load(settings.users_file)
    return mode
