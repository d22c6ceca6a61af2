"""Headlines: the number, its change in words, and what there is nothing to say about."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from integrity_metrics.metrics import enforcement, industry
from integrity_metrics.metrics.compare import headline
from integrity_metrics.scope import Grain, Period, Scope
from integrity_metrics.warehouse.engine import Warehouse


def test_a_headline_is_the_whole_period_against_its_comparison(demo: Warehouse) -> None:
    data, _, _ = industry.extent(demo)
    period = Period(date(2025, 7, 1), date(2025, 7, 31))
    scope = Scope(period, Grain.WEEK, by=("platform",), comparison=period.previous())
    card = headline(demo, "dsa_statements", scope, data)
    assert card.value.endswith("million")
    assert card.change.endswith("against 2025-06-01 to 2025-06-30")
    assert "%" in card.change
    assert len(card.trend) == 3, "whole weeks only"
    early = Period(date(2023, 10, 1), date(2023, 11, 1))
    card = headline(demo, "dsa_statements", replace(scope, period=early, comparison=early.previous()), data)
    assert card.change == "no data before 2023-09-25 to compare with"


def test_nothing_counted_is_zero_and_a_median_of_nothing_is_not_a_number(demo: Warehouse) -> None:
    data, _ = enforcement.extent(demo)
    quiet = Scope(Period(date(2024, 6, 1), date(2024, 7, 1)))
    assert headline(demo, "actions", quiet, data).value == "0"
    assert headline(demo, "time_to_action", quiet, data).value == "not enough data"
