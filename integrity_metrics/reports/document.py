"""A report before it is a file: blocks of words that the caller has already formatted.

No rendering formats a number, so HTML, PDF and Markdown show the same ones to the digit.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from integrity_metrics.charts.still.image import StillImage
from integrity_metrics.reports.card import Card
from integrity_metrics.reports.table import Table


@dataclass(frozen=True, slots=True)
class Heading:
    """A section (level 2) or a part of one (level 3)."""

    text: str
    level: Literal[2, 3] = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; a leading one is what a manager would say after ten seconds."""

    text: str
    is_lead: bool = False


@dataclass(frozen=True, slots=True)
class BulletList:
    """Items, one sentence each."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cards:
    """Headline numbers side by side, four to a line."""

    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A still chart.

    Parameters
    ----------
    image
        From `integrity_metrics.charts.still`.
    alt
        What a person who cannot see it needs to know.
    caption
        Below it.
    data
        The drawn numbers in words: folded below the chart in HTML, in its place in Markdown.
    """

    image: StillImage
    alt: str
    caption: str = ""
    data: Table | None = None

    def __post_init__(self) -> None:
        """Refuse a picture that some readers cannot have."""
        if not self.alt.strip():
            raise ValueError("alt of a picture is empty; say in a sentence what it shows.")


@dataclass(frozen=True, slots=True)
class Notes:
    """Data quality, method, what the numbers do not say."""

    items: tuple[str, ...]
    title: str = "Notes"


@dataclass(frozen=True, slots=True)
class PageBreak:
    """A new page, where there are pages."""


Block = Heading | Paragraph | BulletList | Cards | Table | Picture | Notes | PageBreak


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report.

    Parameters
    ----------
    title, subtitle
        "Weekly review", "2026-W12: 16 to 22 March 2026".
    generated_at
        With a time zone; printed as UTC.
    scope_words
        What was asked, in words: `Scope.in_words`.
    blocks
        In reading order.
    author
        The product or the team, for the file's metadata.
    """

    title: str
    subtitle: str
    generated_at: datetime
    scope_words: str
    blocks: tuple[Block, ...]
    author: str = "Integrity Metrics"

    def __post_init__(self) -> None:
        """Refuse a document that says neither what it is nor when it was made."""
        if not self.title.strip():
            raise ValueError("title of a document is empty; say what the report is.")
        if self.generated_at.tzinfo is None:
            raise ValueError(f"generated_at {self.generated_at.isoformat()} has no time zone; pass it in UTC.")

    @property
    def generated_words(self) -> str:
        """When it was made, as every rendering prints it."""
        return f"Made {self.generated_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
