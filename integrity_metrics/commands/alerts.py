"""`integrity alerts send` and `integrity alerts test`: deliver what waits in the outbox, and try a target."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from integrity_metrics.commands.output import AsJson, write
from integrity_metrics.errors import SettingsError
from integrity_metrics.settings import get_settings

alerts = typer.Typer(no_args_is_help=True, help="Send alerts about abnormal days.")


@alerts.command("send")
def send_alerts(as_json: AsJson = False) -> None:
    """Send what is due, at least once; for cron, every minute or so. Exit code 1 when a message was given up.

    Example: integrity alerts send
    """
    # Imported here, as below: what a command does not need must not slow the others down.
    from integrity_metrics.alerts.delivery import Policy, deliver
    from integrity_metrics.alerts.targets import alert_targets
    from integrity_metrics.casework.casework import open_casework

    settings = get_settings()
    casework = open_casework(settings.casework_url)
    try:
        done = deliver(casework, alert_targets(settings), Policy.from_settings(settings))
    finally:
        casework.close()
    said = f"{done.sent} sent, {done.retried} to be tried again, {done.failed} given up"
    write([f"{said}, {done.quiet} waiting for the quiet hours to end."], asdict(done), as_json=as_json)
    raise typer.Exit(1 if done.failed else 0)


@alerts.command("test")
def test_target(
    name: Annotated[str, typer.Argument(help="Name of the target in INTEGRITY_ALERT_TARGETS.")],
    as_json: AsJson = False,
) -> None:
    """Send a test message to one target; exit code 1 when it did not arrive.

    Example: integrity alerts test on-call
    """
    from integrity_metrics.alerts.sender import send_test
    from integrity_metrics.alerts.targets import alert_targets

    targets = {target.name: target for target in alert_targets(get_settings())}
    if name not in targets:
        known = ", ".join(targets) or "none"
        raise SettingsError(f"There is no alert target '{name}' in INTEGRITY_ALERT_TARGETS. Known: {known}.")
    error = send_test(targets[name])
    line = f"A test message was sent to {name}." if error is None else f"{name}: {error}"
    write([line], {"target": name, "error": error}, as_json=as_json)
    raise typer.Exit(0 if error is None else 1)
