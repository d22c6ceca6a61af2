"""Imports and asks, before the first visitor comes, what the pages would otherwise import and ask while they wait."""

from __future__ import annotations

from integrity_metrics.charts import distribution, expected_band
from integrity_metrics.interface import cards, chart_frame, delay_table, event_chart, event_why, filter_bar, sign_in
from integrity_metrics.interface import industry_frames as frames
from integrity_metrics.interface.bars import enforcement_bar, industry_bar, rules_bar
from integrity_metrics.interface.links import scope_of
from integrity_metrics.interface.review_cards import card_of
from integrity_metrics.interface.review_frames import policy_by_market
from integrity_metrics.metrics import leading, review_tables, weekly_review
from integrity_metrics.metrics.ask import ask
from integrity_metrics.metrics.compare import headline
from integrity_metrics.metrics.review_cards import HEADLINES
from integrity_metrics.metrics.rule_rows import RuleQuestion
from integrity_metrics.metrics.rule_table import rule_table
from integrity_metrics.warehouse.engine import Warehouse

# Named, so that they are imported by now.
LOADED = (
    distribution,
    expected_band,
    cards,
    chart_frame,
    delay_table,
    event_chart,
    event_why,
    filter_bar,
    sign_in,
    leading,
)


def warm_up_first_page(warehouse: Warehouse) -> None:
    """Ask and draw what the weekly review shows by default."""
    week = weekly_review.week_scope(weekly_review.default_week(warehouse))
    for key in HEADLINES:
        card_of(warehouse, key, week)
    review_tables.areas_table(warehouse, week)
    review_tables.movers_of(warehouse, week)
    policy_by_market(warehouse, week).figure.to_dict()
    weekly_review.data_notes(warehouse, week)


def warm_up_industry(warehouse: Warehouse) -> None:
    """Ask and draw what the Industry page shows by default."""
    bar = industry_bar(warehouse)
    scope = scope_of({}, bar)
    for key in frames.CARDS:
        headline(warehouse, key, scope, bar.data)
    drawn = [
        frames.over_time(warehouse, scope, share=False, logarithmic=False),
        frames.largest(warehouse, scope, logarithmic=False),
        frames.changed(warehouse, scope),
        *(frames.delay(warehouse, key, scope) for key in frames.DELAYS),
    ]
    for framed in drawn:
        if framed is not None:
            framed.figure.to_dict()


def warm_up_other_pages(warehouse: Warehouse) -> None:
    """Ask what the other pages show by default."""
    warm_up_industry(warehouse)
    ask(warehouse, "actions", scope_of({}, enforcement_bar(warehouse)).alone())
    rule_table(warehouse, RuleQuestion(scope_of({}, rules_bar(warehouse)).period))
