"""The weekly review: its weeks, its cards, what changed most, and its words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from integrity_metrics.errors import ScopeError
from integrity_metrics.metrics import review_tables
from integrity_metrics.metrics.ask import ask
from integrity_metrics.metrics.labels import format_value
from integrity_metrics.metrics.review_cards import HEADLINES, TREND_WEEKS, review_card
from integrity_metrics.metrics.weekly_review import (
    by_area,
    data_notes,
    default_week,
    happened,
    heat_map,
    movers,
    parse_week,
    week_name,
    week_scope,
    weeks,
)
from integrity_metrics.scope import Filter, Scope
from integrity_metrics.warehouse.engine import Warehouse


@pytest.fixture
def week(simulated: Warehouse) -> Scope:
    return week_scope(default_week(simulated))


def test_the_default_week_is_the_newest_with_its_labels(simulated: Warehouse) -> None:
    chosen = default_week(simulated)
    mondays = weeks(simulated)
    assert chosen in mondays
    newer = [m for m in mondays if m > chosen]
    for monday in (chosen, *newer):
        row = ask(simulated, "prevalence", week_scope(monday).alone()).frame.iloc[0]
        assert bool(row["is_mature"]) == (monday == chosen)


@pytest.mark.parametrize("text", ["", "2026", "2026-W54", "2026-W00", "W12-2026", "2026-W1x", "'; drop table x"])
def test_a_week_written_wrongly_says_how_to_write_it(text: str) -> None:
    with pytest.raises(ScopeError, match="2026-W12"):
        parse_week(text)


@pytest.mark.parametrize("monday", [date(2024, 12, 30), date(2026, 1, 5), date(2020, 12, 28)])
def test_week_names_are_read_back(monday: date) -> None:
    assert parse_week(week_name(monday)) == monday


@pytest.mark.parametrize("key", HEADLINES)
def test_a_card_says_the_number_of_the_page(simulated: Warehouse, week: Scope, key: str) -> None:
    card = review_card(simulated, key, week)
    row = ask(simulated, key, week.alone()).frame.iloc[0]
    if card.number is not None:
        assert card.value == format_value(row["value"], ask(simulated, key, week.alone()).unit)
        assert card.number == pytest.approx(row["value"])
    assert [a.basis for a in card.against] == ["the week before", "the same week last year"]
    assert all(a.words for a in card.against)
    assert len(card.trend) <= TREND_WEEKS
    assert card.executed
    # The small platform has five months of data: a year ago there was nothing.
    assert card.against[1].words.startswith("Too little data")


def test_a_card_without_data_says_so(simulated: Warehouse) -> None:
    card = review_card(simulated, "prevalence", week_scope(date(2031, 1, 6)))
    assert card.value == "not enough data"
    assert card.status == "undefined"
    assert card.worth.startswith("No number")


def test_a_card_of_one_market_is_of_that_market(simulated: Warehouse, week: Scope) -> None:
    market = replace(week, filters=(Filter("market", ("US",)),))
    assert review_card(simulated, "proactive_rate", market).n != review_card(simulated, "proactive_rate", week).n


def test_areas_and_movers_are_of_the_week(simulated: Warehouse, week: Scope) -> None:
    areas = by_area(simulated, week)
    assert areas["area"].is_unique
    table = review_tables.areas_table(simulated, week)
    assert list(table["Policy area"]) and table["Against the week before"].str.len().gt(0).all()
    found = movers(simulated, week)
    assert found.judged <= found.all_segments
    assert "false discovery rate" in review_tables.movers_sentence(found)
    assert len(review_tables.movers_table(found)) == len(found.frame)


def test_the_heat_map_covers_policies_and_markets(simulated: Warehouse, week: Scope) -> None:
    answer = heat_map(simulated, week)
    assert answer.scope.by == ("policy", "market")
    suppressed = answer.frame[answer.frame["status"] == "suppressed"]
    assert suppressed[["value", "low", "high"]].isna().all().all()


def test_what_happened_is_within_the_weeks_shown(simulated: Warehouse, week: Scope) -> None:
    first = week.period.since - timedelta(weeks=TREND_WEEKS - 1)
    found = happened(simulated, week)
    assert all(first <= h.day < week.period.until for h in found)
    assert list(found) == sorted(found, key=lambda h: h.day)


def test_notes_name_immature_labels(simulated: Warehouse) -> None:
    newest = week_scope(weeks(simulated)[0])
    assert any("Labels are still to come" in note for note in data_notes(simulated, newest))
