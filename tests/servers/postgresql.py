"""A throwaway PostgreSQL server: started in a temporary folder, and only what was started here is ended.

It does not outlive us, also when we are killed: then its watch ends it and removes the folder.
It is set up as awkwardly as real ones are: another time zone than UTC, and texts sorted as people
of one country do. No answer may depend on it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text

from tests.servers.ports import LOOPBACK, free_port
from tests.servers.processes import Watch

ADMINISTRATOR = "administrator"
# Several may run at once, each little more than its data.
SMALL = "-c shared_buffers=64MB"
# As one would run a warehouse on a machine of some 16 GB.
LARGE = "-c shared_buffers=2GB -c work_mem=64MB -c effective_cache_size=8GB -c max_wal_size=8GB"


def programs() -> Path | None:
    """Return the folder of initdb and pg_ctl, if there is a server to test with and a driver to reach it."""
    if find_spec("psycopg") is None:
        return None
    found = [Path(path).parent for path in [shutil.which("initdb")] if path is not None]
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in found if (folder / "pg_ctl").exists()), None)


@dataclass(frozen=True, slots=True)
class PostgreSQL:
    """A server, reached by its administrator through a socket, and by users with a password on a loopback port."""

    folder: Path
    port: int
    size: str = SMALL
    names: Iterator[int] = field(default_factory=count)

    def url(self, database: str = "postgres", user: str = ADMINISTRATOR) -> str:
        """Return the URL of a database through the socket, which asks for no password."""
        return f"postgresql+psycopg://{user}@/{database}?host={self.folder}&port={self.port}"

    def loopback(self, user: str, password: str, database: str = "postgres") -> str:
        """Return the URL of a database through the loopback port."""
        return f"postgresql://{user}:{password}@{LOOPBACK}:{self.port}/{database}"

    def create(self) -> str:
        """Create an empty database and return its name."""
        name = f"test_{next(self.names)}"
        self.run(f"create database {name}")
        return name

    def run(self, *statements: str, database: str = "postgres") -> None:
        """Run statements as the administrator."""
        engine = create_engine(self.url(database), isolation_level="AUTOCOMMIT")
        try:
            with engine.connect() as connection:
                for statement in statements:
                    connection.execute(text(statement))
        finally:
            engine.dispose()

    def start(self) -> None:
        """Start the server and wait until it answers."""
        habits = "-c timezone=America/New_York"
        # A crash may lose the data.
        size = f"{self.size} -c fsync=off -c max_connections=50"
        options = f"{habits} {size} -c listen_addresses={LOOPBACK} -p {self.port} -k {self.folder}"
        self._control("-l", f"{self.folder}/log", "-w", "-o", options, "start")

    def stop(self) -> None:
        """Stop the server at once, whoever is connected."""
        self._control("-m", "immediate", "stop")

    def _control(self, *arguments: str) -> None:
        _run(self.folder, "pg_ctl", "-D", f"{self.folder}/data", *arguments)


@contextmanager
def running(size: str = SMALL) -> Iterator[PostgreSQL]:
    """Yield a server for the time of the block; `size` is the options about memory."""
    folder = Path(tempfile.mkdtemp(prefix="pg-"))  # short: the path of a socket has at most 107 characters
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    watch = Watch('"$1" -D "$2/data" -m immediate stop; rm -rf "$2"', _program("pg_ctl"), str(folder), **_as_whom())
    try:
        access = ("--auth-local=trust", "--auth-host=scram-sha-256")
        sorting = ("-E", "UTF8", "--locale-provider=icu", "--icu-locale=en-US")
        _run(folder, "initdb", "-D", f"{folder}/data", "-U", ADMINISTRATOR, "--no-sync", *sorting, *access)
        server = PostgreSQL(folder, free_port(), size)
        server.start()
        try:
            yield server
        finally:
            # A test may have stopped it.
            if (folder / "data" / "postmaster.pid").exists():
                server.stop()
    finally:
        watch.call_off()
        shutil.rmtree(folder)


def _run(folder: Path, program: str, *arguments: str) -> None:
    subprocess.run([_program(program), *arguments], check=True, cwd=folder, stdout=subprocess.DEVNULL, **_as_whom())


def _program(name: str) -> str:
    found = programs()
    assert found is not None
    return str(found / name)


def _as_whom() -> dict[str, Any]:
    """Return whom a program runs as: initdb refuses to run as root."""
    return {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}
