"""A throwaway server ends with whoever started it."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from integrity_metrics.paths import PROJECT
from tests.servers.ports import listens

STARTS_ONE_AND_IS_KILLED = """
import os, signal
from tests.servers import postgresql
with postgresql.running() as server:
    server.create()
    print(server.folder, server.port, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.timeout(60)
def test_a_server_does_not_outlive_us_when_we_are_killed() -> None:
    command = [sys.executable, "-c", STARTS_ONE_AND_IS_KILLED]
    killed = subprocess.run(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True, check=False)
    folder, port = killed.stdout.split()
    while listens(int(port)) or Path(folder).exists():
        time.sleep(0.05)
