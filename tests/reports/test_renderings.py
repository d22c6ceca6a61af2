"""HTML, PDF and Markdown show the same words and numbers, whatever words they are given."""

from __future__ import annotations

from datetime import UTC, datetime
from html import unescape

import pytest

from integrity_metrics.reports.card import Card
from integrity_metrics.reports.document import BulletList, Cards, Document, Heading, Notes, Paragraph
from integrity_metrics.reports.html import to_html
from integrity_metrics.reports.markdown import to_markdown
from integrity_metrics.reports.pdf import to_pdf
from integrity_metrics.reports.table import Column, Table

from .html_text import Seen
from .pdf_text import page_texts
from .sample import CARDS, HEBREW, LONG_WORD, SCRIPT


def squeezed(text: str) -> str:
    """Without white space: a PDF breaks lines and changes fonts within words."""
    return "".join(text.split())


def unmarked(markdown: str) -> str:
    return unescape(markdown).replace("\\", "")


@pytest.fixture(scope="module")
def said(document: Document) -> dict[str, str]:
    return {
        "html": squeezed(Seen.of(to_html(document)).text),
        "pdf": squeezed(" ".join(page_texts(to_pdf(document, is_compressed=False)))),
        "markdown": squeezed(unmarked(to_markdown(document))),
    }


@pytest.mark.parametrize("rendering", ["html", "pdf", "markdown"])
def test_every_part_of_every_card_and_table_is_in_every_rendering(
    said: dict[str, str], document: Document, rendering: str
) -> None:
    parts = [
        part
        for card in CARDS
        for part in (card.title, card.value, card.unit, card.interval, card.verdict, card.status, card.target)
    ]
    tables = [block for block in document.blocks if isinstance(block, Table)]
    parts += [cell for table in tables for row in table.rows[:40] for cell in row if "\u202e" not in cell]
    parts += [table.caption for table in tables] + [table.note for table in tables]
    parts += [document.title, document.subtitle, document.scope_words, "Made 2026-03-23 08:00 UTC"]
    assert len(parts) > 200
    assert [part for part in parts if squeezed(part) not in said[rendering]] == []


@pytest.mark.parametrize("rendering", ["html", "pdf", "markdown"])
def test_all_five_hundred_rows_and_the_empty_table_are_there(said: dict[str, str], rendering: str) -> None:
    assert all(f"Policy{i:03d}" in said[rendering] for i in range(500))
    assert "Nochangedetected." in said[rendering]
    assert "turned" in said[rendering]
    assert not {"\u202e", "\x00"} & set(said[rendering])


@pytest.mark.parametrize(
    "text", ["", LONG_WORD * 15, HEBREW, SCRIPT, "\x00\ud800\u202e", "漢字 🙂", "$" * 9, "# | > -"]
)
def test_any_words_anywhere_make_a_report(text: str) -> None:
    rows = tuple((text, "1", text) for _ in range(3))
    document = Document(
        "Report",
        text,
        datetime(2026, 3, 23, tzinfo=UTC),
        text,
        (
            Heading(text),
            Paragraph(text),
            BulletList((text,)),
            BulletList(()),
            Cards(()),
            Cards((Card(text, text, text, text, text, text, "worse", text, text),) * 5),
            Table((Column(text), Column("n", "right"), Column(text, "right")), rows, text, text),
            Table(tuple(Column(f"{text[:40]}{i}", "right") for i in range(24)), (("12.5",) * 24,) * 2, "many columns"),
            Notes((text,), text),
        ),
    )
    html = to_html(document)
    Seen.of(html)
    html.encode()
    to_markdown(document).encode()
    assert page_texts(to_pdf(document, is_compressed=False))[0].startswith("Report")
