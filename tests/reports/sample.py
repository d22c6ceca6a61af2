"""A document with everything in it, hostile words included."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, timedelta

import pandas as pd

from integrity_metrics.charts.still.expected_band import expected_band
from integrity_metrics.charts.still.ranking import ranking
from integrity_metrics.charts.still.time_axis import Mark
from integrity_metrics.charts.still.trend import trend
from integrity_metrics.reports.card import Card, Spark
from integrity_metrics.reports.document import (
    BulletList,
    Cards,
    Document,
    Heading,
    Notes,
    PageBreak,
    Paragraph,
    Picture,
)
from integrity_metrics.reports.table import Column, Table

SCRIPT = "<script>alert('x')</script>"
LONG_WORD = "Donaudampfschifffahrtsgesellschaft" * 12
HEBREW = "מדיניות ספאם"
MONDAY = date(2025, 9, 22)
WAVE = [round(7.3 + 0.9 * math.sin(i / 3), 3) for i in range(26)]


def spark(*, gap: bool = False) -> Spark:
    values = tuple(math.nan if gap and i == 9 else v for i, v in enumerate(WAVE))
    return Spark(
        values,
        tuple(v - 0.8 for v in values),
        tuple(v + 0.9 for v in values),
        tuple(i < 24 for i in range(26)),
        "26 weeks",
    )


CARDS = (
    Card(
        "Prevalence",
        "7.3",
        "of 10,000 views",
        "95% interval 6.4 to 8.3",
        "no detectable change; smallest visible change 1.9",
        "no detectable change",
        "unclear",
        "complete",
        "target ≤ 6.0: 1.3 above",
        spark(),
    ),
    Card(
        "Unwanted impressions",
        "41.2 million",
        "95% found by now, the rest estimated",
        "40.1 to 43.0 million",
        "+12% on the week before",
        "detectable rise",
        "worse",
        "last 9 days not complete yet",
        "",
        spark(gap=True),
    ),
    Card(
        "Proactive rate",
        "94.61%",
        "of actioned content",
        "94.2% to 95.0%",
        "+0.8 points on last year",
        "detectable rise",
        "better",
        "complete",
        "target ≥ 94%: met",
        spark(),
        "https://trust.example/enforcement",
    ),
    Card(
        "Median time to action",
        "3.4 hours",
        "from creation",
        "3.1 to 3.8 hours",
        "3.5 the week before",
        "no detectable change",
        "unclear",
        "complete",
        "",
        spark(),
    ),
    Card(
        "Overturn rate",
        "not enough data",
        "420 more decided appeals needed",
        "",
        "too little data",
        "too little data",
        "plain",
        "31 appeals pending",
    ),
    Card(
        "SLA attainment",
        "98.0%",
        "of 12,400 reports in 24 h",
        "97.7% to 98.2%",
        "",
        "on target",
        "better",
        "complete",
        "target 98%",
        Spark((0.98, 0.981, 0.98)),
    ),
    Card("Open events", "5", "3 new this week"),
    Card(
        f"Spam {SCRIPT}",
        "<0.01%",
        HEBREW,
        "≤ 0.3 × 10",
        LONG_WORD[:60],
        "rise & fall",
        "plain",
        "—",
        "–",
        Spark((1.0,)),
    ),
)
BIG = Table(
    (Column("Policy"), Column("Market"), Column("Change", "right"), Column("Views", "right"), Column("Why")),
    tuple(
        (f"Policy {i:03d}", "BR", f"{i / 10:+.1f}", f"{i * 1234:,}", "rule R12 went silent" * (1 + i % 7))
        for i in range(500)
    ),
    "All cells",
    "False discovery rate 5% (Benjamini–Hochberg).",
)
HOSTILE = Table(
    (Column("Word"), Column("a|b *bold* [x](y)"), Column("n", "right")),
    ((SCRIPT, LONG_WORD, "1"), (HEBREW, "\u202eturned\x00", "2"), ("$5_to_$10", "`code` | cell\nnext line", "−3")),
    f"Hostile {SCRIPT}",
)
EMPTY = Table((Column("Policy"), Column("Change", "right")), (), "Nothing changed", empty_words="No change detected.")


def trend_image(title: str = ""):
    weeks = [MONDAY + timedelta(weeks=i) for i in range(26)]
    frame = pd.DataFrame(
        {
            "period_start": weeks,
            "value": [v / 1e4 for v in WAVE],
            "low": [(v - 0.8) / 1e4 for v in WAVE],
            "high": [(v + 0.9) / 1e4 for v in WAVE],
            "is_mature": [i < 24 for i in range(26)],
        }
    )
    marks = [Mark(weeks[12], f"Spam policy {SCRIPT}"), Mark(weeks[5], "Prompt changed: $5 & more", True)]
    return trend(
        frame,
        y_title="prevalence, of 10,000 views",
        tick=lambda v: f"{v * 1e4:.0f}",
        title=title,
        marks=marks,
        target=(6e-4, "target 6.0"),
    )


def band_image():
    days = [MONDAY + timedelta(days=i) for i in range(42)]
    expected = [1e6 + 2e5 * math.sin(i * 2 * math.pi / 7) for i in range(42)]
    frame = pd.DataFrame(
        {
            "day": days,
            "observed": [e * (1.9 if 28 <= i < 33 else 1.01) for i, e in enumerate(expected)],
            "expected": expected,
            "low": [e * 0.88 for e in expected],
            "high": [e * 1.12 for e in expected],
        }
    )
    return expected_band(
        frame, y_title="unwanted impressions a day", tick=lambda v: f"{v / 1e6:.1f} M", event=(days[28], days[32])
    )


def ranking_image():
    rows = pd.DataFrame(
        {
            "name": ["Spam", "Hate speech", SCRIPT, "Scams"],
            "value": [5.0, 3.0, -2.0, None],
            "low": [4.0, 2.0, -3.0, None],
            "high": [6.0, 4.0, -1.0, None],
            "said": ["+5.0", "+3.0", "−2.0", ""],
        }
    )
    return ranking(rows, x_title="change, of 10,000 views", tick=lambda v: f"{v:+.0f}")


def sample() -> Document:
    return Document(
        "Weekly review",
        "2026-W12: 16 to 22 March 2026",
        datetime(2026, 3, 23, 8, 0, tzinfo=UTC),
        "All markets · all surfaces · week 2026-W12 against the week before, the same week last year and the targets",
        (
            Paragraph("Fewer people saw spam in Brazil than a week ago, and that is more than chance.", is_lead=True),
            Paragraph(
                "Unwanted impressions rose by 12%; one rule that went silent explains four fifths.", is_lead=True
            ),
            Cards(CARDS),
            Heading("What changed most"),
            Table(
                (
                    Column("Policy"),
                    Column("Market"),
                    Column("Change of 10,000", "right"),
                    Column("95% interval", "right"),
                    Column("Verdict"),
                ),
                (
                    ("Spam", "Brazil", "−3.1", "−4.4 to −1.9", "detectable fall"),
                    ("Hate speech", "Germany", "+0.9", "+0.2 to +1.6", "detectable rise"),
                ),
                "Policies and markets whose change is more than chance, at a false discovery rate of 5%",
                "Cells with fewer than 10 people are not shown.",
            ),
            Picture(
                ranking_image(),
                "Bars of change: spam +5.0, hate speech +3.0",
                "Change on the week before, with 95% intervals.",
            ),
            Heading("Prevalence over time"),
            Picture(
                trend_image(),
                "Prevalence over 26 weeks, between 6.4 and 8.2",
                "Weekly; the last two weeks are not complete.",
                Table(
                    (Column("Week"), Column("Value", "right")),
                    tuple((f"W{i}", f"{v:.1f}") for i, v in enumerate(WAVE)),
                    "Prevalence by week",
                ),
            ),
            Heading("The event", 3),
            Picture(band_image(), "Observed is twice the expected for five days"),
            BulletList(("Rule R12 went silent 40 minutes earlier.", f"1. {SCRIPT} & <b>bold</b>", HEBREW, LONG_WORD)),
            HOSTILE,
            EMPTY,
            Notes(("Labels of 2 of 26 weeks are late.", "Counts of actions are not harm.")),
            PageBreak(),
            Heading("Annex"),
            BIG,
        ),
    )
