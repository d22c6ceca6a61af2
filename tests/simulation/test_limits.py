"""Bad input: one sentence, and nothing is written or left behind."""

from __future__ import annotations

import math
import shutil
from collections import namedtuple
from datetime import date
from pathlib import Path

import pytest

from integrity_metrics.metrics.ask import ask
from integrity_metrics.scope import Grain, Period, Scope
from integrity_metrics.simulation import simulate as module
from integrity_metrics.simulation.limits import SimulationError, bytes_needed
from integrity_metrics.warehouse.demo import build_demo
from integrity_metrics.warehouse.engine import Warehouse
from integrity_metrics.warehouse.failures import WarehouseError
from integrity_metrics.warehouse.publish import new_version, parquet_folder
from integrity_metrics.warehouse.shaping import Statement

Usage = namedtuple("Usage", "total used free")


@pytest.mark.parametrize("scale", [0.0, -1.0, math.nan, math.inf, -math.inf, 1e-9, 1e9])
def test_an_impossible_scale_is_refused(tmp_path: Path, scale: float) -> None:
    with pytest.raises(SimulationError, match=r"^scale is .*; give a number from 0\.001 to 1000"):
        build_demo(tmp_path / "warehouse.duckdb", scale=scale)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("options", "message"), [({"days": 59}, "days is 59; give 60 or more"), ({"seed": -1}, "seed")]
)
def test_impossible_days_and_seeds_are_refused(tmp_path: Path, options: dict[str, int], message: str) -> None:
    with pytest.raises(SimulationError, match=message):
        build_demo(tmp_path / "warehouse.duckdb", scale=0.01, **options)  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


def test_days_beyond_the_disk_are_refused_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(10**12, 0, bytes_needed(1.0, 100_000) - 1))
    with pytest.raises(
        SimulationError, match=r"scale 1 over 100,000 days needs about .* GB and the disk has .* GB free"
    ):
        build_demo(tmp_path / "warehouse.duckdb", scale=1.0, days=100_000)
    assert {path.name for path in tmp_path.iterdir()} <= {"warehouse.lock"}


def test_a_file_that_is_not_ours_is_left_alone(tmp_path: Path) -> None:
    link = tmp_path / "warehouse.duckdb"
    link.write_text("somebody's")
    with pytest.raises(WarehouseError, match="not built by this product"):
        build_demo(link, scale=0.01, days=60)
    assert link.read_text() == "somebody's"


def test_control_c_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Interrupted after the first Parquet file was written: file, folder and lock holder are gone."""
    link = tmp_path / "warehouse.duckdb"
    seen: list[bool] = []

    def interrupted(*arguments: object) -> None:
        seen.append(any(parquet_folder(path).is_dir() for path in tmp_path.glob("*.duckdb")))
        raise KeyboardInterrupt

    monkeypatch.setattr("integrity_metrics.warehouse.demo.PARQUET_SCALE", 0.0)
    monkeypatch.setattr(module, "_write_totals", interrupted)
    with pytest.raises(KeyboardInterrupt):
        build_demo(link, scale=0.002, days=60)
    assert seen == [True]
    assert {path.name for path in tmp_path.iterdir()} == {"warehouse.lock"}


def test_a_parquet_folder_lives_as_long_as_a_version_reads_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    link = tmp_path / "warehouse.duckdb"
    monkeypatch.setattr("integrity_metrics.warehouse.demo.PARQUET_SCALE", 0.0)
    build_demo(link, scale=0.002, days=60)
    warehouse = Warehouse(f"duckdb:///{link}")
    scope = Scope(Period(date(2025, 12, 1), date(2026, 1, 11)), Grain.TOTAL)
    for _ in range(3):
        with new_version(link):
            pass
        assert ask(warehouse, "actions", scope).notes == ("simulated",)
        rows = warehouse.run(Statement("views", "select count(*) as n from content_impressions", {})).frame
        assert rows["n"].iloc[0] > 0
    warehouse.close()
    (folder,) = (path for path in tmp_path.glob("*.parquet") if not path.is_symlink())
    assert any(folder.iterdir())
    for _ in range(3):
        with new_version(link, from_current=False):
            pass
    assert list(tmp_path.glob("*.parquet")) == []
