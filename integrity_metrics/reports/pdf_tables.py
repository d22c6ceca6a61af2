"""Tables in the PDF: heads repeat on each page, figures are aligned, long words are broken."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable, Table, TableStyle

from integrity_metrics.reports import pdf_look as look
from integrity_metrics.reports.plain_text import printable
from integrity_metrics.reports.table import Table as ReportTable

SIDE_PADDING = 6.5
# A column of words takes at most this share before the others have what they need.
WIDEST_SHARE = 0.45
# A head is repeated on every page, so it must leave room for rows.
MOST_HEAD_CHARACTERS = 160
# Longer cells would take minutes to lay out.
MOST_CELL_CHARACTERS = 2000
SIZES = ((7.0, 8.0), (10.0, 7.0), (math.inf, 6.0))


def table(block: ReportTable) -> list[Flowable]:
    """Return caption, grid and note."""
    size = next(points for most, points in SIZES if len(block.columns) <= most)
    heads = [look.shortened(printable(column.title), MOST_HEAD_CHARACTERS) for column in block.columns]
    rows = [[look.shortened(printable(cell), MOST_CELL_CHARACTERS) for cell in row] for row in block.rows]
    widths = _widths(heads, rows, size)
    is_right = [column.align == "right" for column in block.columns]
    body = [_cells(row, widths, is_right, size) for row in rows]
    commands: list[tuple[Any, ...]] = [
        ("FONT", (0, 0), (-1, -1), look.REGULAR, size, size * 1.35),
        ("TEXTCOLOR", (0, 0), (-1, -1), look.INK_COLOUR),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
        ("LEFTPADDING", (0, 0), (-1, -1), SIDE_PADDING),
        ("RIGHTPADDING", (0, 0), (-1, -1), SIDE_PADDING),
        ("LEFTPADDING", (0, 0), (0, -1), 0),
        ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 3.2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3.6),
        ("LINEBELOW", (0, 0), (-1, 0), 0.9, look.MUTED_COLOUR),
        ("LINEBELOW", (0, 1), (-1, -1), 0.4, look.LINE_COLOUR),
        *(("ALIGN", (i, 1), (i, -1), "RIGHT") for i, right in enumerate(is_right) if right),
    ]
    if not body:
        muted = look.style(size, colour=look.MUTED_COLOUR)
        body = [[look.words(block.empty_words, muted), *[""] * (len(heads) - 1)]]
        commands.append(("SPAN", (0, 1), (-1, 1)))
    head = [
        look.words(text, look.style(size * 0.94, bold=True, colour=look.MUTED_COLOUR, leading=1.25, right=right))
        for text, right in zip(heads, is_right, strict=True)
    ]
    grid = Table(
        [head, *body],
        colWidths=widths,
        repeatRows=1,
        # A cell may be longer than a page.
        splitInRow=1,
        style=TableStyle(commands),
        hAlign="LEFT",
        spaceAfter=4,
    )
    caption = look.together(look.words(block.caption, look.style(8.8, bold=True, before=8, after=3)), block.caption)
    note = [look.words(block.note, look.style(7.4, colour=look.MUTED_COLOUR, after=8))] if block.note.strip() else []
    return [caption, grid, *note]


def _cells(row: Sequence[str], widths: Sequence[float], is_right: Sequence[bool], size: float) -> list[Any]:
    """Return plain text where it fits on a line, because paragraphs take ten times as long to lay out."""
    return [
        text
        if stringWidth(text, look.REGULAR, size) <= width - 2 * SIDE_PADDING
        else look.words(text, look.style(size, leading=1.35, right=right))
        for text, width, right in zip(row, widths, is_right, strict=True)
    ]


def _widths(heads: Sequence[str], rows: Sequence[Sequence[str]], size: float) -> list[float]:
    """Return column widths that fill the page: what the words need, wide columns giving way first."""
    wanted = []
    for i, head in enumerate(heads):
        longest = max((stringWidth(row[i], look.REGULAR, size) for row in rows), default=0.0)
        # A head may be broken between words, but not within one.
        word = max((stringWidth(part, look.BOLD, size) for part in head.split()), default=0.0)
        wanted.append(max(longest, word) + 2 * SIDE_PADDING + 1)
    if sum(wanted) > look.WIDTH:
        most = max(WIDEST_SHARE * look.WIDTH, look.WIDTH / len(heads))
        wanted = [min(width, most) for width in wanted]
    if (excess := sum(wanted) - look.WIDTH) > 0:
        fair = look.WIDTH / len(heads)
        spare = sum(max(width - fair, 0.0) for width in wanted)
        return [width - excess * max(width - fair, 0.0) / spare for width in wanted]
    return [width * look.WIDTH / sum(wanted) for width in wanted]
