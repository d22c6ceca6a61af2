"""A small line that shows how a number went: an SVG image, which a browser draws without any library."""

from __future__ import annotations

import math
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
    svg = sparkline_svg(values)
    return _image(svg, alt) if svg else ""


def band_sparkline(
    values: Sequence[float],
    low: Sequence[float],
    high: Sequence[float],
    is_mature: Sequence[bool],
    alt: str,
) -> str:
    """Return an HTML image of values with their interval as a band; what is not mature yet is dashed and hollow.

    Parameters
    ----------
    values, low, high
        In time order; NaN leaves a gap. Stretched from the lowest to the highest limit.
    is_mature
        Whether each value is final.
    alt
        What a screen reader says.
    """
    svg = sparkline_svg(values, low, high, is_mature)
    return _image(svg, alt) if svg else ""


def sparkline_svg(
    values: Sequence[float],
    low: Sequence[float] = (),
    high: Sequence[float] = (),
    is_mature: Sequence[bool] = (),
) -> str:
    """Return the sparkline as SVG text; empty with fewer than two values."""
    known = [v for v in values if math.isfinite(v)]
    if len(known) < 2:
        return ""
    limits = [v for v in (*low, *high) if math.isfinite(v)]
    bottom, top = min([*known, *limits]), max([*known, *limits])
    step = (WIDTH - 2 * EDGE) / (len(values) - 1)

    def place(index: int, value: float) -> tuple[float, float]:
        share = (value - bottom) / (top - bottom) if top > bottom else 0.5
        return EDGE + step * index, HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * share

    def path(spots: Sequence[tuple[float, float]]) -> str:
        return " ".join(f"{x:.1f},{y:.1f}" for x, y in spots)

    parts = []
    if low and high:
        inside = [i for i in range(len(values)) if math.isfinite(low[i]) and math.isfinite(high[i])]
        edge = [place(i, high[i]) for i in inside] + [place(i, low[i]) for i in reversed(inside)]
        parts.append(f'<polygon points="{path(edge)}" fill="{COLOUR}" fill-opacity="0.25"/>')
    solid = [i for i, v in enumerate(values) if math.isfinite(v) and (not is_mature or is_mature[i])]
    late = [i for i, v in enumerate(values) if math.isfinite(v) and is_mature and not is_mature[i]]
    style = f'fill="none" stroke="{COLOUR}" stroke-width="2" vector-effect="non-scaling-stroke"'
    parts.append(f'<polyline points="{path([place(i, values[i]) for i in solid])}" {style}/>')
    if late:
        joined = [i for i in solid if i < late[0]][-1:] + late
        parts.append(
            f'<polyline points="{path([place(i, values[i]) for i in joined])}" {style} stroke-dasharray="3 3"/>'
        )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" preserveAspectRatio="none">'
        f"{''.join(parts)}</svg>"
    )


def _image(svg: str, alt: str) -> str:
    image = b64encode(svg.encode()).decode()
    style = f"width:100%;height:{HEIGHT:g}px"
    return f'<img alt="{escape(alt, quote=True)}" style="{style}" src="data:image/svg+xml;base64,{image}">'
