"""Fonts, colours and text styles of the PDF."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

import matplotlib
from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph

from integrity_metrics.charts.still.canvas import GRID, INK, MUTED
from integrity_metrics.reports.plain_text import printable

PAGE_WIDTH, PAGE_HEIGHT = A4
MARGIN = 17 * mm
WIDTH = PAGE_WIDTH - 2 * MARGIN
REGULAR, BOLD = "Report", "Report-Bold"
INK_COLOUR, MUTED_COLOUR, LINE_COLOUR = HexColor(INK), HexColor(MUTED), HexColor(GRID)
ACCENT, PANEL = HexColor("#0060A0"), HexColor("#F7F9FB")
MOST_KEPT_CHARACTERS = 500
# Words and ground of a card's pill.
PILLS: dict[str, tuple[Color, Color]] = {
    "better": (HexColor("#00559C"), HexColor("#E3F0FA")),
    "worse": (HexColor("#A04000"), HexColor("#FDEEE3")),
    "unclear": (HexColor("#566372"), HexColor("#EDF0F3")),
    "plain": (HexColor("#566372"), HexColor("#EDF0F3")),
}


@cache
def register_fonts() -> None:
    """Make DejaVu known to ReportLab: it has the signs we use and travels inside the file."""
    folder = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    pdfmetrics.registerFont(TTFont(REGULAR, str(folder / "DejaVuSans.ttf")))
    pdfmetrics.registerFont(TTFont(BOLD, str(folder / "DejaVuSans-Bold.ttf")))


def style(
    size: float,
    *,
    bold: bool = False,
    colour: Color = INK_COLOUR,
    leading: float = 1.4,
    before: float = 0.0,
    after: float = 0.0,
    right: bool = False,
) -> ParagraphStyle:
    """Return a text style; sizes in points, `leading` as a multiple of `size`."""
    return ParagraphStyle(
        f"{size:g}",
        fontName=BOLD if bold else REGULAR,
        fontSize=size,
        leading=size * leading,
        textColor=colour,
        spaceBefore=before,
        spaceAfter=after,
        alignment=2 if right else 0,
        splitLongWords=1,
    )


def together(paragraph: Paragraph, text: str) -> Paragraph:
    """Return the paragraph, kept on the page of what follows unless it is longer than a heading ever is."""
    paragraph.keepWithNext = len(text) < MOST_KEPT_CHARACTERS
    return paragraph


def shortened(text: str, most: int) -> str:
    """Return text that must fit on one page; the HTML and the Markdown have all of it."""
    return text if len(text) <= most else f"{text[:most]} …"


def words(text: str, look: ParagraphStyle) -> Paragraph:
    """Return text as a paragraph that shows it as it is."""
    return Paragraph(escape(printable(text)), look)
