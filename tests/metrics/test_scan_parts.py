"""The parts of a scan: laying out rows, allowing for chance, what is too small, one card for one cause."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from integrity_metrics.metrics.scan_cards import with_cards
from integrity_metrics.metrics.scan_chance import discoveries, p_values, threshold
from integrity_metrics.metrics.scan_choices import Procedure
from integrity_metrics.metrics.scan_event import History, ScanEvent
from integrity_metrics.metrics.scan_family import Layout, Segment, lay_out
from integrity_metrics.metrics.scan_gaps import gaps
from integrity_metrics.metrics.scan_impact import Impact, is_large
from integrity_metrics.metrics.scan_judging import judge
from integrity_metrics.scope import Period

FIRST = date(2025, 12, 22)
LAYOUT = Layout(Period(FIRST, FIRST + timedelta(days=5)), ("DE", "FR"), lambda _: ())
EMPTY = History(FIRST, (), (), (), ())


def event(segment: Segment = (), **changes: object) -> ScanEvent:
    made = ScanEvent(
        metric="actions",
        segment=segment,
        start=date(2025, 6, 10),
        peak=date(2025, 6, 11),
        end=date(2025, 6, 14),
        raised_on=date(2025, 6, 10),
        type="sustained rise",
        direction="up",
        observed=300.0,
        expected=100.0,
        excess=200.0,
        excess_low=150.0,
        excess_high=250.0,
        observed_rate=None,
        expected_rate=None,
        score=4.0,
        false_alarms_per_year=1e-4,
        counted="actions",
        history=EMPTY,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def rows(*given: tuple[int, str, float]) -> pd.DataFrame:
    return pd.DataFrame([(FIRST + timedelta(days=d), m, n) for d, m, n in given], columns=["day", "market", "observed"])


def test_a_segment_without_a_row_is_zero_a_day_without_any_row_is_lost() -> None:
    given = rows((0, "DE", 5), (1, "DE", 6), (1, "FR", 2), (3, "FR", 4), (4, "DE", 1))
    laid = lay_out(LAYOUT, "actions", ("market",), given, counted="actions").series
    assert laid.keys == (("DE",), ("FR",))
    np.testing.assert_array_equal(laid.observed, [[5, 6, np.nan, 0, 1], [np.nan, 2, np.nan, 4, 0]])
    whole = lay_out(replace(LAYOUT, empty_days_are_zero=True), "actions", (), given, counted="actions").series
    assert whole.keys == ((),)
    np.testing.assert_array_equal(whole.observed, [[5, 8, 0, 4, 1]])


def test_finer_rows_are_added_up_and_a_missing_value_is_a_segment_of_its_own() -> None:
    given = pd.concat([rows((0, "DE", 5), (0, "DE", 2)), rows((0, "x", 3)).assign(market=None)])
    laid = lay_out(LAYOUT, "actions", ("market",), given, counted="actions").series
    assert laid.keys == (("DE",), ("unknown",))
    assert laid.observed[:, 0].tolist() == [7.0, 3.0]


def test_holidays_are_the_market_s_own_and_restarts_the_segment_s() -> None:
    layout = Layout(
        LAYOUT.period, ("DE", "JP", "KR"), lambda s: [date(2025, 12, 24)] if dict(s)["market"] == "DE" else []
    )
    laid = lay_out(
        layout, "actions", ("market",), rows((0, "DE", 5), (0, "JP", 5)), counted="actions", lag_days=2
    ).series
    assert laid.holiday is not None and laid.restarts is not None and laid.mature is not None
    assert laid.holiday.tolist() == [[False] * 3 + [True, True, False], [False] * 6]
    assert np.argwhere(laid.restarts).tolist() == [[0, 2]]
    assert laid.mature[0].tolist() == [True, True, True, False, False]


def test_a_rate_has_the_denominator_of_its_place() -> None:
    given = rows((0, "DE", 5), (1, "DE", 0)).assign(denominator=[10.0, np.nan])
    laid = lay_out(LAYOUT, "proactive_rate", ("market",), given, counted="actions").series
    assert laid.denominator is not None
    assert laid.denominator[0, :2].tolist() == [10.0, 0.0]
    assert laid.is_rate.tolist() == [True]


def test_one_strange_day_among_many_series_is_found_and_chance_is_not() -> None:
    rng = np.random.default_rng(1)
    score = -np.log10(rng.uniform(size=(1000, 50)) * 52)
    score[3, 20] = 6.0
    score[7, :5] = np.nan
    found = discoveries(score, 0.1)
    assert found[3, 20]
    # A tenth of the 50 days may hold one by chance: 5, with a standard deviation of 2.1.
    assert found.any(axis=0).sum() <= 12
    assert threshold(score, found) == score[found].min()
    assert threshold(score, found & False) is None
    online = discoveries(score, 0.1, Procedure.ONLINE)
    assert online[3, 20]
    assert online.sum() <= found.sum()


def test_p_values_fall_with_the_score() -> None:
    p = p_values(np.array([-2.0, 0.0, 3.0, np.nan]))
    assert p[0] > p[1] > p[2] > 0
    assert np.isnan(p[3])


@pytest.mark.parametrize(
    ("changes", "large"),
    [
        ({}, True),
        ({"excess": 19.0}, False),
        ({"excess": 60.0, "expected": 1000.0}, False),
        ({"direction": "neither", "excess": 0.0}, True),
        ({"direction": "neither", "excess": 0.0, "expected": 3.0}, False),
        ({"observed_rate": 0.51, "expected_rate": 0.5}, False),
        ({"observed_rate": 0.53, "expected_rate": 0.5}, True),
        ({"observed_rate": 0.0012, "expected_rate": 0.001}, True),
        ({"metric": "impressions", "segment": (("market", "DE"),)}, False),
        ({"metric": "impressions", "segment": ()}, True),
    ],
)
def test_an_event_must_amount_to_something(changes: dict[str, object], large: bool) -> None:
    assert is_large(event(**changes), Impact(), whole=10_000.0) is large  # type: ignore[arg-type]


SPAM, HATE = (("policy", "spam"),), (("policy", "hate"),)


def cards(*events: ScanEvent, named: tuple[Segment, ...] = ()) -> dict[Segment, Segment | None]:
    found = with_cards(events, lambda _: named)
    return {e.segment: None if e.parent is None else e.parent[1] for e in found}


def test_segments_that_go_the_way_of_the_whole_stand_under_it() -> None:
    down = event(HATE, direction="down", start=date(2025, 6, 1), end=date(2025, 6, 20))
    assert cards(event(), event(SPAM, start=date(2025, 6, 12)), down) == {(): None, SPAM: (), HATE: None}
    later = event(SPAM, start=date(2025, 6, 20), end=date(2025, 6, 25))
    assert cards(event(), later) == {(): None, SPAM: None}


def test_the_segment_an_explanation_names_has_the_card() -> None:
    market = (("market", "BR"),)
    found = cards(event(), event(SPAM), event(market), named=(SPAM,))
    assert found == {(): SPAM, SPAM: None, market: SPAM}


def test_platforms_never_share_a_cause_and_shares_go_with_their_platform() -> None:
    one, two = (("platform", "A"),), (("platform", "B"),)
    share = event((*one, ("automated_detection", "Yes")), metric="dsa_statement_share", direction="down")
    found = cards(event(one, metric="dsa_statements"), event(two, metric="dsa_statements"), share)
    assert found == {one: None, two: None, share.segment: one}


def test_what_leaves_one_value_and_comes_to_another_is_one_cause() -> None:
    feed, search = (("surface", "feed"),), (("surface", "search"),)
    up, down = event(feed), event(search, direction="down", score=3.0)
    assert cards(up, down) == {feed: None, search: feed}
    assert cards(up, replace(down, start=date(2025, 6, 13))) == {feed: None, search: None}


def test_a_record_is_plain_json() -> None:
    record = event(SPAM, parent=event().key).to_record()
    assert record["segment"] == {"policy": "spam"}
    assert record["start"] == "2025-06-10"
    assert record["same_cause_as"] == {"metric": "actions", "segment": {}, "start": "2025-06-10"}


def test_a_lost_day_is_a_gap_and_days_still_to_come_are_not() -> None:
    days = 120
    given = pd.DataFrame({"day": [FIRST + timedelta(days=i) for i in range(days)], "observed": 500.0})
    kept = given.drop([100, 101, 118, 119])
    layout = Layout(Period(FIRST, FIRST + timedelta(days=days)), (), lambda _: ())
    (block,) = judge([lay_out(layout, "impressions", (), kept, counted="views")], lambda _what, _share: None)
    (gap,) = gaps(block)
    assert (gap.start, gap.end, gap.observed) == (100, 101, 0.0)
    assert gap.excess == pytest.approx(-1000, rel=0.05)
    assert gap.excess_low <= gap.excess <= gap.excess_high
