"""`integrity serve`: start the app, after saying in one sentence why it may not."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from integrity_metrics.access.startup import check_may_start
from integrity_metrics.commands.output import AsJson, write
from integrity_metrics.paths import PROJECT
from integrity_metrics.settings import DEMO_WAREHOUSE, get_settings
from integrity_metrics.warehouse.publish import marts_link


def serve(
    check_only: Annotated[bool, typer.Option(help="Say whether the app may start, and end.")] = False,
    as_json: AsJson = False,
) -> None:
    """Start the app on INTEGRITY_ADDRESS and INTEGRITY_PORT; builds the demo warehouse and its marts when not there.

    Example: INTEGRITY_PORT=8600 integrity serve
    """
    settings = get_settings()
    mode = check_may_start(settings)
    if settings.is_demo_warehouse and not (DEMO_WAREHOUSE.exists() and marts_link(DEMO_WAREHOUSE).exists()):
        from integrity_metrics.commands.data import demo

        demo()
    address = f"http://{'localhost' if settings.is_loopback else settings.address}:{settings.port}"
    write([f"Integrity Metrics is on {address} (Ctrl-C stops it)"], {"address": address, "mode": mode}, as_json=as_json)
    if check_only:
        return
    sys.stdout.flush()
    command = [
        *(sys.executable, "-m", "streamlit", "run", str(PROJECT / "app.py")),
        *("--server.address", settings.address),
        *("--server.port", str(settings.port)),
        *("--logger.level", "warning"),
    ]
    # Streamlit takes over this process, so that Ctrl-C and the port belong to it alone. .streamlit/config.toml is
    # looked up in the working directory.
    os.chdir(PROJECT)
    os.execv(sys.executable, command)  # noqa: S606
