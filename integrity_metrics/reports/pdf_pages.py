"""What stands on every page of the PDF beside the story: running title, page numbers, metadata."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from integrity_metrics.reports import pdf_look as look
from integrity_metrics.reports.document import Document
from integrity_metrics.reports.plain_text import printable

FOOT = 9 * mm
SIZE = 7.0


class NumberedCanvas(Canvas):  # type: ignore[misc]  # ReportLab has no types
    """A canvas that knows how many pages there are: each waits until the last is done."""

    report: Document

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        made = self.report.generated_at.astimezone(UTC)
        # The day of the report instead of the clock: the same document gives the same bytes.
        self.setDateFormatter(lambda *_: f"D:{made:%Y%m%d%H%M%S}Z")
        self._waiting: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802 (ReportLab's name)
        """Keep the page for later."""
        self._waiting.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        """Write the foot of each page and the file."""
        for number, page in enumerate(self._waiting, 1):
            self.__dict__.update(page)
            self._foot(number, len(self._waiting))
            super().showPage()
        super().save()

    def _foot(self, number: int, pages: int) -> None:
        count = f"Page {number} of {pages}"
        self.setStrokeColor(look.LINE_COLOUR)
        self.setLineWidth(0.5)
        self.line(look.MARGIN, FOOT + 9, look.PAGE_WIDTH - look.MARGIN, FOOT + 9)
        self.setFont(look.REGULAR, SIZE)
        self.setFillColor(look.MUTED_COLOUR)
        room = look.WIDTH - stringWidth(count, look.REGULAR, SIZE) - 12
        words = " · ".join((self.report.title, self.report.subtitle, self.report.generated_words))
        self.drawString(look.MARGIN, FOOT, _fitting(printable(words), room))
        self.drawRightString(look.PAGE_WIDTH - look.MARGIN, FOOT, count)


def canvas_of(document: Document) -> type[NumberedCanvas]:
    """Return the canvas class for one document, because ReportLab makes the canvas itself."""
    return type("DocumentCanvas", (NumberedCanvas,), {"report": document})


def _fitting(text: str, room: float) -> str:
    if stringWidth(text, look.REGULAR, SIZE) <= room:
        return text
    while text and stringWidth(f"{text} …", look.REGULAR, SIZE) > room:
        text = text[: int(len(text) * 0.95)]
    return f"{text} …"
