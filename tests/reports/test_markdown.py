"""Markdown that GitHub shows as it was meant."""

from __future__ import annotations

import re

from integrity_metrics.reports.document import Document
from integrity_metrics.reports.markdown import to_markdown


def test_every_row_has_as_many_cells_as_its_head(document: Document) -> None:
    blocks = [block for block in to_markdown(document).split("\n\n") if block.startswith("| ")]
    assert len(blocks) == 5  # cards, three tables with rows, the numbers of a chart
    for block in blocks:
        cells = {len(re.findall(r"(?<!\\)\|", line)) for line in block.splitlines()}
        assert len(cells) == 1, block[:80]


def test_hostile_words_make_no_markup(document: Document) -> None:
    text = to_markdown(document)
    assert "<" not in text
    assert r"a\|b \*bold\* \[x\](y)" in text
    assert "- 1\\. &lt;script&gt;" in text
    assert r"\$5\_to\_\$10" in text


def test_headings_links_and_pictures(document: Document) -> None:
    text = to_markdown(document)
    assert [line for line in text.splitlines() if line.startswith("#")] == [
        "# Weekly review",
        "## What changed most",
        "## Prevalence over time",
        "### The event",
        "### Notes",
        "## Annex",
    ]
    assert "[Proactive rate](https://trust.example/enforcement)" in text
    assert "*Observed is twice the expected for five days*" in text
    assert "**Prevalence by week**" in text
