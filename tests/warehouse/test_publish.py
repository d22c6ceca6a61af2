"""A new version is swapped in whole, or nothing changes."""

from __future__ import annotations

import fcntl
from pathlib import Path

import duckdb
import pytest

from integrity_metrics.warehouse import demo
from integrity_metrics.warehouse.failures import DiskFullError, WarehouseError
from integrity_metrics.warehouse.publish import new_version


def values(link: Path) -> list[int]:
    with duckdb.connect(str(link.resolve()), read_only=True) as connection:
        return [row[0] for row in connection.execute("select a from t order by a").fetchall()]


@pytest.fixture
def link(tmp_path: Path) -> Path:
    path = tmp_path / "w.duckdb"
    with new_version(path) as connection:
        connection.execute("create table t as select 1 as a")
    return path


def test_a_version_starts_from_the_current_one(link: Path) -> None:
    with new_version(link) as connection:
        connection.execute("insert into t values (2)")
        assert values(link) == [1], "readers keep the old version until the end"
    assert values(link) == [1, 2]


@pytest.mark.parametrize("failure", [RuntimeError("broken"), KeyboardInterrupt(), OSError(28, "No space left")])
def test_a_failure_or_ctrl_c_changes_nothing_and_leaves_nothing(link: Path, failure: BaseException) -> None:
    before = sorted(p.name for p in link.parent.iterdir())
    with pytest.raises((type(failure), DiskFullError)), new_version(link) as connection:
        connection.execute("insert into t values (2)")
        raise failure
    assert values(link) == [1]
    assert sorted(p.name for p in link.parent.iterdir()) == before


def test_a_refused_statement_is_one_sentence(link: Path) -> None:
    with pytest.raises(WarehouseError, match="refused writing"), new_version(link) as connection:
        connection.execute("select * frm t")
    assert values(link) == [1]


def test_a_file_that_is_not_ours_is_left_alone(tmp_path: Path) -> None:
    theirs = tmp_path / "theirs.duckdb"
    theirs.write_bytes(b"precious")
    with pytest.raises(WarehouseError, match="not built by this product"), new_version(theirs):
        pass
    assert theirs.read_bytes() == b"precious"


def test_two_writers_cannot_interleave(link: Path) -> None:
    with link.with_suffix(".lock").open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(WarehouseError, match="Another process is writing"), new_version(link):
            pass
    assert values(link) == [1]


def test_only_the_last_two_versions_are_kept(link: Path) -> None:
    for _ in range(4):
        with new_version(link) as connection:
            connection.execute("insert into t values (2)")
    assert len(list(link.parent.glob("w.v*.duckdb"))) == 2


def test_a_corrupt_bundled_file_is_named_and_nothing_changes(
    link: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corrupt = tmp_path / "corrupt.parquet"
    corrupt.write_bytes(demo.STATEMENTS.read_bytes()[:100_000])
    monkeypatch.setattr(demo, "STATEMENTS", corrupt)
    with pytest.raises(WarehouseError, match=r"corrupt\.parquet"):
        demo.build_demo(link, scale=None)
    assert values(link) == [1]
