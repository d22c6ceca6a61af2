"""Dark mode follows the visitor's system, and everything stays readable."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from .support import Server, drawn, open_page

pytestmark = pytest.mark.browser

# WCAG 2.2, 1.4.3: text at least 4.5 to 1, large text 3 to 1.
LEAST_CONTRAST, LEAST_CONTRAST_LARGE = 4.5, 3.0
TEXTS = {
    "heading": ("h1", LEAST_CONTRAST_LARGE),
    "sentence": ("[data-testid=stMarkdownContainer] p", LEAST_CONTRAST),
    "label": (".st-key-filter_bar [data-testid=stWidgetLabel] p", LEAST_CONTRAST),
    "card": (".st-key-cards [data-testid=stMetricValue]", LEAST_CONTRAST),
    "caption": (".st-key-frame_trend [data-testid=stCaptionContainer] p", LEAST_CONTRAST),
}
CHART_TEXTS = {"title": ".gtitle", "tick": ".xtick text", "legend": ".legendtext"}
# The colour of a text over what is behind it, with its own opacity and that of what it stands in.
COLOURS = """(e, property) => {
  let opacity = 1;
  for (let node = e; node; node = node.parentElement) opacity *= parseFloat(getComputedStyle(node).opacity);
  const style = getComputedStyle(e);
  return [style[property], opacity * parseFloat(property === 'fill' ? style.fillOpacity : 1)];
}"""


@pytest.fixture(scope="module")
def opened(browser: Browser, demo: Server) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 1100}, color_scheme="dark")
    page = context.new_page()
    open_page(page, demo, "industry")
    drawn(page, "trend")
    yield page
    context.close()


@pytest.fixture(scope="module", params=["dark", "light"])
def page(request: pytest.FixtureRequest, opened: Page) -> Page:
    """The page after the visitor's system has changed to dark or light."""
    opened.emulate_media(color_scheme=request.param)
    wanted = "rgb(255, 255, 255)" if request.param == "light" else re.compile(r"^rgb\(\d{1,2}, \d{1,2}, \d{1,2}\)$")
    expect(opened.get_by_test_id("stApp")).to_have_css("background-color", wanted)
    return drawn(opened, "trend").page


@pytest.mark.parametrize("name", TEXTS)
def test_text_is_readable(page: Page, name: str) -> None:
    selector, least = TEXTS[name]
    assert _contrast(page, selector, "color") >= least


@pytest.mark.parametrize("name", CHART_TEXTS)
def test_words_on_a_chart_are_readable(page: Page, name: str) -> None:
    assert _contrast(page, f".st-key-trend {CHART_TEXTS[name]}", "fill") >= LEAST_CONTRAST


def _contrast(page: Page, selector: str, css: str) -> float:
    """Return the contrast ratio of the first text found, as WCAG defines it."""
    behind = _background(page)
    colour, opacity = page.locator(selector).first.evaluate(COLOURS, css)
    red, green, blue, alpha = _channels(colour)
    alpha *= opacity
    seen = [c * alpha + b * (1 - alpha) for c, b in zip((red, green, blue), behind, strict=True)]
    light, dark = sorted((_luminance(seen), _luminance(behind)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _background(page: Page) -> list[float]:
    return _channels(page.get_by_test_id("stApp").evaluate("e => getComputedStyle(e).backgroundColor"))[:3]


def _channels(colour: str) -> list[float]:
    numbers = [float(n) for n in re.findall(r"[\d.]+", colour)]
    return [*numbers[:3], numbers[3] if len(numbers) > 3 else 1.0]


def _luminance(channels: list[float]) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in channels)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
