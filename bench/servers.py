"""Starts the product and the Dash peer the way a person does, and says how long until the first page is served."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from integrity_metrics.paths import PROJECT

LONGEST_START_SECONDS = 120
POLL_SECONDS = 0.01


@dataclass(frozen=True, slots=True)
class Server:
    """A running server; `start_seconds` is from starting the process to the end of its first page."""

    port: int
    pid: int
    start_seconds: float

    @property
    def url(self) -> str:
        """The address of the page."""
        return f"http://127.0.0.1:{self.port}/"


@contextmanager
def product(port: int) -> Iterator[Server]:
    """Run `integrity serve` on the demo warehouse."""
    with _running([str(Path(sys.executable).with_name("integrity")), "serve"], port) as server:
        yield server


@contextmanager
def product_on(warehouse: Path, users_file: Path, folder: Path, port: int) -> Iterator[Server]:
    """Run `integrity serve` on any warehouse, with sign-in and a casework of its own in `folder`."""
    settings = {
        "INTEGRITY_WAREHOUSE_URL": f"duckdb:///{warehouse.absolute()}",
        "INTEGRITY_USERS_FILE": str(users_file),
        "INTEGRITY_CASEWORK_URL": f"sqlite:///{folder / 'casework.sqlite3'}",
    }
    with _running([str(Path(sys.executable).with_name("integrity")), "serve"], port, settings) as server:
        yield server


@contextmanager
def dash_peer(port: int) -> Iterator[Server]:
    """Run the Dash page with the same data and charts."""
    with _running([sys.executable, str(Path(__file__).with_name("dash_peer.py")), str(port)], port) as server:
        yield server


@contextmanager
def _running(command: Sequence[str], port: int, settings: Mapping[str, str] | None = None) -> Iterator[Server]:
    # The settings of whoever runs the benchmark must not change what is measured.
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("INTEGRITY_", "STREAMLIT_"))}
    environment |= {"INTEGRITY_PORT": str(port), **(settings or {})}
    if _serves(port):
        raise SystemExit(f"Something already answers on port {port}; choose another with --port.")
    with tempfile.TemporaryFile("w+") as output:
        started = time.perf_counter()
        process = subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=output, stderr=subprocess.STDOUT)
        try:
            while not _serves(port):
                if process.poll() is not None or time.perf_counter() - started > LONGEST_START_SECONDS:
                    output.seek(0)
                    raise SystemExit(f"{' '.join(command)} did not serve a page:\n{output.read()[-2000:]}")
                time.sleep(POLL_SECONDS)
            yield Server(port, process.pid, time.perf_counter() - started)
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _serves(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=LONGEST_START_SECONDS)
    try:
        connection.request("GET", "/")
        response = connection.getresponse()
        response.read()
    except OSError:
        return False
    finally:
        connection.close()
    return response.status == http.HTTPStatus.OK
