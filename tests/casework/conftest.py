"""What casework tests share: a database of each kind this machine has, a clock, and events to record."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from integrity_metrics.casework.casework import Casework, open_casework
from integrity_metrics.casework.event_types import DetectedEvent


def postgresql_programs() -> Path | None:
    """Return the folder of initdb and pg_ctl, if there is a server to test with and a driver to reach it."""
    if find_spec("psycopg") is None:
        return None
    found = [Path(path).parent for path in [shutil.which("initdb")] if path is not None]
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in found if (folder / "pg_ctl").exists()), None)


# SQLite is always tested; PostgreSQL wherever it can be started.
KINDS = ["sqlite"] + ["postgresql"] * (postgresql_programs() is not None)


@pytest.fixture(scope="session")
def postgresql_folder() -> Iterator[str]:
    """Run a PostgreSQL server for the session, reached through a socket in a folder of its own."""
    programs = postgresql_programs()
    assert programs is not None
    folder = tempfile.mkdtemp(prefix="casework-")  # short: the path of a socket has at most 107 characters
    # initdb refuses to run as root.
    as_whom: dict[str, Any] = {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}
    if as_whom:
        shutil.chown(folder, "postgres", "postgres")
    data, log = f"{folder}/data", f"{folder}/log"

    def run(*command: str) -> None:
        subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL, **as_whom)

    run(str(programs / "initdb"), "-D", data, "-A", "trust", "-U", "casework", "--no-sync")
    options = f"-c listen_addresses='' -c fsync=off -k {folder}"
    run(str(programs / "pg_ctl"), "-D", data, "-l", log, "-w", "-o", options, "start")
    yield folder
    run(str(programs / "pg_ctl"), "-D", data, "-m", "immediate", "stop")
    shutil.rmtree(folder)


_NAMES = count()


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the URL of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/casework.sqlite3"
    folder, name = request.getfixturevalue("postgresql_folder"), f"test_{next(_NAMES)}"
    engine = create_engine(f"postgresql+psycopg://casework@/postgres?host={folder}", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"create database {name}"))
    engine.dispose()
    return f"postgresql+psycopg://casework@/{name}?host={folder}"


class FakeClock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.at = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def pass_by(self, **span: float) -> None:
        self.at += timedelta(**span)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def casework(url: str, clock: FakeClock) -> Iterator[Casework]:
    opened = open_casework(url, clock=clock)
    yield opened
    opened.close()


@pytest.fixture
def another(url: str, casework: Casework, clock: FakeClock) -> Iterator[Casework]:
    """The same database, opened by another server."""
    opened = open_casework(url, clock=clock)
    yield opened
    opened.close()


Detected = Callable[..., DetectedEvent]


@pytest.fixture
def detected() -> Detected:
    def make(market: str = "DE", **changes: Any) -> DetectedEvent:
        given: dict[str, Any] = {
            "metric": "unwanted_impressions",
            "segment": {"market": market},
            "start": date(2026, 2, 23),
            "peak": date(2026, 2, 24),
            "end": date(2026, 2, 25),
            "type": "spike",
            "direction": "up",
            "expected": 100.0,
            "observed": 160.0,
            "excess": 60.0,
            "excess_low": 40.0,
            "excess_high": 80.0,
            "score": 6.5,
            "why": {"threshold": 4.0, "score": 6.5},
        }
        return DetectedEvent(**(given | changes))

    return make
