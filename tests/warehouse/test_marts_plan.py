"""Which days are due, and how they are cut into transactions."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from integrity_metrics.warehouse.marts.definitions import load_marts
from integrity_metrics.warehouse.marts.plan import NEWEST_DAYS, due_days, steps
from integrity_metrics.warehouse.query_files import load_query

FIRST, NOW = date(2025, 1, 1), datetime(2026, 1, 1)
DAYS = st.sets(st.integers(0, 400).map(lambda n: FIRST + timedelta(days=n)), max_size=60)
BLOCKS = st.sampled_from([31, 366])


@given(due=st.dictionaries(st.sampled_from(["a", "b", "c"]), DAYS), block_days=BLOCKS)
def test_every_due_day_is_in_one_step_and_steps_do_not_overlap(due: dict[str, set[date]], block_days: int) -> None:
    plan = steps(due, [["a", "b"]], block_days=block_days)
    for mart, days in due.items():
        spans = [step.spans[mart] for step in plan if mart in step.spans]
        for day in days:
            assert sum(span.since <= day < span.until for span in spans) == 1
        assert all(before.until <= after.since for before, after in pairwise(spans))
    assert all((step.span.until - step.span.since).days <= max(NEWEST_DAYS, block_days) for step in plan)
    assert [step.span.since for step in plan] == sorted(step.span.since for step in plan)


@given(due=st.dictionaries(st.sampled_from(["a", "b"]), DAYS, min_size=2), block_days=BLOCKS)
def test_marts_that_share_staged_rows_are_made_for_the_same_days(due: dict[str, set[date]], block_days: int) -> None:
    for step in steps(due, [["a", "b"]], block_days=block_days):
        assert step.spans["a"] == step.spans["b"]


@given(source=DAYS, built=DAYS, changed=DAYS)
def test_missing_trailing_and_changed_days_are_due(source: set[date], built: set[date], changed: set[date]) -> None:
    due = due_days(source, dict.fromkeys(built, NOW), trailing_days=7, changed=changed)
    known = source | built
    assert due <= known
    assert source - built <= due
    assert known & changed <= due
    newest = max(known, default=FIRST)
    assert {day for day in known if (newest - day).days < 7} <= due
    rest = built - changed - {day for day in known if (newest - day).days < 7}
    assert not rest & due, "nothing else is made again"


def test_a_nightly_build_is_one_step() -> None:
    days = [FIRST + timedelta(days=n) for n in range(730)]
    built = dict.fromkeys(days[:-1], NOW)
    due = {mart.name: due_days(days, built, trailing_days=mart.trailing_days) for mart in load_marts()}
    assert len(steps(due, block_days=1)) == 1


def test_the_trailing_days_are_those_that_were_agreed() -> None:
    assert {mart.name: mart.trailing_days for mart in load_marts()} == {
        **{"label_sums": 45, "label_delays": 45, "label_flaws": 45, "impressions_daily": 7, "found_impressions": 7},
        **{"reach": 7, "reach_top": 7, "actions_daily": 60, "actions_by_dimension": 60, "appeals_daily": 7},
        **{"action_hours": 7, "action_hours_all": 7, "action_hours_by_dimension": 7},
        **{"service_times": 92, "service_times_all": 92, "service_times_by_dimension": 92},
        **{"reports_daily": 60, "rule_days": 14, "rule_segments": 14},
        **{"rule_hits_daily": 92, "rule_hits_totals": 92, "rule_reviews_daily": 92, "rule_reviews_totals": 92},
        **{"rule_actions_daily": 60, "rule_actions_totals": 60, "rule_endings": 60},
        **{"noted_labels": 45, "noted_hits": 14, "noted_views": 92},
        **{"label_sums_by_dimension": 45, "label_positives": 45, "found_impressions_all_policies": 7, "found_daily": 7},
        **{"reach_all": 7, "reach_by_source": 7, "reach_by_market": 7},
        **{"appeals_by_dimension": 7, "reports_by_dimension": 60},
        **{"let_go_impressions": 63, "reviewed_impressions": 7, "label_reasons": 45},
        **{"second_reviews": 7, "scored_contents": 7, "scored_decisions": 7},
    }


def test_what_changed_is_asked_of_tables_the_mart_reads() -> None:
    """Else a warehouse without them could not build the mart."""
    for mart in load_marts():
        for part in mart.parts:
            if part.changed:
                assert set(load_query(f"marts/changed/{part.changed}").tables) <= set(part.tables), part.name
