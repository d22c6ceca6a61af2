"""A document as PDF: A4, numbered pages, an outline, fonts inside the file."""

from __future__ import annotations

from io import BytesIO

from reportlab.lib.units import mm
from reportlab.platypus import (
    Flowable,
    HRFlowable,
    Image,
    KeepTogether,
    ListFlowable,
    ListItem,
    PageBreak,
    SimpleDocTemplate,
    Spacer,
)

from integrity_metrics.reports import document as blocks
from integrity_metrics.reports import pdf_look as look
from integrity_metrics.reports.pdf_cards import cards
from integrity_metrics.reports.pdf_pages import canvas_of
from integrity_metrics.reports.pdf_tables import table
from integrity_metrics.reports.plain_text import printable
from integrity_metrics.reports.table import Table

# A frame pads its content by this much: without it everything would stand off the margin.
FRAME_PADDING = 6.0
HEADING_SIZES = {2: 13.5, 3: 10.5}


class _Pages(SimpleDocTemplate):  # type: ignore[misc]  # ReportLab has no types
    """Pages whose headings are also the file's outline."""

    has_section = False

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802 (ReportLab's name)
        """Add a heading that was just placed to the outline."""
        level = getattr(flowable, "outline_level", None)
        if level is not None:
            # An outline must begin at its first level, a document need not.
            level = level if self.has_section else 0
            self.has_section = True
            key = f"heading-{self.seq.nextf('heading')}"
            self.canv.bookmarkPage(key)
            self.canv.addOutlineEntry(flowable.getPlainText(), key, level)


def to_pdf(document: blocks.Document, *, is_compressed: bool = True) -> bytes:
    """Return the document as the bytes of a PDF; the same document gives the same bytes.

    Parameters
    ----------
    document
        What to print.
    is_compressed
        Whether page contents are packed; unpacked ones can be read by a test.
    """
    look.register_fonts()
    file = BytesIO()
    pages = _Pages(
        file,
        pagesize=(look.PAGE_WIDTH, look.PAGE_HEIGHT),
        leftMargin=look.MARGIN - FRAME_PADDING,
        rightMargin=look.MARGIN - FRAME_PADDING,
        topMargin=15 * mm,
        bottomMargin=19 * mm,
        title=printable(f"{document.title}: {document.subtitle}" if document.subtitle else document.title),
        author=printable(document.author),
        subject=printable(document.scope_words),
        creator="Integrity Metrics",
        lang="en",
        displayDocTitle=True,
        initialFontName=look.REGULAR,
        pageCompression=int(is_compressed),
        invariant=1,
    )
    story = [*_head(document), *(part for block in document.blocks for part in _parts(block))]
    pages.build(story, canvasmaker=canvas_of(document))
    return file.getvalue()


def _head(document: blocks.Document) -> list[Flowable]:
    muted = look.style(8.2, colour=look.MUTED_COLOUR)
    return [
        HRFlowable(width="100%", thickness=3, color=look.ACCENT, lineCap="butt", spaceAfter=9),
        look.words(document.title, look.style(22, bold=True, leading=1.2, after=2)),
        look.words(document.subtitle, look.style(12, after=5)),
        look.words(document.scope_words, muted),
        look.words(f"{document.author} · {document.generated_words}", muted),
        HRFlowable(width="100%", thickness=0.6, color=look.LINE_COLOUR, spaceBefore=9, spaceAfter=8),
    ]


def _parts(block: blocks.Block) -> list[Flowable]:
    match block:
        case blocks.Heading(text, level):
            return [_heading(text, level)]
        case blocks.Paragraph(text, is_lead):
            lead, usual = look.style(11.5, leading=1.45, before=3, after=3), look.style(9.2, leading=1.5, after=6)
            return [look.words(text, lead if is_lead else usual)]
        case blocks.BulletList(items):
            return [_bullets(items, 9.2)]
        case blocks.Cards(all_cards):
            return [Spacer(1, 8), *cards(all_cards), Spacer(1, 4)]
        case Table():
            return table(block)
        case blocks.Picture():
            return [_picture(block)]
        case blocks.Notes(items, title):
            return [Spacer(1, 8), _heading(title, 3), _bullets(items, 8.2)]
        case blocks.PageBreak():
            return [PageBreak()]


def _heading(text: str, level: int) -> Flowable:
    size = look.style(HEADING_SIZES[level], bold=True, leading=1.25, before=15, after=5)
    heading = look.together(look.words(text, size), text)
    heading.outline_level = level - 2
    return heading


def _bullets(items: tuple[str, ...], size: float) -> Flowable:
    usual = look.style(size, leading=1.45, after=2)
    entries = [ListItem(look.words(item, usual), leftIndent=12) for item in items]
    return ListFlowable(
        entries, bulletType="bullet", start="•", bulletFontName=look.REGULAR, bulletFontSize=size, leftIndent=12
    )


def _picture(block: blocks.Picture) -> Flowable:
    # As wide as the page unless it would be higher than one.
    room = look.PAGE_HEIGHT * 0.75
    scale = min(look.WIDTH / block.image.width, room / block.image.height)
    image = Image(BytesIO(block.image.png), block.image.width * scale, block.image.height * scale, hAlign="LEFT")
    caption = look.words(block.caption, look.style(7.6, colour=look.MUTED_COLOUR, before=3, after=8))
    return KeepTogether([Spacer(1, 6), image, caption])
