"""The HTML stands alone, runs nothing and says what it shows to everybody."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from integrity_metrics.reports.document import Document
from integrity_metrics.reports.html import to_html
from integrity_metrics.reports.inline_svg import inline_svg

from .html_text import Seen
from .sample import SCRIPT, trend_image


@pytest.fixture(scope="module")
def seen(document: Document) -> Seen:
    return Seen.of(to_html(document))


def test_nothing_is_fetched_and_nothing_runs(seen: Seen) -> None:
    tags = {tag for tag, _ in seen.tags}
    assert not tags & {"script", "link", "img", "iframe", "object", "embed", "image", "foreignobject", "base", "form"}
    assert seen.attributes("src") == []
    assert not [name for _, attributes in seen.tags for name in attributes if name.startswith("on")]
    assert seen.attributes("href").count("https://trust.example/enforcement") == 1
    elsewhere = [a for tag, at in seen.tags for n, a in at.items() if n.endswith("href") and not a.startswith("#")]
    assert elsewhere == ["https://trust.example/enforcement"]
    assert "@import" not in seen.style
    assert "url(" not in seen.style
    inline = " ".join(a for n in ("style", "clip-path", "fill") for a in seen.attributes(n))
    assert set(re.findall(r"url\((.)", inline)) <= {"#"}
    policy = next(at["content"] for tag, at in seen.tags if at.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none'")


def test_hostile_words_are_shown_as_words(seen: Seen, document: Document) -> None:
    assert seen.text.count(SCRIPT) >= 5
    assert "<script" not in to_html(document)
    assert seen.unbalanced == []


def test_the_page_is_readable_without_seeing_it(seen: Seen) -> None:
    tags = Counter(tag for tag, _ in seen.tags)
    assert tags["h1"] == tags["main"] == tags["header"] == 1
    assert tags["caption"] == tags["table"] == 5
    assert all(attributes.get("scope") in {"col", "row"} for tag, attributes in seen.tags if tag == "th")
    images = [attributes for _, attributes in seen.tags if attributes.get("role") == "img"]
    assert len(images) == 3 + 5  # charts and sparklines
    assert all(attributes["aria-label"] for attributes in images)
    assert next(attributes for tag, attributes in seen.tags if tag == "html")["lang"] == "en"


def test_no_two_things_share_an_id_and_every_reference_has_its_target(seen: Seen) -> None:
    ids = seen.attributes("id")
    assert [name for name, times in Counter(ids).items() if times > 1] == []
    used = {href[1:] for href in (*seen.attributes("xlink:href"), *seen.attributes("href")) if href.startswith("#")}
    used |= {name for value in seen.attributes("clip-path") for name in re.findall(r"url\(#([^)]+)\)", value)}
    assert used
    assert used <= set(ids)


def test_charts_follow_the_page_into_the_dark(seen: Seen) -> None:
    assert "prefers-color-scheme: dark" in seen.style
    styles = " ".join(seen.attributes("style"))
    assert "var(--ink)" in styles
    assert "#1b2631" not in styles


def test_words_of_a_chart_are_never_taken_for_its_colours() -> None:
    svg = inline_svg(trend_image("colour #1B2631 id=").svg, "p-")
    assert "colour #1B2631 id=" in svg


def test_the_same_document_gives_the_same_page(document: Document) -> None:
    assert to_html(document) == to_html(document)
