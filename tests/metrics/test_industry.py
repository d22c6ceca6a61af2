"""The EU data: golden values, sums that agree, what may not be combined, what is partial."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from integrity_metrics.errors import ScopeError
from integrity_metrics.metrics import industry
from integrity_metrics.metrics.ask import ask
from integrity_metrics.metrics.movers import movers
from integrity_metrics.scope import GRAINS_IN_LINKS, Filter, Grain, Period, Scope
from integrity_metrics.warehouse.engine import Warehouse

ALL = Period(date(2023, 9, 25), date(2026, 1, 11))


def one_day(day: date) -> Period:
    return Period(day, date.fromordinal(day.toordinal() + 1))


@pytest.mark.parametrize(
    ("day", "platform", "statements"),
    [
        (date(2025, 7, 1), "Google Shopping", 10_465_008),
        (date(2025, 7, 1), "Facebook", 1_511_046),
        (date(2025, 7, 1), "Temu", 1_079_194),
        (date(2024, 6, 18), "TikTok", 21_429_710),
        (date(2024, 2, 24), None, 738_796_406),
    ],
)
def test_golden_values(demo: Warehouse, day: date, platform: str | None, statements: int) -> None:
    filters = (Filter("platform", (platform,)),) if platform else ()
    answer = ask(demo, "dsa_statements", Scope(one_day(day), Grain.DAY, filters))
    assert answer.frame["value"].tolist() == [statements]


def test_the_whole_database(demo: Warehouse) -> None:
    assert industry.extent(demo) == (ALL, 191, 36_636_410_373)
    for grain in (*GRAINS_IN_LINKS, Grain.TOTAL):
        for by in ((), ("platform",), ("category",), ("source_type",), ("decision_ground",)):
            answer = ask(demo, "dsa_statements", Scope(ALL, grain, by=by))
            assert answer.frame["value"].sum() == 36_636_410_373, (grain, by)


def test_a_single_valued_dimension_has_shares_that_add_up(demo: Warehouse) -> None:
    scope = Scope(ALL, Grain.MONTH, (Filter("platform", ("Google Shopping",), excluded=True),), ("automated_decision",))
    sums = ask(demo, "dsa_statement_share", scope).frame.groupby("period_start")["value"].sum()
    np.testing.assert_allclose(sums, 1.0)


def test_the_share_of_a_platform_is_of_everybody_in_scope(demo: Warehouse) -> None:
    scope = Scope(ALL, Grain.TOTAL, (Filter("platform", ("Google Shopping",)),), ("platform",))
    assert ask(demo, "dsa_statement_share", scope).frame["value"].iloc[0] == pytest.approx(0.815, abs=0.0005)


def test_a_country_adds_the_lists_that_hold_it(demo: Warehouse) -> None:
    def count(*values: str) -> float:
        sql_scope = Scope(ALL, Grain.TOTAL, (Filter("territorial_scope", values),), ("territorial_scope",))
        return float(ask(demo, "dsa_statements", sql_scope).frame["value"].sum())

    lists = 32_402_672_605 + 2_112_132_043 + 739_062_038
    assert count("DE") == 564_780_623 + lists
    assert count("NO") == 34_221_110 + 32_402_672_605 + 2_112_132_043
    assert count("IS") < count("LI")


def test_categories_follow_the_official_correspondence_only(demo: Warehouse) -> None:
    frame = ask(demo, "dsa_statements", Scope(ALL, Grain.DAY, by=("category",))).frame
    days = frame.groupby("category")["period_start"].agg(["min", "max"])
    cut = date(2025, 7, 1)
    renamed = days.loc["STATEMENT_CATEGORY_OTHER_VIOLATION_TC"]
    assert renamed["min"] < cut < renamed["max"]
    assert "STATEMENT_CATEGORY_SCOPE_OF_PLATFORM_SERVICE" not in days.index
    for ended in ("NON_CONSENSUAL_BEHAVIOUR", "PORNOGRAPHY_OR_SEXUALIZED_CONTENT"):
        assert days.loc[f"STATEMENT_CATEGORY_{ended}"]["max"] < cut
    assert days.loc["STATEMENT_CATEGORY_CYBER_VIOLENCE"]["min"] == cut


def test_two_dimensions_at_once_are_refused_in_words(demo: Warehouse) -> None:
    scope = Scope(ALL, Grain.MONTH, (Filter("category", ("x",)),), ("source_type",))
    with pytest.raises(ScopeError, match="one dimension at a time"):
        ask(demo, "dsa_statements", scope)
    with pytest.raises(ScopeError, match="cannot be filtered or broken down by category"):
        ask(demo, "dsa_moderation_delay", Scope(ALL, by=("category",)))


def test_partial_periods_are_marked(demo: Warehouse) -> None:
    frame = ask(demo, "dsa_statements", Scope(ALL, Grain.MONTH)).frame.set_index("period_start")
    assert not frame.loc[date(2023, 9, 1), "is_mature"]
    assert not frame.loc[date(2026, 1, 1), "is_mature"]
    assert frame["is_mature"].sum() == len(frame) - 2
    assert frame.loc[date(2026, 1, 1), "status"] == "immature"


def test_delays_weigh_by_statements_and_have_a_minimum(demo: Warehouse) -> None:
    scope = Scope(ALL, Grain.TOTAL, by=("platform",))
    frame = ask(demo, "dsa_moderation_delay", scope).frame.set_index("platform")
    assert frame.loc["X", "value"] == 0
    assert frame.loc["X", "n"] > 2_000_000
    small = frame[frame["n"] < 100]
    assert len(small) > 0
    assert small["value"].isna().all()
    assert set(small["status"]) == {"suppressed"}
    total = ask(demo, "dsa_moderation_delay", scope.without_break_down()).frame.iloc[0]
    enough = frame.dropna(subset=["value"])
    assert total["value"] == pytest.approx(np.average(enough["value"], weights=enough["n"]), rel=1e-6)


def test_notes_appear_where_they_touch(demo: Warehouse) -> None:
    def notes(key: str, **changes: object) -> tuple[str, ...]:
        return ask(demo, key, Scope(**{"period": ALL, **changes})).notes  # type: ignore[arg-type]

    assert "categories_changed" in notes("dsa_statements", by=("category",))
    assert "categories_changed" not in notes("dsa_statements", by=("platform",))
    assert "blablacar_trusted_flagger" in notes("dsa_statements", by=("source_type",))
    only_tiktok = (Filter("platform", ("TikTok",)),)
    assert notes("dsa_statements", by=("source_type",), filters=only_tiktok) == ()
    without = (Filter("platform", ("Google Shopping",), excluded=True),)
    assert "google_shopping" not in notes("dsa_statements", filters=without)
    assert "x_zero_delay" in notes("dsa_moderation_delay")


def test_movers_compare_per_day(demo: Warehouse) -> None:
    period = Period(date(2025, 7, 1), date(2025, 7, 11))
    scope = Scope(period, by=("platform",), comparison=Period(date(2025, 6, 26), date(2025, 7, 1)))
    found = movers(demo, "dsa_statements", scope).frame.set_index("platform")
    before = ask(demo, "dsa_statements", scope.total(scope.comparison)).frame.set_index("platform")
    assert found.loc["TikTok", "before"] == before.loc["TikTok", "value"] / 5
    assert found["change"].abs().is_monotonic_decreasing
    with pytest.raises(ScopeError, match="comparison period"):
        movers(demo, "dsa_statements", scope.alone())
