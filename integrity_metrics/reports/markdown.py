"""A document as GitHub Markdown: for an issue, a wiki or a repository."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from integrity_metrics.reports.card import Card
from integrity_metrics.reports.document import (
    Block,
    BulletList,
    Cards,
    Document,
    Heading,
    Notes,
    PageBreak,
    Paragraph,
    Picture,
)
from integrity_metrics.reports.plain_text import printable
from integrity_metrics.reports.table import Column, Table

_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_SIGNS = re.compile(r"([\\`*_\[\]|~$])")
# What would make a line a list, a heading or a rule.
_OPENING = re.compile(r"^(?:(\d+)([.)])(?=\s|$)|([#+=-]))")
_CARD_COLUMNS = ("Metric", "Value", "Interval", "Verdict", "Target", "Maturity")


def to_markdown(document: Document) -> str:
    """Return the document as Markdown; a picture is its description and, if it has them, its numbers."""
    head = [
        f"# {_text(document.title)}",
        f"**{_text(document.subtitle)}**" if document.subtitle.strip() else "",
        "  \n".join(_text(line) for line in (document.scope_words, document.generated_words) if line.strip()),
    ]
    parts = [*head, *(_block(block) for block in document.blocks)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _block(block: Block) -> str:
    match block:
        case Heading(text, level):
            return f"{'#' * level} {_text(text)}"
        case Paragraph(text):
            return _text(text)
        case BulletList(items):
            return _bullets(items)
        case Cards(cards):
            return _grid([Column(title) for title in _CARD_COLUMNS], [_card(card) for card in cards]) if cards else ""
        case Table():
            return _table(block)
        case Picture(_, alt, caption, data):
            words = f"*{_text(alt)}*" + (f"\n\n{_text(caption)}" if caption.strip() else "")
            return f"{words}\n\n{_table(data)}" if data is not None else words
        case Notes(items, title):
            return f"### {_text(title)}\n\n{_bullets(items)}"
        case PageBreak():
            return "---"


def _card(card: Card) -> tuple[str, ...]:
    name = f"[{_text(card.title)}]({_address(card.address)})" if card.address else _text(card.title)
    value = " ".join(part for part in (f"**{_text(card.value)}**", _text(card.unit)) if part)
    verdict = ": ".join(part for part in (_text(card.status), _text(card.verdict)) if part)
    return name, value, _text(card.interval), verdict, _text(card.target), _text(card.maturity)


def _table(table: Table) -> str:
    rows = [[_text(cell) for cell in row] for row in table.rows]
    grid = _grid(table.columns, rows) if rows else _text(table.empty_words)
    return "\n\n".join(part for part in (f"**{_text(table.caption)}**", grid, _text(table.note)) if part)


def _grid(columns: Sequence[Column], rows: Iterable[Sequence[str]]) -> str:
    rule = ["---:" if column.align == "right" else "---" for column in columns]
    lines = [[_text(column.title) for column in columns], rule, *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _bullets(items: Iterable[str]) -> str:
    return "\n".join(f"- {_text(item)}" for item in items)


def _text(text: str) -> str:
    r"""Return text that Markdown shows as it is.

    Examples
    --------
    >>> _text("1. <b> a|b"), _text("7.3 of 10,000 views")
    ('1\\. &lt;b&gt; a\\|b', '7.3 of 10,000 views')
    """
    marked = _SIGNS.sub(r"\\\1", printable(text).translate(_ENTITIES))
    return _OPENING.sub(lambda found: f"{found[1]}\\{found[2]}" if found[1] else f"\\{found[3]}", marked)


def _address(address: str) -> str:
    """Return an address that cannot end the link or the cell it stands in."""
    return re.sub(r"[\s()<>|]", lambda sign: f"%{ord(sign.group()):02X}", printable(address))
