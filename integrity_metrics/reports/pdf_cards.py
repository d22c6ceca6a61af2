"""Headline cards in the PDF: four to a line, the same part of each at the same height."""

from __future__ import annotations

import math
from typing import Any

from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable, Spacer, Table, TableStyle

from integrity_metrics.reports import pdf_look as look
from integrity_metrics.reports.card import Card, Spark
from integrity_metrics.reports.pdf_spark import SparkLine
from integrity_metrics.reports.plain_text import printable
from integrity_metrics.reports.spark_shape import spark_shape

COLUMNS = 4
GUTTER, PADDING = 3.2 * mm, 2.6 * mm
CARD_WIDTH = (look.WIDTH - (COLUMNS - 1) * GUTTER) / COLUMNS
INSIDE = CARD_WIDTH - 2 * PADDING
# Point size of a value by how many characters it has, so that a number stays on one line.
VALUE_SIZES = ((8.0, 19.0), (12.0, 14.0), (math.inf, 10.5))
# A card cannot go on on the next page.
MOST_CHARACTERS = 400


def cards(all_cards: tuple[Card, ...]) -> list[Flowable]:
    """Return one table for each line of cards."""
    return [_line(all_cards[start : start + COLUMNS]) for start in range(0, len(all_cards), COLUMNS)]


def _line(line: tuple[Card, ...]) -> Table:
    parts = [_parts(card) for card in line]
    rows: list[list[Any]] = []
    for number in range(len(parts[0])):
        row: list[Any] = []
        for position in range(COLUMNS):
            row += [parts[position][number] if position < len(parts) else ""] + ([""] if position < COLUMNS - 1 else [])
        rows.append(row)
    widths = [CARD_WIDTH, *([GUTTER, CARD_WIDTH] * (COLUMNS - 1))]
    commands: list[tuple[Any, ...]] = [
        ("FONT", (0, 0), (-1, -1), look.REGULAR),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), PADDING),
        ("RIGHTPADDING", (0, 0), (-1, -1), PADDING),
        ("TOPPADDING", (0, 0), (-1, -1), 1.2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 1.2),
        ("TOPPADDING", (0, 0), (-1, 0), 6),
        ("BOTTOMPADDING", (0, -2), (-1, -2), 5),
        ("TOPPADDING", (0, -1), (-1, -1), 4),
        ("BOTTOMPADDING", (0, -1), (-1, -1), 7),
    ]
    for position in range(len(parts)):
        column = 2 * position
        commands += [
            ("BACKGROUND", (column, 0), (column, -1), look.PANEL),
            ("BOX", (column, 0), (column, -1), 0.6, look.LINE_COLOUR),
            ("LINEABOVE", (column, -1), (column, -1), 0.5, look.LINE_COLOUR),
        ]
    return Table(rows, colWidths=widths, style=TableStyle(commands), spaceBefore=0, spaceAfter=GUTTER, hAlign="LEFT")


def _parts(card: Card) -> list[list[Flowable]]:
    """Return title, figure, interval, line, verdict and foot; an empty part keeps its place."""
    small = look.style(7.2, leading=1.35)
    muted = look.style(7.0, leading=1.35, colour=look.MUTED_COLOUR)
    size = next(points for most, points in VALUE_SIZES if len(card.value) <= most)
    return [
        [look.words(_short(card.title), look.style(7.6, bold=True, colour=look.MUTED_COLOUR, leading=1.25))],
        [
            # Values of any size stand on one line.
            Spacer(1, (VALUE_SIZES[0][1] - size) * 1.1),
            look.words(_short(card.value), look.style(size, bold=True, leading=1.22)),
            look.words(_short(card.unit), small),
        ],
        [look.words(_short(card.interval), muted)],
        _spark(card.spark),
        [*_pill(card), look.words(_short(card.verdict), small)],
        [look.words(_short(text), muted) for text in (card.target, card.maturity) if text.strip()],
    ]


def _short(text: str) -> str:
    return look.shortened(text, MOST_CHARACTERS)


def _pill(card: Card) -> list[Flowable]:
    if not card.status.strip():
        return []
    ink, ground = look.PILLS[card.tone]
    text = look.words(_short(card.status), look.style(6.8, bold=True, colour=ink, leading=1.3))
    wide = stringWidth(printable(card.status), look.BOLD, 6.8) + 10
    pill = Table([[text]], colWidths=[min(wide, INSIDE)], hAlign="LEFT", spaceAfter=2.5, cornerRadii=[5.5] * 4)
    pill.setStyle(
        TableStyle(
            [
                ("FONT", (0, 0), (-1, -1), look.REGULAR),
                ("BACKGROUND", (0, 0), (-1, -1), ground),
                ("LEFTPADDING", (0, 0), (-1, -1), 5),
                ("RIGHTPADDING", (0, 0), (-1, -1), 0),
                ("TOPPADDING", (0, 0), (-1, -1), 0.6),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 2.2),
            ]
        )
    )
    return [pill]


def _spark(spark: Spark | None) -> list[Flowable]:
    shape = spark_shape(spark) if spark is not None else None
    return [SparkLine(shape, INSIDE)] if shape is not None else []
