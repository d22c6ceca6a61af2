"""The detector: known answers for each kind of event, what is not judged, and that no day sees the days after it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from integrity_metrics.detection.baseline import fit
from integrity_metrics.detection.detector import detect, score_day
from integrity_metrics.detection.event import Direction, EventType, Reason
from integrity_metrics.detection.series import SeriesSet

DAYS = np.datetime64("2025-01-01") + np.arange(240)
START = 200
Change = Callable[[np.ndarray], np.ndarray]


def weekly(level: float = 1000.0, seed: int = 0, days: int = len(DAYS)) -> np.ndarray:
    rng = np.random.default_rng(seed)
    usual = level * np.array([1.0, 1.1, 1.0, 0.9, 1.0, 0.5, 0.4])[np.arange(days) % 7]
    return rng.poisson(usual * np.exp(rng.normal(0, 0.03, days))).astype(float)


def series(*rows: np.ndarray, **known: np.ndarray) -> SeriesSet:
    observed = np.vstack(rows)
    return SeriesSet(tuple((f"s{i}",) for i in range(len(rows))), DAYS[: observed.shape[1]], observed, **known)


def replaced(first: int, until: int, factor: float) -> Change:
    def change(observed: np.ndarray) -> np.ndarray:
        changed = observed.copy()
        changed[first:until] = np.round(changed[first:until] * factor)
        return changed

    return change


def test_calm_series_alarm_about_once_a_year() -> None:
    calm = detect(series(*(weekly(seed=i) for i in range(100))))
    years = 100 * (len(DAYS) - 56) / 365
    # Calm series without lasting noise alarm less often than promised.
    assert 0.25 < len(calm.events) / years < 1.7
    assert not calm.insufficient.any()


@pytest.mark.parametrize(
    ("change", "kind", "direction"),
    [
        (replaced(START, START + 1, 1.6), EventType.SPIKE, Direction.UP),
        (replaced(START, START + 1, 0.5), EventType.DROP, Direction.DOWN),
        (replaced(START, START + 20, 1.25), EventType.RISE, Direction.UP),
        (replaced(START, START + 20, 0.8), EventType.FALL, Direction.DOWN),
        (replaced(START, START + 2, 0.0), EventType.SILENCE, Direction.DOWN),
    ],
)
def test_a_planted_event_is_found_with_its_size(change: Change, kind: EventType, direction: Direction) -> None:
    usual = weekly(seed=3)
    event = next(e for e in detect(series(change(usual))).events if abs(e.start - START) <= 1)
    assert (event.type, event.direction) == (kind, direction)
    assert event.start <= event.peak <= event.end
    assert event.excess == pytest.approx(event.observed - event.expected)
    assert event.excess_low < event.excess < event.excess_high
    assert event.expected == pytest.approx(usual[event.start : event.end + 1].sum(), rel=0.1)
    assert event.false_alarms_per_year == pytest.approx(10**-event.score)


def test_a_slow_rise_is_found_within_six_weeks() -> None:
    usual = weekly(seed=5)
    grown = np.round(usual * (1 + 0.006 * np.maximum(np.arange(len(usual)) - 190, 0)))
    found = detect(series(grown)).events
    assert found[0].type in (EventType.RAMP_UP, EventType.RISE)
    assert 185 <= found[0].start <= 232


def test_a_wider_spread_is_found() -> None:
    usual = weekly(seed=1)
    noise = np.random.default_rng(0).normal(0, 0.12, 25)
    wild = usual.copy()
    wild[START : START + 25] = np.round(usual[START : START + 25] * np.exp(noise))
    kinds = {event.type for event in detect(series(wild)).events if event.start >= START - 6}
    assert EventType.VARIANCE in kinds


def test_an_inverted_week_is_found() -> None:
    usual = weekly(seed=2)
    flipped = usual.copy()
    share = np.array([1.0, 1.1, 1.0, 0.9, 1.0, 0.5, 0.4])[np.arange(len(usual)) % 7]
    flipped[START:] = np.round(usual[START:] / share[START:] ** 2 * 0.6)
    assert detect(series(flipped)).events


def test_the_same_number_again_and_again_is_a_flatline() -> None:
    stuck = weekly(seed=4)
    stuck[START : START + 6] = stuck[START - 1]
    kinds = {event.type for event in detect(series(stuck)).events}
    assert EventType.FLATLINE in kinds


def test_the_day_after_an_outage_that_makes_up_for_it_is_a_catch_up() -> None:
    late = weekly(seed=6)
    late[START + 2] += late[START : START + 2].sum()
    late[START : START + 2] = np.nan
    event = detect(series(late)).events[0]
    assert (event.type, event.start) == (EventType.CATCH_UP, START + 2)


def test_a_rate_is_judged_against_its_denominator() -> None:
    rng = np.random.default_rng(0)
    size = rng.poisson(20_000 * np.where(np.arange(len(DAYS)) >= START, 3.0, 1.0)).astype(float)
    steady = rng.binomial(size.astype(int), 0.1).astype(float)
    doubled = steady.copy()
    doubled[START] *= 1.3
    scan = detect(series(steady, doubled, denominator=np.vstack([size, size])), last_days=len(DAYS) - START)
    assert [event.series for event in scan.events if event.score > 1] == [1]
    assert scan.expected[0, START + 5] == pytest.approx(0.1 * size[START + 5], rel=0.05)


def test_a_day_is_judged_by_the_days_before_it_only() -> None:
    observed = np.vstack([weekly(seed=i) for i in range(8)])
    later = observed.copy()
    cut = 170
    later[:, cut:] *= 7
    before, after = detect(series(*observed)), detect(series(*later))
    short = detect(series(*observed[:, :cut]))
    for name in ("score", "expected", "low", "high"):
        np.testing.assert_array_equal(getattr(before, name)[:, :cut], getattr(after, name)[:, :cut])
        np.testing.assert_array_equal(getattr(before, name)[:, :cut], getattr(short, name))


def test_a_baseline_goes_on_day_by_day_as_a_whole_scan_does() -> None:
    whole = series(*(weekly(seed=i) for i in range(5)))
    baseline = fit(SeriesSet(whole.keys, DAYS[:150], whole.observed[:, :150]))
    untouched = baseline.blocks[0].state.mean.copy()
    going, expected = baseline, detect(whole)
    for day in range(150, 160):
        going, today = score_day(going, SeriesSet(whole.keys, DAYS[day : day + 1], whole.observed[:, day : day + 1]))
        np.testing.assert_allclose(today.score[:, 0], expected.score[:, day])
    np.testing.assert_array_equal(baseline.blocks[0].state.mean, untouched)
    with pytest.raises(ValueError, match="the next day, not 2025-01-01"):
        score_day(going, SeriesSet(whole.keys, DAYS[:1], whole.observed[:, :1]))


def test_missing_and_immature_days_are_neither_zero_nor_judged() -> None:
    holes = weekly()
    holes[130:133] = np.nan
    mature = np.ones((1, len(DAYS)), dtype=bool)
    mature[0, -2:] = False
    partial = holes.copy()
    partial[-2:] *= 0.3
    scan = detect(series(partial, mature=mature))
    assert np.isnan(scan.score[0, 130:133]).all()
    assert np.isnan(scan.score[0, -2:]).all()
    assert [event for event in scan.events if event.score > 1] == []


def test_a_known_restart_is_no_event() -> None:
    changed = replaced(150, len(DAYS), 4.0)(weekly())
    restarts = np.zeros((1, len(DAYS)), dtype=bool)
    assert max(event.score for event in detect(series(changed)).events) > 5
    restarts[0, 150] = True
    scan = detect(series(changed, restarts=restarts))
    assert np.isnan(scan.score[0, 150:164]).all()
    assert [event for event in scan.events if event.score > 1] == []
    assert scan.expected[0, -1] == pytest.approx(changed[-1], rel=0.2)


def test_a_lasting_shift_becomes_the_new_normal() -> None:
    scan = detect(series(replaced(120, len(DAYS), 1.5)(weekly())))
    assert scan.score[0, 120:124].max() > 1
    assert scan.score[0, 180:].max() < 1
    assert scan.expected[0, -1] == pytest.approx(weekly()[-1] * 1.5, rel=0.15)


def test_what_cannot_be_judged_says_why() -> None:
    young = np.full(len(DAYS), np.nan)
    young[-5:] = 100.0
    rows = (np.full(len(DAYS), np.nan), np.zeros(len(DAYS)), young, np.arange(len(DAYS)) % 5 * 0.25, weekly())
    scan = detect(series(*rows))
    assert scan.reasons == (Reason.EMPTY, Reason.ZERO, Reason.SHORT, Reason.SMALL, None)
    assert scan.insufficient.tolist() == [True, True, True, True, False]
    assert np.isnan(scan.expected[:4]).all()
    assert detect(series(np.ones(5))).reasons == (Reason.SHORT,)


def test_the_band_of_a_count_is_whole_and_holds_all_but_strange_days() -> None:
    scan = detect(series(*(weekly(30.0, seed=i) for i in range(40))))
    judged = np.isfinite(scan.low)
    assert (scan.low[judged] % 1 == 0).all()
    assert (scan.high[judged] % 1 == 0).all()
    observed = np.vstack([weekly(30.0, seed=i) for i in range(40)])
    outside = ((observed < scan.low) | (observed > scan.high))[judged].mean()
    assert outside < 4 / 365


def test_wild_series_keep_a_finite_expectation() -> None:
    rng = np.random.default_rng(0)
    wild = np.round(np.exp(rng.normal(3, 3, (20, len(DAYS)))))
    scan = detect(series(*wild))
    judged = np.isfinite(scan.expected)
    assert (scan.expected[judged] <= wild.max() * 10).all()


def test_a_silence_in_the_middle_of_a_rise_is_an_event_of_its_own() -> None:
    rng = np.random.default_rng(5)
    observed = rng.poisson(1_000, (1, 300)).astype(float)
    observed[0, 240:] *= 3
    observed[0, 262:] = rng.poisson(2, 38)
    days = np.arange("2025-01-01", "2025-10-28", dtype="datetime64[D]")
    events = sorted(detect(SeriesSet((("a",),), days, observed)).events, key=lambda e: e.start)
    rise, fall = events[0], events[1]
    assert (rise.direction, fall.direction) == (Direction.UP, Direction.DOWN)
    assert abs(rise.start - 240) <= 1
    assert rise.end < 262
    assert fall.start == 262
    assert fall.observed < 0.01 * fall.expected


def test_a_silence_weeks_after_a_fall_has_its_own_first_day() -> None:
    rng = np.random.default_rng(6)
    usual = 2_000 * np.concatenate([np.ones(240), np.full(25, 0.5), np.full(35, 0.0005)])
    observed = rng.poisson(usual).astype(float)[None, :]
    days = np.arange("2025-01-01", "2025-10-28", dtype="datetime64[D]")
    starts = [e.start for e in detect(SeriesSet((("a",),), days, observed)).events if e.direction is Direction.DOWN]
    assert {240, 265} <= set(starts)
