"""A small line that shows how a number went: an SVG image, which a browser draws without any library."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from html import escape

WIDTH, HEIGHT, EDGE = 240.0, 44.0, 3.0
# Readable on white and on black: an image cannot know the page's theme.
COLOUR = "#6F8FB5"


def sparkline(values: Sequence[float], alt: str) -> str:
    """Return an HTML image of the values as a line; empty with fewer than two values.

    The line is stretched from the smallest to the largest value: it shows shape, not size.

    Parameters
    ----------
    values
        In time order.
    alt
        What a screen reader says.

    Examples
    --------
    >>> sparkline([1, 2, 3], "rising")[:17]
    '<img alt="rising"'
    >>> sparkline([1], "one value")
    ''
    """
    if len(values) < 2:
        return ""
    low, high = min(values), max(values)
    reach = (high - low) or 1.0
    points = [
        (
            EDGE + (WIDTH - 2 * EDGE) * i / (len(values) - 1),
            HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * ((value - low) / reach if high > low else 0.5),
        )
        for i, value in enumerate(values)
    ]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" preserveAspectRatio="none">'
        f'<polyline points="{path}" fill="none" stroke="{COLOUR}" stroke-width="2" vector-effect="non-scaling-stroke"/>'
        "</svg>"
    )
    image = b64encode(svg.encode()).decode()
    style = f"width:100%;height:{HEIGHT:g}px"
    return f'<img alt="{escape(alt, quote=True)}" style="{style}" src="data:image/svg+xml;base64,{image}">'
