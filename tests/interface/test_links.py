"""What a link may say, and how it is refused."""

from __future__ import annotations

from datetime import date

import pytest

from integrity_metrics.errors import ScopeError
from integrity_metrics.interface.links import Bar, comparison_of, known_values, refusals, scope_of
from integrity_metrics.scope import Filter, Grain, Period

DATA = Period(date(2024, 1, 1), date(2026, 1, 1))
BAR = Bar(
    data=DATA,
    default=Period(date(2025, 1, 1), date(2026, 1, 1)),
    by=("platform", "category"),
    filters={"platform": ("TikTok", "X"), "category": ("STATEMENT_CATEGORY_VIOLENCE",)},
    without=("platform",),
    options={"measure": ("count", "share")},
)


@pytest.mark.parametrize(
    ("parameters", "complaint"),
    [
        ({"market": ["'; drop table"]}, "`market` is not a parameter"),
        ({"platform": ["x" * 10_000]}, "x" * 40 + "…"),
        ({"platform": ["`<script>alert(1)</script>\n**bold**"]}, "platform=` <script>alert(1)</script>"),
        ({"since": ["2030-01-01"]}, "outside the data"),
        ({"since": ["tomorrow"]}, "not a date"),
        ({"grain": ["fortnight"]}, "offered: day, week, month, quarter"),
        ({"by": ["password"]}, "offered: Platform, Category"),
        ({"measure": ["rate"]}, "measure=`rate`"),
        ({"compare": ["never"]}, "offered: the period before, 52 weeks earlier"),
    ],
)
def test_what_cannot_be_used_is_said_short_and_tame(parameters: dict[str, list[str]], complaint: str) -> None:
    (sentence,) = refusals(parameters, BAR)
    assert complaint in sentence
    assert len(sentence) < 300
    assert "\n" not in sentence


def test_a_good_link_is_not_refused() -> None:
    good = {"since": ["2025-02-01"], "by": ["Category"], "category": ["Violence"], "without_platform": ["X"]}
    assert refusals(good, BAR) == []
    assert known_values("category", ["STATEMENT_CATEGORY_VIOLENCE", "Violence", "?"], BAR) == [
        "STATEMENT_CATEGORY_VIOLENCE",
        "STATEMENT_CATEGORY_VIOLENCE",
    ]


def test_values_are_checked_again_on_the_server() -> None:
    scope = scope_of({"platform": ["TikTok", "'; drop"], "grain": "second", "by": "password", "since": "x"}, BAR)
    assert scope.filters == (Filter("platform", ("TikTok",)),)
    assert scope.grain is Grain.MONTH
    assert scope.by == ("platform",)
    assert scope.period == BAR.default


def test_the_last_day_is_included_and_an_end_before_the_start_is_refused() -> None:
    scope = scope_of({"since": date(2025, 3, 1), "through": date(2025, 3, 1)}, BAR)
    assert scope.period.days == 1
    with pytest.raises(ScopeError, match="The period is empty"):
        scope_of({"since": date(2025, 3, 2), "through": date(2025, 2, 1)}, BAR)


def test_a_year_earlier_keeps_the_weekdays() -> None:
    period = Period(date(2025, 3, 3), date(2025, 3, 10))
    earlier = comparison_of(period, "year")
    assert earlier.since.weekday() == period.since.weekday()
    assert earlier.days == period.days
    assert comparison_of(period, "previous").until == period.since
