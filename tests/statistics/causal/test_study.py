"""Building a study: names, dates and calendars refused or laid out."""

from datetime import date

import numpy as np
import pytest

from integrity_metrics.statistics.causal.study import change_study

DAYS = np.arange("2026-01-01", "2026-02-10", dtype="datetime64[D]")
OUTCOME = np.random.default_rng(1).standard_normal((3, 40))
GIVEN = {"days": DAYS, "change": date(2026, 1, 31), "treated": ["DE"], "units": ["DE", "FR", "IT"]}


def test_lays_out_positions_and_calendar() -> None:
    study = change_study(OUTCOME, **GIVEN, holidays=[date(2026, 1, 6)], excluded=["IT"])
    assert study.change == 30
    assert study.n_after == 10
    assert study.units == ("DE", "FR")
    assert study.controls.shape == (1, 40)
    assert study.calendar.shape == (40, 7)
    assert study.calendar[5, 6] == 1
    assert study.moved(10, 20).outcome.shape == (2, 20)


def test_weekly_periods_have_no_weekdays_and_the_change_starts_the_next_period() -> None:
    weeks = np.arange("2026-01-05", "2026-10-12", dtype="datetime64[W]").astype("datetime64[D]")
    outcome = np.zeros((1, len(weeks)))
    study = change_study(outcome, days=weeks, change=weeks[20] + 2, treated=["DE"], units=["DE"])
    assert study.calendar.shape[1] == 0
    assert study.change == 21
    with pytest.raises(ValueError, match="no whole period follows"):
        change_study(outcome, days=weeks, change=weeks[-1] + 3, treated=["DE"], units=["DE"])


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"change": date(2025, 12, 31)}, "change is 2025-12-31 but the data runs from 2026-01-01 to 2026-02-09"),
        ({"change": date(2026, 2, 10)}, "change is 2026-02-10 but"),
        ({"treated": ["DE", "XX"]}, r"treated\[1\] = 'XX' is unknown; units are DE, FR, IT"),
        ({"treated": "DE"}, "treated is the text 'DE'; give a list"),
        ({"treated": []}, "treated names no unit"),
        ({"excluded": ["DE"]}, r"excluded\[0\] = 'DE' is also in treated"),
        ({"excluded": ["YY"]}, r"excluded\[0\] = 'YY' is unknown"),
        ({"units": ["DE", "FR", "DE"]}, r"units\[2\] = 'DE' is repeated"),
        ({"units": ["DE", "FR"]}, "units has 2 names but outcome has 3 rows"),
        ({"days": DAYS[:-1]}, "days has 39 values but outcome has 40 periods"),
        (
            {"days": np.concatenate([DAYS[:20], DAYS[21:], DAYS[-1:] + 1])},
            r"days\[20\] is 2026-01-22; days must increase",
        ),
        ({"days": DAYS[::-1]}, r"days\[1\] is 2026-02-08"),
        ({"days": [*DAYS[:-1], np.datetime64("NaT")]}, r"days\[39\] is not a date"),
    ],
)
def test_wrong_input_is_named(wrong: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        change_study(OUTCOME, **{**GIVEN, **wrong})
