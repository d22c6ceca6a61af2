"""`integrity build`: progress and result for people and programs, one sentence for what cannot be."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from integrity_metrics.warehouse.engine import Warehouse
from integrity_metrics.warehouse.publish import marts_link
from integrity_metrics.warehouse.shaping import Statement


@pytest.fixture(scope="module")
def copy(demo_link: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The warehouse of two sample dumps, without marts."""
    file = tmp_path_factory.mktemp("build") / "warehouse.duckdb"
    shutil.copyfile(demo_link, file)
    return file


def build(warehouse: Path | str, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    url = warehouse if isinstance(warehouse, str) else f"duckdb:///{warehouse}"
    return subprocess.run(
        [sys.executable, "-m", "integrity_metrics", "build", *arguments],
        env={**os.environ, "INTEGRITY_WAREHOUSE_URL": url, **settings},
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_builds_shows_progress_and_says_what_it_did(copy: Path) -> None:
    done = build(copy, "--json")
    assert done.returncode == 0, done.stderr
    assert done.stderr.startswith("[1/")
    report = json.loads(done.stdout)
    assert report["missing"] == {}
    assert report["rows"] > 0
    assert marts_link(copy).is_symlink()


@pytest.mark.parametrize(
    ("day", "sentence"), [("2001-01-01", "There are no data on 2001-01-01: they cover"), ("tomorrow", "'tomorrow'")]
)
def test_a_day_that_cannot_be_is_one_sentence(copy: Path, day: str, sentence: str) -> None:
    done = build(copy, "--since", day)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_a_warehouse_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    done = build(tmp_path / "nowhere.duckdb")
    assert done.returncode == 2
    assert done.stderr.startswith("integrity: There is no warehouse at nowhere.duckdb.")
    assert not list(tmp_path.iterdir()), "nothing is left behind"


def test_marts_can_be_kept_in_another_folder(copy: Path, tmp_path: Path) -> None:
    """Nothing may be written in the folder of the warehouse, say."""
    kept = tmp_path / "elsewhere" / "kept.duckdb"
    done = build(copy, INTEGRITY_MARTS_FILE=str(kept))
    assert " s in kept.duckdb, a DuckDB file; they hold " in done.stdout
    warehouse = Warehouse(f"duckdb:///{copy}", marts_file=kept)
    count = Statement("metrics/example", "select count(*) as number from marts.builds", {})
    assert warehouse.run(count).frame["number"].iloc[0] > 0
    warehouse.close()


def test_a_server_that_is_not_there_is_one_sentence_without_the_password() -> None:
    done = build("postgresql://analyst:s3cret@127.0.0.1:1/shop")
    assert done.returncode == 2
    assert done.stderr.startswith("integrity: The warehouse cannot be reached: nothing answers")
    assert "goes on from there" not in done.stderr, "nothing was begun"
    assert "s3cret" not in done.stdout + done.stderr
