"""The scan on warehouses: a small one of three platforms whose events are known, and the simulated platform."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from integrity_metrics.errors import ScopeError
from integrity_metrics.metrics import enforcement
from integrity_metrics.metrics.scan import Options, Scanned, default_watch, scan
from integrity_metrics.metrics.scan_choices import Source
from integrity_metrics.metrics.scan_explain import around, can_explain, explained, named_segments_of
from integrity_metrics.metrics.scan_family import Family
from integrity_metrics.metrics.scan_platform import families
from integrity_metrics.scope import Period
from integrity_metrics.warehouse.engine import Warehouse
from integrity_metrics.warehouse.rollups import rollups
from integrity_metrics.warehouse.shaping import Statement

# As tests/conftest.py plants them.
SINCE, DAYS = date(2025, 1, 1), 220
SPIKE, STOP = SINCE + timedelta(days=180), SINCE + timedelta(days=200)


@pytest.fixture(scope="session")
def found(filed: Warehouse) -> Scanned:
    return scan(filed, Source.DSA, Period(SINCE + timedelta(days=120), SINCE + timedelta(days=DAYS)))


def test_the_planted_events_are_found_with_their_days_and_size(found: Scanned) -> None:
    alpha = [e for e in found.events if dict(e.segment)["platform"] == "Alpha"]
    scams = next(e for e in alpha if dict(e.segment).get("category") == "SCAMS")
    assert (scams.start, scams.raised_on) == (SPIKE, SPIKE)
    assert scams.observed > 3 * scams.expected
    assert scams.excess_low < scams.excess < scams.excess_high
    beta = next(e for e in found.cards if dict(e.segment) == {"platform": "Beta"})
    assert (beta.type, beta.direction, beta.observed) == ("silence", "down", 0)
    assert beta.start == STOP
    assert not [e for e in found.cards if dict(e.segment)["platform"] == "Gamma"]


def test_one_cause_has_one_card_and_the_named_segment_has_it(found: Scanned) -> None:
    alpha = [e for e in found.events if dict(e.segment)["platform"] == "Alpha" and e.start == SPIKE]
    card = next(e for e in alpha if e.parent is None)
    assert dict(card.segment) == {"platform": "Alpha", "category": "SCAMS"}
    assert {e.parent for e in alpha if e is not card} == {card.key}


def test_a_day_is_judged_by_the_days_before_it_only(filed: Warehouse, found: Scanned) -> None:
    until = SPIKE + timedelta(days=2)
    then = scan(filed, Source.DSA, Period(SINCE + timedelta(days=120), until))
    known = {(e.segment, e.raised_on) for e in found.events if e.raised_on < until}
    assert {(e.segment, e.raised_on) for e in then.events} == known


def test_the_chart_holds_the_days_before_the_event_and_after_it(found: Scanned) -> None:
    beta = next(e for e in found.cards if dict(e.segment) == {"platform": "Beta"})
    history = beta.history
    assert history.since == STOP - timedelta(days=42)
    assert len(history.observed) == len(history.low) == 42 + (beta.end - beta.start).days + 1 + 7
    assert history.observed[-1] == 0


def test_days_without_data_are_refused_and_a_strict_scan_finds_less(filed: Warehouse, found: Scanned) -> None:
    with pytest.raises(ScopeError, match="There are no data to scan from 2027"):
        scan(filed, Source.DSA, Period(date(2027, 1, 1), date(2027, 2, 1)))
    strict = scan(filed, Source.DSA, found.watched, options=Options(least_score=20.0))
    assert strict.events == ()
    assert strict.threshold is None
    watched = default_watch(filed, Source.DSA, 7, date(2025, 5, 1))
    assert watched == Period(date(2025, 4, 24), date(2025, 5, 1))


def test_an_explanation_names_the_segment_and_adds_up(filed: Warehouse) -> None:
    last = SPIKE + timedelta(days=3)
    answer = explained(filed, "dsa_statements", {"platform": "Alpha"}, (SPIKE, last))
    assert answer is not None
    assert named_segments_of(answer) == ((("category", "SCAMS"),),)
    parts = sum(s.own.excess for s in answer.explanation.segments) + answer.explanation.remaining.excess
    assert parts == pytest.approx(answer.explanation.total.excess)
    assert not can_explain("dsa_statements", {"platform": "Alpha", "category": "SCAMS"})
    assert explained(filed, "dsa_statements", {"platform": "Nobody"}, (SPIKE, last)) is None


def test_holidays_and_changes_stand_beside_an_event(simulated: Warehouse) -> None:
    found = around(simulated, {"market": "DE"}, date(2025, 12, 24), date(2025, 12, 27))
    assert [h.day for h in found if h.kind == "public holiday"] == [date(2025, 12, 25), date(2025, 12, 26)]


@pytest.fixture(scope="session")
def read(simulated: Warehouse) -> list[Family]:
    return list(families(simulated, enforcement.extent(simulated)[0], lambda _what: None))


@pytest.mark.parametrize(
    ("metric", "break_downs"),
    [
        ("actions", 3),
        ("proactive_rate", 1),
        ("appeal_rate", 1),
        ("reports", 3),
        ("overturn_rate", 1),
        ("rule_hits", 1),
        ("impressions", 3),
        ("unwanted_impressions", 4),
    ],
)
def test_each_break_down_adds_up_to_the_total(read: list[Family], metric: str, break_downs: int) -> None:
    """Each is asked for itself, of a rollup of its own."""
    of_metric = [family for family in read if family.metric == metric]
    total, *parts = (np.nansum(family.series.observed, axis=0) for family in of_metric)
    assert of_metric[0].dimensions == ()
    assert len(parts) == break_downs
    assert total.sum() > 0
    for part in parts:
        np.testing.assert_array_equal(part, total)


def test_the_total_is_that_of_the_contract(read: list[Family], simulated: Warehouse) -> None:
    total = next(family for family in read if (family.metric, family.dimensions) == ("actions", ()))
    sql = "select count(*) as n from enforcement_actions where not failed"
    assert np.nansum(total.series.observed) == simulated.run(Statement("count", sql, {})).frame["n"][0]


def test_a_scan_asks_each_statement_once_and_few_rows(read: list[Family]) -> None:
    ran = [executed for family in read for executed in family.executed]
    texts = {(executed.sql, str(executed.parameters)) for executed in ran}
    assert len({id(executed) for executed in ran}) == len(texts) < len(ran)
    # All combinations of a platform's segments are not fetched, but for what no rollup has.
    whole = {executed.name for executed in ran for mart in rollups() if f"FROM marts.{mart}\n" in executed.sql}
    assert whole == {"metrics/scan/found_views"}


@pytest.fixture(scope="session")
def platform(simulated: Warehouse) -> Scanned:
    return scan(simulated, Source.PLATFORM, default_watch(simulated, Source.PLATFORM, 60))


def test_every_watched_metric_of_a_platform_is_judged(simulated: Warehouse, platform: Scanned) -> None:
    assert platform.series > 300
    assert platform.judged > platform.series / 2
    assert all(e.score >= 1.0 for e in platform.events)
    late = [e for e in platform.events if e.metric == "unwanted_impressions"]
    assert all((e.raised_on - e.start).days >= 7 for e in late)


@pytest.mark.parametrize(
    "metric",
    [
        *("actions", "proactive_rate", "appeal_rate", "reports", "overturn_rate", "sla_attainment", "rule_hits"),
        *("rule_evaluations", "impressions", "unwanted_impressions", "prevalence"),
    ],
)
def test_every_watched_metric_can_be_explained(simulated: Warehouse, metric: str) -> None:
    days = (date(2025, 12, 1), date(2025, 12, 7))
    answer = explained(simulated, metric, {}, days)
    assert answer is not None
    explanation = answer.explanation
    parts = sum(s.own.excess for s in explanation.segments) + explanation.remaining.excess
    assert parts == pytest.approx(explanation.total.excess, abs=1e-6 * max(1.0, explanation.total.observed))
    narrowed = explained(simulated, metric, {answer.attributes[0]: explanation.cube.categories[0][0]}, days)
    assert narrowed is None or answer.attributes[0] not in narrowed.attributes
