"""Opening: an empty file, a second time, two at once, a later release's, a damaged one."""

from __future__ import annotations

import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import column, create_engine, table, update

from integrity_metrics.casework.casework import Casework, open_casework
from integrity_metrics.casework.errors import CaseworkUnreachableError
from integrity_metrics.casework.event_types import DetectedEvent
from integrity_metrics.casework.migrate import VERSION_TABLE
from integrity_metrics.casework.tables import METADATA
from integrity_metrics.errors import SettingsError

Detected = Callable[..., DetectedEvent]


def test_the_migrations_make_the_tables_the_code_reads(casework: Casework) -> None:
    with casework.store.read() as connection:
        options = {"target_metadata": METADATA, "compare_type": True, "version_table": VERSION_TABLE}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, METADATA) == []


def test_a_database_opened_again_keeps_what_was_recorded(url: str, detected: Detected) -> None:
    first = open_casework(url)
    first.events.record([detected()])
    first.close()
    second = open_casework(url)
    assert len(second.events.inbox()) == 1
    second.close()


def test_an_empty_database_opened_by_many_at_once_is_made_once(url: str) -> None:
    with ThreadPoolExecutor(4) as servers:
        opened = list(servers.map(open_casework, [url] * 4))
    for casework in opened:
        assert casework.events.inbox() == ()
        casework.close()


def test_a_database_of_a_later_release_is_left_alone(url: str) -> None:
    open_casework(url).close()
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(update(table(VERSION_TABLE, column("version_num"))).values(version_num="v9999_unknown"))
    engine.dispose()
    with pytest.raises(SettingsError, match="another release"):
        open_casework(url)


def test_a_migration_that_fails_leaves_no_half_of_it(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from integrity_metrics.casework import migrate

    class Failed(Exception):
        pass

    def fail(connection: object) -> None:
        migrate.migrate(connection)  # type: ignore[arg-type]
        raise Failed

    with monkeypatch.context() as patched:
        patched.setattr("integrity_metrics.casework.store.migrate", fail)
        with pytest.raises(Failed):
            open_casework(url)
    engine = create_engine(url)
    with engine.connect() as connection:
        assert not engine.dialect.has_table(connection, "events")
    engine.dispose()
    open_casework(url).close()


def test_a_new_file_is_private_and_its_folder_made(tmp_path: Path) -> None:
    path = tmp_path / "new" / "casework.sqlite3"
    open_casework(f"sqlite:///{path}").close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_file_that_is_no_database_is_said(tmp_path: Path) -> None:
    path = tmp_path / "casework.sqlite3"
    path.write_bytes(b"not a database, but long enough to look like one" * 100)
    with pytest.raises(CaseworkUnreachableError, match="not a database or is damaged"):
        open_casework(f"sqlite:///{path}")


def test_a_server_or_file_that_cannot_be_reached_is_said(url: str, tmp_path: Path) -> None:
    gone = f"sqlite:///{tmp_path}" if url.startswith("sqlite") else url.replace("/pg-", "/nowhere-")
    with pytest.raises(CaseworkUnreachableError, match=r"cannot be (opened|reached).*INTEGRITY_CASEWORK_URL") as raised:
        open_casework(gone)
    assert "nowhere" not in str(raised.value)


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("nonsense", "is not a URL"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("mysql://ana:s3cret@host/db", "names mysql"),
        ("duckdb:///x.duckdb", "names duckdb"),
    ],
)
def test_a_url_that_cannot_be_used_is_said_without_its_secret(url: str, says: str) -> None:
    with pytest.raises(SettingsError, match=says) as raised:
        open_casework(url)
    assert "s3cret" not in str(raised.value)


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(CaseworkUnreachableError, match="cannot be opened"):
        open_casework(f"sqlite:///{tmp_path}/file/casework.sqlite3")
