"""The weekly review as a document: the same words as the page, to the digit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import pandas as pd

from integrity_metrics.casework.targets import Comparison, Target
from integrity_metrics.charts.still.time_axis import Mark
from integrity_metrics.charts.still.trend import trend
from integrity_metrics.metrics import review_tables, weekly_review
from integrity_metrics.metrics.catalogue import metric
from integrity_metrics.metrics.change import Verdict
from integrity_metrics.metrics.labels import name_of, per_10k
from integrity_metrics.metrics.review_cards import HEADLINES, ReviewCard, review_card
from integrity_metrics.metrics.verdict_words import say_target
from integrity_metrics.reports.card import Card, Spark, Tone
from integrity_metrics.reports.document import BulletList, Cards, Document, Heading, Notes, Paragraph, Picture
from integrity_metrics.reports.table import Column, Table
from integrity_metrics.scope import Scope
from integrity_metrics.warehouse.engine import Warehouse

MOST_MARKETS = 10
STATUS_WORDS = {
    Verdict.RISE: "detectable rise",
    Verdict.FALL: "detectable fall",
    Verdict.NONE: "no detectable change",
    Verdict.TOO_LITTLE_DATA: "too little data",
}


def weekly_document(
    warehouse: Warehouse, week: Scope, targets: Mapping[str, Target], open_events: str, made_at: datetime
) -> Document:
    """Return the review of a week.

    Parameters
    ----------
    warehouse, week
        What to ask.
    targets
        The target of each metric, where one is set.
    open_events
        How many events wait in the inbox, in words.
    made_at
        When, with a time zone.
    """
    cards = [review_card(warehouse, key, week) for key in HEADLINES]
    first = cards[0]
    interval = f" (95% interval {first.interval})" if first.interval else ""
    movers = review_tables.movers_of(warehouse, week)
    happened = weekly_review.happened(warehouse, week)
    monday, last = week.period.since, week.period.last_day
    notes = (*weekly_review.data_notes(warehouse, week), weekly_review.maturity_in_words())
    picture = trend(
        _per_10k(first.trend),
        y_title="Prevalence, per 10,000 views",
        tick=lambda value: f"{value:,.0f}",
        marks=[Mark(h.day, h.text, h.redefines) for h in happened],
    )
    return Document(
        "Weekly review",
        f"{weekly_review.week_name(monday)}: {monday} to {last}",
        made_at,
        week.in_words(),
        (
            Paragraph(f"Prevalence {first.value}{interval}. {first.against[0].words}, against the week before.", True),
            Cards((*(_card(card, targets.get(card.key)) for card in cards), Card("Open events", open_events))),
            Heading("Prevalence over 26 weeks"),
            Picture(picture, "Prevalence by week with its 95% interval, 26 weeks; what happened is numbered"),
            Heading("Prevalence by policy area"),
            _table(review_tables.areas_table(warehouse, week), "Prevalence by policy area, this week"),
            Heading("What changed most"),
            _table(
                review_tables.movers_table(movers),
                "Policies and policy x market, this week against the week before",
                review_tables.movers_sentence(movers),
            ),
            Heading("Policy by market"),
            _heat_table(warehouse, week),
            Heading("What happened"),
            BulletList(tuple(f"{h.day}: {h.text}" for h in reversed(happened)) or ("Nothing was recorded.",)),
            Notes(notes, "About the data"),
            Notes(tuple(f"{card.title}: {_how(card)}" for card in cards), "How the numbers were made"),
        ),
    )


def _card(card: ReviewCard, target: Target | None) -> Card:
    before, last_year = card.against
    number, unit = card.number_and_unit
    unit_of = metric(card.key).unit
    aim = "No target set" if target is None else say_target(
        card.number, target.value, at_most=target.comparison is Comparison.AT_MOST, unit=unit_of
    )  # fmt: skip
    said = "; ".join(part for part in (before.words, before.size) if part)
    return Card(
        card.title,
        number,
        unit,
        f"95% interval {card.interval}" if card.interval else "",
        f"Against the week before: {said}. Against the same week last year: {last_year.words}",
        STATUS_WORDS[before.change.verdict],
        _tone(card),
        card.worth or f"complete, n = {card.n}",
        aim,
        Spark(
            tuple(card.trend["value"]),
            tuple(card.trend["low"]),
            tuple(card.trend["high"]),
            tuple(bool(m) for m in card.trend["is_mature"]),
            f"{card.title}, 26 weeks with their interval",
        ),
    )


def _tone(card: ReviewCard) -> Tone:
    if card.against[0].change.verdict is Verdict.TOO_LITTLE_DATA:
        return "unclear"
    return {None: "plain", True: "worse", False: "better"}[card.direction_is_bad]  # type: ignore[return-value]


def _how(card: ReviewCard) -> str:
    return "; ".join(part for part in (card.definition.rstrip("."), card.method, f"status {card.status}") if part)


def _table(frame: pd.DataFrame, caption: str, note: str = "") -> Table:
    columns = tuple(Column(str(name)) for name in frame.columns)
    rows = tuple(tuple(str(cell) for cell in row) for row in frame.itertuples(index=False))
    return Table(columns, rows, caption, note, "No policy has enough labels in both weeks for a verdict.")


def _heat_table(warehouse: Warehouse, week: Scope) -> Table:
    """Return the heat map's numbers: a printed page has no hover, so cells that need one say so."""
    answer = weekly_review.heat_map(warehouse, week)
    size = answer.frame.groupby("market")["n"].max().sort_values(ascending=False)
    markets = [str(m) for m in size.head(MOST_MARKETS).index]
    cells = {(str(r.policy), str(r.market)): _cell(r.value, r.status) for r in answer.frame.itertuples()}
    policies = list(dict.fromkeys(policy for policy, _ in cells))
    rows = tuple((name_of(p), *(cells.get((p, m), "") for m in markets)) for p in policies)
    return Table(
        (Column("Policy"), *(Column(name_of(m), "right") for m in markets)),
        rows,
        f"Prevalence of 10,000 views by policy and market, {answer.scope.period}",
        "In brackets: few positives, read the interval on the page or in its export. ≤: no positive yet; ·: hidden.",
    )


def _cell(value: object, status: object) -> str:
    if not isinstance(value, float) or pd.isna(value):
        return "≤" if status == "upper_bound_only" else "·"
    return per_10k(value) if status == "ok" else f"({per_10k(value)})"


def _per_10k(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(**{name: frame[name] * 10_000 for name in ("value", "low", "high")})
