"""The PDF: pages, repeated heads, metadata, fonts inside."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from integrity_metrics.reports.document import Document, Heading, Notes
from integrity_metrics.reports.pdf import to_pdf

from .pdf_text import page_texts


@pytest.fixture(scope="module")
def plain(document: Document) -> bytes:
    return to_pdf(document, is_compressed=False)


def test_pages_are_numbered_and_a_long_table_repeats_its_head(plain: bytes) -> None:
    pages = page_texts(plain)
    assert [re.findall(r"Page \d+ of \d+", page) for page in pages] == [
        [f"Page {n} of {len(pages)}"] for n in range(1, len(pages) + 1)
    ]
    long = [page for page in pages if "Policy 2" in page]
    assert len(long) > 2
    assert all("Policy Market Change Views Why" in page for page in long)


def test_a_page_break_begins_a_page_and_headings_are_the_outline(plain: bytes) -> None:
    assert any(page.startswith("Annex") for page in page_texts(plain))
    assert plain.count(b"/Title (") == 1 + 5  # the file's own and one a heading


def test_metadata_and_fonts_are_in_the_file(plain: bytes) -> None:
    assert b"/Title (Weekly review: 2026-W12: 16 to 22 March 2026)" in plain
    assert b"/Author (Integrity Metrics)" in plain
    assert b"/CreationDate (D:20260323080000Z)" in plain
    assert b"/Lang (en)" in plain
    assert plain.count(b"/FontFile2") >= 2
    assert b"Helvetica" not in plain


def test_the_same_document_gives_the_same_bytes_and_packs(document: Document, plain: bytes) -> None:
    assert to_pdf(document, is_compressed=False) == plain
    assert len(to_pdf(document)) < len(plain)


def test_a_document_may_begin_with_a_part_of_a_section(document: Document) -> None:
    begun = replace(document, blocks=(Notes(("one",)), Heading("Section"), Heading("Part", 3)))
    assert page_texts(to_pdf(begun, is_compressed=False))[0].find("Notes") > 0
