import numpy as np
import pytest

from integrity_metrics.statistics.chain_ladder import chain_ladder
from integrity_metrics.statistics.nowcast import Maturity, estimate_nowcast, maturity_band, nowcast_limits
from integrity_metrics.statistics.status import ReasonCode, Status

TRIANGLE = [
    [100, 150, 160, 163],
    [110, 168, 180, 183],
    [90, 140, 148, None],
    [120, 171, None, None],
    [105, None, None, None],
]


def test_a_week_turns_from_solid_to_hatched() -> None:
    rows = estimate_nowcast(TRIANGLE).rows
    assert [row.maturity for row in rows] == [Maturity.SOLID] * 3 + [Maturity.HATCHED] * 2
    assert [row.status for row in rows] == [Status.OK] * 2 + [Status.INTERVAL_ONLY] + [Status.IMMATURE] * 2
    assert rows[3].reasons[0].sentence == "The period is not complete yet: 2 more days needed."


def test_with_a_long_history_a_nearly_complete_period_is_ok() -> None:
    rng = np.random.default_rng(6)
    triangle = rng.poisson([300, 90, 6], (40, 3)).cumsum(axis=1).astype(float)
    triangle[-1, 1:], triangle[-2, 2] = np.nan, np.nan
    rows = estimate_nowcast(triangle).rows
    assert [row.status for row in rows[-3:]] == [Status.OK, Status.OK, Status.IMMATURE]


def test_coverage_by_simulation() -> None:
    rng = np.random.default_rng(8)
    full = rng.poisson([60, 40, 30, 20, 10, 5], (600, 40, 6)).cumsum(axis=-1).astype(float)
    seen = full.copy()
    for i in range(35, 40):
        seen[:, i, 40 - i :] = np.nan
    done = chain_ladder(seen)
    low, high = nowcast_limits(done)
    covered = ((low <= full[..., -1]) & (full[..., -1] <= high))[:, 35:].mean(axis=0)
    assert (covered > 0.92).all()
    assert 0.94 < covered.mean() < 0.975


def test_limits_surround_the_value_and_never_undercut_what_was_seen() -> None:
    for row in estimate_nowcast(TRIANGLE).rows:
        assert row.latest <= row.low <= row.value <= row.high
    complete = estimate_nowcast(TRIANGLE).rows[0]
    assert (complete.low, complete.value, complete.high) == (163, 163, 163)


def test_very_young_periods_are_not_drawn() -> None:
    rows = estimate_nowcast([[10, 100, 120], [12, 110, 130], [9, 95, None], [11, None, None]]).rows
    assert rows[3].maturity is Maturity.HIDDEN
    assert rows[3].status is Status.SUPPRESSED
    assert rows[3].value == pytest.approx(11 * 305 / 31 * 250 / 210)


def test_without_history_there_is_no_number_to_trust() -> None:
    unknown = estimate_nowcast([[0, 5], [0, 4], [3, None]]).rows[2]
    assert (unknown.value, unknown.low, unknown.status) == (None, None, Status.UNDEFINED)
    one_older = estimate_nowcast([[1, 2], [3, None]]).rows[1]
    assert (one_older.value, one_older.low, one_older.status) == (6, None, Status.UNDEFINED)
    assert one_older.reasons[0].code is ReasonCode.NO_HISTORY


def test_total_is_missing_when_a_part_is() -> None:
    assert estimate_nowcast([[0, 5], [0, 4], [3, None]]).total_still_to_come is None
    assert estimate_nowcast(TRIANGLE).total_still_to_come > 0


def test_maturity_bands_at_their_edges() -> None:
    assert maturity_band([0.95, 0.9499, 0.5, 0.4999]).tolist() == ["solid", "hatched", "hatched", "hidden"]


@pytest.mark.parametrize(
    ("triangle", "level", "message"),
    [
        ([[[1, 2]]], 0.95, "give one triangle"),
        ([[1, 2]], 95, "level is 95"),
        ([[None, 2]], 0.95, r"cumulative\[0, 1\]"),
    ],
)
def test_wrong_input_is_named(triangle: list[object], level: float, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        estimate_nowcast(triangle, level)
