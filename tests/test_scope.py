"""The question: periods, grains, filters."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrity_metrics.errors import ScopeError
from integrity_metrics.scope import GRAINS_IN_LINKS, Filter, Grain, Period, Scope

DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@given(day=DAYS, grain=st.sampled_from(GRAINS_IN_LINKS))
def test_a_period_holds_its_day_and_meets_the_next(day: date, grain: Grain) -> None:
    start = grain.start_of(day)
    end = grain.end_of(start)
    assert start <= day < end
    assert grain.start_of(end) == end
    assert grain.start_of(end - timedelta(days=1)) == start


def test_an_empty_period_is_refused_with_a_remedy() -> None:
    with pytest.raises(ScopeError, match="choose an end after the start"):
        Period(date(2025, 1, 2), date(2025, 1, 2))


def test_equal_questions_are_equal_scopes() -> None:
    period = Period(date(2025, 1, 1), date(2025, 2, 1))
    one = Scope(period, filters=(Filter("b", ("y", "x", "x")), Filter("a", ("z",)), Filter("c", ())))
    two = Scope(period, filters=(Filter("a", ("z",)), Filter("b", ("x", "y"))))
    assert one == two
    assert hash(one) == hash(two)
    assert one.values_of("b") == ("x", "y")
    assert one.values_of("c") == ()


def test_a_scope_says_itself_in_words() -> None:
    period = Period(date(2025, 1, 1), date(2025, 2, 1))
    scope = Scope(
        period, Grain.WEEK, (Filter("platform", ("X",), excluded=True),), ("category",), comparison=period.previous()
    )
    assert scope.in_words() == (
        "2025-01-01 to 2025-01-31 (UTC days), by week, by category, without platform X, "
        "compared with 2024-12-01 to 2024-12-31"
    )
