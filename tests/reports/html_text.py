"""What a browser would see of a report."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

NOT_SHOWN = {"style", "title"}
EMPTY = {"meta", "br", "link", "img", "input", "hr"}


@dataclass
class Seen:
    """Tags with their attributes, the words, and whether each tag was closed."""

    tags: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    text: str = ""
    style: str = ""
    unbalanced: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, html: str) -> Seen:
        seen = cls()
        reader = _Reader(seen)
        reader.feed(html)
        reader.close()
        seen.unbalanced += reader.open
        return seen

    def attributes(self, name: str) -> list[str]:
        return [attributes[name] for _, attributes in self.tags if name in attributes]


class _Reader(HTMLParser):
    def __init__(self, seen: Seen) -> None:
        super().__init__()
        self.seen = seen
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if self.open and self.open[-1] == tag:
            self.open.pop()
        else:
            self.seen.unbalanced.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        if "style" in self.open:
            self.seen.style += data
        elif not NOT_SHOWN & set(self.open):
            self.seen.text += data
