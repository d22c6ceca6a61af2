"""Versions of rules change precision and recall as planted, and leave the other rules' luck alone."""

from __future__ import annotations

import numpy as np
import pytest

from integrity_metrics.simulation.contents import Contents, contents_a_day, make_contents, make_creators
from integrity_metrics.simulation.randomness import Array
from integrity_metrics.simulation.reviewers import make_reviewers
from integrity_metrics.simulation.rule_hits import RuleHits, hit_contents
from integrity_metrics.simulation.rule_versions import rule_histories
from integrity_metrics.simulation.span import Span, place_events
from integrity_metrics.simulation.world import load_world

WORLD = load_world()
SPAN = place_events(WORLD, 730)


def simulated(event: str) -> tuple[Contents, RuleHits, Array]:
    """Return contents made during an event at scale 2, the hits on them, and which hits are of the event's rule."""
    placed = next(p for p in SPAN.events if p.event.name == event)
    counts = contents_a_day(Span(730, ()), 2.0)[placed.first + 120 : placed.first + 150]
    contents = make_contents(
        WORLD, SPAN, make_creators(WORLD, 1, 2.0), counts, seed=1, block=0, first_day=placed.first, number=0
    )
    histories = rule_histories(WORLD, SPAN)
    hits = hit_contents(WORLD, SPAN, histories, make_reviewers(WORLD, 1), contents, seed=1, block=0)
    rule = [r.rule_id for r in WORLD.rules].index(placed.event.rule or "")
    return contents, hits, hits.rule == rule


def counts_of(contents: Contents, hits: RuleHits, of_rule: Array, happens: Array) -> tuple[int, int]:
    true = contents.policy[hits.row] > 0
    return int((of_rule & happens & true).sum()), int((of_rule & happens & ~true).sum())


def test_a_version_doubles_false_positives_and_finds_about_the_same() -> None:
    contents, hits, of_rule = simulated("hate_false_positives")
    true, wrong = counts_of(contents, hits, of_rule, hits.planted)
    true_without, wrong_without = counts_of(contents, hits, of_rule, hits.without)
    assert 1.7 < wrong / wrong_without < 2.7
    assert 1.0 <= true / true_without < 1.1


def test_a_better_model_finds_more_and_errs_less() -> None:
    contents, hits, of_rule = simulated("copyright_better_model")
    true, wrong = counts_of(contents, hits, of_rule, hits.planted)
    true_without, wrong_without = counts_of(contents, hits, of_rule, hits.without)
    assert 1.15 < true / true_without < 1.45
    assert wrong <= wrong_without


@pytest.mark.parametrize("event", ["spam_rule_stops", "scam_rule_launch"])
def test_other_rules_hit_the_same_with_and_without_a_change(event: str) -> None:
    _, hits, of_rule = simulated(event)
    others = ~of_rule & np.isin(hits.rule, [c for c, r in enumerate(WORLD.rules) if r.rule_id.startswith("goods")])
    assert others.any()
    np.testing.assert_array_equal(hits.planted[others], hits.without[others])


def test_scores_are_above_the_threshold_and_true_hits_score_higher() -> None:
    contents, hits, _ = simulated("spam_rule_stops")
    scored = ~np.isnan(hits.score)
    true = contents.policy[hits.row] > 0
    assert hits.score[scored].min() > 0.5
    assert hits.score[scored].max() <= 1
    assert hits.score[scored & true].mean() > hits.score[scored & ~true].mean() + 0.03
