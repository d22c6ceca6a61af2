"""A label sample with faults: copies of draws, labels of unknown contents, weights that miss the frame."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

from integrity_metrics.metrics.ask import ask, data_period
from integrity_metrics.scope import Grain, Period, Scope
from integrity_metrics.warehouse.engine import Warehouse
from integrity_metrics.warehouse.marts.build import build_marts

COPIES = "insert into prevalence_labels select * from prevalence_labels where day = '{day}' limit 7"
STRANGERS = (
    "update prevalence_labels set content_id = 'nobody' where day = '{day}' and sample_id in "
    "(select sample_id from prevalence_labels where day = '{day}' order by sample_id limit 3)"
)
HEAVY = "update prevalence_labels set inclusion_probability = inclusion_probability * 0.9 where day >= '{day}'"


@pytest.fixture
def monday(simulated: Warehouse) -> date:
    return Grain.WEEK.start_of(data_period(simulated, "prevalence").since) + timedelta(weeks=3)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (COPIES, "7 labels have a sample_id that another has too"),
        (STRANGERS, "3 labels are of contents the table contents does not hold"),
        (HEAVY, "add up to 111% of its impressions"),
    ],
)
def test_a_flaw_is_named_and_the_number_read_with_care(
    simulated: Warehouse, tmp_path: Path, monday: date, fault: str, said: str
) -> None:
    week = Scope(Period(monday, monday + timedelta(weeks=1)), Grain.WEEK)
    whole = ask(simulated, "prevalence", week).frame.iloc[0]
    assert whole["reason"] == ""
    file = tmp_path / "warehouse.duckdb"
    assert simulated.file is not None
    shutil.copyfile(simulated.file.resolve(), file)
    with duckdb.connect(str(file)) as connection:
        connection.execute(fault.format(day=monday))
    build_marts(file)
    flawed = Warehouse(f"duckdb:///{file}")
    try:
        row = ask(flawed, "prevalence", week).frame.iloc[0]
    finally:
        flawed.close()
    assert said in row["reason"]
    assert row["status"] == "interval_only"
    # Copies are counted once, and one factor on all weights of a stratum changes no share.
    assert row["n"] == whole["n"]
    assert row["value"] == pytest.approx(whole["value"], rel=1e-9)
