"""Targets, annotations, mutes and saved views: what counts where and when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from integrity_metrics.casework.casework import Casework
from integrity_metrics.casework.errors import CaseworkError, ConflictError
from integrity_metrics.casework.event_states import EventState
from integrity_metrics.casework.event_types import DetectedEvent
from integrity_metrics.casework.targets import Comparison

Detected = Callable[..., DetectedEvent]
AT_MOST, AT_LEAST = Comparison.AT_MOST, Comparison.AT_LEAST


def test_the_newest_target_counts_and_a_segments_beats_the_totals(casework: Casework) -> None:
    add = casework.targets.add
    add("prevalence", 0.0010, AT_MOST, date(2026, 1, 1), by="ana")
    add("prevalence", 0.0008, AT_MOST, date(2026, 3, 1), by="ana")
    add("prevalence", 0.0020, AT_MOST, date(2026, 2, 1), by="ana", segment={"market": "DE"})
    add("prevalence", 0.0030, AT_MOST, date(2026, 2, 1), by="ana", segment={"market": "DE", "surface": "feed"})
    add("proactive_rate", 0.95, AT_LEAST, date(2026, 1, 1), by="ana")

    def value(day: date, segment: dict[str, str], metric: str = "prevalence") -> float | None:
        target = casework.targets.at(metric, day, segment)
        return None if target is None else target.value

    assert value(date(2025, 12, 31), {}) is None
    assert value(date(2026, 1, 1), {}) == 0.0010
    assert value(date(2026, 2, 28), {}) == 0.0010
    assert value(date(2026, 3, 1), {}) == 0.0008
    assert value(date(2026, 1, 31), {"market": "DE"}) == 0.0010  # not yet one of its own
    assert value(date(2026, 3, 1), {"market": "DE"}) == 0.0020
    assert value(date(2026, 3, 1), {"market": "DE", "surface": "search"}) == 0.0020
    assert value(date(2026, 3, 1), {"market": "DE", "surface": "feed"}) == 0.0030
    assert value(date(2026, 3, 1), {"market": "FR"}) == 0.0008
    assert value(date(2026, 3, 1), {}, "unknown") is None


def test_a_target_is_met_on_its_side_with_itself(casework: Casework) -> None:
    low = casework.targets.add("x", 0.1, AT_MOST, date(2026, 1, 1), by="ana")
    high = casework.targets.add("y", 0.9, AT_LEAST, date(2026, 1, 1), by="ana")
    assert [low.is_met_by(v) for v in (0.05, 0.1, 0.11)] == [True, True, False]
    assert [high.is_met_by(v) for v in (0.89, 0.9, 1.0)] == [False, True, True]


def test_a_withdrawn_target_counts_no_more_and_frees_its_day(casework: Casework) -> None:
    target = casework.targets.add("x", 0.1, AT_MOST, date(2026, 1, 1), by="ana", segment={"b": "1", "a": "2"})
    with pytest.raises(CaseworkError, match=f"edit target {target.id}"):
        casework.targets.add("x", 0.2, AT_MOST, date(2026, 1, 1), by="ana", segment={"a": "2", "b": "1"})
    casework.targets.withdraw(target.id, seen=1, by="bob")
    assert casework.targets.at("x", date(2026, 1, 2), {"a": "2", "b": "1"}) is None
    with pytest.raises(ConflictError, match="bob changed withdrawn_at"):
        casework.targets.edit(target.id, 0.3, AT_MOST, seen=1, by="ana")
    assert (
        casework.targets.add("x", 0.2, AT_LEAST, date(2026, 1, 1), by="ana", segment={"a": "2", "b": "1"}).value == 0.2
    )


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_target_is_a_finite_number(casework: Casework, value: float) -> None:
    with pytest.raises(CaseworkError, match="value is"):
        casework.targets.add("x", value, AT_MOST, date(2026, 1, 1), by="ana")


def test_an_annotation_is_on_every_trend_it_concerns(casework: Casework) -> None:
    add = casework.annotations.add
    add("everywhere", date(2026, 3, 1), by="ana")
    add("one metric", date(2026, 3, 2), date(2026, 3, 9), by="ana", metric="prevalence")
    add("one market", date(2026, 3, 3), by="ana", segment={"market": "DE"})

    def shown(since: int, until: int, **asked: Any) -> list[str]:
        found = casework.annotations.shown(date(2026, 3, since), date(2026, 3, until), **asked)
        return [annotation.text for annotation in found]

    assert shown(1, 31) == ["everywhere", "one metric", "one market"]
    assert shown(1, 31, metric="prevalence", segment={}) == ["everywhere", "one metric"]
    assert shown(1, 31, metric="appeal_rate", segment={"market": "DE", "surface": "feed"}) == [
        "everywhere",
        "one market",
    ]
    assert shown(1, 31, metric="appeal_rate", segment={"market": "FR"}) == ["everywhere"]
    assert shown(8, 31) == ["one metric"]
    assert shown(9, 31) == []
    assert shown(1, 2) == ["everywhere"]


def test_an_annotation_is_edited_and_withdrawn(casework: Casework) -> None:
    written = casework.annotations.add("lauch", date(2026, 3, 1), by="ana")
    edited = casework.annotations.edit(written.id, "launch", date(2026, 3, 1), seen=1, by="bob", metric="prevalence")
    assert (edited.text, edited.metric, edited.until, edited.version, edited.by) == (
        "launch",
        "prevalence",
        date(2026, 3, 2),
        2,
        "ana",
    )
    with pytest.raises(CaseworkError, match="is not after since"):
        casework.annotations.add("x", date(2026, 3, 1), date(2026, 3, 1), by="ana")
    casework.annotations.withdraw(written.id, seen=2, by="ana")
    assert casework.annotations.shown(date(2026, 1, 1), date(2027, 1, 1)) == ()


def test_a_mute_keeps_a_pattern_out_until_it_ends(casework: Casework, detected: Detected, clock: Any) -> None:
    shown_before = casework.events.record([detected("DE", start=date(2026, 2, 1))]).added[0]
    looked_at = casework.events.record([detected("DE", start=date(2026, 2, 2))]).added[0]
    casework.events.move(looked_at, EventState.ACKNOWLEDGED, seen=1, by="ana")
    mute = casework.mutes.add("unwanted_*", {"market": "D*"}, datetime(2026, 3, 9, tzinfo=UTC), "sale", by="ana")
    muted = casework.events.record([detected("DE"), detected("DK", metric="appeal_rate"), detected("FR")]).added[0]
    ids = {event.id for event in casework.events.inbox()}
    assert ids.isdisjoint({shown_before, muted}) and len(ids) == 3 and looked_at in ids
    assert len(casework.events.inbox(with_muted=True)) == 5
    assert [standing.id for standing in casework.mutes.standing()] == [mute.id]
    clock.pass_by(days=8)
    assert casework.mutes.standing() == ()
    assert muted not in {event.id for event in casework.events.inbox()}
    # Still going on after the mute has ended: it is back.
    casework.events.record([detected("DE", end=date(2026, 3, 10))])
    assert muted in {event.id for event in casework.events.inbox()}


def test_a_mute_lifted_brings_back_what_it_kept_out(casework: Casework, detected: Detected) -> None:
    mute = casework.mutes.add("*", {}, datetime(2026, 4, 1, tzinfo=UTC), "holiday", by="ana")
    casework.events.record([detected()])
    assert casework.events.inbox() == ()
    assert casework.events.counts()[EventState.NEW] == 0
    lifted = casework.mutes.lift(mute.id, seen=1, by="bob")
    assert lifted.withdrawn_at is not None and len(casework.events.inbox()) == 1
    assert casework.mutes.all() == (lifted,)
    with pytest.raises(CaseworkError, match="has passed"):
        casework.mutes.add("*", {}, datetime(2026, 3, 2, 8, tzinfo=UTC), "late", by="ana")


def test_saved_views_are_ones_own_and_shared_ones(casework: Casework) -> None:
    views = casework.saved_views
    mine = views.add("Monday", "home", "by=Market", by="ana")
    theirs = views.add("Monday", "home", "", by="bob", is_shared=True)
    views.add("secret", "home", "x=1", by="bob")
    assert [(view.name, view.by) for view in views.seen_by("ana")] == [("Monday", "ana"), ("Monday", "bob")]
    with pytest.raises(CaseworkError, match="'Monday' already"):
        views.add(" Monday ", "home", "", by="ana")
    with pytest.raises(CaseworkError, match="is bob's"):
        views.edit(theirs.id, "x=2", False, seen=1, by="ana")
    with pytest.raises(CaseworkError, match="is bob's"):
        views.withdraw(theirs.id, seen=1, by="ana")
    assert views.edit(mine.id, "by=Policy", True, seen=1, by="ana").query == "by=Policy"
    views.withdraw(mine.id, seen=2, by="ana")
    assert views.add("Monday", "home", "", by="ana").id != mine.id
